package referral

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestCalls holds that every call counts once, whatever is lost or sent again,
// and for as long as it lasted.
func TestCalls(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx, start := t.Context(), c.now()
		wrap := func(id string, w Wrapup, began time.Time) {
			t.Helper()
			k := Call{ID: id, Agent: "ana", Began: began, Wrapup: w, Language: "es", State: "MN", Filters: map[string]string{"language": "es"}}
			if err := s.Wrap(ctx, k); err != nil {
				t.Fatal(err)
			}
		}
		c.advance(time.Minute)
		wrap("unmet", WrapupUnmet, start) // a minute
		c.advance(time.Hour)
		wrap("unmet", WrapupUnmet, start) // the answer was lost: the same call, no longer
		wrap("later", WrapupUnsaid, c.now().Add(-2*time.Minute))
		c.advance(time.Hour)
		wrap("later", WrapupInsurance, start) // said of the last call
		wrap("later", WrapupUnsaid, start)    // an old request, late
		one := sampleCase()
		one.State, one.Call = "IL", Call{ID: "made", Began: c.now().Add(-3 * time.Minute)}
		made, err := s.Make(ctx, one, "k")
		if err != nil {
			t.Fatal(err)
		}
		c.advance(time.Minute)
		wrap("made", WrapupUnsaid, made.Created.Add(-3*time.Minute)) // four minutes, as the agent goes on
		sent := Case{Agent: "ana", Language: "en", How: HowRead, Outcome: OutcomeEmergency, Call: Call{ID: "911"}}
		if _, err := s.Make(ctx, sent, "911"); err != nil { // whatever becomes of the screen, it counts
			t.Fatal(err)
		}
		wrap("clock", WrapupWrong, c.now().Add(40*time.Hour)) // a beginning that cannot be
		got, err := s.CountCalls(ctx, start, c.now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		want := CallCounts{
			Calls: 5, Spanish: 4, // the case's own language too
			ByWrapup: map[Wrapup]int{WrapupUnmet: 1, WrapupInsurance: 1, WrapupReferral: 1, WrapupEmergency: 1, WrapupWrong: 1},
			ByAgent:  map[string]AgentCalls{"ana": {Calls: 5, Timed: 3, Seconds: 60 + 120 + 240}},
			Unmet:    []Unmet{{"MN", `{"language":"es"}`, 1}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("calls (-want +got):\n%s", diff)
		}
		for name, spoil := range map[string]func(*Call){
			"no id": func(c *Call) { c.ID = "" }, "wrap-up": func(c *Call) { c.Wrapup = "fine" }, "state": func(c *Call) { c.State = "Minnesota" },
			"place": func(c *Call) { c.Filters = map[string]string{"near": "55401"} }, "language": func(c *Call) { c.Language = "fr" },
		} {
			k := Call{ID: "x", Agent: "ana", Wrapup: WrapupUnmet, Language: "en"}
			spoil(&k)
			if err := s.Wrap(ctx, k); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
	})
}

// TestTold holds what is kept of single surgeons, and what the case makes of it.
func TestTold(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ *clock) {
		ctx := t.Context()
		one := sampleCase()
		second := one.Surgeons[0]
		second.NPI = npis[1]
		one.Surgeons = append(one.Surgeons, second)
		k, err := s.Make(ctx, one, "k")
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			edit Edit
			want Outcome
		}{
			{Edit{Surgeons: map[directory.NPI]Told{npis[0]: {OutcomeNoAnswer, 1}}}, OutcomeNoAnswer},
			{Edit{Surgeons: map[directory.NPI]Told{npis[0]: {OutcomeNoAnswer, 2}}}, OutcomeNoAnswer}, // rung again
			{Edit{Surgeons: map[directory.NPI]Told{npis[1]: {OutcomeAppointment, 0}}}, OutcomeAppointment},
			{Edit{Ask: &npis[1]}, OutcomeAppointment},
			{Edit{Surgeons: map[directory.NPI]Told{npis[1]: {OutcomeNotKept, 0}}}, OutcomeNotKept},
		} {
			if k, err = s.Change(ctx, k.Reference, k.Version, "ana", step.edit); err != nil || k.Outcome != step.want {
				t.Errorf("%+v: %s, %v; want %s", step.edit, k.Outcome, err, step.want)
			}
		}
		if k.Surgeons[0].Attempts != 2 || k.Surgeons[1].Outcome != OutcomeNotKept || k.Ask != npis[1] {
			t.Errorf("stored %+v", k)
		}
		events, err := s.History(ctx, k.Reference)
		if err != nil || len(events) != 6 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		if diff := cmp.Diff([]Change{{"attempts 1", "1", "2"}}, events[2].Changes); diff != "" {
			t.Errorf("the second attempt (-want +got):\n%s", diff)
		}
		if _, err := s.Change(ctx, k.Reference, k.Version, "ana", Edit{Ask: &npis[2]}); !errors.Is(err, ErrInvalid) {
			t.Errorf("to ask who was not given: %v", err)
		}
	})
}

// TestVoid holds that a case that does not count is kept and counted no more.
func TestVoid(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		var refs []Reference
		for _, key := range []string{"a", "b"} {
			k, err := s.Make(ctx, sampleCase(), key)
			if err != nil {
				t.Fatal(err)
			}
			refs = append(refs, k.Reference)
		}
		void := func(v Void, merged Reference) error {
			k, err := s.Case(ctx, refs[0])
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Change(ctx, refs[0], k.Version, "ana", Edit{Voided: &v, Merged: &merged})
			return err
		}
		for _, bad := range []struct {
			v      Void
			merged Reference
			want   error
		}{{VoidDuplicate, "", ErrInvalid}, {VoidMistyped, refs[1], ErrInvalid}, {VoidDuplicate, refs[0], ErrInvalid}, {VoidDuplicate, "01586D", ErrNotFound}, {"gone", "", ErrInvalid}} {
			if err := void(bad.v, bad.merged); !errors.Is(err, bad.want) {
				t.Errorf("%s of %q: %v, want %v", bad.v, bad.merged, err, bad.want)
			}
		}
		count := func() (cases, due int) {
			t.Helper()
			n, err := s.Count(ctx, c.now(), c.now().Add(time.Hour), time.UTC, lastDay)
			if err != nil {
				t.Fatal(err)
			}
			return n.Cases, n.Due
		}
		if cases, due := count(); cases != 2 || due != 2 {
			t.Errorf("%d cases, %d due before", cases, due)
		}
		if err := void(VoidDuplicate, refs[1]); err != nil {
			t.Fatal(err)
		}
		if cases, due := count(); cases != 1 || due != 1 {
			t.Errorf("%d cases, %d due; a voided one counts", cases, due)
		}
		if k, err := s.Case(ctx, refs[0]); err != nil || k.Merged != refs[1] {
			t.Errorf("the voided case: %+v, %v", k, err)
		}
		if err := void("", ""); err != nil { // by mistake
			t.Fatal(err)
		}
		if cases, due := count(); cases != 2 || due != 2 {
			t.Errorf("%d cases, %d due after", cases, due)
		}
	})
}

func TestCallbacks(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		k, err := s.Make(ctx, sampleCase(), "k")
		if err != nil {
			t.Fatal(err)
		}
		mine := "ana"
		if _, err := s.Change(ctx, k.Reference, 1, "ana", Edit{Assigned: &mine}); err != nil {
			t.Fatal(err)
		}
		var promised []Callback
		for _, after := range []time.Duration{2 * time.Hour, time.Hour} {
			p, err := s.Promise(ctx, Callback{Agent: "ana", Assigned: "ana", Due: c.now().Add(after), Reason: "line_busy", Reference: k.Reference, Language: "es"})
			if err != nil {
				t.Fatal(err)
			}
			promised = append(promised, p)
		}
		for name, bad := range map[string]Callback{
			"past":      {Agent: "ana", Due: c.now().AddDate(0, 0, -1), Reason: "other", Language: "en"},
			"far":       {Agent: "ana", Due: c.now().AddDate(1, 0, 0), Reason: "other", Language: "en"},
			"reason":    {Agent: "ana", Due: c.now(), Reason: "612 555 0100", Language: "en"},
			"reference": {Agent: "ana", Due: c.now(), Reason: "other", Language: "en", Reference: "01586D"},
		} {
			if _, err := s.Promise(ctx, bad); !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		open, err := s.Callbacks(ctx)
		if diff := cmp.Diff([]Callback{promised[1], promised[0]}, open); diff != "" || err != nil {
			t.Errorf("promised: %v (-want +got):\n%s", err, diff)
		}
		if err := s.Kept(ctx, promised[1].ID, "ben"); err != nil {
			t.Fatal(err)
		}
		if n, err := s.HandOver(ctx, "ana", "ben"); n != 2 || err != nil {
			t.Errorf("handed over %d, %v; want the case and the callback", n, err)
		}
		open, err = s.Callbacks(ctx)
		if err != nil || len(open) != 1 || open[0].Assigned != "ben" {
			t.Errorf("left %+v, %v", open, err)
		}
		if k, err := s.Case(ctx, k.Reference); err != nil || k.Assigned != "ben" {
			t.Errorf("the case is for %q, %v", k.Assigned, err)
		}
	})
}

// TestMisheard holds the offered references to all that differ in one character
// or two neighbours, counted by trying every text.
func TestMisheard(t *testing.T) {
	for range 50 {
		ref := NewReference()
		wrong := []byte(ref)
		i := int(wrong[0]) % refLength
		for _, other := range []byte(alphabet) {
			wrong[i] = other
			if Reference(wrong) == ref {
				continue
			}
			if near := Misheard(string(wrong)); !contains(near, ref) || len(near) > 11 {
				t.Fatalf("%s for %s: offered %v", wrong, ref, near)
			}
		}
	}
	for text, want := range map[string]string{
		"kilo four tango nine x-ray mike":      "K4T9XM",
		"Kilo 4 Tango, 9 X-ray Mike":           "K4T9XM",
		"bravo golf india sierra zulu uniform": "86152V", // as they look
		"cero uno cinco, ocho seis delta":      "01586D",
		"smith":                                "", // one word is a name
	} {
		if got := characters(text); got != want && want != "" {
			t.Errorf("%q is heard as %q, want %q", text, got, want)
		}
		if want == "" && heard(text) != text {
			t.Errorf("%q is heard as %q", text, heard(text))
		}
	}
	if ref, err := ParseReference("zero one five eight six delta"); err != nil || ref != "01586D" {
		t.Errorf("read as %q, %v", ref, err)
	}
	if Misheard(strings.Repeat("kilo ", 20)) != nil || Misheard("minneapolis") != nil {
		t.Error("what is no reference is offered some")
	}
}

func contains(all []Reference, one Reference) bool {
	for _, r := range all {
		if r == one {
			return true
		}
	}
	return false
}
