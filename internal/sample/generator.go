package sample

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"strings"
)

// A generator makes the rows of one sample, each from the seed and its number.
type generator struct {
	o     Options
	tally Tally

	dice, building dice
	names          nameLists
	areas          map[string][]string
	spots          *spots

	prefixes, physicianCredentials, otherCredentials weighted
	others, groups, beside                           weighted

	nation  *nation  // nil: none is asked for
	offices []office // of the surgeon at hand, the spoilt ones left out

	row    row
	line   []byte
	roster *csv.Writer
}

func newGenerator(o Options) (*generator, error) {
	s, err := newSpots(o.Gazetteer)
	if err != nil {
		return nil, err
	}
	if len(s.all) == 0 {
		return nil, fmt.Errorf("sample: the gazetteer is empty")
	}
	return &generator{
		o: o, tally: newTally(), dice: newDice(), building: newDice(),
		names: newNameLists(), areas: newAreaCodes(), spots: s,
		prefixes:             parseWeighted("=48|DR.=30|DR=3|MR.=5|MRS.=4|MS.=6|MISS=1|PROF.=1"),
		physicianCredentials: parseWeighted(physicianCredentials), otherCredentials: parseWeighted(otherCredentials),
		others: parseWeighted(otherTaxonomies), groups: parseWeighted(groupTaxonomies), beside: parseWeighted(besideTaxonomies),
	}, nil
}

// practicesHeader is the header of the secondary practice locations with the
// irregular blanks that it is published with.
const practicesHeader = `"NPI","Provider Secondary Practice Location Address- Address Line 1",` +
	`"Provider Secondary Practice Location Address-  Address Line 2","Provider Secondary Practice Location Address - City Name",` +
	`"Provider Secondary Practice Location Address - State Name","Provider Secondary Practice Location Address - Postal Code",` +
	`"Provider Secondary Practice Location Address - Country Code (If outside U.S.)",` +
	`"Provider Secondary Practice Location Address - Telephone Number","Provider Secondary Practice Location Address - Telephone Extension",` +
	`"Provider Practice Location Address - Fax Number"` + "\n"

// run writes all rows; individuals of the spine set lie evenly among the rest.
// Errors of the writers stay with them until they are flushed.
func (g *generator) run(main, practices, roster *bufio.Writer) error {
	g.roster = csv.NewWriter(roster)
	if err := g.roster.Write(rosterHeader); err != nil {
		return err
	}
	main.WriteString(strings.TrimRight(registryHeader, "\r\n") + "\n")
	practices.WriteString(practicesHeader)
	rows := g.o.Count + g.o.Others
	for i := range rows {
		g.dice.start(g.o.Seed, uint64(i))
		clear(g.row[:])
		g.row[colNPI] = npiOf(i, g.o.Seed)
		g.tally.Rows++
		var sites []office
		if (i+1)*g.o.Count/rows > i*g.o.Count/rows {
			sites = g.surgeon()
			if g.nation != nil {
				if err := g.nation.physician(i, g.row[colNPI], g.offices); err != nil {
					return err
				}
			}
		} else {
			sites = g.other()
		}
		g.line = g.row.appendTo(g.line[:0])
		if _, err := main.Write(g.line); err != nil {
			return err
		}
		g.line = g.line[:0]
		for _, s := range sites {
			g.line = g.appendPractice(g.line, s)
		}
		if _, err := practices.Write(g.line); err != nil {
			return err
		}
	}
	if g.nation != nil {
		if err := g.nation.strangers(rows, g.o.Roles); err != nil {
			return err
		}
	}
	g.roster.Flush()
	return g.roster.Error()
}

// appendPractice writes a row of the secondary practice locations.
func (g *generator) appendPractice(b []byte, o office) []byte {
	g.tally.PracticeRows++
	extension, fax := "", ""
	if g.dice.chance(0.03) {
		extension = g.dice.digits(3)
	}
	if g.dice.chance(0.4) && o.phone != "" {
		fax = g.phone(o.state)
	}
	for i, v := range []string{g.row[colNPI], o.line1, o.line2, o.city, o.state, o.postal, o.country, o.phone, extension, fax} {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, v...)
		b = append(b, '"')
	}
	return append(b, '\n')
}
