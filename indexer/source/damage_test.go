package source_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/sample"
)

// A file that went through a data frame (numbers as decimals, leading zeros
// gone) or a spreadsheet (short dates, CRLF) reads like the original.
func TestDamagedTwins(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 500, Others: 500, Seed: 12})
	want, _ := fullRows(t, data)
	for _, c := range []struct {
		name   string
		damage func(string) string
		mended []source.Damage
	}{
		{"data frame", func(s string) string {
			s = regexp.MustCompile(`(?m)^("\d{10}"),"([12])"`).ReplaceAllString(s, `$1,"$2.0"`)
			s = regexp.MustCompile(`"(\d{10})"(,"",|,"\d\d/)`).ReplaceAllString(s, `"$1.0"$2`)
			return regexp.MustCompile(`"0{0,2}([1-9]\d{2,8})","US"`).ReplaceAllString(s, `"$1.0","US"`)
		}, []source.Damage{source.DamageDecimal, source.DamageZero}},
		{"spreadsheet", func(s string) string {
			s = regexp.MustCompile(`"0?(\d+)/0?(\d+)/20(\d\d)"`).ReplaceAllString(s, `"$1/$2/$3"`)
			s = regexp.MustCompile(`"0{1,2}([1-9]\d{2,8})","US"`).ReplaceAllString(s, `"$1","US"`)
			return strings.ReplaceAll(s, "\n", "\r\n")
		}, []source.Damage{source.DamageShortDate, source.DamageZero}},
	} {
		t.Run(c.name, func(t *testing.T) {
			head, rows, _ := strings.Cut(string(data), "\n")
			got, counts := fullRows(t, []byte(head+"\n"+c.damage(rows)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-original +damaged):\n%s", diff)
			}
			for _, d := range c.mended {
				if counts.Mended[d] < 10 {
					t.Errorf("mended %v: hardly any %s", counts.Mended, d)
				}
			}
		})
	}
}

// fullRows reads all taken rows with all their fields.
func fullRows(t *testing.T, data []byte) ([]string, source.Counts) {
	t.Helper()
	r, err := source.OpenRegistry("-", source.Options{Stdin: bytes.NewReader(data), Wants: wantsAny(spine)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []string
	for {
		g, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, r.Counts()
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%+v", g))
	}
}

// What is damaged beyond proof is left empty and named, never guessed.
func TestDamageBeyondProof(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 200, Seed: 13})
	lost := regexp.MustCompile(`"(\w\w)","\d{9}","US"`).ReplaceAllStringFunc(string(data), func(s string) string {
		return s[:len(`"XX","`)] + "1" + s[len(`"XX","12`):] // eight digits that no lost zero explains
	})
	lost = strings.ReplaceAll(lost, `/2025"`, `/25 at noon"`)
	r, err := source.OpenRegistry("-", source.Options{Stdin: strings.NewReader(lost), Wants: wantsAny(spine)})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	named := map[string]int{}
	for {
		g, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range g.Faults {
			named[string(f.Damage)]++
			if strings.Contains(f.Field, "Postal") && g.Practice.Postal != "" {
				t.Errorf("row %d keeps a damaged ZIP code", g.Row)
			}
		}
	}
	got := map[string]int{}
	for d, n := range r.Counts().Faulty {
		got[string(d)] = int(n)
	}
	if diff := cmp.Diff(named, got); diff != "" {
		t.Errorf("(-named +counted):\n%s", diff)
	}
	if got["lost_zero"] < 50 || got["malformed"] < 10 {
		t.Errorf("counted %v", got)
	}
}
