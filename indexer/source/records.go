package source

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// blockSize is how much is read at a time: small enough to stay in the cache
// of a core while it is walked over.
const blockSize = 128 << 10

// A record is one row as it lies in the reader's buffer. It is valid until
// the next one is read.
type record struct {
	row    int64  // 1-based, the header not counted
	text   []byte // without the line end
	fields []span // the wanted fields, by slot
	reason Reason // why it cannot be used, or ""
}

// bytes returns the content of a wanted field with doubled quotes undone.
func (r *record) bytes(slot int) []byte {
	f := r.fields[slot]
	b := r.text[f.start:f.end]
	if f.escaped {
		b = bytes.ReplaceAll(b, []byte(`""`), []byte(`"`))
	}
	return b
}

// value returns a wanted field without blanks around it.
func (r *record) value(slot int) string { return string(bytes.TrimSpace(r.bytes(slot))) }

// records cuts a file into rows.
//
// A row that breaks a rule ends at its first line end, whatever its quotes
// say: a stray quote costs its own line and never the rows after it. Lines
// without any text are no rows. Memory is bounded by the limits.
type records struct {
	r       io.Reader
	walker  *walker
	columns int  // that a row must have; 0 allows any number
	ragged  bool // a row may end with commas too many; one without text is none
	rec     record
	buf     []byte
	at, end int  // the unread part of buf
	final   bool // nothing follows buf[:end]
}

func newRecords(r io.Reader, w *walker) *records {
	return &records{r: r, walker: w, buf: make([]byte, blockSize)}
}

// next returns the next row; err is io.EOF at the end, or what stopped the
// file from being read.
func (s *records) next() (*record, error) {
	for {
		s.skipBlankLines()
		if s.at == s.end || s.end-s.at < 2 && !s.final {
			if s.final {
				return nil, io.EOF
			}
			if err := s.fill(); err != nil {
				return nil, err
			}
			continue
		}
		size, text, v := s.walker.walk(s.buf[s.at:s.end], s.final)
		switch v {
		case needMore:
			if err := s.fill(); err != nil {
				return nil, err
			}
		case complete:
			row := s.buf[s.at : s.at+text]
			switch {
			case s.ragged && len(bytes.Trim(row, ", \t\"")) == 0:
				s.at += size
				continue
			case s.columns != 0 && s.walker.columns != s.columns && !(s.ragged && s.endsInCommas(row)):
				return s.skipLine(BadRow)
			}
			return s.take(size, text), nil
		case oversize:
			return s.skipLine(TooLarge)
		default:
			return s.skipLine(BadRow)
		}
	}
}

// endsInCommas reports whether what a row has more than the columns is commas
// at its end.
func (s *records) endsInCommas(row []byte) bool {
	more := s.walker.columns - s.columns
	rest := bytes.TrimRight(row, ", \t")
	return more > 0 && bytes.Count(row[len(rest):], []byte(",")) >= more
}

// take hands out the row of the given size at the front of the buffer.
func (s *records) take(size, text int) *record {
	r := &s.rec
	r.row++
	r.text, r.fields, r.reason = s.buf[s.at:s.at+text], s.walker.fields, ""
	if bytes.IndexByte(r.text, 0) >= 0 || !utf8.Valid(r.text) {
		r.reason = BadEncoding
	}
	s.at += size
	return r
}

// skipLine refuses what lies before the next line end. What the row says of
// its first fields stays readable as far as it is at hand.
func (s *records) skipLine(why Reason) (*record, error) {
	r := &s.rec
	r.row++
	r.reason = why
	var start []byte
	for first := true; ; first = false {
		rest := s.buf[s.at:s.end]
		n := bytes.IndexByte(rest, '\n')
		if first {
			start = append(start, rest[:min(len(rest), 64)]...)
		}
		if n >= 0 {
			s.at += n + 1
			break
		}
		s.at = s.end
		if s.final {
			break
		}
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
	clear(s.walker.fields)
	line, _, _ := bytes.Cut(start, []byte("\n"))
	r.text, r.fields = line, s.walker.fields
	return r, nil
}

// skipBlankLines steps over lines without text.
func (s *records) skipBlankLines() {
	for s.at < s.end {
		switch rest := s.buf[s.at:s.end]; {
		case rest[0] == '\n':
			s.at++
		case rest[0] == '\r' && len(rest) > 1 && rest[1] == '\n':
			s.at += 2
		case rest[0] == '\r' && len(rest) == 1 && s.final:
			s.at++
		default:
			return
		}
	}
}

// fill moves what is unread to the front of the buffer, which it doubles when
// it is full, and reads on.
func (s *records) fill() error {
	copy(s.buf, s.buf[s.at:s.end])
	s.at, s.end = 0, s.end-s.at
	if s.end > len(s.buf)/2 {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for tries := 0; ; tries++ {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.final = true
		} else if err != nil {
			return err
		}
		if n > 0 || s.final {
			break
		}
		if tries == 100 {
			return io.ErrNoProgress
		}
	}
	return nil
}
