package api

import (
	"bytes"
	"encoding/json"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"
)

// encoders keeps the buffers that answers are encoded into.
var encoders = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the largest buffer in bytes that is kept for the next answer.
const maxKept = 256 << 10

// send answers with v as JSON. v is one of the wire models, which always
// encode.
func send(c *gin.Context, status int, contentType string, v any) {
	b := encoders.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= maxKept {
			encoders.Put(b)
		}
	}()
	b.Reset()
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // recovered by the engine: a 500 with an id
	}
	sendBytes(c, status, contentType, b.Bytes())
}

// sendBytes answers with a finished body.
func sendBytes(c *gin.Context, status int, contentType string, body []byte) {
	h := c.Writer.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(status)
	_, _ = c.Writer.Write(body) // a caller who hung up is no fault of ours
}
