package directory

import (
	"fmt"
	"time"
)

// A Date is a civil date as days since 1970-01-01; 0 is "unknown", which no
// record of this directory can mean otherwise.
type Date int32

// ParseDate reads an ISO 8601 date ("2026-09-14"); the empty text is 0.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("not a date of the form 2026-09-14")
	}
	return DateOf(t), nil
}

// DateOf returns the UTC date of t.
func DateOf(t time.Time) Date { return Date(t.UTC().Unix() / 86400) }

// eastmost is how far the clocks of the Marshall Islands, the first of the
// places with ZIP codes where a day begins, are ahead of UTC; Guam's are two
// hours behind them.
const eastmost = 12 * time.Hour

// LatestDate returns the latest date that it is at t in any place that the
// directory covers: what somebody there dates today does not lie ahead.
func LatestDate(t time.Time) Date { return DateOf(t.Add(eastmost)) }

// Time returns midnight UTC of d.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns the ISO 8601 form, or "" for 0.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes the ISO 8601 form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO 8601 form.
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}
