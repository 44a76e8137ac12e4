package roster

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// CodeExpiry is how long a printed code can be used.
const CodeExpiry = 60 * 24 * time.Hour

// ErrCode says that a code opens nothing: it is mistyped, used, or has ended. Which
// of these is not told.
var ErrCode = errors.New("roster: a code that opens nothing")

// The letters of codes, which are those of Crockford's base 32: none looks like
// another. Sixteen of them are 80 bits.
const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	codeLength   = 16
	codeGroup    = 4
)

// newCode draws a code: "K7QM-2XHD-9RTV-4BWE".
func newCode() string {
	random := make([]byte, codeLength)
	rand.Read(random) // never fails
	var b strings.Builder
	for i, r := range random {
		if i > 0 && i%codeGroup == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeAlphabet[r%byte(len(codeAlphabet))])
	}
	return b.String()
}

var codeLookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1", "U", "V")

// codeHash is what is kept of a code, however it was typed; "" where it cannot be
// one.
func codeHash(typed string) string {
	typed = codeLookalikes.Replace(strings.Map(func(r rune) rune {
		if r == '-' || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed))
	if len(typed) != codeLength || strings.Trim(typed, codeAlphabet) != "" {
		return ""
	}
	sum := sha256.Sum256([]byte("office code " + typed))
	return hex.EncodeToString(sum[:])
}

// An OfficeOf is an office of a physician as it stood when a code was printed for it.
type OfficeOf struct {
	NPI    directory.NPI
	Name   string
	Office directory.Address
}

// PrintCodes makes a code for each of some offices, in their order, and returns them
// with the day on which they end. They can be told once: only hashes are kept.
// Printing again for an office ends the codes before.
func (s *Store) PrintCodes(ctx context.Context, by Actor, offices []OfficeOf) (codes []string, ends directory.Date, err error) {
	now := s.in.Now()
	expires := now.Add(CodeExpiry)
	for range offices {
		codes = append(codes, newCode())
	}
	return codes, directory.DateOf(expires), s.in.Within(ctx, func(tx *sql.Tx) error {
		for i, o := range offices {
			office, err := json.Marshal(o.Office)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "UPDATE office_codes SET expires = $1 WHERE npi = $2 AND office = $3 AND used = 0 AND expires > $4",
				now.UnixMilli(), int64(o.NPI), string(office), now.UnixMilli()); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO office_codes (hash, npi, name, office, made_by, made, expires, used)
				VALUES ($1, $2, $3, $4, $5, $6, $7, 0)`,
				codeHash(codes[i]), int64(o.NPI), o.Name, string(office), by.Name, now.UnixMilli(), expires.UnixMilli()); err != nil {
				return err
			}
		}
		return nil
	})
}

// CodeOffice returns the office that a code opens. The error is [ErrCode] where it
// opens none.
func (s *Store) CodeOffice(ctx context.Context, code string) (o OfficeOf, err error) {
	found := false
	if hash := codeHash(code); hash != "" {
		err = s.in.Rows(ctx, func(rows *sql.Rows) error {
			found = true
			return o.scan(rows)
		}, "SELECT npi, name, office FROM office_codes WHERE hash = $1 AND used = 0 AND expires > $2", hash, s.in.Now().UnixMilli())
	}
	if err == nil && !found {
		err = ErrCode
	}
	return o, err
}

func (o *OfficeOf) scan(row interface{ Scan(...any) error }) error {
	var npi int64
	var office string
	if err := row.Scan(&npi, &o.Name, &office); err != nil {
		return err
	}
	o.NPI = directory.NPI(npi)
	if err := json.Unmarshal([]byte(office), &o.Office); err != nil {
		return fmt.Errorf("roster: office of a code: %w", err)
	}
	return nil
}

// UseCode records what an office says with its code, which opens nothing
// afterwards: claims with their values, on the day today. The error is [ErrCode]
// where it opens nothing.
func (s *Store) UseCode(ctx context.Context, code string, said map[Claim]string, today directory.Date, by string) error {
	hash := codeHash(code)
	if hash == "" {
		return ErrCode
	}
	if len(said) == 0 {
		return fmt.Errorf("%w: nothing is said", referral.ErrInvalid)
	}
	return s.in.Within(ctx, func(tx *sql.Tx) error {
		now := s.in.Now().UnixMilli()
		done, err := tx.ExecContext(ctx, "UPDATE office_codes SET used = $1 WHERE hash = $2 AND used = 0 AND expires > $3", now, hash, now)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil {
			return err
		} else if n == 0 {
			return referral.Own(ErrCode)
		}
		var o OfficeOf
		if err := o.scan(tx.QueryRowContext(ctx, "SELECT npi, name, office FROM office_codes WHERE hash = $1", hash)); err != nil {
			return err
		}
		var list []Attestation
		for _, claim := range Claims() {
			if value, ok := said[claim]; ok {
				list = append(list, Attestation{
					NPI: o.NPI, Name: o.Name, Offices: []directory.Address{o.Office}, Claim: claim, Value: value,
					Channel: PrintedCode, SaidBy: by, SaidOn: today,
				})
			}
		}
		_, err = s.record(ctx, tx, Office, "code "+hash[:32], list)
		return err
	})
}
