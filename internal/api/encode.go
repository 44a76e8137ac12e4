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

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/jsonstring"
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
		b = append(jsonstring.Append(b, name), ':')
		b = strconv.AppendInt(b, int64(counts[name]), 10)
	}
	return append(b, '}')
}

// appendAny appends a value of no fixed shape: the echo of a question, which
// holds texts, numbers and lists of them.
func appendAny(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return jsonstring.Append(b, v)
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
			b = appendAny(append(jsonstring.Append(b, name), ':'), v[name])
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
