package roster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/referral/server"
)

// The tests of this package share one real PostgreSQL, each in a database of
// its own.
var (
	shared     *server.Server
	sharedErr  error
	sharedOnce sync.Once
	databases  atomic.Int64
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "roster-server" { // the process that TestKill kills
		serveForCrash()
		return
	}
	code := m.Run()
	if shared != nil {
		shared.Stop()
	}
	os.Exit(code)
}

// postgresDSN returns the URL of an empty database. Without PostgreSQL's
// programs the test fails on CI, and skips elsewhere.
func postgresDSN(t testing.TB) string {
	t.Helper()
	sharedOnce.Do(func() { shared, sharedErr = server.Start(context.Background()) })
	if sharedErr != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(sharedErr)
		}
		t.Skip(sharedErr)
	}
	url, err := shared.Create(t.Context(), fmt.Sprint("t", databases.Add(1)))
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// morning is the time of every store of a test: the day today.
func morning() time.Time { return today.Time().Add(9 * time.Hour) }

// onBoth runs a test on SQLite and on a real PostgreSQL; reopen opens the same
// store once more.
func onBoth(t *testing.T, test func(t *testing.T, s *Store, dsn string)) {
	for name, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") },
		"postgres": func(t *testing.T) string { return postgresDSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			at := dsn(t)
			test(t, open(t, at), at)
		})
	}
}

func open(t *testing.T, dsn string) *Store {
	t.Helper()
	in, err := referral.Open(t.Context(), dsn, morning)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close() })
	return NewStore(in)
}

var (
	ana  = Actor{"ana", referral.Agent}
	ben  = Actor{"ben", referral.Agent}
	cleo = Actor{"cleo", referral.Supervisor}
	dora = Actor{"dora", referral.Supervisor}
)

func record(t *testing.T, s *Store, by Actor, act string, list ...Attestation) []Attestation {
	t.Helper()
	out, err := s.Record(t.Context(), by, act, list)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// offered reports what the store says of Loring Way.
func offered(t *testing.T, s *Store) directory.Status {
	t.Helper()
	all, reviews, _, err := s.Since(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if o := NewEvidence(all, reviews, 180).At(2000000002, undocumented(loring), today)[0].Offering; o != nil {
		return o.Status
	}
	return ""
}

func TestRecordLife(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, dsn string) {
		ctx := t.Context()
		want := say(Offers, "confirmed", today-3)
		want.SourceOn, want.Batch = today-5, ""
		made := record(t, s, ana, "call-1", want, say(Phone, "+16125550100", today-3))
		again := record(t, s, ana, "call-1", say(Withdrawn, "", today))
		if diff := cmp.Diff(made, again); diff != "" {
			t.Errorf("the same act once more (-first +again):\n%s", diff)
		}
		all, reviews, last, err := open(t, dsn).Since(ctx, 0)
		if diff := cmp.Diff(made, all); diff != "" || err != nil || len(reviews) != 0 || last < 2 {
			t.Errorf("stored: %v, last %d (-want +got):\n%s", err, last, diff)
		}
		if diff := cmp.Diff(want, made[0], cmpopts.IgnoreFields(Attestation{}, "ID", "Seq", "RecordedBy", "RecordedAt")); diff != "" {
			t.Errorf("made (-want +got):\n%s", diff)
		}
		if made[0].RecordedBy != "ana" || !made[0].RecordedAt.Equal(morning()) || made[1].Seq != made[0].Seq+1 || made[0].ID == made[1].ID {
			t.Errorf("made %+v", made)
		}
		if got := offered(t, s); got != "" {
			t.Errorf("before a review it counts: %s", got)
		}
		if err := s.Review(ctx, ana, made[0].ID, Approve, ""); !errors.Is(err, ErrOwn) {
			t.Errorf("reviewed by who recorded it: %v", err)
		}
		if err := s.Review(ctx, cleo, made[0].ID, Refuse, " "); !errors.Is(err, referral.ErrInvalid) {
			t.Errorf("refused without a reason: %v", err)
		}
		for range 2 {
			if err := s.Review(ctx, ben, made[0].ID, Approve, ""); err != nil {
				t.Fatal(err)
			}
		}
		if got := offered(t, s); got != directory.Confirmed {
			t.Errorf("approved: %q", got)
		}
		if err := s.Review(ctx, cleo, made[0].ID, Refuse, "not so"); !errors.Is(err, referral.ErrConflict) {
			t.Errorf("refused after it was approved: %v", err)
		}
		gone := record(t, s, ana, "call-2", say(Withdrawn, "", today))
		if got := offered(t, s); got != "" {
			t.Errorf("withdrawn in a call, before a review: %q", got)
		}
		if err := s.Review(ctx, ana, gone[0].ID, Undo, "mistyped"); !errors.Is(err, ErrOwn) {
			t.Errorf("one's own withdrawal taken back: %v", err)
		}
		if err := s.Review(ctx, ben, gone[0].ID, Undo, "mistyped"); err != nil {
			t.Fatal(err)
		}
		if got := offered(t, s); got != directory.Confirmed {
			t.Errorf("the withdrawal undone: %q", got)
		}
		if err := s.Review(ctx, cleo, gone[0].ID, Approve, ""); !errors.Is(err, referral.ErrConflict) {
			t.Errorf("approved after it was undone: %v", err)
		}
		if err := s.Review(ctx, ben, made[0].ID, Undo, "heard wrong"); err != nil || offered(t, s) != "" {
			t.Errorf("an approval undone: %v, %q", err, offered(t, s))
		}
		if err := s.Review(ctx, ben, "nobody", Approve, ""); !errors.Is(err, referral.ErrNotFound) {
			t.Errorf("an unknown one: %v", err)
		}
	})
}

func TestBatch(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ string) {
		ctx := t.Context()
		var list []Attestation
		for i := range 300 {
			a := say(Offers, "confirmed", today-directory.Date(i%5))
			a.Channel, a.SaidBy, a.Batch = Import, "phone call to the practice", "b1"
			list = append(list, a)
		}
		made := record(t, s, cleo, "import-1", list...)
		for name, c := range map[string]struct {
			by   Actor
			want error
		}{"an agent": {ben, ErrRole}, "who imported it": {cleo, ErrOwn}} {
			if _, err := s.ReviewBatch(ctx, c.by, "b1", Approve, ""); !errors.Is(err, c.want) {
				t.Errorf("approved by %s: %v", name, err)
			}
		}
		if err := s.Review(ctx, dora, made[0].ID, Approve, ""); !errors.Is(err, referral.ErrInvalid) {
			t.Errorf("one of a batch: %v", err)
		}
		if got := offered(t, s); got != "" {
			t.Errorf("before the batch is approved: %q", got)
		}
		if n, err := s.ReviewBatch(ctx, dora, "b1", Approve, ""); n != 300 || err != nil {
			t.Fatalf("approved %d, %v", n, err)
		}
		if got := offered(t, s); got != directory.Confirmed {
			t.Errorf("approved: %q", got)
		}
		if n, err := s.ReviewBatch(ctx, dora, "b1", Undo, "the wrong file"); n != 300 || err != nil {
			t.Fatalf("undone %d, %v", n, err)
		}
		if got := offered(t, s); got != "" {
			t.Errorf("undone: %q", got)
		}
		if _, err := s.ReviewBatch(ctx, dora, "b2", Approve, ""); !errors.Is(err, referral.ErrNotFound) {
			t.Errorf("an unknown batch: %v", err)
		}
	})
}

// TestTenDecide has ten people decide about each attestation at once: one of
// them does.
func TestTenDecide(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ string) {
		for n := range 8 {
			a := record(t, s, ana, fmt.Sprint("act", n), say(Offers, "confirmed", today))[0]
			var wg sync.WaitGroup
			var done, late atomic.Int32
			for i := range 10 {
				verdict := []Verdict{Approve, Refuse}[i%2]
				wg.Go(func() {
					switch err := s.Review(t.Context(), Actor{fmt.Sprint("person", i), referral.Agent}, a.ID, verdict, "because"); {
					case err == nil:
						done.Add(1)
					case errors.Is(err, referral.ErrConflict):
						late.Add(1)
					default:
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if done.Load() != 1 || late.Load() != 9 {
				t.Fatalf("%d decided, %d were late", done.Load(), late.Load())
			}
		}
		_, reviews, _, err := s.Since(t.Context(), 0)
		if len(reviews) != 8 || err != nil {
			t.Errorf("%d reviews of 8 attestations, %v", len(reviews), err)
		}
	})
}

func TestRecordRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ string) {
		for name, spoil := range map[string]func(*Attestation){
			"NPI":                  func(a *Attestation) { a.NPI++ },
			"no office":            func(a *Attestation) { a.Offices = nil },
			"a post office box":    func(a *Attestation) { a.Offices[0] = directory.Address{Line1: "PO Box 7", PostalCode: "55401"} },
			"claim":                func(a *Attestation) { a.Claim = "cures" },
			"channel":              func(a *Attestation) { a.Channel = "rumour" },
			"status":               func(a *Attestation) { a.Value = "withdrawn" },
			"tomorrow":             func(a *Attestation) { a.SaidOn = today + 1 },
			"no day":               func(a *Attestation) { a.SaidOn = 0 },
			"nobody says it":       func(a *Attestation) { a.SaidBy = " " },
			"offers by a list":     func(a *Attestation) { a.Channel = List },
			"dialled phone":        func(a *Attestation) { a.Claim, a.Value = Phone, "612 555 0100" },
			"accepting":            func(a *Attestation) { a.Claim, a.Value = Accepting, "some" },
			"languages":            func(a *Attestation) { a.Claim, a.Value = Languages, "es;en" },
			"somebody's number":    func(a *Attestation) { a.Claim, a.Value = Note, "her cell is 612 555 0100" },
			"supersedes a nothing": func(a *Attestation) { a.Supersedes = "x" },
		} {
			a := say(Offers, "confirmed", today)
			a.Offices = []directory.Address{loring}
			spoil(&a)
			good := say(Offers, "confirmed", today)
			if _, err := s.Record(t.Context(), ana, "k", []Attestation{good, a}); !errors.Is(err, referral.ErrInvalid) {
				t.Errorf("%s: %v, want ErrInvalid", name, err)
			}
		}
		if all, _, _, err := s.Since(t.Context(), 0); len(all) != 0 || err != nil {
			t.Errorf("%d of refused acts are stored, %v", len(all), err)
		}
	})
}
