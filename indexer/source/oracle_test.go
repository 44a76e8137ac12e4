package source_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"unicode/utf8"
)

// The oracle reads a registry file the slow and plain way: encoding/csv, one
// record at a time, from a file that is all in memory. It shares nothing with
// the reader but the rule that a broken row ends at its first line end.

// An oracle collects what a correct reader says of a file.
type oracle struct {
	wanted map[string]bool
	keep   map[string]bool
	header map[string]int
	width  int
	seen   map[string]bool
	row    int
	events []string // what Next returns, in order, as text
	counts map[string]int
}

func readSlowly(data []byte, wanted, keep map[string]bool) *oracle {
	o := &oracle{wanted: wanted, keep: keep, seen: map[string]bool{}, counts: map[string]int{}}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	fields, rest, ok := oneRecord(data)
	if !ok {
		panic("the oracle is given files with a header")
	}
	o.header, o.width = map[string]int{}, len(fields)
	for i, name := range fields {
		o.header[strings.Join(strings.Fields(strings.ToLower(name)), " ")] = i
	}
	for data = rest; ; data = rest {
		data = withoutBlankLines(data)
		if len(data) == 0 {
			return o
		}
		o.row++
		if fields, rest, ok = oneRecord(data); ok && len(fields) == o.width {
			o.judge(fields, data[:len(data)-len(rest)])
			continue
		}
		line, after, _ := bytes.Cut(data, []byte("\n"))
		rest = after
		o.refuse("bad_row", line)
	}
}

// oneRecord reads the record at the start of data.
func oneRecord(data []byte) (fields []string, rest []byte, ok bool) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	fields, err := r.Read()
	if err != nil {
		return nil, nil, false
	}
	return fields, data[r.InputOffset():], true
}

func withoutBlankLines(data []byte) []byte {
	for {
		switch {
		case bytes.HasPrefix(data, []byte("\n")):
			data = data[1:]
		case bytes.HasPrefix(data, []byte("\r\n")):
			data = data[2:]
		case string(data) == "\r":
			return nil
		default:
			return data
		}
	}
}

func (o *oracle) value(fields []string, name string) string {
	i, ok := o.header[strings.ToLower(name)]
	if !ok {
		panic("no column " + name)
	}
	return strings.TrimSpace(fields[i])
}

func (o *oracle) judge(fields []string, text []byte) {
	entity := strings.TrimSuffix(o.value(fields, "Entity Type Code"), ".0")
	npi := strings.TrimSuffix(o.value(fields, "NPI"), ".0")
	switch {
	case entity != "" && entity != "1" && entity != "2":
		o.refuse("bad_row", text)
	case bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text):
		o.refuse("bad_encoding", text)
	case !luhn(npi):
		o.refuse("bad_npi", text)
	case o.seen[npi]:
		o.counts["duplicate"]++
		o.events = append(o.events, fmt.Sprintf("%d duplicate", o.row))
	default:
		o.seen[npi] = true
		o.admit(fields, npi, entity)
	}
}

func (o *oracle) refuse(reason string, _ []byte) {
	o.counts[reason]++
	o.events = append(o.events, fmt.Sprintf("%d %s", o.row, reason))
}

func (o *oracle) admit(fields []string, npi, entity string) {
	var codes []string
	wanted := o.keep[npi]
	for k := 1; k <= 15; k++ {
		if code := o.value(fields, fmt.Sprintf("Healthcare Provider Taxonomy Code_%d", k)); code != "" {
			codes = append(codes, code+o.value(fields, fmt.Sprintf("Healthcare Provider Primary Taxonomy Switch_%d", k)))
			wanted = wanted || o.wanted[code]
		}
	}
	switch {
	case entity == "":
		o.counts["deactivated"]++
	case entity == "2":
		o.counts["organizations"]++
	case !wanted:
		o.counts["other"]++
	default:
		o.counts["taken"]++
	}
	if entity == "1" && wanted || o.keep[npi] {
		o.events = append(o.events, strings.ReplaceAll(fmt.Sprintf("%d %s %s|%s|%s|%s|%s|%s", o.row, npi,
			o.value(fields, "Provider Last Name (Legal Name)"), o.value(fields, "Provider First Name"),
			o.value(fields, "Provider First Line Business Practice Location Address"),
			o.value(fields, "Provider Business Practice Location Address City Name"),
			o.value(fields, "Provider Business Practice Location Address Country Code (If outside U.S.)"),
			strings.Join(codes, " ")), "\r\n", "\n"))
	}
}

// luhn checks an NPI by writing out the card number that it is part of.
func luhn(npi string) bool {
	if len(npi) != 10 || npi[0] != '1' && npi[0] != '2' {
		return false
	}
	sum := 0
	card := "80840" + npi
	for i := range len(card) {
		d := int(card[len(card)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return sum%10 == 0
}
