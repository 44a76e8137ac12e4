package site

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/web"
)

// widgets are the versions of the element, ready to send.
type widgets struct {
	*web.Widgets
	newest  map[string]string // sealed version by major: "v1" to "1.4.2"
	current string            // the newest that is sealed: what pages may pin
}

// loadWidgets prepares the versions of the element.
func loadWidgets() (*widgets, error) {
	built, err := web.BuiltWidgets()
	if err != nil {
		return nil, err
	}
	w := &widgets{Widgets: built, newest: make(map[string]string)}
	for version := range built.Files {
		number, err := parseVersion(version)
		if err != nil {
			return nil, err
		}
		if built.Sealed[version] == "" {
			continue
		}
		major := "v" + strconv.Itoa(number[0])
		if w.newest[major] == "" || newer(version, w.newest[major]) {
			w.newest[major] = version
		}
		if w.current == "" || newer(version, w.current) {
			w.current = version
		}
	}
	return w, nil
}

// parseVersion reads "1.4.2".
func parseVersion(s string) (number [3]int, err error) {
	parts := strings.Split(s, ".")
	if len(parts) != len(number) {
		return number, fmt.Errorf("widget version %q: three numbers expected", s)
	}
	for i, part := range parts {
		if number[i], err = strconv.Atoi(part); err != nil {
			return number, fmt.Errorf("widget version %q: %w", s, err)
		}
	}
	return number, nil
}

// newer reports whether version a comes after b; both are known to be well formed.
func newer(a, b string) bool {
	x, _ := parseVersion(a)
	y, _ := parseVersion(b)
	return slices.Compare(x[:], y[:]) > 0
}

// Any page may load the element, pinned by its integrity, which a browser
// checks only of what it may read: so these answers are for every origin.
func forEveryone(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
}

// How long the files may be kept.
const (
	forever = "public, max-age=31536000, immutable" // what never changes
	soon    = "public, max-age=300"                 // what floats
	fresh   = "no-cache"                            // a version in work: asked for again each time
)

// widget serves a version of the element: an exact one, which never changes
// once it is sealed, or the newest sealed one of a major version ("v1").
func (s *Site) widget(c *gin.Context) {
	version, cache := c.Param("version"), forever
	if s.widgets.Sealed[version] == "" {
		cache = fresh
	}
	if exact := s.widgets.newest[version]; exact != "" {
		version, cache = exact, soon
	}
	body, ok := s.widgets.Files[version]
	if !ok {
		forEveryone(c.Writer.Header())
		c.Status(http.StatusNotFound)
		return
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", cache)
	h.Set("ETag", strconv.Quote(s.widgets.Integrity[version]))
	forEveryone(h)
	if c.GetHeader("If-None-Match") == h.Get("ETag") {
		c.Status(http.StatusNotModified)
		return
	}
	c.Data(http.StatusOK, "text/javascript; charset=utf-8", body)
}

// widgetVersions lists the versions and the integrity of each.
func (s *Site) widgetVersions(c *gin.Context) {
	forEveryone(c.Writer.Header())
	c.Writer.Header().Set("Cache-Control", soon)
	c.Data(http.StatusOK, "application/json", s.widgets.Index)
}

// widgetLicenses serves the licenses of what the element holds.
func (s *Site) widgetLicenses(c *gin.Context) {
	forEveryone(c.Writer.Header())
	c.Writer.Header().Set("Cache-Control", soon)
	c.Data(http.StatusOK, "text/plain; charset=utf-8", s.widgets.Licenses)
}
