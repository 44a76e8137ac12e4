package console

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

const password = "correct horse battery"

// A desk is a console over fictional surgeons, with one agent and one
// supervisor.
type desk struct {
	*Console
	handler  http.Handler
	store    *referral.Store
	log      *lockedBuffer
	listings []directory.Listing
	finder   *search.Finder
	follower *roster.Follower
	clock    atomic.Int64 // nanoseconds that are added to the time
}

// now is the time of the desk.
func (d *desk) now() time.Time { return time.Now().Add(time.Duration(d.clock.Load())) }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newDesk(t *testing.T, change ...func([]directory.Listing)) *desk {
	t.Helper()
	gin.SetMode(gin.TestMode)
	d := &desk{log: &lockedBuffer{}, listings: searchtest.Listings(rand.New(rand.NewPCG(7, 7)), 400)}
	for i := range 40 { // some of them around Minneapolis
		d.listings[i].Location.Position.Point = geo.Point{Lat: 44.9 + float64(i)/200, Lng: -93.3}
	}
	for _, c := range change {
		c(d.listings)
	}
	store, err := referral.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), d.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d.store = store
	for name, role := range map[string]referral.Role{"ana": referral.Agent, "ben": referral.Agent, "eve": referral.Supervisor, "dora": referral.Supervisor} {
		if err := store.AddAccount(t.Context(), name, role, password); err != nil {
			t.Fatal(err)
		}
	}
	d.finder = searchtest.Loaded(t, searchtest.NewMemory("g1", d.listings))
	d.follower = roster.NewFollower(roster.NewStore(store), roster.FollowOptions{Expire: directory.ExpireAfter, Show: func(e *roster.Evidence) {
		if e != nil {
			d.finder.SetEvidence(e)
		}
	}})
	today := func() directory.Date { return directory.DateOf(time.Now()) }
	log := slog.New(slog.NewJSONHandler(d.log, nil))
	entrance, err := door.New(door.Options{Log: log, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	d.Console, err = New(Options{
		Door: entrance, Finder: d.finder, Parser: query.New(query.Options{Gazetteer: place.Default(), Today: today, Lenient: true}),
		Gazetteer: place.Default(), Cards: &cards.Presenter{Now: time.Now}, Store: store, Attestations: roster.NewStore(store), Roster: d.follower, Now: d.now, Log: log, Line: "844-288-7474",
	})
	if err != nil {
		t.Fatal(err)
	}
	d.handler = entrance.Engine(nil, d.Console)
	return d
}

// send makes a request; body is JSON, or a form when it is url.Values.
func (d *desk) send(path, token string, body any, header ...string) *httptest.ResponseRecorder {
	method, kind, text := http.MethodPost, "application/json", ""
	switch b := body.(type) {
	case nil:
		method = http.MethodGet
	case url.Values:
		kind, text = "application/x-www-form-urlencoded", b.Encode()
	case string:
		text = b
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			panic(err)
		}
		text = string(raw)
	}
	r := httptest.NewRequest(method, "http://finder.test"+path, strings.NewReader(text))
	r.Header.Set("Content-Type", kind)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: cookieName, Value: token})
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w
}

func (d *desk) signIn(t *testing.T, name string) string {
	t.Helper()
	w := d.send("/console/sign-in", "", url.Values{"name": {name}, "password": {password}})
	for _, c := range w.Result().Cookies() {
		if c.Name == cookieName && w.Code == http.StatusSeeOther {
			return c.Value
		}
	}
	t.Fatalf("sign-in of %s: %d", name, w.Code)
	return ""
}

func decodeInto[T any](t *testing.T, w *httptest.ResponseRecorder) (v T) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

func TestSessionNeeded(t *testing.T) {
	d := newDesk(t)
	open := map[string]bool{"/console": true, "/console/sign-in": true, "/console/sign-out": true}
	for _, route := range d.handler.(*gin.Engine).Routes() {
		if open[route.Path] || !strings.HasPrefix(route.Path, "/console") {
			continue
		}
		path := strings.Replace(route.Path, ":reference", "01586D", 1)
		var body any
		if route.Method == http.MethodPost {
			body = "{}"
		}
		for name, token := range map[string]string{"none": "", "invented": "abc", "empty": " ", "long": strings.Repeat("x", 5000), "injection": "' OR 1=1 --"} {
			if w := d.send(path, token, body); w.Code != http.StatusUnauthorized {
				t.Errorf("%s %s with token %s: %d, want 401", route.Method, path, name, w.Code)
			}
		}
		// A session each: one of the routes ends them all.
		if w := d.send(path, d.signIn(t, "ana"), body); w.Code == http.StatusUnauthorized {
			t.Errorf("%s %s with a session: 401", route.Method, path)
		}
	}
	agent := d.signIn(t, "ana")
	for _, path := range []string{"/console/cases.csv", "/console/roster.csv", "/console/partners.csv"} {
		if w := d.send(path, agent, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s as agent: %d, want 403", path, w.Code)
		}
		if w := d.send(path, d.signIn(t, "eve"), nil); w.Code != http.StatusOK {
			t.Errorf("%s as supervisor: %d, want 200", path, w.Code)
		}
	}
	if w := d.send("/console/api/summary", agent, map[string]string{}); w.Code != http.StatusForbidden {
		t.Errorf("summary as agent: %d, want 403", w.Code)
	}
}

func TestCrossSite(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	for name, header := range map[string][]string{
		"other origin":   {"Origin", "https://evil.example"},
		"null origin":    {"Origin", "null"},
		"fetch metadata": {"Sec-Fetch-Site", "cross-site"},
		"same site only": {"Sec-Fetch-Site", "same-site", "Origin", "http://evil.finder.test"},
	} {
		if w := d.send("/console/api/today", token, "{}", header...); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d, want 403", name, w.Code)
		}
		if w := d.send("/console/sign-in", "", url.Values{"name": {"ana"}, "password": {password}}, header...); w.Code != http.StatusForbidden {
			t.Errorf("sign-in, %s: %d, want 403", name, w.Code)
		}
	}
	if w := d.send("/console/api/today", token, "{}", "Sec-Fetch-Site", "same-origin", "Origin", "http://finder.test"); w.Code != http.StatusOK {
		t.Errorf("own page: %d, want 200", w.Code)
	}
}

func TestSessionLife(t *testing.T) {
	d := newDesk(t)
	planted := "planted-by-somebody-else"
	w := d.send("/console/sign-in", planted, url.Values{"name": {"ana"}, "password": {password}})
	cookie := w.Result().Cookies()[0]
	if cookie.Value == planted || cookie.Value == "" {
		t.Error("sign-in keeps a token that was there before")
	}
	if !strings.HasPrefix(cookie.Name, "__Host-") || !cookie.HttpOnly || !cookie.Secure || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("cookie %+v", cookie)
	}
	if w := d.send("/console/api/today", planted, "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("the planted token: %d, want 401", w.Code)
	}
	first, second := cookie.Value, d.signIn(t, "ana")
	d.send("/console/sign-out", first, url.Values{})
	if w := d.send("/console/api/today", first, "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("after sign-out: %d, want 401", w.Code)
	}
	if w := d.send("/console/api/today", second, "{}"); w.Code != http.StatusOK {
		t.Errorf("the other session: %d, want 200", w.Code)
	}
	d.send("/console/api/sign-out-everywhere", second, "{}")
	if w := d.send("/console/api/today", second, "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("after sign-out everywhere: %d, want 401", w.Code)
	}
}

func TestSignInName(t *testing.T) {
	d := newDesk(t)
	if w := d.send("/console/sign-in", "", url.Values{"name": {" Ana "}, "password": {password}}); w.Code != http.StatusSeeOther {
		t.Errorf("a name with a capital and blanks: %d", w.Code)
	}
}

func TestSignInRefused(t *testing.T) {
	d := newDesk(t)
	var bodies []string
	for _, try := range []url.Values{
		{"name": {"ana"}, "password": {"wrong password"}},
		{"name": {"nobody"}, "password": {"wrong password"}},
		{"name": {"ana' OR '1'='1"}, "password": {"' OR '1'='1"}},
		{},
	} {
		w := d.send("/console/sign-in", "", try)
		if w.Code != http.StatusUnauthorized || len(w.Result().Cookies()) > 0 {
			t.Errorf("%v: %d with %d cookies", try, w.Code, len(w.Result().Cookies()))
		}
		bodies = append(bodies, w.Body.String())
	}
	for _, b := range bodies[1:] {
		if b != bodies[0] {
			t.Error("refusals differ: names can be told apart")
		}
	}
}

// TestLogs does everything once with marked words and wants none of them, and
// no password or token, in the log.
func TestLogs(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	d.send("/console/sign-in", "", url.Values{"name": {"markedname"}, "password": {"marked password"}})
	d.send("/console/api/find", token, map[string]any{"text": "markedword near 55401"})
	d.send("/console/api/cases/open", token, map[string]any{"reference": "markedref"})
	d.send("/console/api/corrections", token, map[string]any{"npi": "marked", "kind": "other", "detail": "markeddetail"})
	d.send("/console/api/find", token, "{marked")
	for _, marker := range []string{"marked", "55401", password, token} {
		if strings.Contains(d.log.String(), marker) {
			t.Errorf("%q is in the log:\n%s", marker, d.log)
		}
	}
}
