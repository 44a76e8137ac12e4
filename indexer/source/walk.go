package source

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A span is where the content of a field lies in its record, without the
// quotes around it.
type span struct {
	start, end int32
	escaped    bool // holds "" for "
}

// verdict is how the walk over one record ended.
type verdict byte

const (
	complete verdict = iota
	needMore         // the record does not end within the bytes at hand
	broken           // quoting that RFC 4180 does not allow
	oversize         // a field or the record is beyond the limits
)

// A walker finds the end of one CSV record (RFC 4180: commas, line ends and
// doubled quotes within quotes) and notes where the wanted fields lie.
//
// It steps over eight empty fields at a time and finds quotes a word at a
// time, because a registry row is 330 fields of which some 280 are empty and
// most rows are thrown away after this walk.
type walker struct {
	need     []uint8 // by column: 1 + index into fields, 0 for columns not wanted
	fields   []span  // the wanted fields of the last record, by need; absent ones empty
	all      bool    // every column is wanted, as many as fields holds
	columns  int     // columns of the last record
	maxField int
	maxRow   int
	lead     int  // columns at the front of a record that may be leapt over, or 0
	plain    bool // the last record was seen to be ASCII without NUL
}

// Eight empty quoted fields, `"","","",…`, as three words; eight commas.
const (
	empty0 = 0x22_22_2c_22_22_2c_22_22
	empty1 = 0x22_2c_22_22_2c_22_22_2c
	empty2 = 0x2c_22_22_2c_22_22_2c_22
	commas = 0x2c2c2c2c2c2c2c2c
	quotes = 0x2222222222222222
	feeds  = 0x0a0a0a0a0a0a0a0a
	lows   = 0x0101010101010101
	sevens = 0x7f7f7f7f7f7f7f7f
	highs  = 0x8080808080808080
)

func word(b []byte, i int) uint64 { return binary.LittleEndian.Uint64(b[i:]) }

// zeros marks the zero bytes of x: the lowest mark is exact.
func zeros(x uint64) uint64 { return (x - lows) &^ x & highs }

// walk reads the record at the start of b and returns the length of its text
// with and without the line end. final says that nothing follows b.
func (w *walker) walk(b []byte, final bool) (size, text int, v verdict) {
	clear(w.fields)
	i, col := 0, 0
	var odd uint64 // not 0 when a byte of the record may be NUL or beyond ASCII
	if w.lead > 0 {
		i, col, odd = w.leap(b)
	}
	leapt := i > 0
	for {
		i, col = skipEmpty(b, i, col)
		end, strange := shortField(b, i)
		start, escaped := i+1, false
		if odd |= strange; end == 0 {
			if start, end, escaped, v = w.field(b, i, final); v != complete {
				return 0, 0, v
			}
			if leapt && !plain(b[start:end]) {
				odd = 1
			}
		}
		if end-start > w.maxField || end > w.maxRow {
			return 0, 0, oversize
		}
		if col < len(w.need) && w.need[col] != 0 {
			w.fields[w.need[col]-1] = span{int32(start), int32(end), escaped}
		} else if w.all && col < len(w.fields) {
			w.fields[col] = span{int32(start), int32(end), escaped}
		}
		col++
		i = end + (start - i) // past the closing quote, if there is an opening one
		if i < len(b) && b[i] == ',' {
			i++
			continue
		}
		w.columns, w.plain = col, leapt && odd == 0
		return w.ending(b, i, final)
	}
}

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
