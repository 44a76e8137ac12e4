package site

import (
	"fmt"
	"net/http"
	"path"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/web"
)

// An asset is a built file, ready to send.
type asset struct {
	kind string // content type
	body []byte
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
		a := asset{body: built.Files[name]}
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
	c.Data(http.StatusOK, a.kind, a.body)
}
