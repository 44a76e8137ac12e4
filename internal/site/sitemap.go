package site

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
)

// perSitemap is the most addresses of one file; the protocol allows 50,000.
const perSitemap = 40_000

const sitemapSchema = "http://www.sitemaps.org/schemas/sitemap/0.9"

type (
	sitemapIndex struct {
		XMLName xml.Name  `xml:"sitemapindex"`
		Schema  string    `xml:"xmlns,attr"`
		Maps    []siteLoc `xml:"sitemap"`
	}
	sitemapURLs struct {
		XMLName xml.Name  `xml:"urlset"`
		Schema  string    `xml:"xmlns,attr"`
		URLs    []siteLoc `xml:"url"`
	}
	siteLoc struct {
		Loc string `xml:"loc"`
	}
)

// sitemap lists the files that list the pages.
func (s *Site) sitemap(c *gin.Context) {
	listed, ok := s.listed(c)
	if !ok {
		return
	}
	base, _ := s.opts.Door.Base(c.Request)
	index := sitemapIndex{Schema: sitemapSchema, Maps: []siteLoc{{base + "/sitemaps/pages.xml"}}}
	for i := range (len(listed) + perSitemap - 1) / perSitemap {
		index.Maps = append(index.Maps, siteLoc{base + "/sitemaps/physicians-" + strconv.Itoa(i+1) + ".xml"})
	}
	s.writeXML(c, index)
}

// sitemapPart is one of those files: pages.xml, physicians-N.xml.
func (s *Site) sitemapPart(c *gin.Context) {
	base, _ := s.opts.Door.Base(c.Request)
	urls := sitemapURLs{Schema: sitemapSchema}
	name := strings.TrimSuffix(c.Param("name"), ".xml")
	if name == "pages" {
		urls.URLs = []siteLoc{{base + "/"}, {base + "/how-we-list"}}
		if s.opts.Review.done() {
			urls.URLs = append(urls.URLs, siteLoc{base + closurePath})
		}
		if s.opts.Changes != nil {
			urls.URLs = append(urls.URLs, siteLoc{base + "/changes"})
		}
		if s.opts.Measure != nil {
			urls.URLs = append(urls.URLs, siteLoc{base + "/data-quality"})
		}
		s.writeXML(c, urls)
		return
	}
	n, err := strconv.Atoi(strings.TrimPrefix(name, "physicians-"))
	listed, ok := s.listed(c)
	if !ok {
		return
	}
	if err != nil || n < 1 || (n-1)*perSitemap >= len(listed) {
		s.NotFound(c)
		return
	}
	for _, npi := range listed[(n-1)*perSitemap : min(n*perSitemap, len(listed))] {
		urls.URLs = append(urls.URLs, siteLoc{base + "/physicians/" + npi.String()})
	}
	s.writeXML(c, urls)
}

// listed returns the NPIs for the sitemap, or answers that they cannot be had.
func (s *Site) listed(c *gin.Context) ([]directory.NPI, bool) {
	if s.opts.Listed == nil {
		return nil, true
	}
	listed, err := s.opts.Listed(c.Request.Context())
	if err != nil {
		c.Writer.Header().Set("Retry-After", "600")
		if k, ok := s.opts.Door.Translate(c, err); ok {
			c.Status(k.Status)
		}
		return nil, false
	}
	return listed, true
}

// keepable lets caches keep an answer for everyone, unless it names the host that
// the request said: that could be anybody's.
func (s *Site) keepable(c *gin.Context) {
	cache := "no-store"
	if _, set := s.opts.Door.Base(c.Request); set {
		cache = "public, max-age=3600"
	}
	c.Writer.Header().Set("Cache-Control", cache)
}

func (s *Site) writeXML(c *gin.Context, v any) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	s.keepable(c)
	c.Data(http.StatusOK, "application/xml; charset=utf-8", b.Bytes())
}

// robots keeps crawlers to the pages that are for them: a search is a person's
// question, not a page.
func (s *Site) robots(c *gin.Context) {
	s.keepable(c)
	base, _ := s.opts.Door.Base(c.Request)
	c.String(http.StatusOK, "User-agent: *\nDisallow: /find\nDisallow: /v1/\nDisallow: /console\nDisallow: /embed/\nDisallow: /correct\nDisallow: /confirm\n\nSitemap: %s/sitemap.xml\n", base)
}
