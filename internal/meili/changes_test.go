package meili

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestChangesAcrossReplicas asks a replica that saw a generation take another's
// place, one that was started since, and both after a rollback: they tell the
// same.
func TestChangesAcrossReplicas(t *testing.T) {
	b := startServer(t)
	listings := searchtest.Listings(rand.New(rand.NewPCG(22, 3)), 400)
	gone := listings[0].Physician.NPI
	next := slices.DeleteFunc(slices.Clone(listings), func(l directory.Listing) bool { return l.Physician.NPI == gone })
	want := map[directory.NPI]string{gone: "removed"}
	for i := range next {
		if i%20 == 0 {
			next[i].Location.Phone = fmt.Sprintf("+161255502%02d", i%100)
			want[next[i].Physician.NPI] = "changed"
		}
	}
	told := func(f *search.Finder, since string) map[directory.NPI]string {
		t.Helper()
		if err := f.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		c, err := f.Changes(t.Context(), search.Moment{Generation: since})
		if err != nil {
			t.Fatalf("since %s: %v", since, err)
		}
		all := map[directory.NPI]string{}
		if err := c.Each(func(npi directory.NPI, before, now []directory.Listing, _ bool) error {
			switch {
			case len(before) == 0:
				all[npi] = "added"
			case len(now) == 0:
				all[npi] = "removed"
			case cmp.Diff(before, now) != "":
				all[npi] = "changed"
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	first := b.publish(t, listings)
	dir := t.TempDir()
	old := search.New(b.open(t), search.Options{})
	if got := told(old, first); len(got) > 0 {
		t.Errorf("since now: %v", got)
	}
	second := b.publish(t, next)
	replicas := map[string]*search.Finder{"there before": old, "new": search.New(b.open(t), search.Options{Dir: dir})}
	for name, f := range replicas {
		if diff := cmp.Diff(want, told(f, first)); diff != "" {
			t.Errorf("%s (-want +told):\n%s", name, diff)
		}
	}
	restarted := search.New(b.open(t), search.Options{Dir: dir})
	if diff := cmp.Diff(want, told(restarted, first)); diff != "" {
		t.Errorf("restarted (-want +told):\n%s", diff)
	}
	replicas["restarted"] = restarted
	if _, err := Rollback(t.Context(), b.indexer, WriterOptions{}); err != nil {
		t.Fatal(err)
	}
	want[gone] = "added"
	replicas["newer"] = search.New(b.open(t), search.Options{})
	for name, f := range replicas {
		if diff := cmp.Diff(want, told(f, second)); diff != "" {
			t.Errorf("%s, after a rollback (-want +told):\n%s", name, diff)
		}
		if _, err := f.Changes(t.Context(), search.Moment{Generation: "20010101T000000000Z-000000"}); !errors.Is(err, search.ErrGone) {
			t.Errorf("%s, since what never was: %v", name, err)
		}
	}
}
