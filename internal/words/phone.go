package words

import "strings"

// Phone writes an E.164 number of the North American plan the way people in
// the United States do: "(612) 555-0100". Any other text comes back as it is.
func Phone(e164 string) string {
	area, exchange, line, ok := phoneParts(e164)
	if !ok {
		return e164
	}
	return "(" + area + ") " + exchange + "-" + line
}

// PhoneSpoken writes the number in groups to read aloud, digit by digit: "6 1
// 2, 5 5 5, 0 1 0 0". Any other text comes back as it is.
func PhoneSpoken(e164 string) string {
	area, exchange, line, ok := phoneParts(e164)
	if !ok {
		return e164
	}
	return spaced(area) + ", " + spaced(exchange) + ", " + spaced(line)
}

func phoneParts(e164 string) (area, exchange, line string, ok bool) {
	digits, ok := strings.CutPrefix(e164, "+1")
	if !ok || len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return "", "", "", false
	}
	return digits[:3], digits[3:6], digits[6:], true
}

func spaced(digits string) string { return strings.Join(strings.Split(digits, ""), " ") }
