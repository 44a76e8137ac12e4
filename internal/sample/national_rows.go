package sample

import "strings"

// The rows as the national directory publishes them.

type ref struct {
	Reference string `json:"reference"`
}

type telecom struct {
	System string `json:"system"`
	Value  string `json:"value"`
	Use    string `json:"use"`
}

type stamp struct {
	Updated string `json:"lastUpdated"`
}

type postal struct {
	Line    []string `json:"line"`
	City    string   `json:"city"`
	State   string   `json:"state"`
	Postal  string   `json:"postalCode"`
	Country string   `json:"country,omitempty"`
	Type    string   `json:"type"`
}

type position struct {
	Lng float64 `json:"longitude"`
	Lat float64 `json:"latitude"`
}

type locationRow struct {
	Type     string    `json:"resourceType"`
	ID       string    `json:"id"`
	Meta     stamp     `json:"meta"`
	Status   string    `json:"status"`
	Name     string    `json:"name"`
	Telecom  []telecom `json:"telecom,omitempty"`
	Address  postal    `json:"address"`
	Position *position `json:"position,omitempty"`
}

type roleRow struct {
	Type         string    `json:"resourceType"`
	ID           string    `json:"id"`
	Meta         stamp     `json:"meta"`
	Active       bool      `json:"active"`
	Practitioner ref       `json:"practitioner"`
	Location     []ref     `json:"location,omitempty"`
	Telecom      []telecom `json:"telecom,omitempty"`
	Endpoint     []ref     `json:"endpoint,omitempty"`
}

type mark struct {
	URL   string `json:"url"`
	Value bool   `json:"valueBoolean"`
}

type personRow struct {
	Type      string `json:"resourceType"`
	ID        string `json:"id"`
	Meta      stamp  `json:"meta"`
	Extension []mark `json:"extension"`
	Active    bool   `json:"active"`
}

func exported() stamp { return stamp{BaseDate.String() + "T04:29:22.708739Z"} }

// physician writes what the directory says of an individual who has offices:
// nothing of one in four, and further offices of many.
func (n *nation) physician(i int, npi string, offices []office) error {
	d := n.dice
	d.start(n.g.o.Seed^0x4d9, uint64(i))
	if err := n.truths(npi, offices); err != nil || len(offices) == 0 {
		return err
	}
	if err := n.person(npi, d.chance(0.005)); err != nil {
		return err
	}
	if d.chance(0.26) {
		return nil
	}
	useful := n.tally.Useful
	var at []string // places
	for _, o := range offices {
		if d.chance(0.8) {
			id, err := n.place(o.at, o.building, d.IntN(placesOfBuilding)*d.IntN(2))
			if err != nil {
				return err
			}
			at = append(at, id)
		}
	}
	for range d.IntN(3) * d.IntN(2) {
		zip, building := n.g.spots.near(d, offices[0].at), d.IntN(buildingsOfZIP)
		id, err := n.place(zip, building, d.IntN(placesOfBuilding))
		if err != nil {
			return err
		}
		at = append(at, id)
	}
	for k := 0; k < len(at); k++ {
		role := roleRow{ID: n.uuid("PractitionerRole", uint64(i), uint64(k)), Active: true, Location: []ref{{"Location/" + at[k]}}}
		switch x := d.Float64(); {
		case x < 0.05:
			role.Active = false
			n.tally.Inactive++
		case x < 0.052:
			role.Location = []ref{{"Location/" + n.uuid("Location", uint64(i), 1<<19)}}
			n.tally.Dangling++
		case x < 0.25 && k+1 < len(at): // one role for two offices
			k++
			role.Location = append(role.Location, ref{"Location/" + at[k]})
			n.tally.Useful++
		default:
			n.tally.Useful++
		}
		role.Telecom = n.contacts(offices[0].phone)
		if err := n.role(npi, role); err != nil {
			return err
		}
	}
	if d.chance(0.1) {
		n.tally.NoPlace++
		if err := n.role(npi, roleRow{ID: n.uuid("PractitionerRole", uint64(i), 999), Active: true, Endpoint: []ref{{n.uuid("Endpoint", uint64(i), 0)}}}); err != nil {
			return err
		}
	}
	if n.tally.Useful > useful {
		n.tally.People++
	}
	return nil
}

// contacts writes a phone as the directory does: behind a fax, now and then
// with the extension glued to it.
func (n *nation) contacts(phone string) []telecom {
	var out []telecom
	if n.dice.chance(0.4) {
		out = append(out, telecom{"fax", "2025550199", "work"})
	}
	if len(phone) == 10 {
		if n.dice.chance(0.01) {
			phone += n.dice.digits(3)
		}
		out = append(out, telecom{"phone", phone, "work"})
	}
	return out
}

// strangers writes roles of people whom the registry's file does not hold,
// until there are so many roles in all.
func (n *nation) strangers(from, roles int) error {
	d := n.dice
	for i := from; n.tally.Roles < roles; i++ {
		d.start(n.g.o.Seed^0x4d9, uint64(i))
		id, err := n.place(n.g.spots.draw(d), d.IntN(buildingsOfZIP)*d.IntN(2), d.IntN(placesOfBuilding))
		if err != nil {
			return err
		}
		if err := n.role(npiOf(i%MaxRows, n.g.o.Seed), roleRow{
			ID: n.uuid("PractitionerRole", uint64(i), 0), Active: true, Location: []ref{{"Location/" + id}}, Telecom: n.contacts("2025550147"),
		}); err != nil {
			return err
		}
	}
	return nil
}

func (n *nation) role(npi string, r roleRow) error {
	n.tally.Roles++
	r.Type, r.Meta, r.Practitioner = "PractitionerRole", exported(), ref{"Practitioner/Practitioner-" + npi}
	return n.roles.write(r)
}

func (n *nation) person(npi string, excluded bool) error {
	const url = "http://hl7.org/fhir/us/ndh/StructureDefinition/base-ext-"
	if excluded {
		n.tally.Excluded++
	}
	return n.people.write(personRow{
		Type: "Practitioner", ID: "Practitioner-" + npi, Meta: exported(), Active: true,
		Extension: []mark{{url + "cms_medicare_enrollment", true}, {url + "hhs-in-exclusion-list", excluded}},
	})
}

// place returns the id of a place of a building, which it writes once. Suite 0
// is the building as a whole.
func (n *nation) place(at, building, suite int) (string, error) {
	number := (at*buildingsOfZIP+building)*placesOfBuilding + suite
	id := n.uuid("Location", uint64(number), 0)
	if n.known[number] {
		return id, nil
	}
	n.known[number] = true
	n.tally.Places++
	row, flaw := n.location(id, at, building, suite)
	switch {
	case row.Position == nil:
		n.tally.Unplaced++
	case flaw == central:
		n.tally.Central++
	case flaw == astray:
		n.tally.Astray++
	}
	return id, n.places.write(row)
}

func (n *nation) location(id string, at, building, suite int) (locationRow, flaw) {
	o := n.g.buildingAt(at, building)
	p, flaw := n.published(at, building)
	n.ground.start(n.g.o.Seed^0x10ca, uint64(at)<<12|uint64(building)<<4|uint64(suite))
	g := n.ground
	row := locationRow{
		Type: "Location", ID: id, Meta: exported(), Status: "active", Name: titled(o.line1),
		Address:  postal{Line: []string{titled(o.line1)}, City: titled(o.city), State: o.state, Postal: o.postal[:5], Country: "US", Type: "physical"},
		Position: &position{p.Lng, p.Lat},
	}
	if suite > 0 {
		row.Address.Line = append(row.Address.Line, "Ste "+pad(100*suite+10*g.IntN(9), 3))
	}
	switch x := g.Float64(); {
	case x < 0.02:
		row.Position = nil
	case x < 0.03:
		row.Address.City = ""
	case x < 0.18:
		row.Address.Country = ""
	}
	if g.chance(0.79) {
		row.Telecom = []telecom{{"fax", "2025550198", "work"}, {"phone", n.g.areaPhone(g, strings.ToUpper(o.state)), "work"}}
	}
	return row, flaw
}
