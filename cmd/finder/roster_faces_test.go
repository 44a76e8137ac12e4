package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/referral/server"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A ward is some replicas over one store and one index, and a surgeon whose one
// office offers annular closure by the documents.
type ward struct {
	t        *testing.T
	index    *searchtest.Memory
	real     search.Index // the replicas' in place of index, where there is one
	listings []directory.Listing
	dsn      string
	partners string // their file; empty: the demo's
	dirs     map[string]string
	replicas map[string]*service
	cookies  map[string]*http.Cookie // of accounts
	surgeon  *directory.Listing
}

func newWard(t *testing.T, dsn string) *ward {
	w := &ward{
		t: t, dsn: dsn, listings: searchtest.Listings(rand.New(rand.NewPCG(19, 4)), 200),
		dirs: map[string]string{}, replicas: map[string]*service{}, cookies: map[string]*http.Cookie{},
	}
	today := directory.DateOf(time.Now())
	offices := map[directory.NPI]int{}
	for i := range w.listings {
		w.listings[i].Offering = nil
		offices[w.listings[i].Physician.NPI]++
	}
	for i := range w.listings {
		if l := &w.listings[i]; offices[l.Physician.NPI] == 1 && l.Location.Phone != "" {
			w.surgeon = l
			break
		}
	}
	w.surgeon.Offering = &directory.Offering{
		Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Confirmed, Source: "Example desk", SourceDate: today - 9, VerifiedOn: today - 9,
	}
	w.surgeon.Location.Sources = append([]directory.Provenance{{Source: directory.SourceRoster, Date: today - 9}}, w.surgeon.Location.Sources...)
	w.index = searchtest.NewMemory("one", w.listings)
	for _, name := range []string{"a", "b"} {
		w.start(name)
	}
	w.addStaff()
	return w
}

// addStaff makes the accounts of the desk and signs them in.
func (w *ward) addStaff() {
	w.t.Helper()
	ctx, store := w.t.Context(), w.replicas["a"].store
	for name, role := range map[string]referral.Role{"ana": referral.Agent, "ben": referral.Agent, "eve": referral.Supervisor} {
		if err := store.AddAccount(ctx, name, role, "correct-horse-battery"); err != nil {
			w.t.Fatal(err)
		}
		token, err := store.SignIn(ctx, name, "correct-horse-battery")
		if err != nil {
			w.t.Fatal(err)
		}
		w.cookies[name] = &http.Cookie{Name: "__Host-finder-console", Value: token}
	}
}

// start starts a replica as the program does, in the folder that an earlier one
// of this name has left.
func (w *ward) start(name string) *service {
	w.t.Helper()
	gin.SetMode(gin.TestMode)
	c := defaults()
	c.rate, c.store = 0, w.dsn
	if w.dirs[name] == "" {
		w.dirs[name] = w.t.TempDir()
	}
	c.dir = w.dirs[name]
	registry, err := partner.Parse([]byte(w.partnersFile()))
	if err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	store, err := serveStore(w.t.Context(), c, log)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { store.Close() })
	s := &service{c: c, log: log, partners: partner.Fixed(registry), store: store, registry: prometheus.NewRegistry()}
	var index search.Index = w.index
	if w.real != nil {
		index = w.real
	}
	if err := s.wire(w.t.Context(), index, door.NewMetrics(s.registry)); err != nil {
		w.t.Fatal(err)
	}
	s.firstLook(w.t.Context())
	if err := s.finder.Load(w.t.Context()); err != nil && s.finder.Status().Generation == nil {
		w.t.Fatal(err)
	}
	w.replicas[name] = s
	return s
}

func (w *ward) partnersFile() string {
	if w.partners != "" {
		return w.partners
	}
	return demoPartners
}

// look is what every replica does each second.
func (w *ward) look() {
	for _, s := range w.replicas {
		s.roster.Look(context.Background())
	}
}

func (w *ward) ask(s *service, method, path, body, who string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://finder.test"+path, strings.NewReader(body))
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	} else if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if c := w.cookies[who]; c != nil {
		r.AddCookie(c)
	}
	got := httptest.NewRecorder()
	s.handler.ServeHTTP(got, r)
	return got
}

// desk asks the console of replica a, and ends the test unless it says code.
func (w *ward) desk(who, path string, code int, in any) []byte {
	w.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		w.t.Fatal(err)
	}
	got := w.ask(w.replicas["a"], http.MethodPost, "/console/api/"+path, string(body), who)
	if got.Code != code {
		w.t.Fatalf("%s by %s: %d, want %d: %s", path, who, got.Code, code, got.Body)
	}
	return got.Body.Bytes()
}

// offering names the faces of a replica on which the surgeon is shown as
// offering, in order.
func (w *ward) offering(s *service) []string {
	w.t.Helper()
	npi := w.surgeon.Physician.NPI.String()
	var on []string
	see := func(face string, offered bool) {
		if offered {
			on = append(on, face)
		}
	}
	text := func(method, path, body, who string) string {
		got := w.ask(s, method, path, body, who)
		if got.Code != http.StatusOK {
			w.t.Fatalf("%s: %d %s", path, got.Code, got.Body)
		}
		return got.Body.String()
	}
	total := func(text string) bool {
		var a struct{ Meta struct{ Total int } }
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			w.t.Fatal(err)
		}
		return a.Meta.Total > 0
	}
	profile := text(http.MethodGet, "/physicians/"+npi, "", "")
	see("page", strings.Contains(profile, "Offers annular closure — "))
	see("JSON-LD", strings.Contains(profile, "availableService"))
	see("found page", strings.Contains(text(http.MethodGet, "/find?q="+npi, "", ""), "Offers annular closure — "))
	see("API", !strings.Contains(text(http.MethodGet, "/v1/physicians/"+npi, "", ""), `"annular_closure":null`))
	see("API filter", total(text(http.MethodGet, "/v1/physicians?annular_closure=offered&q="+npi, "", "")))
	see("widget", strings.Contains(text(http.MethodPost, "/v1/search", url.Values{"key": {"pk_demo"}, "q": {npi}}.Encode(), ""), "Offers annular closure — "))
	see("frame", strings.Contains(text(http.MethodGet, "/embed/v1/frame?key=pk_demo&q="+npi, "", ""), "Offers annular closure — "))
	see("FHIR", !strings.Contains(text(http.MethodGet, "/fhir/HealthcareService?_id="+w.surgeon.ID(), "", ""), `"total":0`))
	see("console", strings.Contains(text(http.MethodPost, "/console/api/find", `{"text":"`+npi+`"}`, "ana"), "Offers annular closure — "))
	return on
}

// everywhere wants the surgeon shown as offering on all faces of every replica,
// or on none.
func (w *ward) everywhere(what string, offered bool) {
	w.t.Helper()
	var want []string
	if offered {
		want = []string{"page", "JSON-LD", "found page", "API", "API filter", "widget", "frame", "FHIR", "console"}
	}
	for name, s := range w.replicas {
		if diff := cmp.Diff(want, w.offering(s)); diff != "" {
			w.t.Errorf("%s, replica %s: offering on (-want +got):\n%s", what, name, diff)
		}
	}
}

// ways are how an office's word is taken back.
func ways(w *ward) map[string]func() {
	npi, zip := w.surgeon.Physician.NPI.String(), w.surgeon.Location.Address.ZIP5()
	return map[string]func(){
		"a call": func() {
			w.desk("ana", "roster/called", http.StatusOK, map[string]string{"npi": npi, "office": w.surgeon.ID(), "result": "no_longer", "act": "1"})
		},
		"an accepted public report": func() {
			form := url.Values{"npi": {npi}, "zip5": {zip}, "kind": {"no_longer_offers"}, "detail": {""}}
			if err := w.replicas["b"].keepReport(w.t.Context(), referral.Correction{NPI: w.surgeon.Physician.NPI, ZIP5: zip, Kind: referral.NoLongerOffers, Reporter: referral.Public}); err != nil {
				w.t.Fatal(err, form)
			}
			w.look()
			w.everywhere("a stranger's report by itself", true)
			var list []struct{ ID string }
			if err := json.Unmarshal(w.desk("ana", "corrections/list", http.StatusOK, map[string]string{}), &list); err != nil || len(list) != 1 {
				w.t.Fatal(err, list)
			}
			w.desk("ana", "corrections/decide", http.StatusOK, map[string]any{"id": list[0].ID, "accept": true, "reason": "called the office"})
		},
		"a printed code": func() {
			page := w.ask(w.replicas["a"], http.MethodPost, "/console/letters", url.Values{"office": {w.surgeon.ID()}}.Encode(), "ana").Body.String()
			code := regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}`).FindString(page)
			if code == "" || !strings.Contains(page, strings.ToUpper(w.surgeon.Location.Address.City)) && !strings.Contains(page, w.surgeon.Location.Address.City) {
				w.t.Fatalf("the letter: %s", page)
			}
			b := w.replicas["b"]
			form := url.Values{"code": {strings.ToLower(code)}}
			opened := w.ask(b, http.MethodPost, "/confirm?lang=en", form.Encode(), "")
			if opened.Code != http.StatusOK || !strings.Contains(opened.Body.String(), html.EscapeString(w.surgeon.Physician.Name.Display())) {
				w.t.Fatalf("the code: %d %s", opened.Code, opened.Body)
			}
			w.look()
			w.everywhere("a code that was only typed", true)
			form.Set("said", "1")
			form.Set("closure", "no_longer")
			if got := w.ask(b, http.MethodPost, "/confirm", form.Encode(), ""); got.Code != http.StatusSeeOther {
				w.t.Fatalf("said: %d %s", got.Code, got.Body)
			}
			for _, again := range []string{code, "K7QM-2XHD-9RTV-4BWE"} { // used and unknown read alike
				form.Set("code", again)
				if got := w.ask(b, http.MethodPost, "/confirm?lang=en", form.Encode(), ""); got.Code != http.StatusBadRequest || !strings.Contains(got.Body.String(), "This code cannot be used") {
					w.t.Errorf("again: %d %s", got.Code, got.Body)
				}
			}
		},
		"an approved import": func() {
			day := directory.DateOf(time.Now()) - 1
			file := "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note\n" +
				fmt.Sprintf("%s,,annular-closure,barricaid,withdrawn,Example desk,%s,%s,,,,\n", npi, day, day)
			var p struct{ Batch string }
			if err := json.Unmarshal(w.desk("ana", "roster/import", http.StatusOK, map[string]any{"text": file, "record": true, "act": "1"}), &p); err != nil || p.Batch == "" {
				w.t.Fatal(err, p)
			}
			w.look()
			w.everywhere("an import that waits", true)
			w.desk("ben", "roster/rule", http.StatusForbidden, map[string]any{"batch": p.Batch, "verdict": "approve"})
			w.desk("eve", "roster/rule", http.StatusOK, map[string]any{"batch": p.Batch, "verdict": "approve"})
		},
	}
}

// stores make where a ward keeps its roster: each time an empty store.
func stores(t *testing.T) map[string]func(*testing.T) string {
	all := map[string]func(*testing.T) string{"sqlite": func(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") }}
	postgres, err := server.Start(t.Context())
	switch {
	case errors.Is(err, server.ErrMissing) && os.Getenv("CI") != "true":
		return all
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(postgres.Stop)
	databases := 0
	all["postgres"] = func(t *testing.T) string {
		databases++
		dsn, err := postgres.Create(t.Context(), fmt.Sprint("ward", databases))
		if err != nil {
			t.Fatal(err)
		}
		return dsn
	}
	return all
}

// TestWithdrawnEverywhere takes an office's word back in each way, on each store: it is gone
// from every face of every replica after its next look, from caches too, while
// Meilisearch is away, after a rollback, and in a replica that starts while the
// store is away.
func TestWithdrawnEverywhere(t *testing.T) {
	names := slices.Sorted(func(yield func(string) bool) {
		for name := range ways(&ward{surgeon: &directory.Listing{}}) {
			if !yield(name) {
				return
			}
		}
	})
	kinds := stores(t)
	for _, way := range names {
		for kind, empty := range kinds {
			t.Run(way+"/"+kind, func(t *testing.T) {
				w := newWard(t, empty(t))
				w.everywhere("by the documents", true)
				paths := []string{"/v1/physicians/" + w.surgeon.Physician.NPI.String(), "/v1/physicians?q=" + w.surgeon.Physician.NPI.String()}
				var tags []string
				for _, path := range paths {
					got := w.ask(w.replicas["b"], http.MethodGet, path, "", "")
					if !strings.Contains(got.Header().Get("Cache-Control"), "no-cache") {
						t.Errorf("%s: Cache-Control %q", path, got.Header().Get("Cache-Control"))
					}
					tags = append(tags, got.Header().Get("ETag"))
					if again := w.ask(w.replicas["b"], http.MethodGet, path, "", "", "If-None-Match", tags[len(tags)-1]); again.Code != http.StatusNotModified {
						t.Errorf("%s: %d while nothing has changed", path, again.Code)
					}
				}
				ways(w)[way]()
				w.look()
				w.everywhere("taken back", false)
				for name, s := range w.replicas {
					log := w.ask(s, http.MethodGet, "/changes?lang=en&state="+w.surgeon.Location.Address.State, "", "").Body.String()
					if !strings.Contains(log, w.surgeon.Physician.NPI.String()) || !strings.Contains(log, "no longer vouched for") || strings.Contains(log, ">ana<") {
						t.Errorf("the log of replica %s: %s", name, log)
					}
				}
				var quality struct {
					Data struct{ Offering struct{ Offices int } }
				}
				if err := json.Unmarshal(w.ask(w.replicas["a"], http.MethodGet, "/v1/data-quality", "", "").Body.Bytes(), &quality); err != nil || quality.Data.Offering.Offices != 0 {
					t.Errorf("measured: %+v, %v", quality, err)
				}
				if got := w.ask(w.replicas["a"], http.MethodGet, "/data-quality?lang=es", "", ""); got.Code != http.StatusOK {
					t.Errorf("/data-quality: %d %s", got.Code, got.Body)
				}
				for i, path := range paths {
					if got := w.ask(w.replicas["b"], http.MethodGet, path, "", "", "If-None-Match", tags[i]); got.Code != http.StatusOK {
						t.Errorf("%s: %d to a cache of before", path, got.Code)
					}
				}

				w.index.SetDown(true)
				for _, s := range w.replicas {
					s.finder.Load(t.Context())
					if got := w.ask(s, http.MethodGet, "/v1/physicians/"+w.surgeon.Physician.NPI.String(), "", ""); !strings.Contains(got.Body.String(), `"annular_closure":null`) || !strings.Contains(got.Body.String(), `"degraded":true`) {
						t.Errorf("Meilisearch is away: %s", got.Body)
					}
				}
				w.index.SetDown(false)

				w.index.Publish("two", w.listings[:len(w.listings)-1])
				w.index.Publish("one again", w.listings) // what a rollback makes live
				for _, s := range w.replicas {
					if err := s.finder.Load(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				w.everywhere("after a rollback", false)

				// Replica b ends, and starts again while the store is away.
				w.dsn = "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"
				delete(w.replicas, "b")
				b := w.start("b")
				delete(w.cookies, "ana")
				if got := b.offeringWithoutDesk(w); len(got) > 0 {
					t.Errorf("a replica without the store: offering on %q", got)
				}
			})
		}
	}
}

// offeringWithoutDesk is offering for a replica whose console cannot answer.
func (s *service) offeringWithoutDesk(w *ward) []string {
	npi := w.surgeon.Physician.NPI.String()
	var on []string
	for face, sign := range map[string]string{"/physicians/" + npi: "Offers annular closure — ", "/v1/physicians/" + npi: `"verified_on"`, "/embed/v1/frame?key=pk_demo&q=" + npi: "Offers annular closure — "} {
		got := w.ask(s, http.MethodGet, face, "", "")
		if got.Code != http.StatusOK {
			on = append(on, fmt.Sprint(face, " ", got.Code))
		}
		if strings.Contains(got.Body.String(), sign) {
			on = append(on, face)
		}
	}
	return on
}

// TestNothingKept holds that a replica which can read neither the store nor what
// it kept shows no evidence, and says that it is degraded.
func TestNothingKept(t *testing.T) {
	w := newWard(t, filepath.Join(t.TempDir(), "store.db"))
	w.dsn = "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"
	c := w.start("c")
	if got := c.offeringWithoutDesk(w); len(got) > 0 {
		t.Errorf("offering on %q", got)
	}
	if got := w.ask(c, http.MethodGet, "/v1/physicians/"+w.surgeon.Physician.NPI.String(), "", "").Body.String(); !strings.Contains(got, `"degraded":true`) {
		t.Error(got)
	}
}

// TestNamedOn holds that a list is told as a list on every face, and counted as
// an offer on none.
func TestNamedOn(t *testing.T) {
	w := newWard(t, filepath.Join(t.TempDir(), "store.db"))
	today := directory.DateOf(time.Now())
	w.surgeon.Offering, w.surgeon.NamedOn = nil, &directory.NamedOn{List: "Example training list", On: today - 40}
	w.index.Publish("named", w.listings)
	for _, s := range w.replicas {
		if err := s.finder.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.everywhere("named on a list", false)
	npi := w.surgeon.Physician.NPI.String()
	a := w.replicas["a"]
	for face, body := range map[string]string{
		"page":    w.ask(a, http.MethodGet, "/physicians/"+npi, "", "").Body.String(),
		"API":     w.ask(a, http.MethodGet, "/v1/physicians/"+npi, "", "").Body.String(),
		"widget":  w.ask(a, http.MethodPost, "/v1/search", "key=pk_demo&q="+npi, "").Body.String(),
		"frame":   w.ask(a, http.MethodGet, "/embed/v1/frame?key=pk_demo&q="+npi, "", "").Body.String(),
		"console": w.ask(a, http.MethodPost, "/console/api/find", `{"text":"`+npi+`"}`, "ana").Body.String(),
	} {
		if !strings.Contains(body, "Named on a list (Example training list, ") || !strings.Contains(body, "Annular closure: ask the office") {
			t.Errorf("%s: %s", face, body)
		}
	}
	var api struct {
		Data struct {
			NamedOn struct{ List, On string } `json:"named_on"`
		}
	}
	got := w.ask(a, http.MethodGet, "/v1/physicians/"+npi, "", "").Body
	if err := json.NewDecoder(got).Decode(&api); err != nil || api.Data.NamedOn.List != "Example training list" || api.Data.NamedOn.On != (today-40).String() {
		t.Errorf("API: %+v, %v", api, err)
	}
	// 181 days old it is told no more.
	w.surgeon.NamedOn = &directory.NamedOn{List: "Example training list", On: today - directory.ExpireAfter - 1}
	w.index.Publish("old", w.listings)
	if err := a.finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if body := w.ask(a, http.MethodGet, "/v1/physicians/"+npi, "", "").Body.String(); strings.Contains(body, "training") || !strings.Contains(body, `"named_on":null`) {
		t.Errorf("expired: %s", body)
	}
	w.surgeon.NamedOn = nil
	w.surgeon.Offering = &directory.Offering{Status: directory.Confirmed, Source: "Example desk", VerifiedOn: today - directory.ExpireAfter - 1}
	w.index.Publish("older", w.listings)
	for _, s := range w.replicas {
		if err := s.finder.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.everywhere("an expired word", false)
	if _, err := roster.NewStore(a.store).Record(t.Context(), roster.Actor{Name: "ana"}, "x", []roster.Attestation{{
		NPI: w.surgeon.Physician.NPI, Name: "X", Offices: []directory.Address{w.surgeon.Location.Address}, Claim: roster.Unreachable, Channel: roster.Call, SaidBy: "desk", SaidOn: today,
	}}); err != nil {
		t.Fatal(err)
	}
	w.look()
	w.everywhere("an expired word beside a roster", false)
}

// TestCodesGuessed holds that codes cannot be tried without end from one address,
// that a form of another site opens none, and that letters for all take a supervisor.
func TestCodesGuessed(t *testing.T) {
	w := newWard(t, filepath.Join(t.TempDir(), "store.db"))
	a := w.replicas["a"]
	if got := w.ask(a, http.MethodPost, "/confirm", "code=K7QM-2XHD-9RTV-4BWE", "", "Sec-Fetch-Site", "cross-site"); got.Code != http.StatusForbidden {
		t.Errorf("from another site: %d", got.Code)
	}
	refused := 0
	for range 60 {
		switch got := w.ask(a, http.MethodPost, "/confirm", "code=K7QM-2XHD-9RTV-4BWE", ""); got.Code {
		case http.StatusTooManyRequests:
			refused++
			if got.Header().Get("Retry-After") == "" {
				t.Error("does not say when to try again")
			}
		case http.StatusBadRequest:
		default:
			t.Fatalf("%d %s", got.Code, got.Body)
		}
	}
	if refused < 35 {
		t.Errorf("%d of 60 guesses refused", refused)
	}
	if got := w.ask(a, http.MethodPost, "/console/letters", "due=1", "ana"); got.Code != http.StatusForbidden {
		t.Errorf("letters for all by an agent: %d", got.Code)
	}
	if got := w.ask(a, http.MethodPost, "/console/letters", "office=1-2", "eve"); got.Code != http.StatusBadRequest {
		t.Errorf("a letter to nobody: %d", got.Code)
	}
}

// TestSurgeonMoves holds that a surgeon whom the weekly file has at another address
// is not shown as offering there until the new office was asked, and is due; and
// that one who is no longer listed is told to the desk.
func TestSurgeonMoves(t *testing.T) {
	w := newWard(t, filepath.Join(t.TempDir(), "store.db"))
	npi := w.surgeon.Physician.NPI.String()
	day := directory.DateOf(time.Now()) - 9
	file := "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note\n" +
		fmt.Sprintf("%s,,annular-closure,barricaid,confirmed,Example desk,%s,%s,,,,\n", npi, day, day)
	var p struct{ Batch string }
	if err := json.Unmarshal(w.desk("ana", "roster/import", http.StatusOK, map[string]any{"text": file, "record": true, "act": "1"}), &p); err != nil || p.Batch == "" {
		t.Fatal(err, p)
	}
	w.desk("eve", "roster/rule", http.StatusOK, map[string]any{"batch": p.Batch, "verdict": "approve"})
	w.look()
	w.everywhere("imported", true)

	publish := func(id string, listings []directory.Listing) {
		w.index.Publish(id, listings)
		for _, s := range w.replicas {
			if err := s.finder.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	at := slices.IndexFunc(w.listings, func(l directory.Listing) bool { return l.Physician.NPI == w.surgeon.Physician.NPI })
	home := w.surgeon.Location.Address
	w.surgeon.Location.Address = directory.Address{Line1: "9 Elsewhere Road", City: "Fenwick", State: "AZ", PostalCode: "85001"}
	publish("moved", w.listings) // the document says that they offer it: its row named no office
	w.everywhere("moved", false)
	var list struct {
		Due []struct {
			NPI, Why string
			Office   struct{ ID, Address string }
		}
		Events []struct{ NPI, What string }
	}
	due := func() {
		t.Helper()
		if err := json.Unmarshal(w.desk("ana", "roster/due", http.StatusOK, map[string]any{}), &list); err != nil {
			t.Fatal(err)
		}
	}
	due()
	if len(list.Due) != 1 || list.Due[0].NPI != npi || list.Due[0].Why != "moved" || !strings.Contains(list.Due[0].Office.Address, "Elsewhere") {
		t.Fatalf("due: %+v", list)
	}
	w.desk("ana", "roster/called", http.StatusOK, map[string]string{"npi": npi, "office": list.Due[0].Office.ID, "result": "still_offers", "act": "2"})
	w.look()
	w.everywhere("called, and not reviewed", false)
	var review struct{ Single []struct{ ID string } }
	if err := json.Unmarshal(w.desk("ben", "roster/review", http.StatusOK, map[string]any{}), &review); err != nil || len(review.Single) != 1 {
		t.Fatal(err, review)
	}
	w.desk("ben", "roster/rule", http.StatusOK, map[string]any{"id": review.Single[0].ID, "verdict": "approve"})
	w.look()
	w.everywhere("confirmed at the new office", true)
	if log := w.ask(w.replicas["b"], http.MethodGet, "/changes?lang=en&state=AZ", "", "").Body.String(); !strings.Contains(log, npi) || !strings.Contains(log, "Elsewhere") {
		t.Errorf("the log lacks it: %s", log)
	}
	var sheet struct{ Timeline []struct{ Offices []string } }
	if err := json.Unmarshal(w.desk("ana", "roster/surgeon", http.StatusOK, map[string]string{"npi": npi}), &sheet); err != nil || len(sheet.Timeline) != 2 || !strings.Contains(sheet.Timeline[1].Offices[0], home.Line1) {
		t.Errorf("the timeline lacks the office before: %+v, %v", sheet, err)
	}

	publish("gone", slices.Delete(slices.Clone(w.listings), at, at+1))
	due()
	if len(list.Events) != 1 || list.Events[0].NPI != npi || list.Events[0].What != "gone" {
		t.Errorf("no longer listed: %+v", list)
	}
}
