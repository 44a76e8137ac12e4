package words

import (
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
)

// Month words a date to the month: "March 2026", "marzo de 2026". The unknown
// date gives the empty text.
func (c *Catalog) Month(d directory.Date) string {
	if d == 0 {
		return ""
	}
	t := d.Time()
	return c.T("date.month_year", "month", c.months[t.Month()-1], "year", strconv.Itoa(t.Year()))
}

// Day words a date: "March 4, 2026", "4 de marzo de 2026". The unknown date
// gives the empty text.
func (c *Catalog) Day(d directory.Date) string {
	if d == 0 {
		return ""
	}
	t := d.Time()
	return c.T("date.day_month_year", "day", t.Day(), "month", c.months[t.Month()-1], "year", strconv.Itoa(t.Year()))
}

// Ago words the age of a date in days, months or years: "12 days ago", "8
// months ago". Dates of today or later give "today".
func (c *Catalog) Ago(d, today directory.Date) string {
	const month, year = 365.25 / 12, 365.25
	switch days := int(today - d); {
	case d == 0:
		return ""
	case days <= 0:
		return c.T("ago.today")
	case days < 60:
		return c.T("ago.days", "count", days)
	case float64(days) < 2*year:
		return c.T("ago.months", "count", int(float64(days)/month))
	default:
		return c.T("ago.years", "count", int(float64(days)/year))
	}
}
