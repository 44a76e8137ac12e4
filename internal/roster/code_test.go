package roster

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// TestCode holds the life of a code: typed in many ways, used once, ended by time
// and by another letter, and kept nowhere as it is.
func TestCode(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, dsn string) {
		ctx := t.Context()
		office := OfficeOf{2000000002, "Jane Doe", loring}
		first, _, err := s.PrintCodes(ctx, cleo, []OfficeOf{office})
		if err != nil {
			t.Fatal(err)
		}
		codes, ends, err := s.PrintCodes(ctx, cleo, []OfficeOf{office, {2000000002, "Jane Doe", brume}})
		if err != nil || len(codes) != 2 || ends != today+60 {
			t.Fatalf("%q until %s, %v", codes, ends, err)
		}
		if _, err := s.CodeOffice(ctx, first[0]); !errors.Is(err, ErrCode) {
			t.Errorf("a code of a letter before: %v", err)
		}
		typed := strings.NewReplacer("0", "o", "1", "l", "V", "u", "-", " ").Replace(codes[0])
		for _, text := range []string{codes[0], strings.ToLower(codes[0]), " " + typed + " ", strings.ReplaceAll(codes[0], "-", "–")} {
			if o, err := s.CodeOffice(ctx, text); err != nil || o.NPI != office.NPI || o.Office != loring {
				t.Errorf("typed %q: %+v, %v", text, o, err)
			}
		}
		for _, wrong := range []string{"", "K7QM-2XHD-9RTV-4BWE", codes[0][1:], codes[0] + "A", strings.Repeat("%", 16), "ÄÄÄÄÄÄÄÄ"} {
			if _, err := s.CodeOffice(ctx, wrong); !errors.Is(err, ErrCode) {
				t.Errorf("wrong %q: %v", wrong, err)
			}
			if err := s.UseCode(ctx, wrong, map[Claim]string{Withdrawn: ""}, today, "office"); !errors.Is(err, ErrCode) {
				t.Errorf("wrong used %q: %v", wrong, err)
			}
		}
		if err := s.UseCode(ctx, codes[0], map[Claim]string{Phone: "12"}, today, "office"); !errors.Is(err, referral.ErrInvalid) {
			t.Errorf("a wrong number: %v", err)
		}
		// Ten people type it at once: one of them is heard.
		var heard, late atomic.Int64
		var all sync.WaitGroup
		for range 10 {
			all.Go(func() {
				switch err := s.UseCode(ctx, codes[0], map[Claim]string{Offers: "self_reported", Phone: "+16125550101"}, today, "office"); {
				case err == nil:
					heard.Add(1)
				case errors.Is(err, ErrCode):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if heard.Load() != 1 || late.Load() != 9 {
			t.Errorf("%d heard, %d late", heard.Load(), late.Load())
		}
		if got := offered(t, s); got != "" {
			t.Errorf("offered before a review: %s", got)
		}
		recorded, _, _, err := s.Since(ctx, 0)
		if err != nil || len(recorded) != 2 || recorded[0].RecordedBy != Office || recorded[0].Channel != PrintedCode || recorded[0].Offices[0] != loring {
			t.Fatalf("recorded %+v, %v", recorded, err)
		}
		if err := s.Review(ctx, ben, recorded[0].ID, Approve, ""); err != nil || offered(t, s) != directory.SelfReported {
			t.Errorf("reviewed: %v, %s", err, offered(t, s))
		}
		rows := 0
		s.in.Rows(ctx, func(*sql.Rows) error { rows++; return nil }, "SELECT hash FROM office_codes WHERE hash = $1", strings.ReplaceAll(codes[1], "-", ""))
		if rows > 0 {
			t.Error("a code is kept as it is")
		}
		later, err := referral.Open(ctx, dsn, func() time.Time { return morning().Add(CodeExpiry) })
		if err != nil {
			t.Fatal(err)
		}
		defer later.Close()
		if _, err := NewStore(later).CodeOffice(ctx, codes[1]); !errors.Is(err, ErrCode) {
			t.Errorf("after 60 days: %v", err)
		}
		if err := s.UseCode(ctx, codes[1], map[Claim]string{Withdrawn: ""}, today, "office"); err != nil {
			t.Errorf("within: %v", err)
		}
	})
}
