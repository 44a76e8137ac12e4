package source

import "bytes"

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
// doubled quotes within quotes) and notes where the wanted fields lie. Unlike
// encoding/csv it makes no strings, of a row of 330 fields that is most likely
// thrown away, and tells how a record is broken, so that a stray quote costs
// no more than its own line.
type walker struct {
	need     []uint8 // by column: 1 + index into fields, 0 for columns not wanted
	fields   []span  // the wanted fields of the last record, by need; absent ones empty
	all      bool    // every column is wanted, as many as fields holds
	columns  int     // columns of the last record
	maxField int
	maxRow   int
}

// walk reads the record at the start of b and returns the length of its text
// with and without the line end. final reports whether nothing follows b.
func (w *walker) walk(b []byte, final bool) (size, text int, v verdict) {
	clear(w.fields)
	for i, col := 0, 0; ; i++ {
		for i+3 <= len(b) && string(b[i:i+3]) == `"",` { // as are 280 of the registry's 330
			i, col = i+3, col+1
		}
		if i > w.maxRow {
			return 0, 0, oversize
		}
		f, end, v := w.field(b, i, final)
		if v != complete {
			return 0, 0, v
		}
		if int(f.end-f.start) > w.maxField {
			return 0, 0, oversize
		}
		if col < len(w.need) && w.need[col] != 0 {
			w.fields[w.need[col]-1] = f
		} else if w.all && col < len(w.fields) {
			w.fields[col] = f
		}
		col++
		if i = end; i >= len(b) || b[i] != ',' {
			w.columns = col
			return w.ending(b, i, final)
		}
	}
}

// field finds the content of the field that begins at i, and what follows it.
func (w *walker) field(b []byte, i int, final bool) (f span, end int, v verdict) {
	if i >= len(b) || b[i] != '"' {
		return w.bare(b, i, final)
	}
	start, escaped := i+1, false
	for j := start; ; j++ {
		j += quote(b[min(j, len(b)):])
		if j+1 >= len(b) && !final || j >= len(b) {
			return span{}, 0, w.unfinished(len(b)-start, final)
		}
		switch follows(b, j+1) {
		case ',', '\n':
			return span{int32(start), int32(j), escaped}, j + 1, complete
		case '"':
			escaped = true
			j++
		default:
			return span{}, 0, broken
		}
	}
}

// quote returns the index of the first quote of b, or its length.
func quote(b []byte) int {
	if k := bytes.IndexByte(b, '"'); k >= 0 {
		return k
	}
	return len(b)
}

// follows returns the byte that follows a quote, at i; a line end for both
// kinds of it and for the end of the file.
func follows(b []byte, i int) byte {
	switch {
	case i >= len(b), b[i] == '\r' && (i+1 >= len(b) || b[i+1] == '\n'):
		return '\n'
	}
	return b[i]
}

// bare finds the end of a field without quotes.
func (w *walker) bare(b []byte, i int, final bool) (f span, end int, v verdict) {
	j := i
	for ; j < len(b) && b[j] != ',' && b[j] != '\n'; j++ {
		if b[j] == '"' {
			return span{}, 0, broken
		}
	}
	if j == len(b) && !final {
		return span{}, 0, w.unfinished(j-i, false)
	}
	if j > i && b[j-1] == '\r' && (j == len(b) || b[j] == '\n') {
		j--
	}
	return span{start: int32(i), end: int32(j)}, j, complete
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
