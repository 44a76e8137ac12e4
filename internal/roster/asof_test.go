package roster

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestAsOf grows a roster, asks it at each step what it says, and asks it at its
// end what it said then.
func TestAsOf(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 1))
	npis := []directory.NPI{2000000010, 2000000028, 2000000036}
	office := directory.Address{Line1: "100 Elm St", City: "Minneapolis", State: "MN", PostalCode: "55401"}
	offices := []directory.Documented{{Address: office}}
	const today = directory.Date(20_780)
	type step struct {
		at      time.Time
		version string
		said    map[directory.NPI]directory.Attested
		about   directory.NPI // what was recorded or decided then
	}
	now := time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)
	steps := []step{{at: now}}
	var all []Attestation
	var reviews []Review
	for seq := int64(1); seq <= 200; seq++ {
		now = now.Add(time.Duration(rng.IntN(3)) * time.Minute) // two of one moment at times
		about := npis[rng.IntN(len(npis))]
		if len(all) > 0 && rng.IntN(2) == 0 {
			a := all[rng.IntN(len(all))]
			about = a.NPI
			reviews = append(reviews, Review{Seq: seq, Attestation: a.ID, Verdict: []Verdict{Approve, Undo}[rng.IntN(2)], At: now})
		} else {
			all = append(all, Attestation{
				Seq: seq, ID: fmt.Sprint("a", seq), NPI: about, Offices: []directory.Address{office}, Channel: Call, SaidBy: "the office",
				Claim: Offers, Value: []string{"confirmed", "self_reported"}[rng.IntN(2)], SaidOn: today - directory.Date(rng.IntN(300)), RecordedAt: now,
			})
		}
		e := NewEvidence(slices.Clone(all), slices.Clone(reviews), 180)
		s := step{now, e.Version(), map[directory.NPI]directory.Attested{}, about}
		for _, npi := range npis {
			s.said[npi] = e.At(npi, offices, today)[0]
		}
		steps = append(steps, s)
	}
	last := NewEvidence(all, reviews, 180)
	for i, s := range steps {
		at, since, ok := last.AsOf(s.version)
		if !ok || (at == nil) != (i == 0) {
			t.Fatalf("as of %q: %v, %v", s.version, at == nil, ok)
		}
		for npi, want := range s.said {
			if diff := cmp.Diff(want, at(npi, offices, today)[0]); diff != "" {
				t.Errorf("as of %q, %s (-then +as of):\n%s", s.version, npi, diff)
			}
		}
		for _, later := range steps[i+1:] {
			if !slices.Contains(since, later.about) {
				t.Errorf("as of %q: %s is not among those of whom something was said since", s.version, later.about)
			}
		}
		want := steps[0]
		for _, before := range steps { // the last that lies wholly before
			if !before.at.After(s.at) {
				want = before
			}
		}
		if got := last.VersionAt(s.at); got != want.version {
			t.Errorf("at %s: version %q, want %q", s.at, got, want.version)
		}
	}
	for _, version := range []string{"201", "0", "-1", "1.0", "01", "x"} {
		if _, _, ok := last.AsOf(version); ok {
			t.Errorf("as of %q is told", version)
		}
	}
	if at, since, ok := last.AsOf("none"); !ok || len(since) != 200 || at(npis[0], offices, today)[0].Offering != nil {
		t.Errorf("as of when nothing could be read: %d, %v", len(since), ok)
	}
	if _, err := strconv.Atoi(last.Version()); err != nil {
		t.Error(err)
	}
}
