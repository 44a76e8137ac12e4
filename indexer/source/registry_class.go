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
	npi, ok := quickNPI(rec.bytes(colNPI))
	if !ok {
		s, damage, whole := mendDigits(rec.value(colNPI))
		if !whole {
			r.spoilt++
			_, rejected := refuse(BadNPI, "NPI", damage.Detail())
			rejected.Damage = damage
			return 0, rejected
		}
		n, err := directory.ParseNPI(s)
		if err != nil {
			return refuse(BadNPI, "NPI", err.Error())
		}
		if damage != "" {
			r.counts.Mended[damage]++
		}
		npi = n
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

// wants says whether any slot holds a wanted code.
func (r *RegistryReader) wants(rec *record) bool {
	if r.o.Wants == nil {
		return true
	}
	for slot := colCode1; slot < briefCols; slot++ {
		f := rec.fields[slot]
		if f.start == f.end {
			continue
		}
		if b := rec.text[f.start:f.end]; len(b) != codeLen {
			if r.o.Wants(directory.Taxonomy(rec.value(slot))) {
				return true
			}
		} else if r.codes.wants([codeLen]byte(b), r.o.Wants) {
			return true
		}
	}
	return false
}

// entityOf reads the entity type; ok is false when it is none.
func entityOf(rec *record) (e Entity, ok bool) {
	f := rec.fields[colEntity]
	switch b := rec.text[f.start:f.end]; {
	case len(b) == 0:
		return EntityDeactivated, true
	case len(b) == 1 && (b[0] == '1' || b[0] == '2'):
		return Entity(b[0] - '0'), true
	}
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

// quickNPI reads ten digits without making a string of them.
func quickNPI(b []byte) (directory.NPI, bool) {
	if len(b) != 10 || b[0] != '1' && b[0] != '2' {
		return 0, false
	}
	var n uint32
	sum := uint32(24) // the prefix 80840
	for i, c := range b {
		d := uint32(c - '0')
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return directory.NPI(n), sum%10 == 0
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
	npi, ok := quickNPI(b[:10])
	if !ok {
		return ""
	}
	return npi.String()
}
