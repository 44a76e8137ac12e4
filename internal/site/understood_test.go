package site

import (
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestReadingIsSaid: page and frame say, in both languages, that a region was
// read and searched whole, that a region is not known, and which names a short
// form was read as.
func TestReadingIsSaid(t *testing.T) {
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", searchtest.Listings(rand.New(rand.NewPCG(3, 4)), 400))))
	for _, c := range []struct {
		near, q, lang string
		status        int
		says          []string
	}{
		{"Long Island", "", "en", http.StatusOK, []string{"Long Island, NY is a region.", "55 miles of Long Island, NY"}},
		{"Long Island", "", "es", http.StatusOK, []string{"Long Island, NY es una región.", "55 millas"}},
		{"Dallas County TX", "", "en", http.StatusNotFound, []string{"We do not know this region or county."}},
		{"Dallas County TX", "", "es", http.StatusNotFound, []string{"No conocemos esta región o este condado."}},
		{"", "pepe quillmore", "en", http.StatusOK, []string{"Pepe: also José."}},
		{"", "pepe quillmore", "es", http.StatusOK, []string{"Pepe: también José."}},
	} {
		for _, path := range []string{"/find?", "/embed/v1/frame?key=pk_good&"} {
			w := get(t, h, path+url.Values{"near": {c.near}, "q": {c.q}, "lang": {c.lang}, "radius": {"10"}}.Encode())
			body := html.UnescapeString(w.Body.String())
			if w.Code != c.status && path == "/find?" {
				t.Errorf("%s %+v: status %d", path, c, w.Code)
			}
			for _, says := range c.says {
				if !strings.Contains(body, says) {
					t.Errorf("%s %+v: does not say %q", path, c, says)
				}
			}
		}
	}
}
