package source_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/sample"
)

var spine = []directory.Taxonomy{directory.Neurosurgery, directory.OrthopaedicSurgery, directory.OrthopaedicSpine}

var spineCodes = map[string]bool{"207T00000X": true, "207X00000X": true, "207XS0117X": true}

// wantsAny is a test for Options.Wants, as the indexer makes it.
func wantsAny(codes []directory.Taxonomy) func(directory.Taxonomy) bool {
	return func(t directory.Taxonomy) bool {
		return slices.ContainsFunc(codes, func(c directory.Taxonomy) bool { return c.Covers(t) })
	}
}

// verify reports whether tests run at their full counts.
func verify() bool { return os.Getenv("FINDER_VERIFY") == "1" }

// generated returns the main file of a sample.
func generated(t testing.TB, o sample.Options) ([]byte, sample.Tally) {
	t.Helper()
	var b bytes.Buffer
	tally, err := sample.Generate(&b, io.Discard, io.Discard, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), tally
}

// readAll reads a main file and tells what Next returned, as the oracle does.
func readAll(r io.Reader, keep map[string]bool) ([]string, source.Counts, error) {
	o := source.Options{Stdin: r, Wants: wantsAny(spine)}
	if keep != nil {
		o.Keep = func(n directory.NPI) bool { return keep[n.String()] }
	}
	reader, err := source.OpenRegistry("-", o)
	if err != nil {
		return nil, source.Counts{}, err
	}
	defer reader.Close()
	var events []string
	for {
		g, err := reader.Next()
		var rejected *source.Rejected
		switch {
		case errors.Is(err, io.EOF):
			return events, reader.Counts(), nil
		case errors.As(err, &rejected):
			events = append(events, fmt.Sprintf("%d %s", rejected.Row, rejected.Reason))
		case err != nil:
			return events, reader.Counts(), err
		default:
			events = append(events, eventOf(g))
		}
	}
}

func eventOf(g source.Registry) string {
	var codes []string
	for _, s := range g.Taxonomies {
		codes = append(codes, s.Code+s.Primary)
	}
	return strings.ReplaceAll(fmt.Sprintf("%d %s %s|%s|%s|%s|%s|%s", g.Row, g.NPI, g.Name.Last, g.Name.First,
		g.Practice.Line1, g.Practice.City, g.Practice.Country, strings.Join(codes, " ")), "\r\n", "\n")
}

// compare holds the reader against the oracle.
func compare(t *testing.T, data []byte, r io.Reader, keep map[string]bool) {
	t.Helper()
	want := readSlowly(data, spineCodes, keep)
	got, counts, err := readAll(r, keep)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.events, got); diff != "" {
		t.Fatalf("rows (-want +got):\n%s", diff)
	}
	tally := map[string]int{
		"deactivated": int(counts.Deactivated), "organizations": int(counts.Organizations),
		"other": int(counts.Other), "taken": int(counts.Taken),
	}
	for reason, n := range counts.Refused {
		tally[string(reason)] = int(n)
	}
	maps.DeleteFunc(tally, func(_ string, n int) bool { return n == 0 })
	if diff := cmp.Diff(want.counts, tally); diff != "" {
		t.Fatalf("counts (-want +got):\n%s", diff)
	}
	if int(counts.Rows) != want.row {
		t.Fatalf("%d rows counted, want %d", counts.Rows, want.row)
	}
}

// Every row of a file with all traps is counted once, under the heading that
// a plain reader and the generator itself put it.
func TestRegistryReconciles(t *testing.T) {
	o := sample.Options{Count: 2_000, Others: 8_000, Seed: 3}
	if verify() {
		o = sample.Options{Count: 20_000, Others: 80_000, Seed: 3}
	}
	data, tally := generated(t, o)
	keep := map[string]bool{}
	for i, line := range bytes.SplitN(data, []byte("\n"), 60) {
		if i > 0 && i < 50 && len(line) > 11 {
			keep[string(line[1:11])] = i%3 == 0
		}
	}
	compare(t, data, bytes.NewReader(data), keep)

	_, counts, err := readAll(bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := source.Counts{
		Rows: int64(tally.Rows), Deactivated: int64(tally.Deactivated), Organizations: int64(tally.Organizations),
		Other: int64(tally.OtherTaxonomy), Taken: int64(o.Count),
		Refused: map[source.Reason]int64{}, Mended: map[source.Damage]int64{}, Faulty: map[source.Damage]int64{},
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("against the generator (-want +got):\n%s", diff)
	}
	t.Logf("%d rows", tally.Rows)
}

// A weekly increment is read with every row of it, each under its class.
func TestEveryDeliversAllClasses(t *testing.T) {
	data, tally := generated(t, sample.Options{Count: 100, Others: 900, Seed: 6})
	r, err := source.OpenRegistry("-", source.Options{Stdin: bytes.NewReader(data), Wants: wantsAny(spine), Every: true})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got := map[source.Class]int{}
	for row := int64(1); ; row++ {
		g, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got[g.Class]++
		if g.Row != row || g.Class == source.ClassDeactivated && g.Deactivated == 0 {
			t.Errorf("row %d: %+v", row, g)
		}
	}
	want := map[source.Class]int{
		source.ClassDeactivated: tally.Deactivated, source.ClassOrganization: tally.Organizations,
		source.ClassOther: tally.OtherTaxonomy, source.ClassTaken: 100,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Layouts of one file that must make no difference.
func TestRegistryLayouts(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 60, Others: 140, Seed: 5})
	plain, _, err := readAll(bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"CRLF":                func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) },
		"byte order mark":     func(b []byte) []byte { return append([]byte("\ufeff"), b...) },
		"no last line end":    func(b []byte) []byte { return bytes.TrimSuffix(b, []byte("\n")) },
		"blank lines":         func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\n\n\r\n")) },
		"without quotes":      unquoted,
		"columns backwards":   func(b []byte) []byte { return reordered(t, b, func(i, n int) int { return n - 1 - i }) },
		"first columns later": func(b []byte) []byte { return reordered(t, b, func(i, n int) int { return (i + 200) % n }) },
		"a code in front": func(b []byte) []byte {
			return reordered(t, b, func(i, _ int) int {
				switch {
				case i == 2:
					return 47
				case i > 2 && i <= 47:
					return i - 1
				}
				return i
			})
		},
		"gender of layout V1": func(b []byte) []byte {
			return bytes.Replace(b, []byte("Provider Sex Code"), []byte("Provider Gender Code"), 1)
		},
		"header in capitals with dashes": func(b []byte) []byte {
			head, rest, _ := bytes.Cut(b, []byte("\n"))
			return slicesJoin(bytes.ReplaceAll(bytes.ToUpper(head), []byte(" "), []byte(" - ")), rest)
		},
	} {
		t.Run(name, func(t *testing.T) {
			changed := change(bytes.Clone(data))
			got, _, err := readAll(bytes.NewReader(changed), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plain, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever happens to the bytes of a file, the reader and the oracle agree on
// every row of it.
func TestRegistryAgreesOnMutations(t *testing.T) {
	rounds := 500
	if verify() {
		rounds = 20_000
	}
	base, _ := generated(t, sample.Options{Count: 20, Others: 20, Seed: 9})
	_, rows, _ := bytes.Cut(base, []byte("\n"))
	header := base[:len(base)-len(rows)]
	bare := unquoted(base)
	_, bareRows, _ := bytes.Cut(bare, []byte("\n"))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range rounds {
		from := rows
		if i%4 == 3 {
			from = bareRows
		}
		data := slicesJoin(header, mutated(rng, from))
		var r io.Reader = bytes.NewReader(data)
		if i%3 == 0 {
			r = iotest.HalfReader(r)
		}
		compare(t, data, r, nil)
		if t.Failed() {
			t.Fatalf("round %d", i)
		}
	}
	t.Logf("%d files", rounds)
}

// mutated changes a few places of rows, most of them near quotes and commas.
func mutated(rng *rand.Rand, rows []byte) []byte {
	pieces := []string{`"`, `""`, `","`, `,`, "\n", "\r\n", "\r", `",",",`, `"x"`, "\x00", "\xff", "é", "9", "207X00000X", `"` + "\n" + `"`, " "}
	b := bytes.Clone(rows)
	for range 1 + rng.IntN(5) {
		at := rng.IntN(len(b))
		if rng.IntN(3) > 0 {
			if k := bytes.IndexByte(b[at:], '"'); k >= 0 {
				at += k + rng.IntN(2)
			}
		}
		at = min(at, len(b)-1)
		cut := 0
		if rng.IntN(2) == 0 {
			cut = min(1+rng.IntN(4), len(b)-at)
		}
		var piece string
		if cut == 0 || rng.IntN(2) == 0 {
			piece = pieces[rng.IntN(len(pieces))]
		}
		if rng.IntN(12) == 0 { // a row once more
			line, _, _ := bytes.Cut(b[at:], []byte("\n"))
			piece = string(line)
		}
		b = append(b[:at:at], append([]byte(piece), b[at+cut:]...)...)
	}
	return b
}

// unquoted drops the quotes of fields that can do without, as tools do.
func unquoted(b []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		fields, _, ok := oneRecord(line)
		if !ok {
			panic("generated rows are sound")
		}
		for i, f := range fields {
			if i > 0 {
				out.WriteByte(',')
			}
			if strings.Contains(f, ",") {
				f = `"` + f + `"`
			}
			out.WriteString(f)
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

// reordered writes column from(i) of n as column i.
func reordered(t *testing.T, b []byte, from func(i, n int) int) []byte {
	t.Helper()
	var out bytes.Buffer
	for line := range bytes.Lines(b) {
		fields, _, ok := oneRecord(line)
		if !ok {
			t.Fatal("generated rows are sound")
		}
		n := len(fields)
		for i := range n {
			j := from(i, n)
			if j >= n {
				break
			}
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(`"` + fields[j] + `"`)
		}
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func slicesJoin(head, rest []byte) []byte {
	return bytes.Join([][]byte{bytes.TrimRight(head, "\n"), rest}, []byte("\n"))
}
