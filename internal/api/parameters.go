package api

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// fault is the error of one parameter that this package reads itself.
func fault(name string, reason query.Reason, given string, allowed ...string) error {
	return &query.Faults{List: []query.Fault{{Parameter: name, Reason: reason, Given: given, Allowed: allowed}}}
}

// A simple reads the few parameters of routes that do not search.
type simple struct {
	values url.Values
	faults []query.Fault
}

// simpleParameters reads the query string of c, refusing names other than
// known.
func simpleParameters(c *gin.Context, known ...string) (*simple, error) {
	values, err := query.Values(c.Request.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	s := &simple{values: values}
	var unknown []string
	for name := range values {
		if !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown {
		s.fault(name, query.UnknownParameter, "", known...)
	}
	return s, nil
}

func (s *simple) fault(name string, reason query.Reason, given string, allowed ...string) {
	s.faults = append(s.faults, query.Fault{Parameter: name, Reason: reason, Given: query.Clip(given), Allowed: allowed})
}

// text reads a text of at most most characters; absent is "".
func (s *simple) text(name string, most int) string {
	all := s.values[name]
	if len(all) == 0 {
		return ""
	}
	v := strings.TrimSpace(all[0])
	switch {
	case len(all) > 1:
		s.fault(name, query.Repeated, strings.Join(all, ", "))
		return ""
	case !utf8.ValidString(v) || strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }):
		s.fault(name, query.Malformed, v, "text in UTF-8")
		return ""
	case utf8.RuneCountInString(v) > most:
		s.fault(name, query.TooLong, v, "up to "+strconv.Itoa(most)+" characters")
		return ""
	}
	return v
}

// whole reads a whole number from 1 to limit.
func (s *simple) whole(name string, limit, absent int) int {
	v := s.text(name, 20)
	if v == "" {
		return absent
	}
	allowed := "1–" + strconv.Itoa(limit)
	n, err := strconv.Atoi(v)
	switch {
	case err != nil:
		s.fault(name, query.Malformed, v, allowed)
	case n < 1 || n > limit:
		s.fault(name, query.OutOfRange, v, allowed)
	default:
		return n
	}
	return absent
}

// npis reads up to [search.MaxNPIs] numbers, repeated or with commas between;
// none: the parameter is absent.
func (s *simple) npis() (all []directory.NPI) {
	for _, list := range s.values["npi"] {
		for given := range strings.SplitSeq(list, ",") {
			if given = strings.TrimSpace(given); given == "" {
				continue
			}
			npi, err := directory.ParseNPI(given)
			if err != nil {
				s.fault("npi", query.Malformed, given, "ten digits, the last a check digit")
				return nil
			}
			if all = append(all, npi); len(all) > search.MaxNPIs {
				s.fault("npi", query.TooMany, list, "1–"+strconv.Itoa(search.MaxNPIs))
				return nil
			}
		}
	}
	return all
}

func (s *simple) lang() words.Lang {
	v := s.text("lang", 10)
	if v == "" {
		return words.English
	}
	l, ok := words.ParseLang(v)
	if !ok {
		s.fault("lang", query.NotAllowed, v, string(words.English), string(words.Spanish))
	}
	return l
}

// err is what was wrong, nil if nothing was.
func (s *simple) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	return &query.Faults{List: s.faults}
}

// onlyLang reads the query string of routes that take lang alone.
func (a *API) onlyLang(c *gin.Context) (words.Lang, error) {
	s, err := simpleParameters(c, "lang")
	if err != nil {
		return "", err
	}
	lang := s.lang()
	return lang, s.err()
}
