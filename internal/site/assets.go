package site

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/web"
)

// An asset is a built file, ready to send.
type asset struct {
	kind   string // content type
	plain  []byte
	packed []byte // gzip
}

// loadAssets returns the path of each built file by its source name, and the
// files by their served name.
func loadAssets() (paths map[string]string, assets map[string]asset, err error) {
	built, err := web.Built()
	if err != nil {
		return nil, nil, err
	}
	paths, assets = make(map[string]string), make(map[string]asset)
	for source, name := range built.Names {
		paths[source] = "/assets/" + name
		a := asset{plain: built.Files[name]}
		switch path.Ext(name) {
		case ".js":
			a.kind = "text/javascript; charset=utf-8"
		case ".css":
			a.kind = "text/css; charset=utf-8"
		case ".svg":
			a.kind = "image/svg+xml"
		default:
			return nil, nil, fmt.Errorf("no content type for %s", name)
		}
		if a.packed, err = pack(a.plain); err != nil {
			return nil, nil, err
		}
		assets[name] = a
	}
	return paths, assets, nil
}

// asset serves a built file. Its name holds a hash of it, so it may be kept
// for ever.
func (s *Site) asset(c *gin.Context) {
	a, ok := s.assets[c.Param("name")]
	if !ok {
		c.Status(http.StatusNotFound)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Vary", "Accept-Encoding")
	body := a.plain
	if takesGzip(c.Request) {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
	}
	c.Data(http.StatusOK, a.kind, body)
}

// pack returns b packed with gzip, as small as it goes.
func pack(b []byte) ([]byte, error) {
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	if _, err := zw.Write(b); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("packing: %w", err)
	}
	return buf.Bytes(), nil
}

// takesGzip says whether the client accepts gzip.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
