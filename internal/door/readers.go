package door

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/query"
)

// readable are the headers of answers beside those that every page may read.
const readable = "X-Request-Id, ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Generation, X-State, X-Data-As-Of, X-Physicians"

// Readable lets pages of any origin read the answer, refusals included. It holds
// nothing that is not public, and no page can send a person's credentials along.
// What is asked with a partner's key is readable where the key says so.
func Readable(c *gin.Context) {
	if !query.Typed(c.Request.URL.RawQuery).Has("key") {
		h := c.Writer.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", readable)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	c.Next()
}

// Preflight tells a browser that pages of any origin may read an address. A
// server's key is not among what they may send.
func Preflight(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Allow", "GET, HEAD, OPTIONS")
	c.Status(http.StatusNoContent)
}
