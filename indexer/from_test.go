package indexer_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/fetch"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

// A folder is what a fetch may leave, with a manifest by hand.
type folder struct {
	t   testing.TB
	dir string
	m   fetch.Manifest
}

func newFolder(t testing.TB) *folder {
	return &folder{t: t, dir: t.TempDir(), m: fetch.Manifest{Version: 1, Succeeded: map[fetch.Kind]time.Time{}}}
}

// add lists an archive of the registry of days like 20261012-20261018.
func (f *folder) add(days string, rows ...row) *folder {
	f.t.Helper()
	kind := fetch.Weekly
	if strings.HasPrefix(days, "20050523") {
		kind = fetch.Monthly
	}
	body := zipped(f.t, map[string][]byte{
		"npidata_pfile_" + days + ".csv": read(f.t, registry(f.t, rows...)), "pl_pfile_" + days + ".csv": read(f.t, writeCSV(f.t, practiceColumns)),
	})
	return f.put(kind, days+".zip", body, days[:8], days[9:])
}

// put lists a file; from may be empty.
func (f *folder) put(kind fetch.Kind, name string, body []byte, from, to string) *folder {
	f.t.Helper()
	day := func(s string) directory.Date {
		if s == "" {
			return 0
		}
		d, err := directory.ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
		if err != nil {
			f.t.Fatal(err)
		}
		return d
	}
	f.m.Files = append(f.m.Files, fetch.File{Name: name, Kind: kind, From: day(from), To: day(to), Bytes: int64(len(body)), SHA256: name})
	text, err := json.Marshal(f.m)
	if err == nil {
		err = errors.Join(os.WriteFile(filepath.Join(f.dir, name), body, 0o600), os.WriteFile(filepath.Join(f.dir, fetch.ManifestFile), text, 0o600))
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return f
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is there is taken in one run and in order, and what is held is not taken
// again.
func TestFrom(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	f := newFolder(t).add("20050523-20261011", surgeon(1, nil), surgeon(2, nil), surgeon(3, nil)).
		add("20261019-20261025", surgeon(1, row{colLast: "SECOND"}), surgeon(2, row{colCode1: "207R00000X"})).
		add("20261012-20261018", surgeon(1, row{colLast: "FIRST"}), surgeon(2, row{colLast: "FIRST"}))
	from := indexer.Options{From: f.dir, State: state, NoRoster: true}
	r := index(t, from, w)
	if got, want := sortedNames(w.Published), "200000001 SECOND 55401 \n200000003 DOE 55401 "; got != want {
		t.Errorf("listings\n%s\nwant\n%s", got, want)
	}
	if r.Rows != 7 || r.Replaced != 4 || r.OtherTaxonomy != 1 || r.Sum() != 7 || r.Removed != 0 || r.DataAsOf.String() != "2026-10-25" {
		t.Errorf("%d rows, %d replaced, %d under a heading, %d removed, as of %s", r.Rows, r.Replaced, r.Sum(), r.Removed, r.DataAsOf)
	}
	var took []string
	for _, file := range r.Registry.Files {
		took = append(took, filepath.Base(file.Path))
	}
	if diff := cmp.Diff([]string{"20050523-20261011.zip", "20261012-20261018.zip", "20261019-20261025.zip"}, took); diff != "" {
		t.Error(diff)
	}
	from.Live = []string{"g1"}
	if r = index(t, from, w); !r.NothingNew || r.Published {
		t.Errorf("again: %+v", r)
	}
	from.Live = []string{"g1", ""} // a server has lost it
	if r = index(t, from, w); r.NothingNew || !r.Published || len(r.Registry.Files) != 0 || len(w.Published) != 2 {
		t.Errorf("a server without the generation: %+v", r)
	}
	from.Live = nil

	// A monthly file that ends where the weeklies are already is read once.
	f.add("20050523-20261025", surgeon(3, nil), surgeon(4, nil))
	if r = index(t, from, w); r.Removed != 1 || len(r.Registry.Files) != 1 || sortedNames(w.Published) != "200000003 DOE 55401 \n200000004 DOE 55401 " {
		t.Errorf("a new monthly file: removed %d of\n%s", r.Removed, names(w.Published))
	}
	if r = index(t, from, w); !r.NothingNew {
		t.Error("the monthly file is read twice")
	}

	// What is behind a gap is left, and said; what is before it is taken.
	f.add("20261026-20261101", surgeon(5, nil)).add("20261109-20261115", surgeon(6, nil))
	r, err := tryIndex(from, w)
	var gap *fetch.Gap
	if !errors.As(err, &gap) || gap.From.String() != "2026-11-02" || !strings.Contains(err.Error(), "finder fetch --to") || !r.Published || len(w.Published) != 3 {
		t.Errorf("a gap: %v; published %t, %d listings", err, r.Published, len(w.Published))
	}
	if r, err = tryIndex(from, w); !errors.As(err, &gap) || !r.NothingNew || r.Published {
		t.Errorf("the gap again: %v", err)
	}
}

// What cannot be taken is refused with what to do, and changes nothing.
func TestFromRefused(t *testing.T) {
	whole := func() *folder { return newFolder(t).add("20050523-20261011", surgeon(1, nil)) }
	gone := whole()
	if err := os.Truncate(filepath.Join(gone.dir, "20050523-20261011.zip"), 10); err != nil {
		t.Fatal(err)
	}
	empty, weekly := t.TempDir(), newFolder(t).add("20261012-20261018", surgeon(1, nil))
	ahead := whole().add("20261012-20261018").add("20261019-20261206")
	broken := newFolder(t)
	broken.put(fetch.Monthly, "20050523-20261011.zip", []byte("PK\x03\x04 and no more"), "20050523", "20261011")
	for _, tt := range []struct {
		name string
		o    indexer.Options
		says string
	}{
		{"nothing fetched", indexer.Options{From: empty}, "finder fetch --to " + empty},
		{"no monthly file", indexer.Options{From: weekly.dir}, "--monthly --weekly"},
		{"a file that was cut", indexer.Options{From: gone.dir}, "finder fetch brings them again"},
		{"a damaged archive", indexer.Options{From: broken.dir}, "NPPES"},
		{"days ahead", indexer.Options{From: ahead.dir}, "ahead of today"},
		{"with a file of its own", indexer.Options{From: whole().dir, NPPES: "x.csv"}, "leave their own flags out"},
		{"with the report", indexer.Options{From: whole().dir, Deactivated: "x.zip"}, "leave their own flags out"},
		{"with days", indexer.Options{From: whole().dir, Days: "20261012-20261018"}, "leave their own flags out"},
		{"again without a folder", indexer.Options{Again: true, NPPES: "x.csv"}, "--from"},
	} {
		w := &indexertest.Writer{}
		tt.o.State, tt.o.NoRoster = t.TempDir(), true
		if r, err := tryIndex(tt.o, w); err == nil || !strings.Contains(err.Error(), tt.says) || r.Published || w.Published != nil {
			t.Errorf("%s: %v; it does not say %q", tt.name, err, tt.says)
		}
	}
	w, state := &indexertest.Writer{}, t.TempDir()
	index(t, indexer.Options{From: whole().dir, NoRoster: true, State: state}, w)
	if _, err := tryIndex(indexer.Options{From: weekly.dir, State: state, Specialties: "all"}, w); !errors.Is(err, indexer.ErrRefused) {
		t.Errorf("others without the monthly file: %v", err)
	}
	if r := index(t, indexer.Options{From: whole().dir, State: state, Specialties: "surgery"}, w); r.Specialties != "surgery" || !r.Published {
		t.Errorf("others with it: %+v", r)
	}
	if r := index(t, indexer.Options{From: whole().dir, State: state}, w); r.Specialties != "surgery" || !r.NothingNew {
		t.Errorf("a later run does not keep them: %+v", r)
	}
}

// The newest release of the national directory in the folder is read, again
// when the registry has brought others, and not for nothing.
func TestFromNational(t *testing.T) {
	f := newFolder(t).add("20050523-20261011", surgeon(1, nil))
	release := nation(t, []string{role(1, "", "new"), role(2, "", "new")}, []string{aPlace("new", "9 NEW ST", "MINNEAPOLIS", "MN", "55401", "44.984,-93.269", "")})
	for _, name := range []string{"07-PractitionerRole.ndjson.zst", "02-Location.ndjson"} {
		if err := os.MkdirAll(filepath.Join(f.dir, "npd_2026-09-29"), 0o700); err != nil {
			t.Fatal(err)
		}
		f.put(fetch.National, "npd_2026-09-29/"+name, read(t, filepath.Join(release, name)), "", "20260929")
	}
	w := &indexertest.Writer{}
	from := indexer.Options{From: f.dir, State: t.TempDir(), NoRoster: true}
	index(t, from, w)
	if got := sortedNames(w.Published); len(w.Of(npi(1))) != 2 {
		t.Errorf("listings\n%s", got)
	}
	if r := index(t, from, w); !r.NothingNew {
		t.Error("the same release is read twice")
	}
	f.add("20261012-20261018", surgeon(2, nil))
	if r := index(t, from, w); len(w.Of(npi(2))) != 2 || !r.Published {
		t.Errorf("whom an increment brings has not the offices of the release:\n%s", sortedNames(w.Published))
	}
}

// While a week that was taken back is left aside, a roster may still bring in
// somebody whom only the monthly file knows; the week stays aside after that.
func TestFromTakenBack(t *testing.T) {
	f := newFolder(t).add("20050523-20261011", surgeon(1, nil), surgeon(2, row{colCode1: "207R00000X"}))
	w := &served{}
	from := indexer.Options{From: f.dir, State: t.TempDir(), Roster: roster(t, rosterLine(1, "", "confirmed")), Now: clock}
	run := func(what string, aside bool) indexer.Report {
		t.Helper()
		r, err := indexer.Run(t.Context(), from, w)
		if (err != nil) != aside || err != nil && !strings.Contains(err.Error(), "taken back") {
			t.Fatalf("%s: %v", what, err)
		}
		return r
	}
	run("the monthly file", false)
	f.add("20261012-20261018", surgeon(1, row{colLast: "WRONG"}))
	run("the week", false)
	if err := follow(t, from.State, w.rollback()); err != nil {
		t.Fatal(err)
	}
	if r := run("the week again", true); r.Published {
		t.Error("it is published")
	}
	from.Roster = roster(t, rosterLine(1, "", "confirmed"), rosterLine(2, "", "confirmed"))
	run("a roster that names an internist", true)
	for range 2 {
		if got := sortedNames(w.Published); got != "200000001 DOE 55401 CONFIRMED\n200000002 DOE 55401 CONFIRMED" {
			t.Errorf("listings\n%s", got)
		}
		if r := run("and then", true); r.Published {
			t.Error("it is published")
		}
	}
	from.Again = true
	if run("all the same", false); !strings.Contains(sortedNames(w.Published), "WRONG") {
		t.Errorf("listings\n%s", sortedNames(w.Published))
	}
}
