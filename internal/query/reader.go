package query

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/pasted"
	"github.com/physicianfinder/finder/internal/search"
)

// A reader takes parameters by name and notes their faults. A parameter with a
// fault reads as absent.
type reader struct {
	values url.Values
	read   map[string][]string // what all has read
	faults []Fault
}

func (r *reader) fault(f Fault) {
	if len(r.faults) < maxFaults {
		f.Parameter, f.Given = Clip(f.Parameter), Clip(f.Given)
		r.faults = append(r.faults, f)
	}
}

// refuseUnknown notes a fault for each name that is neither a parameter of a
// search nor in also.
func (r *reader) refuseUnknown(also []string) {
	known := append(Parameters(), also...)
	slices.Sort(known)
	var unknown []string
	for name := range r.values {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		r.fault(Fault{Parameter: name, Reason: UnknownParameter, Allowed: known})
	}
}

// one reads a parameter that holds one value. Absent, empty and blank are "".
func (r *reader) one(name string) string {
	all := r.all(name)
	switch len(all) {
	case 0:
		return ""
	case 1:
		return all[0]
	}
	r.fault(Fault{Parameter: name, Reason: Repeated, Given: strings.Join(all, ", ")})
	return ""
}

// many reads a parameter that holds any number of values, repeated or
// separated by commas: each once, in the order given.
func (r *reader) many(name string) []string { return r.upTo(search.MaxAnyOf, name) }

// upTo is many with a bound of its own.
func (r *reader) upTo(most int, name string) []string {
	var list []string
	for _, v := range r.all(name) {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" && !slices.Contains(list, part) {
				list = append(list, part)
			}
			if len(list) > most {
				allowed := []string{"1–" + strconv.Itoa(most)}
				r.fault(Fault{Parameter: name, Reason: TooMany, Given: v, Allowed: allowed})
				return nil
			}
		}
	}
	return list
}

// all returns the values of a parameter that are not blank, trimmed; what
// people write reads as if typed. Values that are no text at all are faults.
func (r *reader) all(name string) []string {
	if _, sent := r.values[name]; !sent {
		return nil
	}
	list, ok := r.read[name]
	if !ok {
		list = r.clean(name)
		r.read[name] = list
	}
	return list
}

func (r *reader) clean(name string) []string {
	var list []string
	for _, v := range r.values[name] {
		most := maxValue
		if name == "npi" {
			most = maxNPIs
		}
		if len(v) > most {
			allowed := []string{"up to " + strconv.Itoa(most) + " bytes"}
			r.fault(Fault{Parameter: name, Reason: TooLong, Given: v[:maxValue], Allowed: allowed})
			return nil
		}
		if !utf8.ValidString(v) || strings.ContainsFunc(v, isForbidden) {
			r.fault(Fault{Parameter: name, Reason: Malformed, Given: v, Allowed: []string{"text in UTF-8"}})
			return nil
		}
		if name == "q" || name == "near" { // the others are codes and numbers, as the contract writes them
			v = pasted.Plain(v)
		}
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
	}
	return list
}

// isForbidden reports whether a character has no place in a value: controls other
// than the white space that a paste may bring.
func isForbidden(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }

// choice reads one of a few values, in either case; empty when absent.
func (r *reader) choice(name string, allowed ...string) string {
	v := r.one(name)
	if v == "" {
		return ""
	}
	if slices.Contains(allowed, strings.ToLower(v)) {
		return strings.ToLower(v)
	}
	r.fault(Fault{Parameter: name, Reason: NotAllowed, Given: v, Allowed: allowed})
	return ""
}

// whole reads a whole number from 1 to limit; absent gives the default.
func (r *reader) whole(name string, limit, absent int) int {
	v := r.one(name)
	if v == "" {
		return absent
	}
	allowed := []string{"1–" + strconv.Itoa(limit)}
	if !wholeNumber.MatchString(v) {
		r.fault(Fault{Parameter: name, Reason: Malformed, Given: v, Allowed: allowed})
		return absent
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > limit {
		r.fault(Fault{Parameter: name, Reason: OutOfRange, Given: v, Allowed: allowed})
		return absent
	}
	return n
}

// Numbers are plain decimals: no exponents, no "inf", no hexadecimal.
var (
	wholeNumber   = regexp.MustCompile(`^[+-]?[0-9]{1,30}$`)
	decimalNumber = regexp.MustCompile(`^[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})$`)
)

// decimal reads a plain decimal number; ok is false for any other text.
func decimal(s string) (n float64, ok bool) {
	if !decimalNumber.MatchString(s) {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil
}

// given reports whether any of the parameters holds anything, sound or not.
func (r *reader) given(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return len(r.all(name)) > 0 || r.faulty(name) })
}

// faulty reports whether a fault was noted for any of the names.
func (r *reader) faulty(names ...string) bool {
	return slices.ContainsFunc(r.faults, func(f Fault) bool { return slices.Contains(names, f.Parameter) })
}
