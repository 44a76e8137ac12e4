package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

//go:generate sh -c "go run wirejson_gen.go >wirejson.tmp && mv wirejson.tmp wirejson.gen.go"

// A model is a wire model that knows how to write itself; the methods are
// generated, see wirejson_gen.go.
type model interface {
	appendJSON(b []byte) []byte
}

// buffers keeps the memory that answers are encoded into.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxKept is the largest buffer in bytes that is kept for the next answer.
const maxKept = 256 << 10

// send answers with m as JSON.
func send(c *gin.Context, status int, contentType string, m model) {
	kept := buffers.Get().(*[]byte)
	body := append(m.appendJSON((*kept)[:0]), '\n')
	sendBytes(c, status, contentType, body)
	if cap(body) <= maxKept {
		*kept = body
		buffers.Put(kept)
	}
}

// sendBytes answers with a finished body.
func sendBytes(c *gin.Context, status int, contentType string, body []byte) {
	h := c.Writer.Header()
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.Status(status)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	_, _ = c.Writer.Write(body) // a caller who hung up is no fault of ours
}

const hexDigits = "0123456789abcdef"

// appendString appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD, and the two line separators that JavaScript once choked on are
// escaped, as encoding/json does.
func appendString(b []byte, s string) []byte {
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
		r, size := utf8.DecodeRuneInString(s[i:])
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

// isPlain says whether s is ASCII in which nothing is escaped, as nearly all
// texts are. It looks at eight bytes at a time: answers are texts for the most
// part, and looking at each by itself takes three times as long.
func isPlain(s string) bool {
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
func arePlain(s string) bool {
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

// appendFloat appends f in the shortest form that reads back the same. What
// JSON cannot say becomes null; no model holds it.
func appendFloat(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(b, "null"...)
	}
	form := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		form = 'e'
	}
	b = strconv.AppendFloat(b, f, form, -1, 64)
	if n := len(b); form == 'e' && b[n-2] == '0' && b[n-4] == 'e' { // e-09 is e-9
		b = append(b[:n-2], b[n-1])
	}
	return b
}

// appendCounts appends counts by name, names in order.
func appendCounts(b []byte, counts map[string]int) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(counts)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, name), ':')
		b = strconv.AppendInt(b, int64(counts[name]), 10)
	}
	return append(b, '}')
}

// appendAny appends a value of no fixed shape: the echo of a question, which
// holds texts, numbers and lists of them.
func appendAny(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendString(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return appendFloat(b, v)
	case map[string]any:
		b = append(b, '{')
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendAny(append(appendString(b, name), ':'), v[name])
		}
		return append(b, '}')
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // recovered by the engine: a 500 with an id
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...)
}

// appendJSON writes the card's members and beyond as one object.
func (f *CardFeature) appendJSON(b []byte) []byte {
	b = f.Card.appendJSON(b)
	b = append(b[:len(b)-1], `,"beyond":`...)
	b = strconv.AppendBool(b, f.Beyond)
	return append(b, '}')
}
