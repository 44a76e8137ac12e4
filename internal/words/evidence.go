package words

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Badge is what a card says of annular closure.
type Badge struct {
	// Kind names the state: "confirmed", "self_reported", "stale", "unknown".
	Kind string
	// Text is the whole statement: "Offers annular closure — confirmed March
	// 2026", "Annular closure: ask the office".
	Text string
	// Note says what to do about it, or is empty.
	Note string
}

// Evidence words what is known of annular closure on the day today. o is nil
// without a word of the practice; a withdrawn one reads the same, because both
// mean that nobody vouches for it. A list that names the physician is told as a
// list, with the advice to ask; named may be nil. Evidence older than maxDays
// days is shown with its age and the advice to ask.
func (c *Catalog) Evidence(o *directory.Offering, named *directory.NamedOn, today directory.Date, maxDays int) Badge {
	switch {
	case o.Offered():
	case named != nil:
		return Badge{Kind: "unknown", Text: c.T("evidence.named", "list", named.List, "month", c.Month(named.On))}
	default:
		return Badge{Kind: "unknown", Text: c.T("evidence.unknown")}
	}
	by := "evidence." + string(o.Status)
	switch {
	case o.VerifiedOn == 0:
		return Badge{Kind: "stale", Text: c.T("evidence.undated"), Note: c.T("evidence.note.ask")}
	case o.Stale(today, maxDays):
		return Badge{
			Kind: "stale",
			Text: c.T(by+".stale", "month", c.Month(o.VerifiedOn), "ago", c.Ago(o.VerifiedOn, today)),
			Note: c.T("evidence.note.ask"),
		}
	case o.Status == directory.SelfReported:
		return Badge{
			Kind: "self_reported",
			Text: c.T(by, "month", c.Month(o.VerifiedOn)),
			Note: c.T("evidence.note.self_reported"),
		}
	}
	return Badge{Kind: "confirmed", Text: c.T(by, "month", c.Month(o.VerifiedOn))}
}

// Checked words who says an office's address and phone, as of when. A phone that
// a roster row put in the place of the registry's is the roster's; "" where no
// source has a date.
func (c *Catalog) Checked(l *directory.Location) string {
	say := func(key string, source directory.Source, on directory.Date) string {
		if source == "" || on == 0 {
			return ""
		}
		return c.T(key, "source", c.T("source."+string(source)), "month", c.Month(on))
	}
	for _, p := range l.Sources {
		if p.Source == directory.SourceRoster && slices.Contains(p.Fields, "phone") {
			address, phone := say("card.checked.address", l.Source, l.Updated), say("card.checked.phone", p.Source, p.Date)
			return strings.TrimSpace(address + " " + phone)
		}
	}
	return say("card.checked", l.Source, l.Updated)
}

// StaleOffice is the age in days from which an office's address and number are
// said to be perhaps out of date: two years.
const StaleOffice = 730

// PhoneChecked words who says an office's telephone number, as of when, in one
// line, and on the day today that it may be out of date; "" where there is no
// number or its source has no date.
func (c *Catalog) PhoneChecked(l *directory.Location, today directory.Date) string {
	source, on := l.Source, l.Updated
	for _, p := range l.Sources {
		if p.Source == directory.SourceRoster && slices.Contains(p.Fields, "phone") {
			source, on = p.Source, p.Date
		}
	}
	if l.Phone == "" || source == "" || on == 0 {
		return ""
	}
	if source == directory.SourcePractice { // the same register; that the office is a further one is said elsewhere
		source = directory.SourceNPPES
	}
	key := "card.number"
	if today-on > StaleOffice {
		key += ".old"
	}
	return c.T(key, "source", c.T("source."+string(source)), "month", c.Month(on))
}

// Accepting words whether an office takes new patients; unknown is "ask the
// office".
func (c *Catalog) Accepting(a directory.Accepting) string {
	if a == "" {
		return c.T("accepting.unknown")
	}
	return c.T("accepting." + string(a))
}

// Gender words a gender as the registry states it; unknown is the empty text.
func (c *Catalog) Gender(g directory.Gender) string {
	if g == directory.UnknownGender {
		return ""
	}
	return c.T("gender." + string(g))
}
