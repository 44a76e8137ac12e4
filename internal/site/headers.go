package site

import (
	"strings"

	"github.com/gin-gonic/gin"
)

// policy is the content security policy of every page: scripts, styles,
// pictures and answers from here alone, nothing inline, no frame around, and
// no text that ever becomes markup.
var policy = strings.Join([]string{
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"img-src 'self'",
	"connect-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	"trusted-types 'none'",
}, "; ")

// headers sets what every page says to the browser: no link tells where it was
// followed from, and nobody keeps a page that may hold a person's question.
func (s *Site) headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), interest-cohort=(), browsing-topics=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	switch c.FullPath() {
	case "/", "/how-we-list", "/changes", "/data-quality":
		h.Set("Cache-Control", "no-cache")
	}
	h.Add("Vary", "Accept-Language")
}
