package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

// TestWrap holds that a call keeps what was asked for and the state, and nothing
// finer, and that a supervisor sees it.
func TestWrap(t *testing.T) {
	d := newDesk(t)
	agent, boss := d.signIn(t, "ana"), d.signIn(t, "eve")
	q := question{Text: "spanish speaking surgeon near 55401", Radius: 25}
	a := d.find(t, agent, q)
	if a.At == 0 {
		t.Fatal("the answer does not say when the call began")
	}
	w := wrapping{Call: ringing{ID: "one", Began: a.At - 60_000, Found: a.Total}, Wrapup: "unmet_need", Language: "es", Question: q}
	for range 2 { // the answer was lost once
		if got := d.send("/console/api/calls/wrap", agent, w); got.Code != http.StatusOK {
			t.Fatalf("%d %s", got.Code, got.Body)
		}
	}
	s := decodeInto[summary](t, d.send("/console/api/summary", boss, map[string]string{}))
	if s.Calls != 1 || s.ByWrapup[referral.WrapupUnmet] != 1 || s.CallsBy["ana"].Seconds < 60 || len(s.Unmet) != 1 {
		t.Fatalf("summary %+v", s)
	}
	if u := s.Unmet[0]; u.State != "MN" || !strings.Contains(u.Filters, `"language":"es"`) || strings.Contains(u.Filters, "55401") {
		t.Errorf("unmet %+v", u)
	}
	w.Call.ID, w.Wrapup, w.Question = "two", "wrong_number", question{Text: "Springfield"} // nothing that can be read
	if got := d.send("/console/api/calls/wrap", agent, w); got.Code != http.StatusOK {
		t.Errorf("a call about nothing: %d %s", got.Code, got.Body)
	}
	w.Wrapup = "lunch"
	if got := d.send("/console/api/calls/wrap", agent, w); got.Code != http.StatusBadRequest {
		t.Errorf("an unknown wrap-up: %d", got.Code)
	}
}

// TestSince changes what a case says of its surgeons, and holds that opening it
// again tells each difference and nothing else.
func TestSince(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	l := &d.listings[0]
	now := referral.Surgeon{
		NPI: l.Physician.NPI, Name: "Ana Example, MD", Location: l.ID(), Address: d.viewer(words.For(words.English), nil).office(&l.Location).Address, Phone: l.Location.Phone, Accepting: l.Accepting,
	}
	if l.Offering.Offered() {
		now.Closure = string(l.Offering.Status)
	}
	keys := 0
	tell := func(change func(*referral.Surgeon)) []string {
		t.Helper()
		s := now
		change(&s)
		keys++
		k := referral.Case{Agent: "ana", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen, Surgeons: []referral.Surgeon{s}}
		made, err := d.store.Make(t.Context(), k, strings.Repeat("k", keys))
		if err != nil {
			t.Fatal(err)
		}
		return decodeInto[caseView](t, d.send("/console/api/cases/open", token, map[string]string{"reference": string(made.Reference)})).Since
	}
	if same := tell(func(*referral.Surgeon) {}); len(same) != 0 {
		t.Errorf("nothing changed, told %q", same)
	}
	for what, c := range map[string]struct {
		change func(*referral.Surgeon)
		want   string
	}{
		"phone":   {func(s *referral.Surgeon) { s.Phone = "+16125550177" }, "phone has changed to " + directory.FormatPhone(now.Phone)},
		"address": {func(s *referral.Surgeon) { s.Address = "1 Old Street" }, "moved to " + now.Address},
		"office":  {func(s *referral.Surgeon) { s.Location = "gone" }, "no longer listed at this office"},
		"gone":    {func(s *referral.Surgeon) { s.NPI = 2000000002 }, "no longer listed"},
		"closure": {func(s *referral.Surgeon) {
			if s.Closure == "" {
				s.Closure = "confirmed"
			} else {
				s.Closure = ""
			}
		}, "annular closure"},
	} {
		if told := tell(c.change); len(told) != 1 || !strings.Contains(told[0], c.want) {
			t.Errorf("%s: told %q, want %q", what, told, c.want)
		}
	}
}

// TestReported holds that a report shows on the card of its office at once, with
// the new number, and in the queue by name.
func TestReported(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	q := question{Text: "55401", Radius: 50}
	card := d.find(t, token, q).Cards[0]
	if len(card.Reports) != 0 {
		t.Fatalf("reported before: %q", card.Reports)
	}
	w := d.send("/console/api/corrections", token, report{NPI: card.NPI, ZIP5: card.Office.ZIP5, Kind: "phone_dead", Phone: "not a number"})
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "ten digits") {
		t.Errorf("a number that is none: %d %s", w.Code, w.Body)
	}
	d.send("/console/api/corrections", token, report{NPI: card.NPI, ZIP5: card.Office.ZIP5, Kind: "phone_dead", Phone: "612.555.0188"})
	d.send("/console/api/corrections", token, report{NPI: card.NPI, ZIP5: "99999", Kind: "moved"}) // of another office
	again := d.find(t, token, q)
	if got := again.Cards[0].Reports; len(got) != 1 || !strings.Contains(got[0], "(612) 555-0188") {
		t.Errorf("on the card: %q", got)
	}
	for _, other := range again.Cards[1:] {
		if other.NPI != card.NPI && len(other.Reports) != 0 {
			t.Errorf("%s: %q", other.Name, other.Reports)
		}
	}
	queue := decodeInto[[]correctionView](t, d.send("/console/api/corrections/list", token, "{}"))
	dead := slices.IndexFunc(queue, func(c correctionView) bool { return c.Kind == "phone_dead" }) // both may be of one millisecond
	if len(queue) != 2 || dead < 0 {
		t.Fatalf("in the queue: %+v", queue)
	}
	if got := queue[dead]; got.Name != card.Name || got.Listed != card.Office.Phone || got.Phone != "(612) 555-0188" {
		t.Errorf("in the queue: %+v", got)
	}
}

// TestAccounts holds what a supervisor may do, and that it is audited.
func TestAccounts(t *testing.T) {
	d := newDesk(t)
	agent, boss := d.signIn(t, "ana"), d.signIn(t, "eve")
	for _, path := range []string{"accounts", "accounts/change", "audit"} {
		if w := d.send("/console/api/"+path, agent, map[string]any{}); w.Code != http.StatusForbidden {
			t.Errorf("%s as agent: %d", path, w.Code)
		}
	}
	if w := d.send("/console/api/accounts/change", boss, map[string]any{"name": "eve", "role": "agent"}); w.Code != http.StatusBadRequest {
		t.Errorf("one's own account: %d", w.Code)
	}
	if w := d.send("/console/api/accounts/change", boss, map[string]any{"name": "ana", "disabled": true}); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := d.send("/console/api/today", agent, "{}"); w.Code != http.StatusUnauthorized {
		t.Errorf("a closed account goes on: %d", w.Code)
	}
	d.send("/console/cases.csv?from=2026-01-01&until=2026-01-31", boss, nil)
	var deeds []string
	for _, a := range decodeInto[[]auditView](t, d.send("/console/api/audit", boss, map[string]string{})) {
		deeds = append(deeds, a.Account+" "+a.Deed+" "+a.Subject)
	}
	for _, want := range []string{"ana sign_in ", "eve disable ana", "eve export 2026-01-01 2026-01-31"} {
		if !strings.Contains(strings.Join(deeds, "\n"), want) {
			t.Errorf("%q is not among\n%s", want, strings.Join(deeds, "\n"))
		}
	}
}

// TestShelf holds that what was on a screen is kept for its account alone, once,
// for a while, and never on disk.
func TestShelf(t *testing.T) {
	d := newDesk(t)
	now := time.Now()
	d.opts.Now = func() time.Time { return now }
	ana, eve := d.signIn(t, "ana"), d.signIn(t, "eve")
	take := func(token string) string {
		return decodeInto[kept](t, d.send("/console/api/shelf/take", token, "{}")).Text
	}
	d.send("/console/api/shelf/put", ana, kept{"marmalade"})
	if got := take(eve); got != "" {
		t.Errorf("another account takes %q", got)
	}
	if first, again := take(ana), take(ana); first != "marmalade" || again != "" {
		t.Errorf("taken %q, then %q", first, again)
	}
	d.send("/console/api/shelf/put", ana, kept{"marmalade"})
	now = now.Add(shelved + time.Second)
	if got := take(ana); got != "" {
		t.Errorf("after half an hour: %q", got)
	}
	if w := d.send("/console/api/shelf/put", ana, kept{strings.Repeat("x", maxShelved+1)}); w.Code != http.StatusBadRequest {
		t.Errorf("too long: %d", w.Code)
	}
	if strings.Contains(d.log.String(), "marmalade") {
		t.Error("the log holds it")
	}
}

// TestFound holds that what a caller still knows is looked for all together.
func TestFound(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	l := d.listings[0].Physician
	make := func(key, zip3, language, agent string, npi directory.NPI) string {
		k := referral.Case{
			Agent: agent, Language: language, Origin: referral.Origin{Kind: "zip3", Value: zip3}, How: referral.HowRead, Outcome: referral.OutcomeOpen,
			Surgeons: []referral.Surgeon{{NPI: npi, Name: "x"}},
		}
		made, err := d.store.Make(t.Context(), k, key)
		if err != nil {
			t.Fatal(err)
		}
		return made.Reference.String()
	}
	want := make("a", "554", "es", "ana", l.NPI)
	make("b", "553", "es", "ana", l.NPI)
	make("c", "554", "en", "ana", l.NPI)
	make("d", "554", "es", "eve", l.NPI)
	other := slices.IndexFunc(d.listings, func(o directory.Listing) bool { return o.Physician.Name.Family != l.Name.Family })
	make("e", "554", "es", "ana", d.listings[other].Physician.NPI)
	today := d.day().String()
	for _, surgeon := range []string{l.NPI.String(), l.Name.Given + " " + l.Name.Family} {
		found := decodeInto[[]caseLine](t, d.send("/console/api/cases/find", token, lookup{
			Surgeon: surgeon, ZIP3: "554", Language: "es", Agent: "ana", From: today, Until: today,
		}))
		if len(found) != 1 || found[0].Reference != want {
			t.Errorf("by %q: %+v, want %s alone", surgeon, found, want)
		}
	}
	// A reference misheard by one character offers the case.
	wrong := []byte(want)
	wrong[0] = "0123456789ACDEFH"[(strings.IndexByte("0123456789ACDEFHJKMNPQRTVWXY", wrong[0])+1)%16]
	if a := d.find(t, token, question{Text: string(wrong)}); len(a.Near) == 0 || a.Near[0].Reference != want {
		t.Errorf("%s for %s: offered %+v", wrong, want, a.Near)
	}
}
