package source

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// The rows as they are published. Only what is used is named. Codes are
// matched without the systems that they are of, which have changed from
// release to release.

type reference struct {
	Reference string `json:"reference"`
}

type contact struct {
	System string `json:"system"`
	Value  string `json:"value"`
}

type resource struct {
	Type string `json:"resourceType"`
	ID   string `json:"id"`
	Meta struct {
		Updated string `json:"lastUpdated"`
	} `json:"meta"`
}

type roleRow struct {
	resource
	Active       *bool       `json:"active"`
	Practitioner reference   `json:"practitioner"`
	Location     []reference `json:"location"`
	Telecom      []contact   `json:"telecom"`
	Period       struct {
		End string `json:"end"`
	} `json:"period"`
}

type placeRow struct {
	resource
	Status  string    `json:"status"`
	Telecom []contact `json:"telecom"`
	Address struct {
		Line    []string `json:"line"`
		City    string   `json:"city"`
		State   string   `json:"state"`
		Postal  string   `json:"postalCode"`
		Country string   `json:"country"`
	} `json:"address"`
	Position struct {
		Lat *float64 `json:"latitude"`
		Lng *float64 `json:"longitude"`
	} `json:"position"`
}

type flagRow struct {
	resource
	Extension []struct {
		URL   string `json:"url"`
		Value *bool  `json:"valueBoolean"`
	} `json:"extension"`
}

// decode reads a row. A field of another kind than expected is left as far as
// it can be read, and the rest of the row holds; what is no JSON is refused.
func decode(line []byte, resourceType string, row int64, to any, r *resource) *Rejected {
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(line, to); err != nil && !errors.As(err, &kind) {
		return badRow(row, "not JSON")
	}
	if r.Type != resourceType {
		return badRow(row, "not a "+resourceType)
	}
	return nil
}

func parseRole(line []byte, row int64, today directory.Date) (Role, *Rejected) {
	var r roleRow
	if rejected := decode(line, "PractitionerRole", row, &r, &r.resource); rejected != nil {
		return Role{}, rejected
	}
	npi, err := directory.ParseNPI(strings.TrimPrefix(r.Practitioner.Reference, "Practitioner/Practitioner-"))
	if err != nil {
		return Role{}, &Rejected{Row: row, Reason: BadNPI, Field: "practitioner"}
	}
	role := Role{Row: row, NPI: npi, Phones: phones(r.Telecom), Changed: day(r.Meta.Updated), Silent: r.Active == nil}
	ended := day(r.Period.End)
	if r.Active != nil && !*r.Active || ended != 0 && ended < today {
		return Role{}, &Rejected{Row: row, NPI: npi.String(), Reason: Inactive}
	}
	for _, l := range r.Location {
		if id, ok := placeID(strings.TrimPrefix(l.Reference, "Location/")); ok {
			role.Places = append(role.Places, id)
		}
	}
	if len(role.Places) == 0 {
		return Role{}, &Rejected{Row: row, NPI: npi.String(), Reason: NoPlace, Field: "location"}
	}
	return role, nil
}

func parsePlace(line []byte, row int64) (Place, *Rejected) {
	var r placeRow
	if rejected := decode(line, "Location", row, &r, &r.resource); rejected != nil {
		return Place{}, rejected
	}
	id, ok := placeID(r.ID)
	if !ok {
		return Place{}, &Rejected{Row: row, Reason: BadID, Field: "id"}
	}
	if r.Status != "" && r.Status != "active" {
		return Place{}, &Rejected{Row: row, Reason: Inactive, Field: "status"}
	}
	p := Place{Row: row, ID: id, Phones: phones(r.Telecom), Changed: day(r.Meta.Updated), Silent: r.Status == "", Address: RawAddress{
		City: r.Address.City, State: r.Address.State, Postal: r.Address.Postal, Country: r.Address.Country,
	}}
	if lines := r.Address.Line; len(lines) > 0 {
		p.Address.Line1, p.Address.Line2 = lines[0], strings.Join(lines[1:], " ")
	}
	p.Lat, p.Lng, p.Located = degrees(r.Position.Lat, r.Position.Lng)
	return p, nil
}

func parseFlag(line []byte, row int64) (Flag, *Rejected) {
	var r flagRow
	if rejected := decode(line, "Practitioner", row, &r, &r.resource); rejected != nil {
		return Flag{}, rejected
	}
	npi, err := directory.ParseNPI(strings.TrimPrefix(r.ID, "Practitioner-"))
	if err != nil {
		return Flag{}, &Rejected{Row: row, Reason: BadNPI, Field: "id"}
	}
	f := Flag{Row: row, NPI: npi}
	for _, e := range r.Extension {
		f.Excluded = f.Excluded || e.Value != nil && *e.Value && strings.Contains(e.URL, "exclusion")
	}
	return f, nil
}

// placeID reads "Location-<uuid>", whatever follows the dash.
func placeID(s string) (id PlaceID, ok bool) {
	rest, ok := strings.CutPrefix(s, "Location-")
	if !ok || rest == "" {
		return id, false
	}
	sum := sha256.Sum256([]byte(rest))
	return PlaceID(sum[:]), true
}

// phones returns the telephone numbers among contacts, ten digits each, without
// the extensions that are glued to some.
func phones(all []contact) []string {
	var out []string
	for _, c := range all {
		if c.System != "phone" {
			continue
		}
		digits := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, c.Value)
		if digits = strings.TrimPrefix(digits, "1"); len(digits) < 10 {
			continue
		}
		if _, err := directory.ParsePhone(digits[:10]); err == nil {
			out = append(out, digits[:10])
		}
	}
	return out
}
