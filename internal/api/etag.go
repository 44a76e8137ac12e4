package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// etag returns a weak tag over parts: answers whose parts are equal differ in
// nothing but their request id.
func etag(parts ...string) string {
	all := make([]byte, 0, 512) // a question, as a rule
	for _, p := range parts {
		all = binary.BigEndian.AppendUint64(all, uint64(len(p))) // so that no two lists run together alike
		all = append(all, p...)
	}
	sum := sha256.Sum256(all)
	tag := append(make([]byte, 0, 24), `W/"`...)
	tag = base64.RawURLEncoding.AppendEncode(tag, sum[:15])
	return string(append(tag, '"'))
}

// sendNotModified tags the answer, and answers with 304 when the caller holds
// it already; it reports whether it did.
func sendNotModified(c *gin.Context, tag string) bool {
	c.Header("ETag", tag)
	if !matches(c.Request.Header.Values("If-None-Match"), tag) {
		return false
	}
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
	return true
}

// matches compares weakly (RFC 9110, 8.8.3.2).
func matches(headers []string, tag string) bool {
	opaque := strings.TrimPrefix(tag, "W/")
	for _, header := range headers {
		for candidate := range strings.SplitSeq(header, ",") {
			candidate = strings.TrimSpace(candidate)
			if candidate == "*" || strings.TrimPrefix(candidate, "W/") == opaque {
				return true
			}
		}
	}
	return false
}
