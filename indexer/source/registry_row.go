package source

import (
	"github.com/physicianfinder/finder/internal/directory"
)

// registry makes a Registry of the row at hand.
func (r *RegistryReader) registry(rec *record, npi directory.NPI, class Class, entity Entity) Registry {
	g := Registry{Row: rec.row, NPI: npi, Class: class, Entity: entity, Gender: rec.value(colGender)}
	g.Name = RawName{
		Prefix: rec.value(colPrefix), First: rec.value(colFirst), Middle: rec.value(colMiddle),
		Last: rec.value(colLast), Suffix: rec.value(colSuffix), Credential: rec.value(colCredential),
	}
	g.Former = RawName{
		Prefix: rec.value(colOtherPrefix), First: rec.value(colOtherFirst), Middle: rec.value(colOtherMiddle),
		Last: rec.value(colOtherLast), Suffix: rec.value(colOtherSuffix), Credential: rec.value(colOtherCredential),
	}
	for k := range maxSlots {
		if code := rec.value(colCode1 + k); code != "" {
			g.Taxonomies = append(g.Taxonomies, Slot{Code: code, Primary: rec.value(colSwitch1 + k)})
		}
	}
	m := r.mender()
	g.Practice = m.address(rec, addressCols{
		facility: colFacility, line1: colLine1, line2: colLine2, city: colCity,
		state: colState, postal: colPostal, country: colCountry, phone: colPhone, extension: -1, fax: colFax,
	})
	g.Enumerated = m.date(rec, colEnumerated)
	g.Updated = m.date(rec, colUpdated)
	g.Deactivated = m.date(rec, colDeactivated)
	g.Reactivated = m.date(rec, colReactivated)
	g.Faults = m.faults
	return g
}

func (r *RegistryReader) mender() mender {
	return mender{mended: r.counts.Mended, faulty: r.counts.Faulty, columns: r.table.kind.columns}
}

// A mender reads the values of one row that tools are known to damage.
type mender struct {
	mended, faulty map[Damage]int64
	columns        []column
	faults         []Fault
}

// addressCols are the slots of an address; -1 is a column the file has not.
type addressCols struct {
	facility, line1, line2, city, state, postal, country, phone, extension, fax int
}

func (m *mender) address(rec *record, c addressCols) RawAddress {
	value := func(slot int) string {
		if slot < 0 {
			return ""
		}
		return rec.value(slot)
	}
	a := RawAddress{
		Facility: value(c.facility), Line1: value(c.line1), Line2: value(c.line2),
		City: value(c.city), State: value(c.state), Country: value(c.country),
	}
	postal, d, ok := mendPostal(value(c.postal), a.State)
	a.Postal = m.keepOrEmpty(c.postal, postal, d, ok)
	a.Lost = lost(d, ok)
	phone, d, ok := mendDigits(value(c.phone))
	a.Phone = m.keepOrEmpty(c.phone, phone, d, ok)
	a.Extension = value(c.extension)
	fax, d, ok := mendDigits(value(c.fax))
	a.Fax = m.keepOrEmpty(c.fax, fax, d, ok)
	return a
}

// lost returns the damage of a value that could not be mended.
func lost(d Damage, ok bool) Damage {
	if ok {
		return ""
	}
	return d
}

// keepOrEmpty counts a mended value, or notes a fault and empties it.
func (m *mender) keepOrEmpty(slot int, s string, d Damage, ok bool) string {
	if !ok {
		m.faulty[d]++
		m.faults = append(m.faults, Fault{Field: m.columns[slot].names[0], Damage: d})
		return ""
	}
	if d != "" {
		m.mended[d]++
	}
	return s
}

func (m *mender) date(rec *record, slot int) directory.Date {
	date, d, ok := mendDate(rec.value(slot))
	m.keepOrEmpty(slot, "", d, ok)
	return date
}
