package main

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A counted is a random search and whom an oracle counts: physicians who fit,
// of whom it is not known, and who are left out.
type counted struct {
	Parameters map[string]string `json:"parameters"`
	Fit        int               `json:"fit"`
	Unsure     int               `json:"unsure"`
	Others     int               `json:"others"`
}

// random makes surgeons and searches for them. A widget cannot be asked for a
// state beside a place, so no search does.
func random(rounds int) ([]directory.Listing, []counted) {
	rng := rand.New(rand.NewPCG(13, 27))
	listings := searchtest.Listings(rng, 1_500)
	var all []counted
	for len(all) < rounds {
		asked := searchtest.Ask(rng, listings)
		if asked.Values.Has("state") {
			continue
		}
		fit, unsure, there := asked.Count(listings)
		c := counted{map[string]string{}, fit, unsure, there - fit - unsure}
		for name := range asked.Values {
			c.Parameters[name] = asked.Values.Get(name)
		}
		all = append(all, c)
	}
	return listings, all
}

// withAsked serves the searches beside the finder.
func withAsked(finder http.Handler, asked []counted) (http.Handler, error) {
	body, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/asked.json" {
			finder.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}), nil
}
