package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// unknownValue is the reason of a card of which it is not known.
const unknownValue = "unknown"

// reasons says for every condition of q what of the card met it.
func (q *Query) reasons(c *Card) []Reason {
	var list []Reason
	add := func(parameter, value string) { list = append(list, Reason{Parameter: parameter, Value: value}) }
	l, f := &c.Listing, &q.Filter
	if c.Tier != TierNone {
		add("q", c.Tier.String())
	}
	if len(f.Specialties) > 0 {
		for _, s := range l.Physician.Specialties {
			if slices.ContainsFunc(f.Specialties, func(p string) bool { return strings.HasPrefix(string(s.Code), p) }) {
				add("specialty", string(s.Code))
			}
		}
	}
	if l.Offering != nil && f.Closure != ClosureAny {
		add("annular_closure", string(l.Offering.Status))
	}
	if l.Offering != nil && f.VerifiedSince != 0 {
		add("verified_within_days", l.Offering.VerifiedOn.String())
	}
	if len(f.Accepting) > 0 {
		add("accepting", cmp.Or(string(l.Accepting), unknownValue))
	}
	if len(f.Languages) > 0 && len(l.Languages) == 0 {
		add("language", unknownValue)
	}
	for _, tag := range l.Languages {
		if slices.ContainsFunc(f.Languages, func(want string) bool { return speaksAs(tag, want) }) {
			add("language", tag)
		}
	}
	if len(f.Genders) > 0 {
		add("gender", string(l.Physician.Gender))
	}
	if len(f.States) > 0 {
		add("state", l.Location.Address.State)
	}
	if f.Bounds != nil {
		add("bbox", l.Location.ID)
	}
	if f.NPI != 0 {
		add("q", f.NPI.String())
	}
	if len(f.NPIs) > 0 {
		add("npi", l.Physician.NPI.String())
	}
	if f.Phone != "" {
		add("q", l.Location.Phone)
	}
	if q.Origin != nil {
		add("near", strconv.Itoa(c.WholeMeters()))
	}
	return list
}

// speaksAs reports whether a language tag is the wanted one or a kind of it.
func speaksAs(tag, want string) bool {
	return strings.EqualFold(tag, want) ||
		len(tag) > len(want) && tag[len(want)] == '-' && strings.EqualFold(tag[:len(want)], want)
}

// String returns the name of the tier, as explain=1 gives it.
func (t Tier) String() string {
	switch t {
	case TierExact:
		return "exact"
	case TierAlso:
		return "also"
	case TierPrefix:
		return "prefix"
	case TierTypo:
		return "typo"
	}
	return "none"
}
