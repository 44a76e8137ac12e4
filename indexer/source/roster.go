package source

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/physicianfinder/finder/internal/directory"
)

// plainCSV fits any CSV within an archive: a file of the operator's own has no
// name by which to know it.
var plainCSV = regexp.MustCompile(`(?i)^[^._].*\.csv$`)

// The columns of the roster, by slot. All are needed; no others are allowed.
const (
	rosNPI = iota
	rosLocation
	rosProcedure
	rosDevice
	rosStatus
	rosSource
	rosSourceDate
	rosVerifiedOn
	rosPhone
	rosAccepting
	rosLanguages
	rosNote
)

var rosterColumns = [...]string{
	"npi", "location", "procedure", "device", "status", "source",
	"source_date", "verified_on", "phone", "accepting", "languages", "note",
}

// Longest texts of a roster row, in characters.
const (
	maxRosterSource = 200
	maxRosterNote   = 1000
)

// rosterKind describes the curated roster.
func rosterKind() *fileKind {
	k := &fileKind{
		name: "roster", flag: "--roster", member: plainCSV, strict: true,
		get: "Its first line is " + strings.Join(rosterColumns[:], ","),
	}
	for _, c := range rosterColumns {
		k.columns = append(k.columns, need(c))
	}
	return k
}

// OpenRoster opens the roster at path. It is the only source of offerings, so
// nothing in it is mended or guessed: a row is right or refused. Several rows
// may speak of one office. Errors are *FileError.
func OpenRoster(path string, o Options) (*Reader[RosterRow], error) {
	r, err := newReader[RosterRow](path, rosterKind(), o)
	if err != nil {
		return nil, err
	}
	r.npi = func(row *RosterRow) directory.NPI { return row.NPI }
	r.parse = func(rec *record) (RosterRow, *Rejected) { return rosterRow(rec, o.Today) }
	return r, nil
}

// rosterRow checks a row field by field, in the order of the columns.
func rosterRow(rec *record, today directory.Date) (RosterRow, *Rejected) {
	var npiText string
	refuse := func(why Reason, slot int, detail string) (RosterRow, *Rejected) {
		return RosterRow{}, &Rejected{Row: rec.row, NPI: npiText, Reason: why, Field: rosterColumns[slot], Detail: detail}
	}
	npi, err := directory.ParseNPI(rec.value(rosNPI))
	if err != nil {
		_, rejected := refuse(BadNPI, rosNPI, err.Error())
		if _, d, _ := mendDigits(rec.value(rosNPI)); d != "" {
			rejected.Damage, rejected.Detail = d, d.Detail()
		}
		return RosterRow{}, rejected
	}
	npiText = npi.String()
	row := RosterRow{Row: rec.row, NPI: npi, ZIP5: rec.value(rosLocation), Note: rec.value(rosNote)}
	if row.ZIP5 != "" && (len(row.ZIP5) != 5 || !digits(row.ZIP5)) {
		_, rejected := refuse(BadZIP, rosLocation, "five digits expected, leading zeros included")
		if n := len(row.ZIP5); (n == 3 || n == 4) && digits(row.ZIP5) {
			rejected.Damage, rejected.Detail = DamageZero, DamageZero.Detail()
		}
		return RosterRow{}, rejected
	}
	row.Offering = directory.Offering{
		Procedure: rec.value(rosProcedure), Device: rec.value(rosDevice),
		Status: directory.Status(rec.value(rosStatus)), Source: rec.value(rosSource),
	}
	if row.Offering.Procedure != directory.AnnularClosure {
		return refuse(BadProcedure, rosProcedure, "annular-closure expected")
	}
	if row.Offering.Device != directory.Barricaid {
		return refuse(BadDevice, rosDevice, "barricaid expected")
	}
	switch row.Offering.Status {
	case directory.Confirmed, directory.SelfReported, directory.Withdrawn, directory.NamedOnList:
	default:
		return refuse(BadStatus, rosStatus, "confirmed, self_reported, withdrawn or named_on_list expected")
	}
	if !cleanText(row.Offering.Source, maxRosterSource) || row.Offering.Source == "" {
		return refuse(BadText, rosSource, "who says so, in at most 200 characters, expected")
	}
	for _, d := range []struct {
		slot int
		to   *directory.Date
	}{{rosSourceDate, &row.Offering.SourceDate}, {rosVerifiedOn, &row.Offering.VerifiedOn}} {
		if *d.to, err = directory.ParseDate(rec.value(d.slot)); err != nil || *d.to == 0 {
			return refuse(BadDate, d.slot, "a date of the form 2026-09-14 expected")
		}
		if today != 0 && *d.to > today {
			return refuse(FutureDate, d.slot, "it lies ahead, wherever the office is")
		}
	}
	if why, slot, detail := row.contact(rec); why != "" {
		return refuse(why, slot, detail)
	}
	return row, nil
}

// contact reads the columns that override what the registry says of an office.
func (row *RosterRow) contact(rec *record) (why Reason, slot int, detail string) {
	if s := rec.value(rosPhone); s != "" {
		phone, err := directory.ParsePhone(s)
		if err != nil {
			return BadPhone, rosPhone, err.Error()
		}
		row.Phone = phone
	}
	row.Accepting = directory.Accepting(rec.value(rosAccepting))
	switch row.Accepting {
	case "", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone:
	default:
		return BadAccepting, rosAccepting, "newpt, existptonly, existptfam or nopt expected"
	}
	for s := range strings.SplitSeq(rec.value(rosLanguages), ";") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		tag, err := language.Parse(s)
		if err != nil || tag == language.Und {
			return BadLanguage, rosLanguages, "BCP 47 tags such as es, separated by semicolons, expected"
		}
		row.Languages = append(row.Languages, tag.String())
	}
	slices.Sort(row.Languages)
	row.Languages = slices.Compact(row.Languages)
	if !cleanText(row.Note, maxRosterNote) {
		return BadText, rosNote, "at most 1,000 printable characters expected"
	}
	return "", 0, ""
}

// cleanText reports whether s is short enough and free of control characters.
func cleanText(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, unicode.IsControl)
}
