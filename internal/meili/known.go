package meili

import "github.com/physicianfinder/finder/internal/directory"

// A known holds what the documents of one physician repeat, as it was written
// the first time: a listing of each office tells of the others as well. It
// knows a value again by its texts and by where its lists lie in memory, which
// stay as they are until the build is published.
type known struct {
	person directory.Physician
	record []byte // of the person
	search []byte // the fields name and initials of a document
	codes  []byte // the elements of its field codes

	offices []knownOffice
	text    []byte // records of the offices, one after the other
	next    int    // the office that comes after the one looked up last
}

type knownOffice struct {
	directory.Location
	from, to int // in text
}

// turn makes p the person that is known, and says whether that is news. What
// the fields search and codes hold of somebody else is then for the caller to
// replace.
func (k *known) turn(p *directory.Physician) bool {
	if k.record != nil && samePerson(&k.person, p) {
		return false
	}
	w := recordWriter{b: k.record[:0]}
	w.physician(p)
	k.person, k.record = *p, w.b
	k.offices, k.text, k.next = k.offices[:0], k.text[:0], 0
	return true
}

// office returns the record of l.
func (k *known) office(l *directory.Location) []byte {
	for range k.offices { // as a rule the first look is enough: they come in the same order
		if k.next >= len(k.offices) {
			k.next = 0
		}
		o := &k.offices[k.next]
		k.next++
		if sameOffice(&o.Location, l) {
			return k.text[o.from:o.to]
		}
	}
	from := len(k.text)
	w := recordWriter{b: k.text}
	w.location(l)
	k.text = w.b
	k.offices = append(k.offices, knownOffice{*l, from, len(k.text)})
	return k.text[from:]
}

func samePerson(a, b *directory.Physician) bool {
	return a.NPI == b.NPI && a.Gender == b.Gender && sameName(&a.Name, &b.Name) &&
		sameList(a.FormerNames, b.FormerNames) && sameList(a.Specialties, b.Specialties)
}

func sameName(a, b *directory.Name) bool {
	return a.Given == b.Given && a.Middle == b.Middle && a.Family == b.Family && a.Suffix == b.Suffix &&
		sameList(a.Credentials, b.Credentials)
}

func sameOffice(a, b *directory.Location) bool {
	return a.ID == b.ID && a.Name == b.Name && a.Address == b.Address && a.Phone == b.Phone && a.Position == b.Position &&
		a.Source == b.Source && a.Updated == b.Updated && sameList(a.Sources, b.Sources)
}

// sameList says whether two lists are one.
func sameList[T any](a, b []T) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
