package door

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/goccy/go-json"
)

// NoStore forbids keeping the answer.
func NoStore(h http.Header) { h.Set("Cache-Control", "no-store") }

// SendJSON answers with v as JSON.
func SendJSON(c *gin.Context, status int, contentType string, v any) {
	Send(c, status, contentType, Encode(v))
}

// Encode returns v as JSON and a line end, in a third of the time that
// encoding/json takes. It leaves <, > and & alone: an answer is no part of a
// page.
func Encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // recovered by the engine: a 500 with an id
	}
	return b.Bytes()
}

// Send answers with a finished body.
func Send(c *gin.Context, status int, contentType string, body []byte) {
	h := c.Writer.Header()
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.Status(status)
	_, _ = c.Writer.Write(body) // HEAD sends none of it; a caller who hung up is no fault of ours
}
