package roster

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Evidence is all that counts at one moment, ready to be folded. It never
// changes.
type Evidence struct {
	seq     int64
	expire  int
	missing bool
	by      map[directory.NPI][]attested

	// All that it was made of, in the order in which it was recorded; shared
	// with the evidence before and after it.
	all     []Attestation
	reviews []Review
}

// attested is an attestation that counts, with the keys of its offices as
// today's rules make them.
type attested struct {
	Attestation
	keys []directory.Key
}

// NewEvidence returns what counts of all attestations and their reviews, both
// in the order in which they were recorded.
func NewEvidence(all []Attestation, reviews []Review, expire int) *Evidence {
	e := &Evidence{expire: expire, by: map[directory.NPI][]attested{}, all: all, reviews: reviews}
	for _, a := range acting(all, reviews) {
		keys := make([]directory.Key, len(a.Offices))
		for i, o := range a.Offices {
			keys[i] = o.Key()
		}
		e.by[a.NPI] = append(e.by[a.NPI], attested{a, keys})
	}
	if n := len(all); n > 0 {
		e.seq = all[n-1].Seq
	}
	for i := range reviews {
		e.seq = max(e.seq, reviews[i].Seq)
	}
	return e
}

// Upcoming is what would count if all imports that wait were approved.
func Upcoming(all []Attestation, reviews []Review, expire int) *Evidence {
	decided := map[string]bool{}
	for _, r := range reviews {
		decided[r.Attestation] = true
	}
	reviews = slices.Clone(reviews)
	for i := range all {
		if a := &all[i]; a.Channel == Import && !decided[a.ID] {
			reviews = append(reviews, Review{Seq: a.Seq, Attestation: a.ID, Verdict: Approve})
		}
	}
	return NewEvidence(all, reviews, expire)
}

// NoEvidence is what there is while neither the store nor what was kept of it
// can be read: nothing is known of anybody.
func NoEvidence() *Evidence { return &Evidence{missing: true} }

// acting returns the attestations that count.
func acting(all []Attestation, reviews []Review) []Attestation {
	of := map[string][]Review{}
	for _, r := range reviews {
		of[r.Attestation] = append(of[r.Attestation], r)
	}
	var count []Attestation
	righted := map[string]bool{}
	for i := range all {
		if a := &all[i]; StandingOf(a, of[a.ID]).Acts() {
			count = append(count, *a)
			righted[a.Supersedes] = a.Supersedes != ""
		}
	}
	return slices.DeleteFunc(count, func(a Attestation) bool { return righted[a.ID] })
}

// Version names what e knows: equal in all replicas that know the same.
func (e *Evidence) Version() string {
	if e.missing {
		return "none"
	}
	return fmt.Sprint(e.seq)
}

// Missing reports whether e is [NoEvidence].
func (e *Evidence) Missing() bool { return e.missing }

// Physicians yields those of whom anything counts.
func (e *Evidence) Physicians() iter.Seq[directory.NPI] { return maps.Keys(e.by) }

// At says what holds today of each of the offices that the directory lists for
// a physician, all of them: out of what was attested and of what their documents
// hold. An attestation is of the offices that are the ones attested, as the
// directory tells offices apart; where none is, of those in the same building,
// whose suite has changed.
func (e *Evidence) At(npi directory.NPI, offices []directory.Documented, today directory.Date) []directory.Attested {
	if e.missing {
		return make([]directory.Attested, len(offices))
	}
	out := make([]directory.Attested, len(offices))
	for i, said := range e.said(npi, offices) {
		out[i] = Fold(said, today, e.expire)
	}
	return out
}

// said returns what counts of each of the offices listed for a physician.
func (e *Evidence) said(npi directory.NPI, offices []directory.Documented) [][]Attestation {
	keys := make([]directory.Key, len(offices))
	said := make([][]Attestation, len(offices))
	taken := e.taken(npi)
	for i := range offices {
		keys[i] = offices[i].Address.Key()
		for _, a := range documented(&offices[i].Said) {
			if taken == 0 || a.SaidOn > taken {
				said[i] = append(said[i], a)
			}
		}
	}
	for i := range e.by[npi] {
		a := &e.by[npi][i]
		for j, of := range a.of(keys) {
			if of {
				said[j] = append(said[j], a.Attestation)
			}
		}
	}
	return said
}

// taken returns the newest day of which an import that counts says anything of
// a physician. Up to that day the file has been taken over, with the offices
// that it was of: the documents, which have it of whatever offices are listed
// now, are not asked.
func (e *Evidence) taken(npi directory.NPI) (day directory.Date) {
	for i := range e.by[npi] {
		if a := &e.by[npi][i]; a.Channel == Import {
			day = max(day, a.SaidOn)
		}
	}
	return day
}

// Imported reports whether an import counts: the roster has taken over from a
// file.
func (e *Evidence) Imported() bool {
	for npi := range e.by {
		if e.taken(npi) > 0 {
			return true
		}
	}
	return false
}

// documented returns what a document holds as attestations, recorded before all
// others.
func documented(d *directory.Attested) (said []Attestation) {
	add := func(claim Claim, value string, on directory.Date) {
		said = append(said, Attestation{Claim: claim, Value: value, SaidOn: on})
	}
	switch o := d.Offering; {
	case o == nil:
	case o.Status == directory.Withdrawn:
		add(Withdrawn, "", o.VerifiedOn)
	default:
		add(Offers, string(o.Status), o.VerifiedOn)
		said[0].SaidBy, said[0].SourceOn = o.Source, o.SourceDate
	}
	if n := d.NamedOn; n != nil {
		add(NamedOnList, n.List, n.On)
	}
	if d.Accepting != "" {
		add(Accepting, string(d.Accepting), d.On)
	}
	if len(d.Languages) > 0 {
		add(Languages, strings.Join(d.Languages, ";"), d.On)
	}
	if d.Phone != "" {
		add(Phone, d.Phone, d.On)
	}
	return said
}

// of reports of each office whether it is one of those attested.
func (a *attested) of(offices []directory.Key) []bool {
	is := make([]bool, len(offices))
	for _, k := range a.keys {
		found := false
		for i, o := range offices {
			if k.SameOffice(o) {
				is[i], found = true, true
			}
		}
		for i, o := range offices {
			if !found && k.SameBuilding(o) {
				is[i] = true
			}
		}
	}
	return is
}

// Attested returns the offices of a physician that anything that counts is
// said of, each once, as the newest spelling has them.
func (e *Evidence) Attested(npi directory.NPI) []directory.Address {
	var offices []directory.Address
	var keys []directory.Key
	said := e.by[npi]
	for i := len(said) - 1; i >= 0; i-- {
		for j, k := range said[i].keys {
			if !slices.ContainsFunc(keys, k.SameOffice) {
				keys, offices = append(keys, k), append(offices, said[i].Offices[j])
			}
		}
	}
	return offices
}
