package directory

import "slices"

// ExpireAfter is the age in days beyond which what was said of annular
// closure, or of new patients, no longer counts.
const ExpireAfter = 180

// A NamedOn says that a list names a physician: somebody's list of who was
// trained, say. It is no word of the practice and never counts as offered.
type NamedOn struct {
	List string // which list, as the roster names it
	On   Date   // when it was looked at
}

// An Attested is what holds of one office of a physician on some day, out of
// everything that was said of it. Zero fields: nothing is known.
type Attested struct {
	Offering *Offering // confirmed or self-reported; never withdrawn
	NamedOn  *NamedOn  // only where no offering is known
	// Phone is the office's number in E.164; DeadPhone is one that reaches
	// nobody and is not shown, whoever gives it.
	Phone, DeadPhone string
	Accepting        Accepting
	Languages        []string // BCP 47, sorted
	On               Date     // the newest day on which any of these was said
	// Unanswered is the day of the last of several calls in a row that nobody
	// answered; else 0.
	Unanswered Date
}

// A Documented is an office that the directory lists, with what its document
// holds of a roster. Its offering is withdrawn where that was the roster's last
// word.
type Documented struct {
	Address Address
	Said    Attested
}

// Documented returns what the document of l holds of a roster: l as it was read.
func (l *Listing) Documented() Documented {
	d := Documented{l.Location.Address, Attested{
		Offering: l.Offering, NamedOn: l.NamedOn, Accepting: l.Accepting, Languages: l.Languages,
	}}
	for _, p := range l.Location.Sources {
		if p.Source != SourceRoster {
			continue
		}
		d.Said.On = p.Date
		if slices.Contains(p.Fields, "phone") {
			d.Said.Phone = l.Location.Phone
		}
		if l.Offering == nil && l.NamedOn == nil { // every row says something of the procedure
			d.Said.Offering = &Offering{Procedure: AnnularClosure, Device: Barricaid, Status: Withdrawn, SourceDate: p.Date, VerifiedOn: p.Date}
		}
	}
	return d
}

// Apply makes l say what a does in place of what a roster row wrote into it:
// annular closure, new patients, languages and the number.
func (a *Attested) Apply(l *Listing) {
	l.Offering, l.NamedOn, l.Accepting, l.Languages = a.Offering, a.NamedOn, a.Accepting, a.Languages
	a.ApplyTo(&l.Location)
}

// ApplyTo makes an office say what a does of its number and its sources.
func (a *Attested) ApplyTo(l *Location) {
	if l.RegistryPhone != "" {
		l.Phone, l.RegistryPhone = l.RegistryPhone, ""
	}
	sources := make([]Provenance, 0, len(l.Sources)+1)
	if a.On != 0 {
		sources = append(sources, Provenance{Source: SourceRoster, Date: a.On, Fields: a.fields()})
	}
	for _, p := range l.Sources {
		if p.Source != SourceRoster {
			sources = append(sources, p)
		}
	}
	l.Sources = sources
	switch {
	case a.Phone != "" && a.Phone != l.Phone:
		l.Phone, l.RegistryPhone = a.Phone, l.Phone
	case a.DeadPhone != "" && a.DeadPhone == l.Phone:
		l.Phone, l.RegistryPhone = "", l.Phone
	}
}

// fields names what the roster says in place of other sources.
func (a *Attested) fields() (fields []string) {
	if a.Phone != "" || a.DeadPhone != "" {
		fields = append(fields, "phone")
	}
	if a.Accepting != "" {
		fields = append(fields, "accepting")
	}
	if len(a.Languages) > 0 {
		fields = append(fields, "languages")
	}
	return fields
}
