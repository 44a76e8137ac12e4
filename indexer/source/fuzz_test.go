package source

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// What encoding/csv reads record by record, with the rule for broken ones.
func plainRecords(data []byte) (all [][]string) {
	for {
		switch {
		case bytes.HasPrefix(data, []byte("\n")):
			data = data[1:]
			continue
		case bytes.HasPrefix(data, []byte("\r\n")):
			data = data[2:]
			continue
		case len(data) == 0, string(data) == "\r":
			return all
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.FieldsPerRecord = -1
		fields, err := r.Read()
		if err != nil {
			all = append(all, []string{string(BadRow)})
			_, data, _ = bytes.Cut(data, []byte("\n"))
			continue
		}
		text := data[:r.InputOffset()]
		data = data[r.InputOffset():]
		if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
			all = append(all, []string{string(BadEncoding)})
			continue
		}
		for i, f := range fields {
			fields[i] = strings.TrimSpace(f)
		}
		all = append(all, append([]string{"ok"}, fields...))
	}
}

func FuzzRecords(f *testing.F) {
	for _, s := range []string{
		"a,b,c\n1,2,3\n", "\"a\",\"b\"\r\n\"1\",\"\"\r\n", "\"a\"\"b\",c\n", "\"two\nlines\",x\n", "\"open\na,b\n\"c\"\n", "a\"b\n", "\"a\"b\n",
		"\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\",\"\"\n", ",,,,,,,,,,,,\n", "x\x00y\n", "\xff,a\n", "é,ü\n", "\r", "a\r", "\"a\"\r", "\"a\"\rb\n", "\n\n\r\na",
		`"1234567893","1",",","","x"` + "\n", "\",\",\",\"\n", strings.Repeat(`"",`, 100) + `"z"` + "\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.ContainsAny(data, "\r") && bytes.Contains(data, []byte(`"`)) {
			// encoding/csv turns \r\n within quotes into \n; the reader leaves it.
			data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		}
		agree(t, data)
	})
}

// agree holds what records says of data against encoding/csv, reading whole and
// byte by byte.
func agree(t *testing.T, data []byte) {
	t.Helper()
	for _, r := range []io.Reader{bytes.NewReader(data), iotest.OneByteReader(bytes.NewReader(data))} {
		const width = 400
		w := &walker{all: true, fields: make([]span, width), maxField: 1 << 20, maxRow: 8 << 20}
		recs := newRecords(r, w)
		var got [][]string
		for {
			rec, err := recs.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.reason != "" {
				got = append(got, []string{string(rec.reason)})
				continue
			}
			if w.columns > width {
				t.Skip("more columns than are noted")
			}
			fields := []string{"ok"}
			for i := range w.columns {
				fields = append(fields, rec.value(i))
			}
			got = append(got, fields)
		}
		if diff := cmp.Diff(plainRecords(data), got); diff != "" {
			t.Fatalf("%q (-encoding/csv +records):\n%s", data, diff)
		}
	}
}

// TestRecordsAreExact reads texts made of little else than quotes, commas and
// line ends.
func TestRecordsAreExact(t *testing.T) {
	pieces := []string{`"`, `,`, `","`, `",`, `,"`, `"",`, `"a",`, `a`, `""`, "\n", "\"\n\"", "\x00", "é", "\xff"}
	rng := rand.New(rand.NewPCG(7, 7))
	rounds := 3_000
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 100_000
	}
	for range rounds {
		var b strings.Builder
		b.WriteString([]string{`"1234567893","1","`, `"1234567893","","`, `"12345,7893","1",`, `"`, ``}[rng.IntN(5)])
		for range rng.IntN(30) {
			if rng.IntN(3) > 0 {
				b.WriteString([]string{`x","`, `","`}[rng.IntN(2)])
			} else {
				b.WriteString(pieces[rng.IntN(len(pieces))])
			}
		}
		agree(t, []byte(b.String()+"\"\n"))
	}
	t.Logf("%d texts", rounds)
}

func FuzzRosterRow(f *testing.F) {
	const sound = "2859289508,55401,annular-closure,barricaid,confirmed,phone call,2026-09-01,2026-09-14,612 555 0100,newpt,es;en,a note"
	f.Add(sound)
	f.Add(strings.Replace(sound, "55401", "", 1))
	f.Add(strings.Replace(sound, "es;en", "zh-Hant;;en-US", 1))
	f.Add(strings.Replace(sound, "confirmed", "withdrawn", 1))
	f.Add(`"` + strings.ReplaceAll(sound, ",", `","`) + `"`)
	f.Fuzz(func(t *testing.T, line string) {
		header := strings.Join(rosterColumns[:], ",")
		r, err := OpenRoster("-", Options{Stdin: strings.NewReader(header + "\n" + line), Today: 20_800})
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		for {
			row, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			n++
			var rejected *Rejected
			if errors.As(err, &rejected) {
				if rejected.Row != n || rejected.Reason == "" {
					t.Errorf("row %d refused as %+v", n, rejected)
				}
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			o := row.Offering
			switch {
			case row.NPI < 1_000_000_000 || row.NPI > 2_999_999_999,
				row.ZIP5 != "" && (len(row.ZIP5) != 5 || strings.Trim(row.ZIP5, "0123456789") != ""),
				o.Procedure != "annular-closure" || o.Device != "barricaid" || o.Source == "",
				o.Status != "confirmed" && o.Status != "self_reported" && o.Status != "withdrawn",
				o.SourceDate == 0 || o.SourceDate > 20_800 || o.VerifiedOn == 0 || o.VerifiedOn > 20_800,
				row.Phone != "" && !strings.HasPrefix(row.Phone, "+1"):
				t.Errorf("taken: %+v", row)
			}
		}
		if c := r.Counts(); c.Rows != n || c.Rows != c.Used+c.RefusedTotal() {
			t.Errorf("%d rows, counted %+v", n, c)
		}
	})
}
