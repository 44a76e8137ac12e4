package source

import (
	"io"

	"github.com/physicianfinder/finder/internal/directory"
)

// Options says what to read and how much of it. The zero value reads every
// row under [DefaultLimits].
type Options struct {
	// Wants reports whether a taxonomy code qualifies an individual of the main
	// file. It must be a pure function: answers are remembered. Nil wants all.
	Wants func(directory.Taxonomy) bool
	// Keep names NPIs that are delivered whatever their class: an individual
	// among them counts as [ClassTaken]. Readers of secondary files deliver
	// kept NPIs only and count the rest as unmatched. Nil keeps none in the
	// main file and everybody in secondary files.
	Keep func(directory.NPI) bool
	// Every delivers main file rows of all classes, as a weekly increment
	// needs: a row may say that somebody is to be removed.
	Every bool
	// Today refuses roster dates that lie ahead of it; 0 allows any date. It is
	// directory.LatestDate: the dates of people are those of their place.
	Today directory.Date
	// Progress, if set, is told from time to time how many bytes of the file
	// as stored were read, of how many; total is 0 when it is not known.
	Progress func(read, total int64)
	// Stdin is what the path "-" reads.
	Stdin io.Reader
	// Limits replaces DefaultLimits where a field is not zero.
	Limits Limits
}

// Limits bound what one file may make a reader do.
type Limits struct {
	Field    int   // bytes of one field; a row with a longer one is too_large
	Row      int   // bytes of one row; a longer one is too_large
	Unpacked int64 // bytes that a compressed file may unpack to
	Ratio    int64 // how many times its size it may unpack to, beyond the first 64 MiB
}

// DefaultLimits fit the full registry file (12 GB, packed ten to one) with
// room for many years.
var DefaultLimits = Limits{Field: 1 << 20, Row: 8 << 20, Unpacked: 64 << 30, Ratio: 200}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	if l.Field == 0 {
		l.Field = d.Field
	}
	if l.Row == 0 {
		l.Row = d.Row
	}
	if l.Unpacked == 0 {
		l.Unpacked = d.Unpacked
	}
	if l.Ratio == 0 {
		l.Ratio = d.Ratio
	}
	return l
}

// Class is the heading under which a row of the main file is counted, as far
// as the row alone decides it.
type Class byte

// The classes, in the order in which they are tested; refused rows come
// before all of them.
const (
	ClassDeactivated  Class = iota // blank entity type
	ClassOrganization              // entity type 2
	ClassOther                     // an individual without a wanted code
	ClassTaken                     // an individual with a wanted code, or kept
)

// Counts accounts for every row read so far. For the main file
// Rows = Deactivated + Organizations + Other + Taken + all of Refused;
// for the others Rows = Used + Unmatched + all of Refused.
type Counts struct {
	Rows          int64
	Deactivated   int64
	Organizations int64
	Other         int64 // individuals without a wanted code
	Taken         int64 // individuals delivered as ClassTaken
	Used          int64 // rows of a secondary file that were delivered
	Unmatched     int64 // rows of a secondary file whose NPI is not kept
	Refused       map[Reason]int64
	// Mended counts the values of delivered rows, and the NPIs of any row, that
	// were restored; Faulty the values of delivered rows that were left empty:
	// by damage.
	Mended, Faulty map[Damage]int64
}

// RefusedTotal returns the number of rows refused, for whatever reason.
func (c Counts) RefusedTotal() (n int64) {
	for _, k := range c.Refused {
		n += k
	}
	return n
}
