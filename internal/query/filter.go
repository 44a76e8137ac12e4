package query

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// Specialties returns the names that specialty knows besides taxonomy codes,
// each with the codes, or prefixes of codes, that it stands for.
func Specialties() map[string][]string {
	return map[string][]string{
		"spine-surgery": {
			string(directory.Neurosurgery), string(directory.OrthopaedicSurgery), string(directory.OrthopaedicSpine),
		},
		"neurosurgery":              {"207T"},
		"orthopaedic-surgery":       {"207X"},
		"orthopaedic-spine-surgery": {string(directory.OrthopaedicSpine)},
	}
}

// readFilter reads the filters. What q was understood to mean stands in f
// already and gives way.
func (p *Parser) readFilter(r *reader, req *Request) {
	f := &req.Search.Filter
	if v := readEach(r, "specialty", readSpecialty); len(v) > 0 {
		req.Specialties = v
	}
	f.Specialties = specialtyCodes(req.Specialties)
	closure := r.choice("annular_closure", string(search.ClosureOffered), string(search.ClosureConfirmed))
	if closure != "" {
		f.Closure = search.Closure(closure)
	}
	if v := readEach(r, "accepting", readAccepting); len(v) > 0 {
		f.Accepting = v
	}
	if v := readEach(r, "language", readLanguage); len(v) > 0 {
		f.Languages = v
	}
	if v := readEach(r, "gender", readGender); len(v) > 0 {
		f.Genders = v
	}
	if v := readEach(r, "state", readState); len(v) > 0 {
		f.States = v
	}
	if days := r.whole("verified_within_days", MaxDays, 0); days > 0 {
		req.days = days
		f.VerifiedSince = p.opts.Today() - directory.Date(days)
	}
	f.Bounds = readBounds(r)
}

// readNPIs reads npi, which programs send: up to MaxNPIs of them.
func (p *Parser) readNPIs(r *reader, req *Request) {
	if !p.opts.Anywhere {
		return
	}
	f := &req.Search.Filter
	for _, s := range r.upTo(search.MaxNPIs, "npi") {
		npi, err := directory.ParseNPI(s)
		switch {
		case err != nil:
			r.fault(Fault{Parameter: "npi", Reason: Malformed, Given: s, Allowed: []string{"ten digits, the last a check digit"}})
		case !slices.Contains(f.NPIs, npi):
			f.NPIs = append(f.NPIs, npi)
		}
	}
}

// A value reads one value of a filter. ok is false when it is not allowed, and
// allowed then says what is.
type value[T any] func(s string) (v T, allowed []string, ok bool)

// readEach reads a filter that keeps any of several values.
func readEach[T comparable](r *reader, name string, read value[T]) []T {
	var list []T
	for _, s := range r.many(name) {
		v, allowed, ok := read(s)
		switch {
		case !ok:
			r.fault(Fault{Parameter: name, Reason: NotAllowed, Given: s, Allowed: allowed})
		case !slices.Contains(list, v):
			list = append(list, v)
		}
	}
	return list
}

// readSpecialty reads the name of a group, in either spelling of orthopaedic,
// or a taxonomy code.
func readSpecialty(s string) (string, []string, bool) {
	groups := Specialties()
	name := strings.Replace(strings.ToLower(s), "orthopedic", "orthopaedic", 1)
	if _, ok := groups[name]; ok {
		return name, nil, true
	}
	if code := directory.Taxonomy(strings.ToUpper(s)); code.Valid() {
		return string(code), nil, true
	}
	return "", append(slices.Sorted(maps.Keys(groups)), "a NUCC taxonomy code"), false
}

// specialtyCodes returns the codes and prefixes of all that the values of
// specialty stand for, each once.
func specialtyCodes(names []string) []string {
	var codes []string
	for _, name := range names {
		group, ok := Specialties()[name]
		if !ok {
			group = []string{name}
		}
		for _, code := range group {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}

func readAccepting(s string) (directory.Accepting, []string, bool) {
	allowed := []string{
		string(directory.AcceptingNew), string(directory.AcceptingExisting),
		string(directory.AcceptingExistingFamily), string(directory.AcceptingNone),
	}
	s = strings.ToLower(s)
	return directory.Accepting(s), allowed, slices.Contains(allowed, s)
}

// readLanguage reads a BCP 47 tag of a language, with a script and a region at
// most, and returns it in its usual spelling ("spa" is "es").
func readLanguage(s string) (string, []string, bool) {
	allowed := []string{"a BCP 47 tag such as es or zh-Hant"}
	t, err := language.Parse(s)
	if err != nil || len(t.Extensions()) > 0 || len(t.Variants()) > 0 {
		return "", allowed, false
	}
	if base, _, _ := t.Raw(); base.String() == "und" {
		return "", allowed, false
	}
	return t.String(), nil, true
}

func readGender(s string) (directory.Gender, []string, bool) {
	allowed := []string{string(directory.Female), string(directory.Male), string(directory.Unspecified)}
	s = strings.ToUpper(s)
	return directory.Gender(s), allowed, slices.Contains(allowed, s)
}

// readState reads the code of a state where physicians can be.
func readState(s string) (string, []string, bool) {
	state, ok := geo.StateOf(strings.ToUpper(s))
	if !ok || state.Kind == geo.PostalOnly {
		return "", []string{"a two-letter abbreviation such as MN"}, false
	}
	return state.Code, nil, true
}
