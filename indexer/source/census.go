package source

import (
	"fmt"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// The columns of an answer of the Census Bureau's batch geocoder, which has no
// header. The last two, and four more of an answer with geographies, are not
// read; addresses that were not found have the first three alone.
const (
	censusInput   = 1 // "100 EXAMPLE AVE, MINNEAPOLIS, MN, 55401"
	censusVerdict = 2 // Match, No_Match or Tie
	censusKind    = 3 // Exact or Non_Exact
	censusMatched = 4 // as the input
	censusPoint   = 5 // "lon,lat"
	censusColumns = 6 // that a match has at least
)

// isVerdict reports whether s is what the geocoder says of an address.
func isVerdict(s string) bool {
	switch strings.TrimSpace(s) {
	case "Match", "No_Match", "Tie":
		return true
	}
	return false
}

// openCensus opens an answer of the Census Bureau's batch geocoder.
func openCensus(path string, o Options) (*Reader[Finding], error) {
	kind := &fileKind{name: "answer of the Census geocoder", get: findingsAdvice, member: extractMember}
	t, err := openBare(path, kind, 16, o)
	if err != nil {
		return nil, err
	}
	r := readerOf[Finding](t, o)
	r.npi = func(*Finding) directory.NPI { return 0 }
	r.parse = func(rec *record) (Finding, *Rejected) {
		return censusFinding(rec, t.rows.walker.columns)
	}
	return r, nil
}

func censusFinding(rec *record, columns int) (Finding, *Rejected) {
	refuse := func(why Reason, field, detail string) (Finding, *Rejected) {
		return Finding{}, &Rejected{Row: rec.row, Reason: why, Field: field, Detail: detail}
	}
	switch verdict := rec.value(censusVerdict); {
	case columns <= censusVerdict:
		return refuse(BadRow, "", "id, input and match expected: is the file cut off?")
	case verdict == "No_Match":
		return refuse(NoMatch, "", "")
	case verdict == "Tie":
		return refuse(Tie, "", "")
	case verdict != "Match":
		return refuse(BadMatch, "match", "Match, No_Match or Tie expected")
	case columns < censusColumns:
		return refuse(BadRow, "", "eight columns expected: is the file cut off, or was it saved by a spreadsheet?")
	}
	f := Finding{Row: rec.row, Asked: true, Matched: rec.value(censusMatched)}
	switch rec.value(censusKind) {
	case "Exact":
		f.Exact = true
	case "Non_Exact":
	default:
		return refuse(BadMatch, "kind", "Exact or Non_Exact expected")
	}
	parts := strings.Split(rec.value(censusInput), ",")
	n := len(parts) - 3
	if n < 1 {
		return refuse(BadLocation, "input", "street, city, state, ZIP code expected, as finder geocodes export writes them")
	}
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	postal, ok := directory.ParsePostal(parts[n+2])
	if !ok {
		return refuse(BadZIP, "input", "a ZIP code of five digits expected at its end")
	}
	f.Street, f.ZIP5 = strings.Join(parts[:n], ", "), postal[:5]
	f.State, _ = directory.ParseState(parts[n+1])
	lng, lat, ok := strings.Cut(rec.value(censusPoint), ",")
	if !ok {
		return refuse(BadCoordinate, "lon,lat", "two numbers with a comma between them expected")
	}
	var why *misplaced
	if f.Lat, f.Lng, why = position(strings.TrimSpace(lat), strings.TrimSpace(lng)); why != nil {
		return refuse(BadCoordinate, "lon,lat", fmt.Sprintf("%s: %s", why.field, why.detail))
	}
	return f, nil
}
