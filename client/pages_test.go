package client_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/physicianfinder/finder/client"
)

// TestAllIsOfOneGeneration lists from services that end in three ways: with the
// last page, by a new generation, and where they show no more pages. Each is
// asked with the key that the client was given.
func TestAllIsOfOneGeneration(t *testing.T) {
	tests := []struct {
		name, third string // the third page, or what comes in its place
		status      int
		cards       int
		is          func(error) bool
	}{
		{"to the end", `{"data":[{"npi":"5"}],"links":{"self":"","next":null,"prev":""},"meta":{"generation":"g1"},"warnings":[]}`, 200, 5, func(err error) bool { return err == nil }},
		{"renewed meanwhile", `{"type":"/problems/generation-gone","status":410}`, 410, 4, func(err error) bool {
			return errors.Is(err, client.ErrGone)
		}},
		{"cut", `{"data":[{"npi":"5"}],"links":{"self":"","next":null,"prev":""},"meta":{"generation":"g1"},"warnings":[{"code":"list_cut","parameter":"page","text":""}]}`, 200, 5, func(err error) bool { return errors.Is(err, client.ErrCut) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				v := r.URL.Query()
				if page := v.Get("page"); r.Header.Get("Authorization") != "Bearer sk_secret" || (page == "1") != (v.Get("generation") == "") || page != "1" && v.Get("generation") != "g1" {
					t.Errorf("asked %v with %q", v, r.Header.Get("Authorization"))
				}
				if v.Get("page") == "3" {
					w.WriteHeader(tt.status)
					fmt.Fprint(w, tt.third)
					return
				}
				fmt.Fprint(w, `{"data":[{"npi":"1"},{"npi":"2"}],"links":{"self":"","next":"/more","prev":null},"meta":{"generation":"g1"},"warnings":[]}`)
			}))
			defer s.Close()
			c, err := client.New(s.URL, client.WithServerKey("sk_secret"))
			if err != nil {
				t.Fatal(err)
			}
			cards := 0
			var last error
			for _, err := range c.All(t.Context(), client.Query{States: []string{"MN"}}) {
				if last = err; err == nil {
					cards++
				}
			}
			if cards != tt.cards || !tt.is(last) {
				t.Errorf("%d cards, %v", cards, last)
			}
		})
	}
}
