package site

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/query"
)

// The pages inside a partner's iframe stand under framePath, so that no link
// leads out of the frame; frameHome is the search and its results in one.
const (
	framePath = "/embed/v1"
	frameHome = framePath + "/frame"
)

// A frame is the iframe of a partner's page around ours.
type frame struct {
	partner *partner.Partner
	// Height is what our script tells the page around: see web/src/frame.ts.
	Height frameWords
}

// frameWords are what web/src/frame.ts reads from the page.
type frameWords struct {
	Origins []string `json:"origins"` // that may be told the height
}

// keyFrame finds the frame on a gin context.
const keyFrame = "frame"

// framed lets a page stand in the iframe of the partner that key names: on
// that partner's embed origins and nowhere else. A key that does not hold gets
// a page that says so and gives the phone number.
func (s *Site) framed(c *gin.Context) {
	s.headers(c)
	h := c.Writer.Header()
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // a page that isolates itself may frame us
	h.Del("Cross-Origin-Opener-Policy")                   // has no meaning in a frame
	p, err := s.opts.Partners.Registry().Find(c.Query("key"))
	if p != nil {
		h.Set("Content-Security-Policy", frameable(p.EmbedOrigins))
	}
	if err == nil {
		err = p.AdmitFrame(s.opts.Now())
	}
	f := &frame{partner: &partner.Partner{}, Height: frameWords{Origins: []string{}}}
	if p != nil {
		f.partner, f.Height.Origins = p, p.EmbedOrigins
	}
	c.Set(keyFrame, f)
	if err == nil {
		c.Next()
		return
	}
	v := s.visit(c)
	clear(v.values)
	name := "origin-not-allowed"
	if p != nil {
		name = "key-not-valid"
	}
	s.message(c, v, http.StatusForbidden, messageView{
		Heading: v.T("problem.unavailable.title"),
		Text:    v.T("embed.closed", "phone", s.opts.Line) + " " + v.T("problem."+name+".detail"),
	})
	c.Abort()
}

// frameable is the policy of a page that these origins may frame. The registry
// holds origins to a form that cannot break out of a header.
func frameable(origins []string) string {
	if len(origins) == 0 {
		return policy
	}
	return strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors "+strings.Join(origins, " "), 1)
}

// frame is the search, and its results once something is asked.
func (s *Site) frame(c *gin.Context) {
	asked := query.Typed(c.Request.URL.RawQuery)
	asked.Del("lang")
	onlyKnown(asked)
	if len(asked) == 0 {
		s.home(c)
		return
	}
	s.find(c)
}

// inFrame returns the frame that the page of c stands in, or nil.
func inFrame(c *gin.Context) *frame {
	f, _ := c.Get(keyFrame)
	around, _ := f.(*frame)
	return around
}

// path is where a page of the site stands for this visit.
func (v *visit) path(page string) string {
	switch {
	case v.frame == nil:
		return page
	case page == "/", page == "/find":
		return frameHome
	case strings.HasPrefix(page, framePath):
		return page
	}
	return framePath + page
}

// keyed adds the partner's key to the parameters of an address in a frame.
func (v *visit) keyed(values url.Values) url.Values {
	if v.frame == nil {
		return values
	}
	all := url.Values{"key": {v.frame.partner.Key}}
	for name, given := range values {
		all[name] = given
	}
	return all
}

// askedBy is the partner whose frame or link asks, to be counted; nil: nobody's.
// A link on a partner's page carries the key where no script runs.
func (s *Site) askedBy(v *visit) *partner.Partner {
	if v.frame != nil {
		return v.frame.partner
	}
	p, err := s.opts.Partners.Registry().Find(v.values.Get("key"))
	if err != nil || p.AdmitFrame(s.opts.Now()) != nil {
		return nil
	}
	return p
}

// allow reports whether a search may be made now, by the visitor and, in a frame,
// by the partner; or how long to wait.
func (s *Site) allow(v *visit, searchesWords bool) (wait time.Duration, ok bool) {
	r := v.r
	if searchesWords { // wherever they were typed
		address := *r.URL
		address.RawQuery += "&q=words"
		r = r.WithContext(r.Context())
		r.URL = &address
	}
	if v.frame != nil {
		return s.opts.Door.AllowPartner(r, v.frame.partner)
	}
	return s.opts.Door.Allow(r)
}

// embedScript serves what sizes the frame, for the page around it.
func (s *Site) embedScript(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", soon)
	forEveryone(h)
	c.Data(http.StatusOK, "text/javascript; charset=utf-8", s.embedJS.body)
}
