package sample

import (
	"github.com/physicianfinder/finder/internal/directory"
)

var rosterHeader = []string{
	"npi", "location", "procedure", "device", "status", "source",
	"source_date", "verified_on", "phone", "accepting", "languages", "note",
}

// rosterShare is the share of surgeons that the roster speaks of.
const rosterShare = 0.06

// vouch writes a roster row about the individual of the row at hand, of one
// of their offices or of all.
func (g *generator) vouch(offices []office) {
	d := g.dice
	status, source := directory.Confirmed, "phone call to the practice"
	switch x := d.Float64(); {
	case x < 0.28:
		status, source = directory.SelfReported, "practice website"
	case x < 0.40:
		status = directory.Withdrawn
	case x < 0.62:
		source = "manufacturer training list"
	}
	verified := BaseDate - directory.Date(d.IntN(85))
	if d.chance(0.25) {
		verified = BaseDate - directory.Date(95+d.IntN(400))
	}
	cells := []string{
		g.row[colNPI], "", directory.AnnularClosure, directory.Barricaid, string(status), source,
		(verified - directory.Date(d.IntN(30))).String(), verified.String(), "", "", "", "",
	}
	at := offices[d.IntN(len(offices))]
	if d.chance(0.45) {
		cells[1] = at.postal[:5]
	}
	if d.chance(0.12) {
		cells[8] = g.phone(at.state)
	}
	if d.chance(0.7) {
		cells[9] = d.pick([]string{"newpt", "newpt", "newpt", "newpt", "existptonly", "existptfam", "nopt"})
	}
	if d.chance(0.6) {
		cells[10] = d.pick([]string{"en", "en;es", "en;es", "en;fr", "en;zh", "en;vi", "en;hi;gu", "en;ru", "en;ar"})
	}
	if d.chance(0.15) {
		cells[11] = d.pick([]string{"ask for the spine coordinator", "referral needed, imaging within six months", "new patients on Tuesdays, Thursdays"})
	}
	g.roster.Write(cells) // its error is kept until Flush
	g.tally.RosterRows++
	g.tally.RosterStatus[status]++
}
