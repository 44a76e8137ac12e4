package api

import (
	"encoding/csv"
	"io"
	"strconv"
)

// csvColumns is the header of the CSV form; docs/api.md tells each.
var csvColumns = []string{
	"npi", "name", "specialty", "annular_closure", "verified_on", "phone",
	"line1", "line2", "city", "state", "postal_code", "lat", "lng", "distance_miles", "beyond", "unknown",
}

// writeCSV writes the answer as CSV (RFC 4180), one row for each card.
func writeCSV(w io.Writer, s *SearchAnswer) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	for i := range s.Data {
		if err := out.Write(csvRow(&s.Data[i], false, false)); err != nil {
			return err
		}
	}
	for i := range s.Unknown {
		if err := out.Write(csvRow(&s.Unknown[i], false, true)); err != nil {
			return err
		}
	}
	for i := range s.Beyond {
		if err := out.Write(csvRow(&s.Beyond[i], true, false)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(c *Card, beyond, unknown bool) []string {
	var status, verified, phone, miles string
	if ac := c.AnnularClosure; ac != nil {
		status = ac.Status
		if ac.VerifiedOn != nil {
			verified = *ac.VerifiedOn
		}
	}
	if c.Location.Phone != nil {
		phone = *c.Location.Phone
	}
	if c.Distance != nil {
		miles = strconv.FormatFloat(c.Distance.Miles, 'f', 1, 64)
	}
	a, at := &c.Location.Address, &c.Location.Position
	return []string{
		c.NPI, inert(c.Name.Display), inert(primary(c.Specialties)), status, verified, phone,
		inert(a.Line1), inert(a.Line2), inert(a.City), inert(a.State), inert(a.PostalCode),
		decimal(at.Lat), decimal(at.Lng), miles, strconv.FormatBool(beyond), strconv.FormatBool(unknown),
	}
}

// primary is the name of the primary specialty, else of the first.
func primary(all []Specialty) string {
	for _, s := range all {
		if s.Primary {
			return s.Name
		}
	}
	if len(all) > 0 {
		return all[0].Name
	}
	return ""
}

// inert keeps a spreadsheet from reading a text as a formula: a leading
// apostrophe makes it text. Numbers and E.164 phones are made here or checked
// and need none.
func inert(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n', '|', '%':
		return "'" + s
	}
	return s
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
