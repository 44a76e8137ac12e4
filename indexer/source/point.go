package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// The slots of the columns of address points. A file has the whole number and
// the whole street in a column each, or their parts.
const (
	slotLng = iota
	slotLat
	slotZIP
	slotNumber
	slotNumberParts // before the number, the number, behind it
	slotRoad        = slotNumberParts + 3
	slotRoadParts   = slotRoad + 1
	slotUnit        = slotRoadParts + 8
	slotState       = slotUnit + 1
)

// pointKind describes an extract of address points: of OpenAddresses, or of the
// National Address Database in its present and its first layout.
func pointKind() *fileKind {
	may := func(names ...string) column { return column{names: names, optional: true} }
	return &fileKind{
		name: "extract of address points", get: findingsAdvice, member: extractMember,
		columns: []column{
			need("LON", "Longitude"), need("LAT", "Latitude"), need("POSTCODE", "Zip_Code"),
			may("NUMBER", "AddNo_Full"), may("AddNum_Pre"), may("Add_Number"), may("AddNum_Suf"),
			may("STREET", "StNam_Full"),
			may("St_PreMod", "StN_PreMod"), may("St_PreDir", "StN_PreDir"), may("St_PreTyp", "StN_PreTyp"), may("St_PreSep", "StN_PreSep"),
			may("St_Name", "StreetName"), may("St_PosTyp", "StN_PosTyp"), may("St_PosDir", "StN_PosDir"), may("St_PosMod", "StN_PosMod"),
			may("UNIT"), may("REGION", "State"),
		},
	}
}

// openPoints opens an extract of address points that is a CSV.
func openPoints(path string, o Options) (*Reader[Finding], error) {
	r, err := newReader[Finding](path, pointKind(), o)
	if err != nil {
		return nil, err
	}
	const number, name = slotNumberParts + 1, slotRoadParts + 4
	if has := r.table.has; !has(slotNumber) && !has(number) || !has(slotRoad) && !has(name) {
		return nil, errors.Join(r.table.fail(fmt.Errorf("%w: a house number (NUMBER, AddNo_Full or Add_Number) and a street (STREET, StNam_Full or St_Name)", ErrColumn)), r.Close())
	}
	r.npi = func(*Finding) directory.NPI { return 0 }
	r.parse = func(rec *record) (Finding, *Rejected) {
		p := point{number: rec.value(slotNumber), street: rec.value(slotRoad)}
		if p.number == "" {
			p.number = rec.joined(slotNumberParts, slotRoad)
		}
		if p.street == "" {
			p.street = rec.joined(slotRoadParts, slotUnit)
		}
		p.unit, p.state, p.postal = rec.value(slotUnit), rec.value(slotState), rec.value(slotZIP)
		lat, lng, why := position(rec.value(slotLat), rec.value(slotLng))
		return p.finding(rec.row, lat, lng, why)
	}
	return r, nil
}

// joined returns the values of the slots from one to before another.
func (r *record) joined(from, to int) string {
	var parts []string
	for slot := from; slot < to; slot++ {
		if v := r.value(slot); v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(parts, " ")
}

// A point is an address point as an extract spells it.
type point struct{ number, street, unit, state, postal string }

func (p *point) finding(row int64, lat, lng float64, why *misplaced) (Finding, *Rejected) {
	state, _ := directory.ParseState(p.state)
	postal, _, ok := mendPostal(p.postal, state)
	if ok {
		postal, ok = directory.ParsePostal(postal)
	}
	switch {
	case strings.Trim(p.number, "0") == "" || p.street == "":
		return Finding{}, &Rejected{Row: row, Reason: NoNumber, Field: "number"}
	case !ok:
		return Finding{}, &Rejected{Row: row, Reason: BadZIP, Field: "postcode"}
	case why != nil:
		return Finding{}, &Rejected{Row: row, Reason: BadCoordinate, Field: why.field, Detail: why.detail}
	}
	return Finding{Row: row, Street: p.number + " " + p.street, Unit: p.unit, State: state, ZIP5: postal[:5], Lat: lat, Lng: lng}, nil
}

// A feature is a line of an extract of OpenAddresses.
type feature struct {
	Type       string `json:"type"`
	Properties struct {
		Number   string `json:"number"`
		Street   string `json:"street"`
		Unit     string `json:"unit"`
		Region   string `json:"region"`
		Postcode string `json:"postcode"`
	} `json:"properties"`
	Geometry struct {
		Type        string    `json:"type"`
		Coordinates []float64 `json:"coordinates"`
	} `json:"geometry"`
}

// openFeatures opens an extract of address points that is GeoJSON, a feature a
// line.
func openFeatures(path string, o Options) (*LineReader[Finding], error) {
	r := &LineReader[Finding]{
		kind: "extract of address points", path: path, advice: findingsAdvice, counts: Counts{Refused: map[Reason]int64{}},
		parse: func(line []byte, row int64) (Finding, bool, *Rejected) {
			f, rejected := featureFinding(line, row)
			return f, rejected == nil, rejected
		},
	}
	return r, r.open(o)
}

func featureFinding(line []byte, row int64) (Finding, *Rejected) {
	var f feature
	if err := json.Unmarshal(line, &f); err != nil {
		return Finding{}, badRow(row, "not JSON of an address")
	}
	if f.Type != "Feature" {
		return Finding{}, badRow(row, "a Feature on each line expected, as OpenAddresses has them, and no collection of them")
	}
	a := f.Properties
	p := point{a.Number, a.Street, a.Unit, a.Region, a.Postcode}
	c := f.Geometry.Coordinates
	if f.Geometry.Type != "Point" || len(c) < 2 {
		return p.finding(row, 0, 0, &misplaced{"coordinates", "a Point with longitude and latitude expected"})
	}
	lat, lng, why := onGlobe(c[1], c[0])
	return p.finding(row, lat, lng, why)
}
