package query

import (
	"regexp"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// tenDigits finds ten digits in the groups that people type, with or without
// the country code 1 and an extension. Digits right before or after make it
// another number.
var tenDigits = regexp.MustCompile(`(?:^|[^0-9])((?:\+?1[ .\-/]{0,2})?\(?[0-9]{3}\)?[ .\-/]{0,3}[0-9]{3}[ .\-/]{0,3}[0-9]{4})((?:[\s;,]*(?i:x|ext\.?|extension|#)\s*=?\s*[0-9]{1,6})?)(?:$|[^0-9])`)

// npiWord is what people put before an NPI.
var npiWord = regexp.MustCompile(`(?i)\bnpi\s*(?:#|:|no\.?|number|is|=)?\s*$`)

// phoneWord is what people put before a telephone number.
var phoneWord = regexp.MustCompile(`(?i)\b(?:tel|telephone|tel[eé]fono|phone|ph|call|llamar al?)\s*(?:number|no\.?)?\s*(?:#|:|\.|is|es)?\s*$`)

// readNumbers finds an NPI or a telephone number. Ten digits with an NPI's
// check digit are one when they are written in one piece, follow the word NPI,
// or start with 1, as no telephone number does; ten others are a phone. One in
// ten of the telephone numbers written in one piece has that digit by chance:
// it is searched for as a phone when nobody has the NPI.
func (u *understanding) readNumbers() {
	raw := u.text.raw
	m := tenDigits.FindStringSubmatchIndex(raw)
	if m == nil {
		return
	}
	start, end := m[2], m[3]
	typed := raw[start:end]
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, typed)
	named := npiWord.FindStringIndex(raw[:start])
	if named != nil {
		start = named[0]
	}
	called := phoneWord.FindStringIndex(raw[:start])
	if called != nil {
		start = called[0]
	}
	npi, err := directory.ParseNPI(digits)
	isNPI := err == nil && called == nil && (typed == digits || named != nil || digits[0] == '1')
	phone, badPhone := directory.ParsePhone(typed)
	filter := &u.request.Search.Filter
	switch {
	case isNPI:
		filter.NPI = npi
		if named == nil && badPhone == nil {
			filter.OrPhone = phone
		}
		u.takeBytes(start, end, npi.String())
	case named != nil || badPhone != nil && len(digits) == 10 && digits[0] == '1':
		u.reader.fault(Fault{Parameter: "q", Reason: NPICheck, Given: digits})
		u.takeBytes(start, end, digits)
	case badPhone == nil:
		filter.Phone = phone
		u.takeBytes(start, m[5], phone)
	}
}

// takeBytes takes the bytes start..end-1 of q and the words that they hold.
func (u *understanding) takeBytes(start, end int, value string) {
	from, to := -1, 0
	for i, w := range u.text.list {
		if w.End > start && w.Start < end {
			if from < 0 {
				from = i
			}
			to = i + 1
		}
	}
	if from < 0 {
		return
	}
	u.take(from, to, "q", value)
	p := &u.found[len(u.found)-1]
	p.start, p.end = start, end
}
