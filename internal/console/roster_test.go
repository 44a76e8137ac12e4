package console

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

// rostered makes the first listings a surgeon of one office whose word is so many
// days old, and takes every other word away.
func rostered(age int) func([]directory.Listing) {
	return func(all []directory.Listing) {
		on := directory.DateOf(time.Now()) - directory.Date(age)
		for i := range all {
			all[i].Offering, all[i].NamedOn = nil, nil
		}
		l := &all[0]
		l.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Confirmed, Source: "Clinic roster", SourceDate: on, VerifiedOn: on,
		}
		l.Location.Sources = append([]directory.Provenance{{Source: directory.SourceRoster, Date: on}}, l.Location.Sources...)
	}
}

// evidence is what is shown of the first surgeon's office.
func (d *desk) evidence(t *testing.T) string {
	t.Helper()
	d.follower.Look(t.Context())
	card, _, err := d.finder.Office(t.Context(), d.listings[0].Physician.NPI, d.listings[0].ID())
	if err != nil {
		t.Fatal(err)
	}
	return d.viewer(words.For(words.English), nil).Evidence(card.Offering, card.NamedOn).Kind
}

func wantCode(t *testing.T, what string, w *httptest.ResponseRecorder, code int) {
	t.Helper()
	if w.Code != code {
		t.Fatalf("%s: %d, want %d: %s", what, w.Code, code, w.Body)
	}
}

// TestDue_call walks a call to an office whose word is old, result by result.
func TestDue_call(t *testing.T) {
	for result, want := range map[string]struct {
		before, after string // as one has recorded it, and as another has approved it
		waits         bool
	}{
		"still_offers":  {"stale", "confirmed", true},
		"no_longer":     {"unknown", "", false},
		"moved":         {"unknown", "", false},
		"no_answer":     {"stale", "", false},
		"would_not_say": {"stale", "", false},
	} {
		t.Run(result, func(t *testing.T) {
			d := newDesk(t, rostered(100))
			ana, ben := d.signIn(t, "ana"), d.signIn(t, "ben")
			list := decodeInto[dueList](t, d.send("/console/api/roster/due", ana, "{}"))
			if list.Total != 1 || list.Due[0].NPI != d.listings[0].Physician.NPI.String() || list.Due[0].Age < 100 || list.Due[0].Why != "aged" {
				t.Fatalf("due: %+v", list)
			}
			call := map[string]any{"npi": list.Due[0].NPI, "office": list.Due[0].Office.ID, "result": result, "act": "key-1"}
			for range 2 { // sent again by a network that did not know
				wantCode(t, "the call", d.send("/console/api/roster/called", ana, call), http.StatusOK)
			}
			if got := d.evidence(t); got != want.before {
				t.Errorf("recorded: %s, want %s", got, want.before)
			}
			if again := decodeInto[dueList](t, d.send("/console/api/roster/due", ana, "{}")); want.waits != (again.Total == 1) {
				t.Errorf("due afterwards: %+v", again)
			}
			review := decodeInto[waiting](t, d.send("/console/api/roster/review", ben, "{}"))
			if want.waits != (len(review.Single) == 1) {
				t.Fatalf("to review: %+v", review)
			}
			if !want.waits {
				return
			}
			v := review.Single[0]
			if !strings.HasPrefix(v.Holds[0], "confirmed · ") { // by the document
				t.Errorf("what holds now: %q", v.Holds)
			}
			ruling := map[string]any{"id": v.ID, "verdict": "approve", "reason": ""}
			wantCode(t, "one's own", d.send("/console/api/roster/rule", ana, ruling), http.StatusForbidden)
			if got := d.evidence(t); got != want.before {
				t.Errorf("approved by who recorded it: %s", got)
			}
			wantCode(t, "refused without a reason", d.send("/console/api/roster/rule", ben, map[string]any{"id": v.ID, "verdict": "refuse"}), http.StatusBadRequest)
			wantCode(t, "a colleague", d.send("/console/api/roster/rule", ben, ruling), http.StatusOK)
			if got := d.evidence(t); got != want.after {
				t.Errorf("approved: %s, want %s", got, want.after)
			}
			sheet := decodeInto[surgeonView](t, d.send("/console/api/roster/surgeon", ana, map[string]any{"npi": call["npi"]}))
			if len(sheet.Timeline) != 1 || sheet.Timeline[0].Standing != "approved" || sheet.Timeline[0].Reviews[0].Reviewer != "ben" || len(sheet.Offices) == 0 {
				t.Errorf("sheet: %+v", sheet)
			}
		})
	}
}

// TestUnreachable holds that three calls without an answer make an office
// unreachable, one a day.
func TestUnreachable(t *testing.T) {
	d := newDesk(t, rostered(100))
	for i := range 3 {
		ana := d.signIn(t, "ana") // the session of the day before has ended
		list := decodeInto[dueList](t, d.send("/console/api/roster/due", ana, "{}"))
		if list.Total != 1 || list.Due[0].Unreachable || (i > 0) != (list.Due[0].Tried != "") {
			t.Fatalf("before call %d: %+v", i+1, list)
		}
		wantCode(t, "call", d.send("/console/api/roster/called", ana, map[string]any{
			"npi": list.Due[0].NPI, "office": list.Due[0].Office.ID, "result": "no_answer", "act": fmt.Sprint(i),
		}), http.StatusOK)
		if again := decodeInto[dueList](t, d.send("/console/api/roster/due", ana, "{}")); again.Total != 0 {
			t.Errorf("tried today and due again: %+v", again)
		}
		d.clock.Add(int64(24 * time.Hour))
	}
	if list := decodeInto[dueList](t, d.send("/console/api/roster/due", d.signIn(t, "ana"), "{}")); list.Total != 1 || !list.Due[0].Unreachable {
		t.Errorf("after three calls: %+v", list)
	}
}

// TestReport_accepted holds that a public report changes nothing by itself, and
// what it changes when a member of staff accepts it who has not made it.
func TestReport_accepted(t *testing.T) {
	for kind, want := range map[referral.CorrectionKind]string{
		referral.NoLongerOffers: "unknown", referral.Moved: "unknown", referral.PhoneDead: "confirmed", referral.NowOffers: "confirmed",
	} {
		t.Run(string(kind), func(t *testing.T) {
			d := newDesk(t, rostered(3))
			l := &d.listings[0]
			ana, ben := d.signIn(t, "ana"), d.signIn(t, "ben")
			public, err := d.store.Report(t.Context(), referral.Correction{NPI: l.Physician.NPI, ZIP5: l.Location.Address.ZIP5(), Kind: kind, Reporter: referral.Public})
			if err != nil {
				t.Fatal(err)
			}
			if got := d.evidence(t); got != "confirmed" {
				t.Fatalf("a stranger's report: %s", got)
			}
			own := decodeInto[correctionView](t, d.send("/console/api/corrections", ben, map[string]any{"npi": l.Physician.NPI.String(), "zip5": l.Location.Address.ZIP5(), "kind": "no_longer_offers"}))
			accept := func(id string) map[string]any {
				return map[string]any{"id": id, "accept": true, "reason": "called the office", "source": "front desk"}
			}
			wantCode(t, "one's own report", d.send("/console/api/corrections/decide", ben, accept(own.ID)), http.StatusForbidden)
			if got := d.evidence(t); got != "confirmed" {
				t.Fatalf("one's own report: %s", got)
			}
			wantCode(t, "accepted", d.send("/console/api/corrections/decide", ana, accept(public.ID)), http.StatusOK)
			if got := d.evidence(t); got != want {
				t.Errorf("accepted: %s, want %s", got, want)
			}
			now, _, err := d.finder.Office(t.Context(), l.Physician.NPI, l.ID())
			if dead := kind == referral.PhoneDead && l.Location.Phone != ""; err != nil || dead && now.Location.Phone != "" {
				t.Errorf("a dead number is shown: %q, %v", now.Location.Phone, err)
			}
			wantCode(t, "accepted again", d.send("/console/api/corrections/decide", ben, accept(public.ID)), http.StatusConflict)
		})
	}
}

// TestImport walks a file from its preview to the batch that is approved and
// undone, and holds who may do what.
func TestImport(t *testing.T) {
	d := newDesk(t, rostered(500))
	l := &d.listings[0]
	ana, ben, eve := d.signIn(t, "ana"), d.signIn(t, "ben"), d.signIn(t, "eve")
	day := directory.DateOf(time.Now()) - 5
	file := "npi,location,procedure,device,status,source,source_date,verified_on,phone,accepting,languages,note\n"
	for _, row := range []string{l.Physician.NPI.String(), "2000000002", "12"} {
		file += fmt.Sprintf("%s,,annular-closure,barricaid,confirmed,Example roster,%s,%s,,,,\n", row, day, day)
	}
	send := func(token string, record bool) previewView {
		t.Helper()
		w := d.send("/console/api/roster/import", token, map[string]any{"text": file, "record": record, "act": "key-1"})
		wantCode(t, "import", w, http.StatusOK)
		return decodeInto[previewView](t, w)
	}
	p := send(ana, false)
	if p.Counts["new"] != 1 || p.Counts["unknown_npi"] != 1 || p.Counts["refused"] != 1 || p.Takes != 1 || p.Batch != "" {
		t.Fatalf("looked at: %+v", p)
	}
	batch := send(ana, true).Batch
	if batch == "" || send(ana, false).Takes != 0 {
		t.Fatal("recorded, and new again")
	}
	if got := d.evidence(t); got != "unknown" && got != "stale" {
		t.Errorf("recorded: %s", got)
	}
	rule := map[string]any{"batch": batch, "verdict": "approve", "reason": ""}
	for _, agent := range []string{ana, ben} {
		wantCode(t, "an agent", d.send("/console/api/roster/rule", agent, rule), http.StatusForbidden)
	}
	wantCode(t, "a supervisor", d.send("/console/api/roster/rule", eve, rule), http.StatusOK)
	if got := d.evidence(t); got != "confirmed" {
		t.Errorf("approved: %s", got)
	}
	out := d.send("/console/roster.csv", eve, nil)
	wantCode(t, "export", out, http.StatusOK)
	file = out.Body.String()
	if again := send(ben, true); again.Takes != 0 || again.Counts["same"] == 0 {
		t.Errorf("exported and imported again: %+v", again)
	}
	wantCode(t, "undone", d.send("/console/api/roster/rule", eve, map[string]any{"batch": batch, "verdict": "undo", "reason": "the wrong file"}), http.StatusOK)
	if got := d.evidence(t); got == "confirmed" {
		t.Errorf("undone: %s", got)
	}
	if bad := decodeInto[previewView](t, d.send("/console/api/roster/import", ana, map[string]any{"text": "a,b\n1,2\n"})); bad.Fault == "" {
		t.Error("no roster file, and no fault")
	}
}
