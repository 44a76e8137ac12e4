package sample

import "strings"

// other fills a row outside the spine set and returns its secondary offices.
func (g *generator) other() []office {
	switch x := g.dice.Float64(); {
	case x < 0.036:
		g.row[colDeactivated] = date(2006+g.dice.IntN(20), 1+g.dice.IntN(12), 1+g.dice.IntN(28))
		g.tally.Deactivated++
		return nil
	case x < 0.238:
		g.tally.Organizations++
		return g.organization()
	default:
		g.tally.OtherTaxonomy++
		return g.individual()
	}
}

// individual fills the row of somebody who is no surgeon of the spine set.
func (g *generator) individual() []office {
	d, r := g.dice, &g.row
	at := g.spots.draw(d)
	home := g.officeAt(at)
	p := g.person(0.6)
	p.credential = d.draw(&g.otherCredentials)
	g.fill(p)
	slots := g.otherSlots(home.state)
	r.taxonomies(d, slots)
	r.identifiers(d, home.state)
	r.address(colPractice, home)
	g.mailing(home)
	g.history()
	if strings.HasPrefix(slots[0].code, "208VP") && d.chance(0.01) {
		g.vouch([]office{home})
		g.tally.RosterOther++
	}
	if d.chance(0.08) {
		return []office{g.officeAt(g.spots.near(d, at))}
	}
	return nil
}

var (
	orgKinds = []string{
		"ORTHOPAEDICS", "FAMILY PRACTICE", "PHARMACY", "HOME HEALTH", "DENTAL", "PHYSICAL THERAPY", "SPINE CENTER", "MEDICAL GROUP",
		"HOSPITAL", "COUNSELING SERVICES", "EYE CARE", "NEUROSURGICAL ASSOCIATES",
	}
	orgForms = []string{"LLC", "INC", "PC", "PLLC", "PA", "LTD", ", P.C.", ""}
)

// organization fills the row of an organisation; some carry surgeons' codes.
func (g *generator) organization() []office {
	d, r := g.dice, &g.row
	at := g.spots.draw(d)
	home := g.officeAt(at)
	r[colEntity], r[colEIN], r[colSubpart] = "2", "<UNAVAIL>", d.pick([]string{"N", "N", "N", "Y"})
	r[colOrganization] = strings.TrimSpace(home.city + " " + d.pick(streets) + " " + d.pick(orgKinds) + " " + d.pick(orgForms))
	r[colOfficial], r[colOfficial+1], r[colOfficial+3], r[colOfficial+4] = g.names.last(d), g.names.given(d, "F"), "OWNER", home.phone
	slots := []slot{{d.draw(&g.groups), home.state, "Y"}}
	if d.chance(0.03) {
		slots = append(slots, slot{g.spineCode(), home.state, "N"})
		r[colGroup] = "193400000X SINGLE SPECIALTY  GROUP"
	}
	r.taxonomies(d, slots)
	r.identifiers(d, home.state)
	r.address(colPractice, home)
	g.mailing(home)
	g.history()
	if d.chance(0.05) {
		return []office{g.officeAt(g.spots.near(d, at))}
	}
	return nil
}
