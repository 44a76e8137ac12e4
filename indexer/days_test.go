package indexer_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

// named gives a file the name under which it is published.
func named(t testing.TB, path, name string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), name)
	if err := os.Rename(path, to); err != nil {
		t.Fatal(err)
	}
	return to
}

// What is refused is refused before anything is read, with what is wrong and
// what to do, and changes nothing.
func TestDaysRefused(t *testing.T) {
	full := indexer.Options{
		NoRoster: true, NPPES: named(t, registry(t, surgeon(1, nil), surgeon(2, nil)), "npidata_pfile_20050523-20261011.csv"),
		Practices: named(t, writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")), "pl_pfile_20050523-20261011.csv"),
	}
	week := func(days string) indexer.Options {
		return indexer.Options{
			Update: true, NPPES: named(t, registry(t, surgeon(1, row{colLast: "ROE"})), "npidata_pfile_"+days+".csv"),
			Practices: named(t, writeCSV(t, practiceColumns), "pl_pfile_"+days+".csv"),
		}
	}
	with := func(o indexer.Options, change func(*indexer.Options)) indexer.Options {
		change(&o)
		return o
	}
	bare := registry(t, surgeon(1, row{colLast: "ROE"}))
	tests := []struct {
		name string
		o    indexer.Options
		says []string
	}{
		{"a gap", week("20261019-20261025"), []string{"2026-10-12 to 2026-10-18 are missing", "in order", "monthly", "--allow-gap"}},
		{"a gap of several", week("20261102-20261108"), []string{"2026-10-12 to 2026-11-01 are missing"}},
		{"an older full file", with(full, func(o *indexer.Options) {
			o.NPPES = named(t, registry(t, surgeon(1, nil)), "npidata_pfile_20050523-20260913.csv")
			o.Practices = ""
		}), []string{"2026-09-13", "through 2026-10-11", "newer", "empty --state"}},
		{
			"an older full file that does not say so", with(full, func(o *indexer.Options) { o.NPPES, o.Practices = bare, "" }),
			[]string{"2026-06-15", "through 2026-10-11", "--days"},
		},
		{"older practice locations", with(full, func(o *indexer.Options) {
			o.NPPES, o.Practices = "", named(t, writeCSV(t, practiceColumns), "pl_pfile_20050523-20260913.csv")
		}), []string{"2026-09-13", "2026-10-11", "same archive"}},
		{
			"practice locations that do not say", with(full, func(o *indexer.Options) { o.NPPES, o.Practices = "", writeCSV(t, practiceColumns) }),
			[]string{"does not say", "--days"},
		},
		{
			"an increment that does not say", with(week("20261012-20261018"), func(o *indexer.Options) { o.NPPES, o.Practices = bare, writeCSV(t, practiceColumns) }),
			[]string{"does not say", "--days"},
		},
		{"two weeks in one run", with(week("20261012-20261018"), func(o *indexer.Options) {
			o.Practices = named(t, writeCSV(t, practiceColumns), "pl_pfile_20261019-20261025.csv")
		}), []string{"--nppes says 2026-10-12 to 2026-10-18", "--practice-locations says 2026-10-19", "one archive"}},
		{
			"other days than its name", with(week("20261012-20261018"), func(o *indexer.Options) { o.Days = "20261019-20261025" }),
			[]string{"--days says 2026-10-19", "--nppes says 2026-10-12"},
		},
		{
			"no practice locations", with(week("20261012-20261018"), func(o *indexer.Options) { o.Practices = "" }),
			[]string{"--practice-locations of the same archive"},
		},
		{"a week as a full file", with(week("20261012-20261018"), func(o *indexer.Options) { o.Update = false }), []string{"say --update"}},
		{"a full file as a week", with(full, func(o *indexer.Options) { o.Update = true }), []string{"leave --update out"}},
		{"days ahead", week("20261130-20261206"), []string{"ahead of today, 2026-11-23"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			start, w := full, &indexertest.Writer{}
			start.State = t.TempDir()
			index(t, start, w)
			before := digestState(t, start.State)
			tt.o.State = start.State
			r, err := tryIndex(tt.o, w)
			if !errors.Is(err, indexer.ErrRefused) || r.Published || digestState(t, start.State) != before || w.Discarded == 0 {
				t.Fatalf("error %v, published %v", err, r.Published)
			}
			for _, s := range tt.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%v: it does not say %q", err, s)
				}
			}
		})
	}
}

// Practice locations are not begun with an increment, which holds a few.
func TestDaysPracticesInFullFirst(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil)), Days: "20050523-20261011"}, w)
	o := indexer.Options{
		State: state, Update: true, NPPES: registry(t, surgeon(2, nil)), Days: "20261012-20261018",
		Practices: writeCSV(t, practiceColumns, practice(2, "7 Other St", "", "55101", "")),
	}
	if _, err := tryIndex(o, w); !errors.Is(err, indexer.ErrRefused) || !strings.Contains(err.Error(), "never been read in full") {
		t.Errorf("%v", err)
	}
	o.Practices = ""
	if r := index(t, o, w); r.Registry.Days.To.String() != "2026-10-18" || len(w.Published) != 2 {
		t.Errorf("%s, %d listings", &r.Registry.Days, len(w.Published))
	}
}

// Who goes on over a gap is told of it until a full file fills it.
func TestDaysAllowGap(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil)), Days: "20050523-20261011"}, w)
	week := indexer.Options{State: state, Update: true, NPPES: registry(t, surgeon(2, nil)), Days: "20261026-20261101", AllowGap: true}
	r := index(t, week, w)
	if w.Checks.MissingDays != 14 || r.Registry.Days.String() != "2005-05-23 to 2026-11-01, without 2026-10-12 to 2026-10-25" {
		t.Errorf("%d days missing: %s", w.Checks.MissingDays, &r.Registry.Days)
	}
	r = index(t, indexer.Options{State: state, NoRoster: true, Geocodes: writeCSV(t, geocodeColumns)}, w)
	if w.Checks.MissingDays != 14 || len(r.Registry.Days.Missing) != 1 {
		t.Errorf("the next run forgot the gap: %s", &r.Registry.Days)
	}
	for _, days := range []string{"20261012-20261018", "20261019-20261025"} {
		late := indexer.Options{State: state, Update: true, NPPES: week.NPPES, Days: days}
		if _, err := tryIndex(late, w); !errors.Is(err, indexer.ErrRefused) || !strings.Contains(err.Error(), "monthly") {
			t.Errorf("a week that was left out, after a later one: %v", err)
		}
	}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil)), Days: "20050523-20261108"}, w)
	if w.Checks.MissingDays != 0 {
		t.Errorf("%d days missing after a full file", w.Checks.MissingDays)
	}
}

// Each source has an age of its own, and the data are as old as the registry.
func TestAgesApart(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	r := index(t, indexer.Options{
		State: state, NPPES: registry(t, surgeon(1, row{colUpdated: "01/02/2025"})), Days: "20050523-20250112",
		Practices:  writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")),
		Clinicians: writeCSV(t, clinicianColumns, clinician(1, "5 EXAMPLE LN", "", "55102", "")),
		Roster:     roster(t, strings.ReplaceAll(rosterLine(1, "", "confirmed"), "2026-09-14", "2026-11-20")),
	}, w)
	want := map[directory.Source]string{"nppes": "2025-01-12", "nppes-pl": "2025-01-12", "dac": "", "roster": "2026-11-20"}
	check := func(got map[directory.Source]directory.Date) {
		t.Helper()
		if len(got) != len(want) {
			t.Errorf("%v", got)
		}
		for name, day := range want {
			if got[name].String() != day {
				t.Errorf("%s as of %q, want %q", name, got[name], day)
			}
		}
	}
	check(w.Checks.Sources)
	check(r.AsOf)
	if w.Checks.DataAsOf.String() != "2025-01-12" || r.DataAsOf != w.Checks.DataAsOf {
		t.Errorf("data as of %s", w.Checks.DataAsOf)
	}
	day, _ := directory.ParseDate("2026-10-08")
	index(t, indexer.Options{State: state, Clinicians: writeCSV(t, clinicianColumns, clinician(1, "5 EXAMPLE LN", "", "55102", "")), CliniciansAsOf: day}, w)
	want["dac"] = "2026-10-08"
	check(w.Checks.Sources)
	index(t, indexer.Options{State: state, Roster: roster(t, rosterLine(1, "", "confirmed"))}, w)
	want["roster"] = "2026-09-14"
	check(w.Checks.Sources)
	for _, l := range w.Published {
		if l.Location.Source == directory.SourceDAC && l.Location.Updated != 0 {
			t.Errorf("an address of Doctors and Clinicians is dated %s, which the file does not say", l.Location.Updated)
		}
	}
}
