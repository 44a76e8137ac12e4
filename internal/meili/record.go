package meili

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A stored listing is one text: Meilisearch hands a text through untouched,
// where it would take a JSON object apart, and perhaps the last bit off a
// coordinate. Texts in it are written as their length in bytes, a colon and
// themselves; numbers as their digits and a semicolon; lists as their number
// and their elements. So nothing needs escaping, and what is read shares the
// memory of the whole.
//
// recordVersion begins every stored listing. It changes with the order of the
// fields in listing.go.
const recordVersion = 1

// errRecord says that a stored listing is not understood: it was written by
// another version, or is damaged.
var errRecord = errors.New("stored listing not understood")

// A recordWriter writes a stored listing.
type recordWriter struct {
	b []byte
}

func (w *recordWriter) text(s string) {
	w.b = strconv.AppendInt(w.b, int64(len(s)), 10)
	w.b = append(w.b, ':')
	w.b = append(w.b, s...)
}

func (w *recordWriter) number(n int) {
	w.b = strconv.AppendInt(w.b, int64(n), 10)
	w.b = append(w.b, ';')
}

func (w *recordWriter) texts(all []string) {
	w.number(len(all))
	for _, s := range all {
		w.text(s)
	}
}

func (w *recordWriter) coordinate(f float64) {
	var digits [32]byte
	text := strconv.AppendFloat(digits[:0], f, 'g', -1, 64)
	w.b = strconv.AppendInt(w.b, int64(len(text)), 10)
	w.b = append(w.b, ':')
	w.b = append(w.b, text...)
}

// A recordReader reads what a recordWriter wrote. After the first thing that
// is not understood it gives zero values; ok tells.
type recordReader struct {
	rest string
	bad  bool
}

// prefix reads the digits before mark.
func (r *recordReader) prefix(mark byte) int {
	at := strings.IndexByte(r.rest, mark)
	if at < 0 {
		r.fail()
		return 0
	}
	n, err := strconv.Atoi(r.rest[:at])
	if err != nil {
		r.fail()
		return 0
	}
	r.rest = r.rest[at+1:]
	return n
}

func (r *recordReader) fail() { r.rest, r.bad = "", true }

func (r *recordReader) text() string {
	n := r.prefix(':')
	if n < 0 || n > len(r.rest) {
		r.fail()
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *recordReader) number() int { return r.prefix(';') }

// count reads the length of a list, which cannot be more than what is left.
func (r *recordReader) count() int {
	n := r.number()
	if n < 0 || n > len(r.rest) {
		r.fail()
		return 0
	}
	return n
}

func (r *recordReader) texts() []string {
	n := r.count()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.text()
	}
	return all
}

func (r *recordReader) coordinate() float64 {
	f, err := strconv.ParseFloat(r.text(), 64)
	if err != nil {
		r.fail()
	}
	return f
}

// end says whether everything was understood and nothing is left.
func (r *recordReader) end() error {
	if r.bad || r.rest != "" {
		return fmt.Errorf("meili: %w", errRecord)
	}
	return nil
}
