package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/partner"
)

// TestPartnersCounted has partners' pages, frames and servers search in two
// replicas, one of which is started anew, and wants a supervisor told of each
// search once, and of what is no search never.
func TestPartnersCounted(t *testing.T) {
	secret, kept := partner.NewServerKey()
	for kind, empty := range stores(t) {
		t.Run(kind, func(t *testing.T) {
			w := newWard(t, empty(t))
			w.partners = strings.Replace(demoPartners, `{"partners":[`, `{"partners":[{"id":"integrator","name":"I","status":"active","server_keys":[{"sha256":"`+kept.SHA256+`"}]},`, 1)
			a, b := w.start("a"), w.start("b")
			npi := w.surgeon.Physician.NPI.String()
			ask := func(s *service, code int, method, path, body string, header ...string) {
				t.Helper()
				if got := w.ask(s, method, path, body, "", header...); got.Code != code {
					t.Errorf("%s %s %s: %d, want %d: %s", method, path, body, got.Code, code, got.Body)
				}
			}
			form := func(s *service, code int, origin string, values ...string) {
				t.Helper()
				v := url.Values{"key": {"pk_demo"}, "q": {npi}}
				for i := 0; i < len(values); i += 2 {
					v.Set(values[i], values[i+1])
				}
				ask(s, code, http.MethodPost, "/v1/search", v.Encode(), "Origin", origin)
			}
			const home = "http://127.0.0.1:8090"
			form(a, 200, home)
			form(a, 200, home, "near", "99501", "radius", "1") // nobody
			ask(b, 200, http.MethodGet, "/embed/v1/frame?key=pk_demo&q="+npi, "")
			ask(a, 200, http.MethodGet, "/find?lang=es&key=pk_demo&q="+npi, "") // the link where no script runs
			// What is no search of a partner's: a page further on, a page of
			// somebody else's, a program with the key of a page, a fault, a
			// suggestion, a profile, the frame before anything is asked.
			form(a, 200, home, "page", "2")
			form(a, 403, "https://elsewhere.example")
			form(a, 200, "")
			form(a, 400, home, "radius", "none")
			ask(a, 200, http.MethodGet, "/v1/places?q=minn&key=pk_demo", "", "Origin", home)
			ask(a, 200, http.MethodGet, "/embed/v1/frame?key=pk_demo", "")
			ask(a, 200, http.MethodGet, "/embed/v1/frame?page=2&key=pk_demo&q="+npi, "")
			ask(a, 200, http.MethodGet, "/embed/v1/physicians/"+npi+"?key=pk_demo", "")
			ask(a, 200, http.MethodGet, "/v1/physicians?q="+npi, "")
			ask(a, 200, http.MethodGet, "/find?q="+npi, "")
			ask(a, 200, http.MethodGet, "/find?key=pk_nobody&q="+npi, "")
			ask(a, 200, http.MethodGet, "/?lang=es&key=pk_demo", "")

			bearer := []string{"Authorization", "Bearer " + secret}
			ask(b, 200, http.MethodGet, "/v1/physicians?npi="+npi, "", bearer...)
			ask(a, 200, http.MethodGet, "/v1/physicians?npi="+npi, "", bearer...)
			ask(b, 200, http.MethodGet, "/v1/physicians?near=99501&radius=1&annular_closure=confirmed", "", bearer...) // nobody
			ask(b, 200, http.MethodGet, "/fhir/PractitionerRole?practitioner.identifier="+npi, "", bearer...)
			ask(b, 200, http.MethodGet, "/v1/physicians/"+npi, "", bearer...)
			ask(b, 200, http.MethodGet, "/v1/specialties", "", bearer...)

			// Replica a ends, as the program ends it, and begins again.
			ended, end := context.WithCancel(t.Context())
			end()
			a.tally.Run(ended, a.store, nil, a.log)
			a = w.start("a")
			form(a, 200, home)
			for _, s := range []*service{a, b, a, b} {
				if err := s.tally.Save(t.Context(), s.store); err != nil {
					t.Fatal(err)
				}
			}
			// A replica whose store is away answers its partners all the same.
			dsn := w.dsn
			w.dsn = "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"
			c := w.start("c")
			form(c, 200, home)
			if err := c.tally.Save(t.Context(), c.store); err == nil {
				t.Error("saved where no store is")
			}
			w.dsn = dsn

			var told struct {
				Partners []struct {
					Partner          string
					Searches, Nobody int
				}
			}
			// A day on either side: midnight may have come.
			today := time.Now().UTC()
			span := map[string]string{"from": today.AddDate(0, 0, -1).Format(time.DateOnly), "until": today.AddDate(0, 0, 1).Format(time.DateOnly)}
			if err := json.Unmarshal(w.desk("eve", "summary", 200, span), &told); err != nil {
				t.Fatal(err)
			}
			want := "[{demo 5 1} {integrator 4 1}]"
			if diff := cmp.Diff(want, fmt.Sprint(told.Partners)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
