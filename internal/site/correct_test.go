package site

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// TestReport sends the form to a real store.
func TestReport(t *testing.T) {
	store, err := referral.Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{
		Door: fixture.NewDoor(slog.New(slog.DiscardHandler)), Finder: fixture.Finder{}, Parser: query.New(query.Options{Gazetteer: place.Default(), Lenient: true, Today: func() directory.Date { return 20_700 }}),
		Cards: &cards.Presenter{Now: fixture.Now, Atlas: atlas}, Now: fixture.Now, Line: "844-288-7474", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Report: func(ctx context.Context, r referral.Correction) error { _, err := store.Report(ctx, r); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	gin.SetMode(gin.TestMode)
	router := gin.New()
	s.Register(router)
	send := func(form url.Values, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "http://finder.test/correct?lang=es", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		router.ServeHTTP(w, r)
		return w
	}
	page := func(target string) string {
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://finder.test"+target, nil))
		return w.Body.String()
	}
	// Who comes from nobody's page is led to one.
	if body := page("/correct?lang=es"); !strings.Contains(body, `action="/find#answer" method="get"`) || !strings.Contains(body, `name="lang" value="es"`) {
		t.Error("without a name nothing leads to the form")
	}
	npi := fixture.NPI(0).String()
	good := func(change ...string) url.Values {
		form := url.Values{"npi": {npi}, "kind": {"moved"}, "office": {""}, "detail": {"across the street"}}
		for i := 0; i+1 < len(change); i += 2 {
			form.Set(change[i], change[i+1])
		}
		return form
	}
	for name, tc := range map[string]struct {
		form   url.Values
		header []string
		status int
		holds  string
	}{
		"phone in the text": {good("detail", "my number is 612-555-0100"), nil, 400, "teléfono"},
		"half a number":     {good("phone", "555-01"), nil, 400, "diez dígitos"},
		"unknown kind":      {good("kind", "rude"), nil, 400, "Elija otra vez"},
		"office":            {good("office", "'; --"), nil, 400, "Elija otra vez"},
		"nobody":            {good("npi", "1234567893"), nil, 400, "844"},
		"no NPI":            {url.Values{}, nil, 400, "844"},
		"other site":        {good(), []string{"Origin", "https://evil.example"}, 403, ""},
		"too many":          {good(), []string{"X-Busy", "1"}, 429, "844"},
		"huge":              {good("detail", strings.Repeat("x", 1<<20)), nil, 400, "844"},
	} {
		w := send(tc.form, tc.header...)
		if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.holds) {
			t.Errorf("%s: %d without %q, want %d", name, w.Code, tc.holds, tc.status)
		}
	}
	if kept, err := store.Corrections(t.Context(), referral.CorrectionOpen); err != nil || len(kept) != 0 {
		t.Errorf("refused reports were kept: %v, %v", kept, err)
	}
	w := send(good("phone", "(612) 555-0142"))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.Contains(to, "sent=1") || !strings.Contains(to, "lang=es") {
		t.Fatalf("a good report: %d to %q", w.Code, to)
	}
	kept, err := store.Corrections(t.Context(), referral.CorrectionOpen)
	if err != nil || len(kept) != 1 || kept[0].NPI != fixture.NPI(0) || kept[0].Kind != referral.Moved || kept[0].Reporter != referral.Public || kept[0].Phone != "+16125550142" {
		t.Errorf("kept %+v, %v", kept, err)
	}
	r := httptest.NewRequest(http.MethodGet, "http://finder.test"+w.Header().Get("Location"), nil)
	after := httptest.NewRecorder()
	router.ServeHTTP(after, r)
	if body := after.Body.String(); !strings.Contains(body, "Gracias") || strings.Contains(body, "<form class=\"search\" method=\"post\"") {
		t.Error("the page after a report does not say thank you, or shows the form again")
	}
}
