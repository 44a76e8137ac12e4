package source

import (
	"bytes"
	"math/bits"
)

// skipEmpty steps over empty fields that are followed by others.
func skipEmpty(b []byte, i, col int) (int, int) {
	for len(b)-i >= 24 {
		c := b[i : i+24 : i+24]
		if x := word(c, 0) ^ empty0; x != 0 {
			n := bits.TrailingZeros64(x) / 24
			i, col = i+3*n, col+n
			break
		}
		if x := word(c, 8) ^ empty1; x != 0 {
			n := (64 + bits.TrailingZeros64(x)) / 24
			i, col = i+3*n, col+n
			break
		}
		if x := word(c, 16) ^ empty2; x != 0 {
			n := (128 + bits.TrailingZeros64(x)) / 24
			i, col = i+3*n, col+n
			break
		}
		i, col = i+24, col+8
		for len(b)-i >= len(empties) && string(b[i:i+len(empties)]) == empties {
			i, col = i+len(empties), col+len(empties)/3
		}
	}
	for len(b)-i >= 8 && word(b, i) == commas {
		i, col = i+8, col+8
	}
	return i, col
}

// shortField returns where the content of the quoted field at i ends if that
// is within 16 bytes and another field follows; else 0, which says nothing.
// strange is as oddities says of its content, or of a little more.
func shortField(b []byte, i int) (end int, strange uint64) {
	if len(b)-i < 18 {
		return 0, 0
	}
	c := b[i : i+18 : i+18]
	if c[0] != '"' {
		return 0, 0
	}
	x := word(c, 1)
	strange = oddities(x)
	n := bits.TrailingZeros64(zeros(x^quotes)) >> 3
	if n == 8 {
		x = word(c, 9)
		strange |= oddities(x)
		n += bits.TrailingZeros64(zeros(x^quotes)) >> 3
	}
	if n >= 16 || c[n+2] != ',' {
		return 0, 0
	}
	return i + 1 + n, strange
}

// oddities is 0 if no byte of x is NUL or beyond ASCII.
func oddities(x uint64) uint64 { return (x | ^(x + sevens)) & highs }

// field finds the content of the field that begins at i.
func (w *walker) field(b []byte, i int, final bool) (start, end int, escaped bool, v verdict) {
	if i >= len(b) || b[i] != '"' {
		return w.bare(b, i, final)
	}
	start = i + 1
	for j := start; ; j++ {
		j = indexQuote(b, j)
		if j < 0 || j+1 >= len(b) && !final {
			return 0, 0, false, w.unfinished(len(b)-start, final)
		}
		if j+1 >= len(b) {
			return start, j, escaped, complete
		}
		switch b[j+1] {
		case ',', '\n':
			return start, j, escaped, complete
		case '\r':
			if j+2 < len(b) && b[j+2] == '\n' || j+2 >= len(b) {
				return start, j, escaped, complete
			}
			return 0, 0, false, broken
		case '"':
			escaped = true
			j++
		default:
			return 0, 0, false, broken
		}
	}
}

// bare finds the end of a field without quotes.
func (w *walker) bare(b []byte, i int, final bool) (start, end int, escaped bool, v verdict) {
	j := i
	for ; j+8 <= len(b); j += 8 {
		x := word(b, j)
		if m := zeros(x^commas) | zeros(x^quotes) | zeros(x^feeds); m != 0 {
			j += bits.TrailingZeros64(m) >> 3
			break
		}
	}
	for ; j < len(b); j++ {
		switch b[j] {
		case ',':
			return i, j, false, complete
		case '"':
			return 0, 0, false, broken
		case '\n':
			if j > i && b[j-1] == '\r' {
				j--
			}
			return i, j, false, complete
		}
	}
	if !final {
		return 0, 0, false, w.unfinished(j-i, false)
	}
	if j > i && b[j-1] == '\r' {
		j--
	}
	return i, j, false, complete
}

// unfinished judges a field of n bytes so far whose end is not at hand.
func (w *walker) unfinished(n int, final bool) verdict {
	switch {
	case n > w.maxField:
		return oversize
	case final:
		return broken
	default:
		return needMore
	}
}

// ending measures a record whose last field ends at i.
func (w *walker) ending(b []byte, i int, final bool) (size, text int, v verdict) {
	if i > w.maxRow {
		return 0, 0, oversize
	}
	switch rest := b[i:]; {
	case len(rest) > 0 && rest[0] == '\n':
		return i + 1, i, complete
	case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
		return i + 2, i, complete
	case !final:
		return 0, 0, needMore
	default: // the end of the file, perhaps after a lone carriage return
		return len(b), i, complete
	}
}

// indexQuote returns the index of the first quote of b at or after i, or -1.
func indexQuote(b []byte, i int) int {
	for n := 0; n < 3 && i+8 <= len(b); n++ {
		if m := zeros(word(b, i) ^ quotes); m != 0 {
			return i + bits.TrailingZeros64(m)>>3
		}
		i += 8
	}
	if i > len(b) {
		return -1
	}
	if k := bytes.IndexByte(b[i:], '"'); k >= 0 {
		return i + k
	}
	return -1
}
