package query_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/words"
)

// TestParser_Farther asks random searches of short radii and counts for itself
// in which of the radii offered there is anybody else, and how many.
func TestParser_Farther(t *testing.T) {
	t.Parallel()
	rounds := 300
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 10_000
	}
	rng := rand.New(rand.NewPCG(7, 27))
	listings := searchtest.Listings(rng, 700)
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	p := query.New(query.Options{Gazetteer: place.Default(), Today: func() directory.Date { return 20_780 }})
	offered, enough, nobody := map[float64]int{}, 0, 0
	for range rounds {
		c := searchtest.Ask(rng, listings)
		c = c.Within(1 + rng.IntN(120))
		c.Values.Set("unknown", "apart")
		req, err := p.Parse(c.Values)
		if err != nil {
			t.Fatal(err)
		}
		res, err := f.Search(t.Context(), req.Search)
		if err != nil {
			t.Fatal(err)
		}
		fit, unsure, _ := c.Count(listings)
		want, many := c.Farther(listings)
		got := p.Farther(t.Context(), f, c.Values, req, res)
		switch {
		case want == 0 && got != nil:
			t.Errorf("%s: %d and %d found: offers %+v", c.Values.Encode(), fit, unsure, got)
		case want == 0 && fit+unsure >= 3:
			enough++
		case want == 0:
			nobody++
		case got == nil || got.Radius != float64(want) || got.Total != many || !got.Exact || got.Values.Get("radius") != fmt.Sprint(want):
			t.Errorf("%s: %d and %d found: offers %+v, want %d within %d miles", c.Values.Encode(), fit, unsure, got, many, want)
		default:
			offered[got.Radius]++
		}
	}
	if len(offered) < 4 || enough == 0 || nobody == 0 {
		t.Errorf("the searches show too little: offered %v, %d with enough, %d with nobody anywhere", offered, enough, nobody)
	}
	t.Logf("%d searches: radii offered %v, %d with enough, %d with nobody within 500 miles", rounds, offered, enough, nobody)
}

// TestFarther_In words the way on.
func TestFarther_In(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		f      query.Farther
		en, es string
	}{
		{query.Farther{Radius: 250, Total: 4, Exact: true}, "Search within 250 miles: 4 surgeons", "Buscar a menos de 250 millas: 4 cirujanos"},
		{query.Farther{Radius: 100, Total: 1, Exact: true}, "Search within 100 miles: 1 surgeon", "Buscar a menos de 100 millas: 1 cirujano"},
		{query.Farther{Radius: 500, Total: 1200}, "Search within 500 miles: at least 1,200 surgeons", "Buscar a menos de 500 millas: al menos 1,200 cirujanos"},
	} {
		if got := c.f.In(words.For(words.English)); got != c.en {
			t.Errorf("%+v: %q, want %q", c.f, got, c.en)
		}
		if got := c.f.In(words.For(words.Spanish)); got != c.es {
			t.Errorf("%+v: %q, want %q", c.f, got, c.es)
		}
	}
}
