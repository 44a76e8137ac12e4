package api

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

var fromClinic = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {"https://clinic.example"}}

// asked posts a form as a partner's page does.
func asked(t *testing.T, r *rig, values url.Values) *SearchAnswer {
	t.Helper()
	body := url.Values{"key": {"pk_clinic"}, "unknown": {"apart"}, "others": {"count"}, "texts": {"1"}}
	for name, given := range values {
		body[name] = given
	}
	got := r.do(t, http.MethodPost, "/v1/search", fromClinic, body.Encode())
	if got.status != http.StatusOK {
		t.Fatalf("%s: %d %s", body.Encode(), got.status, got.body)
	}
	var a SearchAnswer
	if err := json.Unmarshal(got.body, &a); err != nil {
		t.Fatal(err)
	}
	return &a
}

// TestFiltersOfferedAreExact follows the filters that random answers offer:
// each leads to as many physicians as it said, and to as many of whom it is not
// known; those that are on say how many the answer holds.
func TestFiltersOfferedAreExact(t *testing.T) {
	rounds := 25
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 1_000
	}
	rng := rand.New(rand.NewPCG(11, 28))
	listings := searchtest.Listings(rng, 1_500)
	r := newRig(t, listings, func(s *settings) { s.Rate = 1 << 30 })
	var on, followed, doubtful, chips int
	for range rounds {
		c := searchtest.Ask(rng, listings)
		fit, unsure, _ := c.Count(listings)
		for _, f := range asked(t, r, c.Values).Texts.Filters {
			said := c.Values.Encode() + ": " + f.Text
			values := url.Values{}
			for name, given := range c.Values {
				values[name] = given
			}
			for name, value := range f.Set {
				if values.Del(name); value != "" {
					values.Set(name, value)
				}
			}
			there := asked(t, r, values).Meta
			switch {
			case f.Chip:
				chips++
				if there.Total+*there.UnknownTotal < fit+unsure {
					t.Errorf("%s: without it %d fit, with it %d", said, there.Total, fit)
				}
			case f.On && f.All:
				if f.Count != searchtest.Grouped(fit+unsure) {
					t.Errorf("%s: %s; %d and %d are there", said, f.Count, fit, unsure)
				}
			case f.On:
				on++
				if f.Count != searchtest.Grouped(fit) || f.Unknown != "" && !strings.HasPrefix(f.Unknown, searchtest.Grouped(unsure)+" ") {
					t.Errorf("%s: %q and %q; %d and %d are there", said, f.Count, f.Unknown, fit, unsure)
				}
			case f.All:
				if f.Count != "" && f.Count != searchtest.Grouped(there.Total+*there.UnknownTotal) {
					t.Errorf("%s: %s; everybody are %d", said, f.Count, there.Total)
				}
			default:
				followed++
				if f.Count != searchtest.Grouped(there.Total) {
					t.Errorf("%s: %s; there are %d", said, f.Count, there.Total)
				}
				if f.Unknown != "" {
					doubtful++
					if !strings.HasPrefix(f.Unknown, searchtest.Grouped(*there.UnknownTotal)+" ") {
						t.Errorf("%s: %q; there are %d", said, f.Unknown, *there.UnknownTotal)
					}
				}
			}
		}
	}
	if on == 0 || followed < rounds || doubtful == 0 || chips == 0 {
		t.Errorf("the searches show too little: %d on, %d followed, %d of them doubtful, %d chips", on, followed, doubtful, chips)
	}
	t.Logf("%d searches: %d filters on, %d followed, %d of them with somebody of whom it is not known, %d chips", rounds, on, followed, doubtful, chips)
}

// What an answer is not asked for is not in it, and what cannot be read is
// refused.
func TestTextsAreAskedFor(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for given, want := range map[string]bool{"": false, "0": false, "1": true} {
		if got := asked(t, r, url.Values{"near": {"55401"}, "texts": {given}}).Texts != nil; got != want {
			t.Errorf("texts=%q: texts in the answer: %v", given, got)
		}
	}
	for _, more := range []string{"texts=2", "texts=1&texts=1", "map=2", "map=1&map=grouped"} {
		if got := r.do(t, http.MethodPost, "/v1/search", fromClinic, "key=pk_clinic&near=55401&"+more); got.status != http.StatusBadRequest {
			t.Errorf("%s: %d", more, got.status)
		}
	}
}

// Marks of one place stand as one, between them they hold the numbers of all
// cards once; without the wish each card has its own.
func TestGroupedMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	listings := searchtest.Listings(rng, 400)
	for i := range listings {
		listings[i].Location.Position.Point = listings[i/3*3].Location.Position.Point // three at each place
	}
	r := newRig(t, listings, nil)
	together := 0
	for range 20 {
		c := searchtest.Ask(rng, listings)
		for _, grouped := range []string{"1", "grouped"} {
			c.Values.Set("map", grouped)
			a := asked(t, r, c.Values)
			seen := map[int]bool{}
			for _, p := range a.Map.Pins {
				if (p.Last != nil) != (grouped == "grouped") || (p.Half != nil) != (grouped == "grouped") {
					t.Fatalf("map=%s: %+v", grouped, p)
				}
				last := p.Number
				if p.Last != nil {
					last = *p.Last
				}
				if last > p.Number {
					together++
				}
				for n := p.Number; n <= last; n++ {
					if seen[n] {
						t.Errorf("card %d stands on two marks", n)
					}
					seen[n] = true
				}
			}
			if n := len(a.Data) + len(a.Unknown) + len(a.Beyond); len(seen) != n {
				t.Errorf("map=%s: %d of %d cards are on the map", grouped, len(seen), n)
			}
		}
	}
	if together == 0 {
		t.Error("no two stood together")
	}
}

// A profile's facts are those of the physician: the number, and of annular
// closure no more than is vouched for.
func TestFactsOfAPhysician(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	all := asked(t, r, url.Values{"near": {"55401"}, "radius": {"500"}, "page_size": {"100"}})
	told := 0
	for _, c := range append(all.Data, all.Unknown...) {
		for _, lang := range []string{"en", "es"} {
			got := r.get(t, "/v1/physicians/"+c.NPI+"?lang="+lang)
			var p PhysicianAnswer
			if err := json.Unmarshal(got.body, &p); err != nil {
				t.Fatal(err)
			}
			if p.Facts[0].Value != c.NPI {
				t.Errorf("%s: the first fact is %+v", c.NPI, p.Facts[0])
			}
			closure := false
			for _, f := range p.Facts {
				if f.Name == "" || f.Value == "" {
					t.Errorf("%s: %+v", c.NPI, f)
				}
				closure = closure || strings.Contains(strings.ToLower(f.Name), map[string]string{"en": "annular closure", "es": "cierre anular"}[lang])
			}
			if closure != (p.Data.AnnularClosure != nil) {
				t.Errorf("%s, %s: annular closure is a fact: %v, vouched for: %v", c.NPI, lang, closure, p.Data.AnnularClosure != nil)
			}
			if closure {
				told++
			}
		}
	}
	if told == 0 || told == 2*len(all.Data) {
		t.Errorf("%d of %d are vouched for", told, 2*len(all.Data))
	}
}
