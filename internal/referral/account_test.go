package referral

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

const right = "correct horse battery"

func TestSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		if err := s.AddAccount(ctx, "ana", Agent, right); err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"taken":       s.AddAccount(ctx, "ana", Agent, right),
			"short":       s.AddAccount(ctx, "ben", Agent, "short"),
			"role":        s.AddAccount(ctx, "ben", "admin", right),
			"bad name":    s.AddAccount(ctx, "Ben O'Hara", Agent, right),
			"public name": s.AddAccount(ctx, "", Agent, right),
		} {
			want := ErrInvalid
			if name == "taken" {
				want = ErrExists
			}
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
		token, err := s.SignIn(ctx, "ana", right)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := s.Session(ctx, token); err != nil || a.Name != "ana" || a.Role != Agent {
			t.Errorf("session of %+v, %v", a, err)
		}
		for name, try := range map[string][2]string{"wrong": {"ana", "incorrect horse"}, "unknown": {"eve", right}, "empty": {"", ""}, "long": {"ana", strings.Repeat("x", 1<<20)}, "injection": {"ana' --", "x"}} {
			if _, err := s.SignIn(ctx, try[0], try[1]); !errors.Is(err, ErrSignIn) {
				t.Errorf("%s: %v, want ErrSignIn", name, err)
			}
		}
		if _, err := s.Session(ctx, "no such token"); !errors.Is(err, ErrNotFound) {
			t.Errorf("an invented token: %v", err)
		}

		other, err := s.SignIn(ctx, "ana", right)
		if err != nil || other == token {
			t.Fatalf("second sign-in: %v, fresh token %v", err, other != token)
		}
		if err := s.SignOut(ctx, other); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, other); !errors.Is(err, ErrNotFound) {
			t.Errorf("after sign-out: %v", err)
		}
		if _, err := s.Session(ctx, token); err != nil {
			t.Errorf("the other session ended with it: %v", err)
		}
		if err := s.SignOutEverywhere(ctx, "ana"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, token); !errors.Is(err, ErrNotFound) {
			t.Errorf("after sign-out everywhere: %v", err)
		}

		token, _ = s.SignIn(ctx, "ana", right)
		c.advance(IdleExpiry - time.Second)
		if _, err := s.Session(ctx, token); err != nil {
			t.Errorf("before idle expiry: %v", err)
		}
		c.advance(IdleExpiry - time.Second)
		if _, err := s.Session(ctx, token); err != nil {
			t.Errorf("a use does not keep the session: %v", err)
		}
		c.advance(IdleExpiry)
		if _, err := s.Session(ctx, token); !errors.Is(err, ErrNotFound) {
			t.Errorf("after idle expiry: %v", err)
		}
		token, _ = s.SignIn(ctx, "ana", right)
		for elapsed := time.Duration(0); elapsed < AbsoluteExpiry; elapsed += IdleExpiry / 2 {
			s.Session(ctx, token)
			c.advance(IdleExpiry / 2)
		}
		if _, err := s.Session(ctx, token); !errors.Is(err, ErrNotFound) {
			t.Errorf("after absolute expiry: %v", err)
		}

		token, _ = s.SignIn(ctx, "ana", right)
		if err := s.SetDisabled(ctx, "ana", true); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Session(ctx, token); !errors.Is(err, ErrNotFound) {
			t.Errorf("session of a disabled account: %v", err)
		}
		if _, err := s.SignIn(ctx, "ana", right); !errors.Is(err, ErrSignIn) {
			t.Errorf("sign-in to a disabled account: %v", err)
		}
		if err := s.SetDisabled(ctx, "nobody", true); !errors.Is(err, ErrNotFound) {
			t.Errorf("disabling nobody: %v", err)
		}
	})
}

// TestEnumeration holds that a name that nobody has, and a disabled account,
// cost a refusal as much as a known name: one whole hash, told by the memory
// that it takes.
func TestEnumeration(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, clock *clock) {
		const kib = 8 * 1024
		s.password = params{memory: kib, time: 2, threads: 1}
		if err := s.AddAccount(t.Context(), "ana", Agent, right); err != nil {
			t.Fatal(err)
		}
		if err := s.AddAccount(t.Context(), "bob", Agent, right); err != nil {
			t.Fatal(err)
		}
		if err := s.SetDisabled(t.Context(), "bob", true); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"ana", "bob", "eve"} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			if _, err := s.SignIn(t.Context(), name, "a wrong password"); err == nil {
				t.Fatalf("%s signs in with a wrong password", name)
			}
			runtime.ReadMemStats(&after)
			if taken := after.TotalAlloc - before.TotalAlloc; taken < kib<<10 || taken >= 2*kib<<10 {
				t.Errorf("a refusal of %s takes %d bytes, not those of one hash: names can be told apart", name, taken)
			}
		}
	})
}

func TestCorrections(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		report := func(npi directory.NPI, kind CorrectionKind) Correction {
			t.Helper()
			made, err := s.Report(ctx, Correction{NPI: npi, ZIP5: "55401", Kind: kind, Detail: "line is dead", Reporter: Public})
			if err != nil {
				t.Fatal(err)
			}
			c.advance(time.Minute)
			return made
		}
		first, second, third := report(npis[0], PhoneDead), report(npis[0], NoLongerOffers), report(npis[1], Moved)
		for name, wrong := range map[string]Correction{
			"npi": {Kind: Moved, Reporter: Public}, "kind": {NPI: npis[0], Kind: "rude", Reporter: Public},
			"zip": {NPI: npis[0], Kind: Moved, ZIP5: "5540", Reporter: Public}, "reporter": {NPI: npis[0], Kind: Moved, Reporter: "A B"},
			"detail": {NPI: npis[0], Kind: Moved, Reporter: Public, Detail: strings.Repeat("x", MaxNote+1)},
		} {
			if _, err := s.Report(ctx, wrong); !errors.Is(err, ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
		open, err := s.Corrections(ctx, CorrectionOpen)
		if diff := cmp.Diff([]Correction{first, second, third}, open); diff != "" || err != nil {
			t.Errorf("open: %v (-want +got):\n%s", err, diff)
		}
		override := Override{Phone: "+16125550111", Status: directory.Confirmed, Source: "phone call"}
		if err := s.Decide(ctx, first.ID, Decision{true, "ana", "called the office", override}); err != nil {
			t.Fatal(err)
		}
		c.advance(time.Minute)
		override.Status = directory.Withdrawn
		if err := s.Decide(ctx, second.ID, Decision{true, "ana", "office says so", override}); err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			id   string
			d    Decision
			want error
		}{
			"decided before": {first.ID, Decision{false, "ben", "no", Override{}}, ErrConflict},
			"unknown":        {"nothing", Decision{false, "ben", "no", Override{}}, ErrNotFound},
			"no reason":      {third.ID, Decision{false, "ben", "", Override{}}, ErrInvalid},
			"no source":      {third.ID, Decision{true, "ben", "yes", Override{Status: directory.Confirmed, Source: " "}}, ErrInvalid},
			"long source":    {third.ID, Decision{true, "ben", "yes", Override{Status: directory.Confirmed, Source: strings.Repeat("ñ", 101)}}, ErrInvalid},
			"two lines":      {third.ID, Decision{true, "ben", "yes", Override{Source: "a\nb"}}, ErrInvalid},
			"status":         {third.ID, Decision{true, "ben", "yes", Override{Status: "offers", Source: "x"}}, ErrInvalid},
			"accepting":      {third.ID, Decision{true, "ben", "yes", Override{Accepting: "all"}}, ErrInvalid},
		} {
			if err := s.Decide(ctx, tc.id, tc.d); !errors.Is(err, tc.want) {
				t.Errorf("%s: %v, want %v", name, err, tc.want)
			}
		}
		got, err := s.Correction(ctx, second.ID)
		if err != nil || got.Override != override || got.DecidedBy != "ana" {
			t.Errorf("decided: %+v, %v", got, err)
		}
		if _, err := s.Correction(ctx, "nothing"); !errors.Is(err, ErrNotFound) {
			t.Errorf("unknown: %v", err)
		}
	})
}
