package sample

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// A spot is a ZIP code with its town.
type spot struct{ zip, city, state string }

// spots are the ZIP codes of the gazetteer, with running sums of the people
// that live in each.
type spots struct {
	all  []spot // by ZIP code
	upTo []float64
}

// newSpots shares the people of a town among its ZIP codes. Where the
// gazetteer knows no number, a village's worth is taken.
func newSpots(g *place.Gazetteer) (*spots, error) {
	world, err := geo.NewBounds(-180, -90, 180, 90)
	if err != nil {
		return nil, fmt.Errorf("sample: the whole globe: %w", err)
	}
	people := map[string]float64{}
	for _, t := range g.Towns(world, math.MaxInt) {
		people[t.Label] = float64(t.Population)
	}
	ascii := strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n", "å", "a", "Å", "A", "ʻ", "'", "‘", "'", "’", "'", "ā", "a", "ō", "o", "ū", "u")
	s := &spots{}
	shares := map[string]int{}
	for n := range 100_000 {
		zip := pad(n, 5)
		p, ok := g.ZIP(zip)
		if !ok {
			continue
		}
		town := strings.TrimPrefix(p.Label, zip+" ")
		city, _, _ := strings.Cut(town, ",")
		s.all = append(s.all, spot{zip, strings.ToUpper(ascii.Replace(city)), p.State})
		shares[town]++
	}
	const village = 400
	sum := 0.0
	for _, at := range s.all {
		p, _ := g.ZIP(at.zip)
		town := strings.TrimPrefix(p.Label, at.zip+" ")
		sum += max(village, people[town]) / float64(shares[town])
		s.upTo = append(s.upTo, sum)
	}
	return s, nil
}

// draw draws a ZIP code like the population.
func (s *spots) draw(d dice) int { return d.index(s.upTo) }

// near draws a ZIP code not far from another one: mostly among its neighbours
// in number, which are neighbours on the ground, sometimes elsewhere.
func (s *spots) near(d dice, i int) int {
	if d.chance(0.02) {
		return s.draw(d)
	}
	for range 8 {
		j := i + d.IntN(61) - 30
		if j >= 0 && j < len(s.all) && s.all[j].state == s.all[i].state {
			return j
		}
	}
	return i
}

// An office is an address as the files spell it.
type office struct {
	line1, line2, city, state, postal, country, phone string
	usable                                            bool // it can become a location
	at, building                                      int  // which of the ZIP codes, which building there
}

var (
	directions = []string{"N", "S", "E", "W", "NE", "SW", "NORTH", "WEST"}
	streetEnds = []string{"ST", "STREET", "AVE", "AVENUE", "RD", "ROAD", "BLVD", "DR", "DRIVE", "LN", "PKWY", "WAY", "CT", "HWY", "PL", "CIR"}
	streets    = strings.Fields(`MAPLE CEDAR OAKMONT BRIARWOOD LAKEHURST STONEBRIDGE HARROWGATE WILLOWMERE FERNDALE ASHGROVE KESTREL
 HERON PINECREST ROWANTREE MEADOWLARK THISTLE COPPERFIELD WINDHAM ELDERBERRY FOXHOLLOW JUNIPER LARKSPUR MULBERRY NIGHTINGALE ORCHARD
 QUAIL RIVERBEND SYCAMORE TAMARACK UNIVERSITY VALLEYVIEW WESTBROOK YARROW HOSPITAL CLINIC MEDICAL PROFESSIONAL CANAL HARBOR SUMMIT`)
)

// officeAt draws one of the buildings of a ZIP code. The same building has
// the same street and ZIP+4 for everybody in it.
func (g *generator) officeAt(at int) office {
	d := g.dice
	o := g.buildingAt(at, d.IntN(buildingsOfZIP)*d.IntN(2)) // building 0 is the one most are in
	if b := g.building; b.chance(0.4) {
		o.suite(d, strconv.Itoa(100+10*b.IntN(60)))
	}
	if d.chance(0.05) {
		o.postal = o.postal[:5]
	}
	o.phone = g.phone(o.state)
	return o
}

// buildingAt returns the address of a building of a ZIP code.
func (g *generator) buildingAt(at, building int) office {
	s := g.spots.all[at]
	g.building.start(g.o.Seed^0xb01d, uint64(at)<<8|uint64(building))
	b := g.building
	o := office{city: s.city, state: s.state, country: "US", usable: true, at: at, building: building}
	switch x := b.Float64(); {
	case x < 0.003:
		o.line1 = "HC " + strconv.Itoa(1+b.IntN(9)) + " BOX " + b.digits(4)
	case x < 0.006:
		o.line1 = "RR " + strconv.Itoa(1+b.IntN(9)) + " BOX " + b.digits(3)
	default:
		o.line1 = strconv.Itoa(1+b.IntN(9899)) + " "
		if b.chance(0.3) {
			o.line1 += b.pick(directions) + " "
		}
		o.line1 += b.pick(streets) + " " + b.pick(streetEnds)
	}
	o.postal = s.zip + pad(1+b.IntN(9998), 4)
	return o
}

// suite writes a suite in one of the ways people do.
func (o *office) suite(d dice, n string) {
	mark := d.pick([]string{"STE ", "SUITE ", "STE. ", "SUITE ", "STE ", "# ", "UNIT ", "RM "})
	switch d.IntN(5) {
	case 0:
		o.line1 += " " + mark + n
	case 1:
		o.line1 += ", " + mark + n
	default:
		o.line2 = mark + n
	}
}

// respelled returns the same office as somebody else would write it.
func (o office) respelled(d dice) office {
	line := o.line1
	if o.line2 != "" {
		line += " " + o.line2
	}
	if i := strings.Index(line, "SUITE "); i > 0 {
		line = line[:i] + "STE " + line[i+6:]
	} else if i := strings.Index(line, " STE "); i > 0 {
		line = line[:i] + " SUITE " + line[i+5:]
	}
	o.line1, o.line2 = titled(strings.ReplaceAll(line, ",", "")), ""
	o.city = titled(o.city)
	if d.chance(0.5) {
		o.postal = o.postal[:5]
	}
	return o
}

// titled writes words with one capital each.
func titled(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = w[:1] + strings.ToLower(w[1:])
	}
	return strings.Join(words, " ")
}
