package api

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
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
func registerDocs(read func(path string, h door.Handler, before ...gin.HandlerFunc), version string) {
	read("/docs", func(c *gin.Context) error {
		c.Header("Content-Security-Policy", docsPolicy)
		return docsFile(c, version, "index.html", "text/html; charset=utf-8")
	})
	for name, contentType := range map[string]string{
		"start.js":             "text/javascript; charset=utf-8",
		"swagger-ui-bundle.js": "text/javascript; charset=utf-8",
		"swagger-ui.css":       "text/css; charset=utf-8",
	} {
		read("/docs/"+name, func(c *gin.Context) error { return docsFile(c, version, name, contentType) })
	}
}

// docsFile answers with an embedded file, which may be embedded packed.
func docsFile(c *gin.Context, version, name, contentType string) error {
	body, err := docsFiles.ReadFile("docs/" + name)
	packed := err != nil
	if packed {
		if body, err = docsFiles.ReadFile("docs/" + name + ".gz"); err != nil {
			return err
		}
	}
	c.Header("Cache-Control", "public, max-age=3600")
	if sendNotModified(c, etag(version, name, string(body))) {
		return nil
	}
	if packed {
		if body, err = unpack(body); err != nil {
			return err
		}
	}
	door.Send(c, http.StatusOK, contentType, body)
	return nil
}

func unpack(b []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
