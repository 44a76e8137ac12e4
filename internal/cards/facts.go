package cards

import (
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// A Fact is one thing that is known of a physician.
type Fact struct{ Name, Value string }

// Facts are what is known of a physician, and how old it is; listed is the day
// of Medicare's list, or 0. Of several offices they name the one that they are
// about.
func (w *Writer) Facts(one *search.Card, listed directory.Date) []Fact {
	l, t := &one.Listing, w.Text(one)
	facts := []Fact{{w.T("profile.npi"), l.Physician.NPI.String()}}
	if g := w.Gender(l.Physician.Gender); g != "" {
		facts = append(facts, Fact{w.T("parameter.gender"), g})
	}
	said := func(name, value string) { // by Medicare's list, as of its day
		if listed != 0 {
			value += " (" + w.Day(listed) + ")"
		}
		facts = append(facts, Fact{name, value})
	}
	if l.Physician.Telehealth {
		said(w.T("profile.telehealth"), w.T("profile.telehealth.offered"))
	}
	if t.Medicare != "" {
		said(w.T("profile.medicare"), t.Medicare)
	}
	if t.Hospitals != "" {
		said(w.T("profile.hospitals"), t.Hospitals)
	}
	if len(one.Others) > 0 {
		a := l.Location.Address
		facts = append(facts, Fact{w.T("profile.about"), a.Line1 + ", " + a.City + ", " + a.State})
	}
	facts = append(facts, Fact{w.T("parameter.accepting"), w.Catalog.Accepting(l.Accepting)})
	if len(l.Languages) > 0 {
		facts = append(facts, Fact{w.T("parameter.language"), w.Languages(l.Languages)})
	}
	if o := l.Offering; o.Offered() {
		facts = append(
			facts,
			Fact{w.T("profile.closure.status"), w.T("profile.closure." + string(o.Status))},
			Fact{w.T("profile.closure.source"), w.source(o.Source)},
		)
		if o.SourceDate != 0 {
			facts = append(facts, Fact{w.T("profile.closure.source_date"), w.Day(o.SourceDate)})
		}
		if o.VerifiedOn != 0 {
			facts = append(facts, Fact{w.T("profile.closure.verified_on"), w.Day(o.VerifiedOn) + " (" + w.Ago(o.VerifiedOn, w.Today) + ")"})
		}
	}
	return facts
}

// source words who vouches for an offering, where the catalog knows them; any
// other is as the roster names it.
func (w *Writer) source(source string) string {
	if key := "roster_source." + strings.ReplaceAll(strings.ToLower(source), " ", "_"); w.Has(key) {
		return w.T(key)
	}
	return source
}
