package source

import (
	"github.com/physicianfinder/finder/internal/directory"
)

// admit tests what can refuse any row, in the order of the reasons.
func (r *RegistryReader) admit(rec *record) (directory.NPI, *Rejected) {
	refuse := func(why Reason, field, detail string) (directory.NPI, *Rejected) {
		return 0, &Rejected{Row: rec.row, NPI: leadingNPI(rec), Reason: why, Field: field, Detail: detail}
	}
	if rec.reason == BadRow || rec.reason == TooLarge {
		return refuse(rec.reason, "", "")
	}
	if _, ok := entityOf(rec); !ok {
		return refuse(BadRow, "Entity Type Code", "it is neither 1, 2 nor blank")
	}
	if rec.reason != "" {
		return refuse(rec.reason, "", "")
	}
	m := r.mender()
	npi, rejected := rowNPI(rec, colNPI, &m)
	switch {
	case rejected != nil:
		if rejected.Damage != "" {
			r.spoilt++
		}
		rejected.NPI = leadingNPI(rec)
		return 0, rejected
	case !r.seen.add(npi):
		return 0, &Rejected{Row: rec.row, NPI: npi.String(), Reason: Duplicate, Field: "NPI"}
	}
	return npi, nil
}

// classify says which class a row that was admitted belongs to.
func (r *RegistryReader) classify(rec *record, npi directory.NPI) (Class, Entity) {
	entity, _ := entityOf(rec)
	switch {
	case entity == EntityDeactivated:
		return ClassDeactivated, entity
	case entity == EntityOrganization:
		return ClassOrganization, entity
	case r.wants(rec) || r.o.Keep != nil && r.o.Keep(npi):
		return ClassTaken, entity
	default:
		return ClassOther, entity
	}
}

// wants reports whether any slot holds a wanted code.
func (r *RegistryReader) wants(rec *record) bool {
	if r.o.Wants == nil {
		return true
	}
	for slot := colCode1; slot < colCode1+maxSlots; slot++ {
		if code := rec.value(slot); code != "" && r.o.Wants(directory.Taxonomy(code)) {
			return true
		}
	}
	return false
}

// entityOf reads the entity type; ok is false when it is none.
func entityOf(rec *record) (e Entity, ok bool) {
	switch s, _, _ := mendDigits(rec.value(colEntity)); s {
	case "":
		return EntityDeactivated, true
	case "1":
		return EntityIndividual, true
	case "2":
		return EntityOrganization, true
	}
	return 0, false
}

// leadingNPI returns the NPI that a refused row begins with, or "".
func leadingNPI(rec *record) string {
	b := rec.text
	if len(b) > 0 && b[0] == '"' {
		b = b[1:]
	}
	if len(b) < 10 {
		return ""
	}
	npi, err := directory.ParseNPI(string(b[:10]))
	if err != nil {
		return ""
	}
	return npi.String()
}
