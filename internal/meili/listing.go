package meili

import (
	"fmt"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// encodeListing returns l as a stored listing. Equal listings make equal texts.
func encodeListing(l *directory.Listing) (string, error) {
	w := recordWriter{b: make([]byte, 0, 768)}
	var k known
	k.turn(&l.Physician)
	if err := w.listing(l, &k); err != nil {
		return "", err
	}
	return string(w.b), nil
}

// listing writes l, which is all that w is given, and whose physician is known.
func (w *recordWriter) listing(l *directory.Listing, k *known) error {
	w.number(recordVersion)
	w.b = append(w.b, k.record...)
	w.b = append(w.b, k.office(&l.Location)...)
	w.number(len(l.Others))
	for i := range l.Others {
		w.b = append(w.b, k.office(&l.Others[i])...)
	}
	w.offering(l.Offering)
	w.text(string(l.Accepting))
	w.texts(l.Languages)
	// JSON could not carry a text that is not UTF-8. All are followed by ASCII
	// or by nothing, so the whole is valid when each of them is.
	if !utf8.Valid(w.b) {
		return fmt.Errorf("meili: listing %s: a text is not UTF-8", l.ID())
	}
	return nil
}

// decodeListing reads a stored listing. Its texts share the memory of s. The
// error wraps errRecord.
func decodeListing(s string) (directory.Listing, error) {
	r := recordReader{rest: s}
	if r.number() != recordVersion {
		return directory.Listing{}, fmt.Errorf("meili: %w: another version", errRecord)
	}
	var l directory.Listing
	l.Physician = r.physician()
	l.Location = r.location()
	if n := r.count(); n > 0 {
		l.Others = make([]directory.Location, n)
		for i := range l.Others {
			l.Others[i] = r.location()
		}
	}
	l.Offering = r.offering()
	l.Accepting = directory.Accepting(r.text())
	l.Languages = r.texts()
	return l, r.end()
}

func (w *recordWriter) physician(p *directory.Physician) {
	w.number(int(p.NPI))
	w.name(&p.Name)
	w.number(len(p.FormerNames))
	for i := range p.FormerNames {
		w.name(&p.FormerNames[i])
	}
	w.text(string(p.Gender))
	w.number(len(p.Specialties))
	for _, s := range p.Specialties {
		w.text(string(s.Code))
		w.flag(s.Primary)
	}
}

func (r *recordReader) physician() directory.Physician {
	p := directory.Physician{NPI: directory.NPI(r.number()), Name: r.name()}
	if n := r.count(); n > 0 {
		p.FormerNames = make([]directory.Name, n)
		for i := range p.FormerNames {
			p.FormerNames[i] = r.name()
		}
	}
	p.Gender = directory.Gender(r.text())
	if n := r.count(); n > 0 {
		p.Specialties = make([]directory.Specialty, n)
		for i := range p.Specialties {
			p.Specialties[i] = directory.Specialty{Code: directory.Taxonomy(r.text()), Primary: r.flag()}
		}
	}
	return p
}

func (w *recordWriter) flag(set bool) {
	if set {
		w.number(1)
	} else {
		w.number(0)
	}
}

func (r *recordReader) flag() bool { return r.number() == 1 }

func (w *recordWriter) name(n *directory.Name) {
	w.text(n.Given)
	w.text(n.Middle)
	w.text(n.Family)
	w.text(n.Suffix)
	w.texts(n.Credentials)
}

func (r *recordReader) name() directory.Name {
	return directory.Name{Given: r.text(), Middle: r.text(), Family: r.text(), Suffix: r.text(), Credentials: r.texts()}
}

func (w *recordWriter) location(l *directory.Location) {
	w.text(l.ID)
	w.text(l.Name)
	w.text(l.Address.Line1)
	w.text(l.Address.Line2)
	w.text(l.Address.City)
	w.text(l.Address.State)
	w.text(l.Address.PostalCode)
	w.text(l.Phone)
	w.coordinate(l.Position.Point.Lat)
	w.coordinate(l.Position.Point.Lng)
	w.text(string(l.Position.Precision))
	w.text(string(l.Source))
	w.number(int(l.Updated))
	w.number(len(l.Sources))
	for i := range l.Sources {
		w.text(string(l.Sources[i].Source))
		w.number(int(l.Sources[i].Date))
		w.texts(l.Sources[i].Fields)
	}
}

func (r *recordReader) location() directory.Location {
	l := directory.Location{
		ID: r.text(), Name: r.text(),
		Address: directory.Address{
			Line1: r.text(), Line2: r.text(), City: r.text(), State: r.text(), PostalCode: r.text(),
		},
		Phone: r.text(),
		Position: directory.Position{
			Point:     geo.Point{Lat: r.coordinate(), Lng: r.coordinate()},
			Precision: directory.Precision(r.text()),
		},
		Source: directory.Source(r.text()), Updated: directory.Date(r.number()),
	}
	if n := r.count(); n > 0 {
		l.Sources = make([]directory.Provenance, n)
		for i := range l.Sources {
			l.Sources[i] = directory.Provenance{
				Source: directory.Source(r.text()), Date: directory.Date(r.number()), Fields: r.texts(),
			}
		}
	}
	return l
}

func (w *recordWriter) offering(o *directory.Offering) {
	w.flag(o != nil)
	if o == nil {
		return
	}
	w.text(o.Procedure)
	w.text(o.Device)
	w.text(string(o.Status))
	w.text(o.Source)
	w.number(int(o.SourceDate))
	w.number(int(o.VerifiedOn))
}

func (r *recordReader) offering() *directory.Offering {
	if !r.flag() {
		return nil
	}
	return &directory.Offering{
		Procedure: r.text(), Device: r.text(), Status: directory.Status(r.text()), Source: r.text(),
		SourceDate: directory.Date(r.number()), VerifiedOn: directory.Date(r.number()),
	}
}
