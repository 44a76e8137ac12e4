package query

import (
	"cmp"
	"net/url"
	"strings"
)

// Values reads a query string or a form; empty values are left out. A
// pair whose encoding is broken is a fault of its name, where net/url would
// drop it in silence.
func Values(raw string) (url.Values, error) {
	values := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(rawName)
		if err != nil || name == "" || strings.Contains(pair, ";") && strings.Contains(rawName, ";") {
			return nil, malformed(cmp.Or(Clip(rawName), "?"), rawName, "name=value, percent-encoded")
		}
		value, err := url.QueryUnescape(rawValue)
		if err != nil {
			return nil, malformed(name, rawValue, "text in UTF-8, percent-encoded")
		}
		if value != "" {
			values[name] = append(values[name], value)
		}
	}
	return values, nil
}

func malformed(name, given, allowed string) error {
	return &Faults{List: []Fault{{Parameter: name, Reason: Malformed, Given: given, Allowed: []string{allowed}}}}
}

// Typed reads a query string as a person may have typed it: what is no proper
// encoding stands for itself, "q=addra;" and "q=50%", where net/url would drop
// the pair in silence.
func Typed(raw string) url.Values {
	values := url.Values{}
	for pair := range strings.SplitSeq(raw, "&") {
		if name, value, _ := strings.Cut(pair, "="); name != "" {
			name = unescaped(name)
			values[name] = append(values[name], unescaped(value))
		}
	}
	return values
}

// unescaped undoes the encoding of s; a percent sign before anything but two
// hexadecimal digits is one.
func unescaped(s string) string {
	var proper strings.Builder
	for i := range len(s) {
		proper.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			proper.WriteString("25")
		}
	}
	plain, err := url.QueryUnescape(proper.String())
	if err != nil {
		return s
	}
	return plain
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }
