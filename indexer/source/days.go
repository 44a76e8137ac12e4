package source

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// Days is a range of days, both ends included. The zero value is none, or not
// known.
type Days struct {
	From directory.Date `json:"from"`
	To   directory.Date `json:"to"`
}

// String returns "2026-09-21 to 2026-09-27".
func (d Days) String() string { return d.From.String() + " to " + d.To.String() }

// Count returns the number of days.
func (d Days) Count() int { return int(d.To-d.From) + 1 }

// Meets reports whether the two have a day in common.
func (d Days) Meets(o Days) bool { return d.From <= o.To && o.From <= d.To }

// daysInName is how the registry's files name their days:
// npidata_pfile_20260921-20260927.csv.
var daysInName = regexp.MustCompile(`(?:^|[^0-9])([0-9]{8})-([0-9]{8})(?:[^0-9]|$)`)

// ParseDays reads a range as the names of files have it: 20260921-20260927.
func ParseDays(s string) (Days, error) {
	if d, ok := daysOf(s); ok && len(s) == len("20260921-20260927") {
		return d, nil
	}
	return Days{}, fmt.Errorf("not two days of the form 20260921-20260927, the earlier first")
}

// daysOf finds the days in a name.
func daysOf(name string) (d Days, ok bool) {
	m := daysInName.FindStringSubmatch(name)
	if m == nil {
		return Days{}, false
	}
	from, err := time.Parse("20060102", m[1])
	to, err2 := time.Parse("20060102", m[2])
	if err != nil || err2 != nil || to.Before(from) {
		return Days{}, false
	}
	return Days{directory.DateOf(from), directory.DateOf(to)}, true
}

// RegistryDays returns the days that a main file is of, by the name of the file
// or of the archive's member; the zero value when the name does not say, as
// that of standard input. Errors are *FileError.
func RegistryDays(path string) (Days, error) { return fileDays(path, registryKind()) }

// PracticeDays is RegistryDays for secondary practice locations.
func PracticeDays(path string) (Days, error) { return fileDays(path, practiceKind()) }

func fileDays(path string, kind *fileKind) (Days, error) {
	if path == stdinPath {
		return Days{}, nil
	}
	name := filepath.Base(path)
	if st, err := os.Stat(path); err != nil || st.Mode().IsRegular() { // a pipe can be opened only once
		in, err := open(path, kind.member, Options{Limits: DefaultLimits})
		if err != nil {
			return Days{}, (&table{kind: kind, path: path}).fail(err)
		}
		name = in.name
		if err := in.Close(); err != nil {
			return Days{}, (&table{kind: kind, path: path}).fail(err)
		}
	}
	d, _ := daysOf(name)
	return d, nil
}

// reportDay is how the report of deactivated NPIs names its day.
var reportDay = regexp.MustCompile(`(?i)Deactivated_NPI_Report_(\d{6})`)

// DeactivationDay returns the day that the name of a report of deactivated NPIs
// states, as NPPES_Deactivated_NPI_Report_111026_V2.zip does; 0 when it does not.
func DeactivationDay(path string) directory.Date {
	m := reportDay.FindStringSubmatch(filepath.Base(path))
	if m == nil {
		return 0
	}
	day, err := time.Parse("010206", m[1])
	if err != nil {
		return 0
	}
	return directory.DateOf(day)
}
