package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/sample"
)

// A healthy is a sample whose report is known, to be poisoned.
type healthy struct {
	dir    string
	files  sample.Files
	lines  [][]byte // of the registry, header first, line ends kept
	report indexer.Report
}

func newHealthy(t *testing.T, o sample.Options) *healthy {
	t.Helper()
	h := &healthy{dir: t.TempDir()}
	var err error
	if h.files, _, err = sample.Write(h.dir, o); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(h.files.Registry)
	if err != nil {
		t.Fatal(err)
	}
	h.lines = bytes.SplitAfter(b, []byte("\n"))
	if last := len(h.lines) - 1; len(h.lines[last]) == 0 {
		h.lines = h.lines[:last]
	}
	h.report = checked(t, h.files.Registry, "--roster", h.files.Roster)
	return h
}

// checked runs `finder index --check`, which must succeed, and returns its
// report, of which every row must be under one heading.
func checked(t *testing.T, registry string, args ...string) indexer.Report {
	t.Helper()
	code, stdout, stderr := runFinder(t, append([]string{"index", "--check", "--quiet", "--report", "-", "--nppes", registry}, args...)...)
	var r indexer.Report
	if err := json.Unmarshal([]byte(stdout), &r); code != exitOK || err != nil {
		t.Fatalf("exit %d, %v: %s", code, err, stderr)
	}
	if r.Sum() != r.Rows {
		t.Errorf("%d of %d rows are accounted for", r.Sum(), r.Rows)
	}
	for name, s := range r.Sources {
		if s.Used+s.Unmatched+s.Refused != s.Rows {
			t.Errorf("%s: %d of %d rows are accounted for", name, s.Used+s.Unmatched+s.Refused, s.Rows)
		}
	}
	return r
}

// write puts lines into a file.
func (h *healthy) write(t *testing.T, lines ...[]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "npidata_pfile.csv")
	if err := os.WriteFile(path, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// surgeon returns the index of a line that is listed and follows another row.
func (h *healthy) surgeon(t *testing.T) int {
	t.Helper()
	for i, line := range h.lines {
		if i > 1 && bytes.Contains(line, []byte(`"207X00000X"`)) && bytes.HasPrefix(line[12:], []byte(`,"1",`)) && bytes.Contains(line, []byte(`"US"`)) {
			return i
		}
	}
	t.Fatal("no surgeon in the sample")
	return 0
}

// One poisoned row among many is set aside with its reason, and nothing else
// changes.
func TestIndexPoisonedRow(t *testing.T) {
	others := 9_000
	if os.Getenv("FINDER_VERIFY") == "1" {
		others = 999_000
	}
	h := newHealthy(t, sample.Options{Count: 1_000, Others: others, Seed: 41})
	at := h.surgeon(t)
	victim := h.lines[at]
	t.Logf("one row of %d", h.report.Rows)
	replace := func(old, new string) []byte { return bytes.Replace(victim, []byte(old), []byte(new), 1) }
	for _, c := range []struct {
		name string
		row  []byte
		want source.Reason
	}{
		{"bad row", replace(`"US"`, `"U"S"`), source.BadRow},
		{"bad UTF-8", replace(`"US"`, "\"U\xff\""), source.BadEncoding},
		{"NUL bytes", replace(`"US"`, "\"U\x00\x00\""), source.BadEncoding},
		{"a field of 10 MB", replace(`"US"`, `"`+strings.Repeat("A", 10<<20)+`"`), source.TooLarge},
		{"an NPI twice", append(bytes.Clone(h.lines[at-1][:12]), victim[12:]...), source.Duplicate},
		{"a wrong check digit", append([]byte(`"2000000000`), victim[11:]...), source.BadNPI},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := checked(t, h.write(t, bytes.Join(h.lines[:at], nil), c.row, bytes.Join(h.lines[at+1:], nil)), "--roster", h.files.Roster)
			i := slices.IndexFunc(r.Quarantine, func(q indexer.Refusal) bool { return q.Row == int64(at) })
			if i < 0 || r.Quarantine[i].Reason != c.want {
				t.Errorf("row %d is not set aside as %s", at, c.want)
			}
			if r.Rows != h.report.Rows || r.Quarantined != h.report.Quarantined+1 || r.Physicians != h.report.Physicians-1 ||
				r.OtherTaxonomy != h.report.OtherTaxonomy || r.Organizations != h.report.Organizations {
				t.Errorf("got %d rows, %d quarantined, %d physicians; healthy %d, %d, %d",
					r.Rows, r.Quarantined, r.Physicians, h.report.Rows, h.report.Quarantined, h.report.Physicians)
			}
		})
	}
}

// The same rows in another dress give the same report.
func TestIndexSameRowsOtherDress(t *testing.T) {
	h := newHealthy(t, sample.Options{Count: 300, Others: 300, Seed: 42})
	body := bytes.Join(h.lines[1:], nil)
	swapped := make([][]byte, len(h.lines))
	for i, line := range h.lines { // the last two columns change places
		fields := bytes.Split(bytes.TrimSuffix(line, []byte("\n")), []byte(`","`))
		n := len(fields) - 1
		fields[n] = bytes.TrimSuffix(fields[n], []byte(`"`))
		fields[n], fields[n-1] = append(bytes.Clone(fields[n-1]), `"`...), fields[n]
		swapped[i] = append(bytes.Join(fields, []byte(`","`)), '\n')
	}
	moved := make([][]byte, len(h.lines))
	for i, line := range h.lines { // the NPI comes last
		line = bytes.TrimSuffix(line, []byte("\n"))
		first, rest, _ := bytes.Cut(line, []byte(","))
		moved[i] = slices.Concat(rest, []byte(","), first, []byte("\n"))
	}
	for name, path := range map[string]string{
		"CRLF":                  h.write(t, bytes.ReplaceAll(bytes.Join(h.lines, nil), []byte("\n"), []byte("\r\n"))),
		"a byte order mark":     h.write(t, []byte("\xef\xbb\xbf"), h.lines[0], body),
		"no line end at last":   h.write(t, h.lines[0], bytes.TrimSuffix(body, []byte("\n"))),
		"two columns swapped":   h.write(t, swapped...),
		"the NPI in the end":    h.write(t, moved...),
		"blank lines in middle": h.write(t, h.lines[0], []byte("\n\r\n"), body, []byte("\n\n")),
	} {
		t.Run(name, func(t *testing.T) {
			r := checked(t, path, "--roster", h.files.Roster)
			r.Seconds, r.Registry.Path = h.report.Seconds, h.report.Registry.Path
			for i := range min(len(r.Registry.Files), len(h.report.Registry.Files)) {
				r.Registry.Files[i].Path = h.report.Registry.Files[i].Path
			}
			if diff := cmp.Diff(h.report, r); diff != "" {
				t.Errorf("(-as published +dressed):\n%s", diff)
			}
		})
	}
}

// A small file that unpacks to far more than is allowed is refused, and the
// message says what is allowed.
func TestIndexBomb(t *testing.T) {
	h := newHealthy(t, sample.Options{Count: 50, Seed: 43})
	path := filepath.Join(t.TempDir(), "npidata_pfile.csv.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	_, _ = z.Write(bytes.Join(h.lines, nil))
	blank := bytes.Repeat([]byte("\n"), 1<<20)
	for range 200 {
		_, _ = z.Write(blank)
	}
	if err := z.Close(); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	code, _, stderr := runFinder(t, "index", "--check", "--quiet", "--nppes", path)
	if code != exitFailed || !strings.Contains(stderr, "200 times its size") || !strings.Contains(stderr, "as it was") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}

// One bad line in a roster of 500, and the NPI of a deactivated physician: two
// rows are refused with their reasons, the others hold.
func TestIndexPoisonedRoster(t *testing.T) {
	h := newHealthy(t, sample.Options{Count: 1_000, Others: 200, Seed: 44})
	var npis []string
	gone := ""
	for _, line := range h.lines[1:] {
		npi := string(line[1:11])
		switch {
		case bytes.HasPrefix(line[12:], []byte(`,"",`)):
			gone = npi
		case bytes.Contains(line, []byte(`"207X00000X"`)) && bytes.HasPrefix(line[12:], []byte(`,"1",`)) && len(npis) < 499:
			npis = append(npis, npi)
		}
	}
	if gone == "" || len(npis) < 499 {
		t.Fatalf("the sample has %d surgeons, deactivated %q", len(npis), gone)
	}
	head, _, _ := strings.Cut(readFile(t, h.files.Roster), "\n")
	roster := func(bad string) string {
		var b strings.Builder
		fmt.Fprintln(&b, head)
		for i, npi := range npis {
			if i == 250 {
				b.WriteString(bad)
			}
			fmt.Fprintf(&b, "%s,,annular-closure,barricaid,confirmed,Practice,2026-09-01,2026-09-14,,,,\n", npi)
		}
		path := filepath.Join(t.TempDir(), "roster.csv")
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	sound := checked(t, h.files.Registry, "--roster", roster(""))
	for _, c := range []struct {
		name, line string
		want       source.Reason
	}{
		{"an unknown status", npis[250] + ",,annular-closure,barricaid,sure,Practice,2026-09-01,2026-09-14,,,,\n", source.BadStatus},
		{"an open quote", npis[250] + `,,"annular-closure,barricaid,confirmed,Practice,2026-09-01,2026-09-14,,,,` + "\n", source.BadRow},
		{"a deactivated NPI", gone + ",,annular-closure,barricaid,confirmed,Practice,2026-09-01,2026-09-14,,,,\n", indexer.DeactivatedNPI},
		{"a date to come", npis[250] + ",,annular-closure,barricaid,confirmed,Practice,2026-09-01,2126-09-14,,,,\n", source.FutureDate},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := checked(t, h.files.Registry, "--roster", roster(c.line))
			side := r.Sources["roster"]
			if side.Rows != 500 || side.Reasons[c.want] != 1 || side.Refused != sound.Sources["roster"].Refused+1 || side.Used != sound.Sources["roster"].Used {
				t.Errorf("%d rows, %d used, refused %v; without it %d used", side.Rows, side.Used, side.Reasons, sound.Sources["roster"].Used)
			}
			i := slices.IndexFunc(side.Refusals, func(f indexer.Refusal) bool { return f.Reason == c.want })
			if i < 0 || side.Refusals[i].Row != 251 {
				t.Errorf("row 251 is not named: %+v", side.Refusals)
			}
			if diff := cmp.Diff(sound.OfferedListings, r.OfferedListings); diff != "" {
				t.Errorf("offerings of others changed: %s", diff)
			}
		})
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
