// Package jsonstring writes texts as JSON strings: the same bytes as
// encoding/json without escapes for HTML, at a third of the cost. Answers and
// documents are texts for the most part, nearly all of them ASCII in which
// nothing is escaped, so it looks at eight bytes at a time.
package jsonstring

import "unicode/utf8"

// A Text is what becomes a JSON string.
type Text interface{ ~string | ~[]byte }

const hexDigits = "0123456789abcdef"

// Append appends s to b as a JSON string, quotation marks included. Bytes that
// are no UTF-8 become U+FFFD, and the two line separators that JavaScript once
// choked on are escaped.
func Append[T Text](b []byte, s T) []byte {
	b = append(b, '"')
	if isPlain(s) {
		return append(append(b, s...), '"')
	}
	start := 0
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = appendEscape(append(b, s[start:i]...), c)
			i++
			start = i
			continue
		}
		r, size := utf8.DecodeRuneInString(string(s[i:min(len(s), i+utf8.UTFMax)]))
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[start:i]...), `\ufffd`...)
			start = i + size
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[start:i]...), `\u202`...)
			b = append(b, hexDigits[r&0xF])
			start = i + size
		}
		i += size
	}
	return append(append(b, s[start:]...), '"')
}

// isPlain says whether s is ASCII in which nothing is escaped.
func isPlain[T Text](s T) bool {
	if last := len(s) - 8; last >= 0 {
		for i := 0; i < last; i += 8 {
			if !arePlain(s[i : i+8]) {
				return false
			}
		}
		return arePlain(s[last:])
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// arePlain is isPlain of eight bytes.
func arePlain[T Text](s T) bool {
	_ = s[7]
	w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	// Where all bytes are below 0x80, subtracting sets the high bit of the
	// first that is too small, and of none if no byte is.
	const each, high = 0x0101010101010101, 0x8080808080808080
	control, quote, slash := w-' '*each, (w^'"'*each)-each, (w^'\\'*each)-each
	return (w|control|quote|slash)&high == 0
}

// appendEscape appends a character that may not stand for itself.
func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\b':
		return append(b, '\\', 'b')
	case '\f':
		return append(b, '\\', 'f')
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	}
	return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xF])
}
