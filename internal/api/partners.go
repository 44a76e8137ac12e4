package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/query"
)

// form answers POST /v1/search, the partner sites' twin of GET
// /v1/physicians: what a visitor typed is in no URL, and a form needs no
// preflight.
func (a *API) form(c *gin.Context) error {
	noStore(c.Writer.Header())
	if c.Request.URL.RawQuery != "" {
		values, err := parameters(c.Request.URL.RawQuery)
		if err != nil {
			return err
		}
		for name := range values {
			return fault(name, query.UnknownParameter, "", "in the body")
		}
	}
	body, err := readForm(c)
	if err != nil {
		return err
	}
	values, err := parameters(body)
	if err != nil {
		return err
	}
	c.Set(keyLang, values.Get("lang"))
	if len(values["key"]) > 1 {
		return fault("key", query.Repeated, "")
	}
	key := values.Get("key")
	delete(values, "key")
	b, err := a.admit(c, key)
	if err != nil {
		return err
	}
	if err := a.spend(c, b); err != nil {
		return err
	}
	return a.answer(c, values.Encode(), func() (url.Values, bool, error) {
		drawn, err := takeMap(values)
		return values, drawn, err
	})
}

// readForm reads the body of a form within MaxBody.
func readForm(c *gin.Context) (string, error) {
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return "", errMedia
	}
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return "", errBody
	case err != nil:
		return "", errBadRequest
	}
	return string(body), nil
}

// admit judges who asks: a partner's page by key and Origin, our own page by
// Origin, or a program, which sends none. It sets the CORS headers that let
// the page read the answer, and gives the budget that the request is spent
// from.
func (a *API) admit(c *gin.Context, key string) (budget, error) {
	h, origin := c.Writer.Header(), c.GetHeader("Origin")
	h.Add("Vary", "Origin")
	mine := a.mine(c.Request)
	if key == "" {
		switch origin {
		case "":
			return program(mine), nil
		case a.self(c):
			return mine, nil
		}
		return budget{}, partner.ErrOrigin
	}
	p, err := a.o.Partners.Registry().Find(key)
	if err != nil {
		return budget{}, err
	}
	err = p.Admit(origin, a.o.Now())
	a.count(p, err)
	if origin != "" && !errors.Is(err, partner.ErrOrigin) {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if err != nil {
		return budget{}, err
	}
	if origin == "" {
		return program(mine), nil
	}
	if err := a.spend(c, mine); err != nil {
		return budget{}, err
	}
	return a.partners(p), nil
}

// AllowPartner spends a search in the frame of a partner's page: one of the
// visitor's and one of the partner's. ok is false when either has none left;
// wait then says when to come back.
func (a *API) AllowPartner(r *http.Request, p *partner.Partner) (wait time.Duration, ok bool) {
	a.count(p, nil)
	if wait, ok := a.Allow(r); !ok {
		return wait, false
	}
	b := a.partners(p)
	if b.perMinute == 0 {
		return 0, true
	}
	_, _, wait = a.limiter.take(b)
	return wait, wait == 0
}

// count counts a request with the key of p. The registry bounds the labels.
func (a *API) count(p *partner.Partner, refused error) {
	outcome := "admitted"
	switch {
	case errors.Is(refused, partner.ErrOrigin):
		outcome = "origin"
	case refused != nil:
		outcome = "standing"
	}
	a.o.Metrics.partners.WithLabelValues(p.ID, outcome).Inc()
}

// program is the lower budget of a form without Origin: no page sends one, and
// programs have GET /v1/physicians.
func program(b budget) budget {
	return budget{name: b.name, key: "program " + b.key, perMinute: (b.perMinute + anonymous - 1) / anonymous}
}

// partners is the budget of all pages of p together.
func (a *API) partners(p *partner.Partner) budget {
	b := budget{name: "partner", key: p.ID, perMinute: p.SearchesPerMinute}
	if b.perMinute == 0 {
		b.perMinute = a.o.Rate * visitors
	}
	return b
}

// self is the origin of our own pages as the browser names it.
func (a *API) self(c *gin.Context) string {
	if a.secure(c) {
		return "https://" + c.Request.Host
	}
	return "http://" + c.Request.Host
}
