package console

import (
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// dayOf is the day of a moment in the organisation's time zone.
func (c *Console) dayOf(t time.Time) directory.Date {
	y, m, d := t.In(c.opts.Zone).Date()
	return directory.DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// day is today in the organisation's time zone.
func (c *Console) day() directory.Date { return c.dayOf(c.opts.Now()) }

// begin is the first moment of a day in the organisation's time zone.
func (c *Console) begin(d directory.Date) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, c.opts.Zone)
}
