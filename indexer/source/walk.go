package source

import "encoding/binary"

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
		if i, col = skipEmpty(b, i, col); i > w.maxRow {
			return 0, 0, oversize
		}
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
		if end-start > w.maxField {
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
