package api

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// docsFiles is the browsable page: Swagger UI (Apache-2.0, see docs/NOTICE),
// packed by tools/openapi/generate.mjs.
//
//go:embed docs
var docsFiles embed.FS

// docsPolicy lets the library style its elements; everything stays on this
// host all the same.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// registerDocs adds the browsable page and its files.
func (a *API) registerDocs(read func(path string, h handler)) {
	read("/docs", func(c *gin.Context) error {
		c.Header("Content-Security-Policy", docsPolicy)
		return a.docsFile(c, "index.html", "text/html; charset=utf-8")
	})
	for name, contentType := range map[string]string{
		"start.js":             "text/javascript; charset=utf-8",
		"swagger-ui-bundle.js": "text/javascript; charset=utf-8",
		"swagger-ui.css":       "text/css; charset=utf-8",
	} {
		read("/docs/"+name, func(c *gin.Context) error { return a.docsFile(c, name, contentType) })
	}
}

// docsFile answers with an embedded file, or with its packed form where there
// is one: as it is to callers who take gzip, unpacked to others.
func (a *API) docsFile(c *gin.Context, name, contentType string) error {
	body, err := docsFiles.ReadFile("docs/" + name)
	packed := err != nil
	if packed {
		if body, err = docsFiles.ReadFile("docs/" + name + ".gz"); err != nil {
			return err
		}
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	if unchanged(c, etag(a.o.Version, name, string(body))) {
		return nil
	}
	if packed {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
		} else if body, err = unpack(body); err != nil {
			return err
		}
	}
	sendBytes(c, http.StatusOK, contentType, body)
	return nil
}

func unpack(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
