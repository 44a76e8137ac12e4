package sample

import "slices"

// surgeon fills the row of an individual of the spine set and returns their
// secondary offices.
func (g *generator) surgeon() []office {
	d, r := g.dice, &g.row
	at := g.spots.draw(d)
	home := g.officeAt(at)
	inTraining := d.chance(0.02)
	p := g.person(0.09)
	p.credential = d.draw(&g.physicianCredentials)
	g.fill(p)
	if p.former != "" {
		g.tally.Traps[TrapFormerName]++
	}
	r.taxonomies(d, g.spineSlots(home.state, inTraining))
	r.identifiers(d, home.state)

	sites := g.sites(at, home)
	trap := g.spoil(&home)
	if home.phone == "" {
		g.tally.Traps[TrapNoPhone]++
	}
	if len(home.postal) == 5 {
		g.tally.Traps[TrapZIP5]++
	}
	r.address(colPractice, home)
	g.mailing(home)
	if g.history() {
		g.tally.Traps[TrapReactivated]++
	}
	g.count(inTraining, trap, sites)
	g.offices = append(g.offices[:0], sites...)
	if trap == "" {
		g.offices = slices.Insert(g.offices, 0, home)
	}
	if !inTraining && trap == "" && d.chance(rosterShare) {
		g.vouch(append([]office{home}, sites...))
	}
	return sites
}

// count notes under which heading the row belongs.
func (g *generator) count(inTraining bool, trap Trap, sites []office) {
	t := &g.tally
	switch {
	case inTraining:
		t.Students++
		return
	case trap != "":
		t.Quarantined[trap]++
		for _, s := range sites {
			if s.usable {
				t.Rescued[trap]++
				break
			}
		}
	default:
		t.Physicians++
	}
	t.PracticeMatched += len(sites)
	if len(sites) > 0 {
		t.Traps[TrapSeveralPlaces]++
	}
}

// fill fills the columns of an individual.
func (g *generator) fill(p person) {
	r := &g.row
	r[colEntity], r[colSex] = "1", p.sex
	r[colLast], r[colFirst], r[colMiddle] = p.last, p.first, p.middle
	r[colPrefix], r[colSuffix], r[colCredential] = p.prefix, p.suffix, p.credential
	if p.former != "" {
		r[colOtherLast], r[colOtherFirst], r[colOtherMiddle] = p.former, p.first, p.middle
		r[colOtherPrefix], r[colOtherSuffix], r[colOtherCredential], r[colOtherType] = p.prefix, p.suffix, p.credential, "1"
	}
	r[colSoleProprietor] = g.dice.pick([]string{"N", "N", "N", "Y", "X"})
}

// sites draws secondary offices, 1.3 of them on average and 22 at most: with
// the first, surgeons have 2.3.
func (g *generator) sites(at int, home office) []office {
	d := g.dice
	var n int
	switch x := d.Float64(); {
	case x < 0.46:
		return nil
	case x < 0.70:
		n = 1
	case x < 0.83:
		n = 2
	case x < 0.90:
		n = 3
	case x < 0.94:
		n = 4
	case x < 0.99:
		n = 5 + d.IntN(5)
	default:
		n = 10 + d.IntN(13)
	}
	sites := make([]office, n)
	for i := range sites {
		sites[i] = g.officeAt(g.spots.near(d, at))
		if d.chance(0.08) {
			sites[i].phone = ""
		}
		if d.chance(0.5) {
			sites[i].line1, sites[i].line2, sites[i].city = titled(sites[i].line1), titled(sites[i].line2), titled(sites[i].city)
		}
	}
	if d.chance(0.15) {
		sites[0] = home.respelled(d)
		g.tally.Traps[TrapSpelledTwice]++
	}
	return sites
}

// spoil turns a few first offices into what is no place to see patients.
func (g *generator) spoil(o *office) Trap {
	d := g.dice
	var trap Trap
	switch x := d.Float64(); {
	case x < 0.001:
		o.line1, o.line2, o.city, o.postal = "", "", "", ""
		trap = TrapNoAddress
	case x < 0.003:
		o.line1, o.line2 = "PO BOX "+d.digits(4), ""
		trap = TrapPostBox
	case x < 0.0045:
		// Prefixes that the postal service has never assigned.
		o.city, o.postal = "NORTH QUILLBROOK", d.pick([]string{"34300", "53300", "69600", "81900", "98700"})
		trap = TrapUnknownZIP
	case x < 0.0075:
		o.line1, o.line2 = "UNIT "+d.digits(5)+" BOX "+d.digits(3), ""
		o.city, o.state, o.postal = "APO", "AE", d.pick([]string{"09636", "094615115", "09180"})
		trap = TrapMilitary
	case x < 0.0085:
		o.line1, o.line2 = d.digits(3)+" WELLINGTON ST W", ""
		o.city, o.state, o.postal, o.country = "TORONTO", "ON", "M5V 2T6", "CA"
		trap = TrapForeign
	case x < 0.0185:
		o.phone = ""
	case x < 0.0195:
		o.phone = o.phone[:9]
	}
	o.usable = trap == ""
	return trap
}

// mailing fills the mailing address: often the same, often a post office box.
func (g *generator) mailing(home office) {
	d := g.dice
	o := home
	switch x := d.Float64(); {
	case x < 0.17:
		o.line1, o.line2 = "PO BOX "+d.digits(4), ""
	case x < 0.35:
		o = g.officeAt(g.spots.draw(d))
	}
	g.row.address(colMailing, o)
}

// history fills the dates and says whether the NPI was deactivated once.
func (g *generator) history() (reactivated bool) {
	d, r := g.dice, &g.row
	year, month, day := 2005+d.IntN(21), 1+d.IntN(12), 1+d.IntN(28)
	if year == 2005 && month < 6 {
		month, day = 5, 23+d.IntN(8)
	}
	r[colEnumerated] = date(year, month, day)
	switch {
	case year <= 2007 && d.chance(0.5):
		r[colUpdated] = "07/08/2007"
	case d.chance(0.35):
		r[colUpdated] = r[colEnumerated]
	default:
		r[colUpdated] = date(min(2025, year+1+d.IntN(2026-year)), 1+d.IntN(12), 1+d.IntN(28))
	}
	if d.chance(0.06) {
		r[colUpdated] = date(2026, 1+d.IntN(8), 1+d.IntN(28))
	}
	if d.chance(0.4) {
		r[colCertified] = r[colUpdated]
	}
	if d.chance(0.03) {
		r[colDeactivated], r[colReactivated] = date(2025, 1+d.IntN(6), 3), date(2025, 7+d.IntN(6), 24)
		return true
	}
	return false
}
