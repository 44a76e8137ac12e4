package console

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// keep stores n cases as they stand.
func (d *desk) keep(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		k := referral.Case{
			Agent: "ana", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen,
			Surgeons: []referral.Surgeon{{NPI: d.listings[0].Physician.NPI, Name: "Ana Example, MD"}},
		}
		if _, err := d.store.Make(t.Context(), k, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestExport_stream downloads over a network: the cases come in pages, in the
// organisation's time, and one that breaks off is no whole download.
func TestExport_stream(t *testing.T) {
	d := newDesk(t)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	d.opts.Zone = zone
	d.keep(t, 1500)
	token := d.signIn(t, "eve")
	flushes, breakAt := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx, hangUp := context.WithCancel(r.Context()); breakAt > 0 {
			w = &counting{w, func() {
				if flushes++; flushes == breakAt {
					hangUp()
				}
			}}
			r = r.WithContext(ctx)
		} else {
			w = &counting{w, func() { flushes++ }}
			defer hangUp()
		}
		d.handler.ServeHTTP(w, r)
	}))
	defer server.Close()
	get := func() (string, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/console/cases.csv", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: cookieName, Value: token})
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		return string(b), err
	}
	whole, err := get()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(whole)).ReadAll()
	if err != nil || len(rows) != 1501 {
		t.Fatalf("%d rows, %v; want 1501", len(rows), err)
	}
	if flushes != 2 {
		t.Errorf("sent in %d pieces, want two pages", flushes)
	}
	if at := rows[1][1]; !strings.HasSuffix(at, "-06:00") && !strings.HasSuffix(at, "-05:00") {
		t.Errorf("made at %s, which is not the organisation's time", at)
	}
	flushes, breakAt = 0, 1
	if part, err := get(); err == nil {
		t.Errorf("a download that broke off ended like a whole one, after %d bytes", len(part))
	}
	if strings.Contains(d.log.String(), "ERROR") {
		t.Errorf("who hangs up is an error in the log:\n%s", d.log)
	}
}

type counting struct {
	http.ResponseWriter
	flushed func()
}

func (c *counting) Unwrap() http.ResponseWriter { return c.ResponseWriter }
func (c *counting) Flush() {
	_ = http.NewResponseController(c.ResponseWriter).Flush() // what the test counts has been sent
	c.flushed()
}

// TestExport_empty holds that no case is a file with a header, not an error.
func TestExport_empty(t *testing.T) {
	d := newDesk(t)
	w := d.send("/console/cases.csv", d.signIn(t, "eve"), nil)
	if w.Code != http.StatusOK || w.Body.String() != strings.Join(exported, ",")+"\n" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("%d %s %q", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

// TestGone asks every route as somebody who has hung up: no error is logged and
// no 500 answered, whatever the database calls it.
func TestGone(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "eve")
	for _, route := range d.handler.(*gin.Engine).Routes() {
		r := httptest.NewRequest(route.Method, "http://finder.test"+strings.Replace(route.Path, ":reference", "01586D", 1), strings.NewReader(`{}`))
		if strings.HasSuffix(route.Path, "/find") {
			r.Body = io.NopCloser(strings.NewReader(`{"text":"smith"}`))
		}
		ctx, hangUp := context.WithCancel(t.Context())
		hangUp()
		r = r.WithContext(ctx)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: token})
		w := httptest.NewRecorder()
		d.handler.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Errorf("%s %s: %d", route.Method, route.Path, w.Code)
		}
	}
	if strings.Contains(d.log.String(), "ERROR") {
		t.Errorf("the log:\n%s", d.log)
	}
	// The databases have errors of their own for it.
	g, _ := gin.CreateTestContext(httptest.NewRecorder())
	ctx, hangUp := context.WithCancel(t.Context())
	g.Request = httptest.NewRequest(http.MethodPost, "/", nil).WithContext(ctx)
	hangUp()
	for _, err := range []error{referral.ErrUnavailable, errors.New("interrupted"), context.Canceled} {
		if d.fail(g, err); g.Writer.Status() >= 500 {
			t.Errorf("%v: answered %d", err, g.Writer.Status())
		}
	}
}

// TestZone holds that days begin and end by the organisation's clock.
func TestZone(t *testing.T) {
	d := newDesk(t)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 21, 3, 30, 0, 0, time.UTC) // half past nine in the evening of the 20th
	d.opts.Zone, d.opts.Now = zone, func() time.Time { return now }
	for moment, want := range map[time.Time]string{
		now: "2026-11-20", now.Add(3 * time.Hour): "2026-11-21", time.Date(2026, 7, 1, 4, 59, 0, 0, time.UTC): "2026-06-30",
	} {
		if got := d.dayOf(moment).String(); got != want {
			t.Errorf("%v is on the %s, want %s", moment, got, want)
		}
	}
	first, err := directory.ParseDate("2026-11-01") // the clocks go back: a day of 25 hours
	if err != nil {
		t.Fatal(err)
	}
	if from, until := d.begin(first), d.begin(first+1); until.Sub(from) != 25*time.Hour || from.UTC().Hour() != 5 {
		t.Errorf("the day of 25 hours lasts from %v to %v", from.UTC(), until.UTC())
	}
	k := referral.Case{
		Agent: "ana", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen, FollowUp: first,
		Surgeons: []referral.Surgeon{{NPI: d.listings[0].Physician.NPI, Name: "Ana Example, MD"}},
	}
	if k.FollowUp, err = directory.ParseDate("2026-11-21"); err != nil { // tomorrow, though UTC has it already
		t.Fatal(err)
	}
	if _, err := d.store.Make(t.Context(), k, "tomorrow"); err != nil {
		t.Fatal(err)
	}
	token := d.signIn(t, "eve")
	if due := decodeInto[day](t, d.send("/console/api/today", token, "{}")); due.DueTotal != 0 || len(due.Due) != 0 {
		t.Errorf("due in the evening before: %+v", due)
	}
	now = now.Add(3 * time.Hour)
	if due := decodeInto[day](t, d.send("/console/api/today", token, "{}")); due.DueTotal != 1 || len(due.Due) != 1 {
		t.Errorf("due on the day: %+v", due)
	}
}

// TestToday_more holds that a list that is cut says how many there are.
func TestToday_more(t *testing.T) {
	d := newDesk(t)
	due := d.day()
	for i := range 27 {
		k := referral.Case{
			Agent: "ana", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen, FollowUp: due,
			Surgeons: []referral.Surgeon{{NPI: d.listings[0].Physician.NPI, Name: "Ana Example, MD"}},
		}
		if _, err := d.store.Make(t.Context(), k, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	got := decodeInto[day](t, d.send("/console/api/today", d.signIn(t, "ana"), "{}"))
	if len(got.Due) != dueShown || got.DueTotal != 27 {
		t.Errorf("%d listed, said to be %d; want %d of 27", len(got.Due), got.DueTotal, dueShown)
	}
}
