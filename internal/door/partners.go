package door

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
)

// Admit judges who asks for suggestions, as AdmitSearch does for searches, and
// spends nothing.
func (d *Door) Admit(c *gin.Context, key string) error {
	_, err := d.admit(c, key, 1)
	return err
}

// AdmitSearch judges who asks, with the key of a partner's page or none, and
// spends a search for values out of the budget that is theirs.
func (d *Door) AdmitSearch(c *gin.Context, key string, values url.Values) error {
	b, err := d.admit(c, key, costOf(values))
	if err != nil {
		return err
	}
	return d.spend(c, b)
}

// admit judges who asks: a partner's page by key and Origin, our own page by
// Origin, or a program, which sends none. It sets the CORS headers that let
// the page read the answer, and gives the budget that the request is spent
// from.
func (d *Door) admit(c *gin.Context, key string, cost int) (budget, error) {
	h, origin := c.Writer.Header(), c.GetHeader("Origin")
	h.Add("Vary", "Origin")
	mine := d.mine(c.Request)
	mine.cost = cost
	if key == "" {
		switch origin {
		case "":
			if _, server := d.servers(c.Request, "", 1, 1); server {
				return mine, nil
			}
			return program(mine), nil
		case own(c.Request):
			return mine, nil
		}
		return budget{}, partner.ErrOrigin
	}
	p, err := d.o.Partners.Registry().Find(key)
	if err != nil {
		return budget{}, err
	}
	err = p.Admit(origin, d.o.Now())
	d.count(p, err)
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
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), pageKey{}, p))
	if err := d.spend(c, mine); err != nil {
		return budget{}, err
	}
	return d.partners(p, cost), nil
}

// AllowPartner spends a search in the frame of a partner's page: one of the
// visitor's and one of the partner's. ok is false when either has none left;
// wait then says when to come back.
func (d *Door) AllowPartner(r *http.Request, p *partner.Partner) (wait time.Duration, ok bool) {
	d.count(p, nil)
	if wait, ok := d.Allow(r); !ok {
		return wait, false
	}
	b := d.partners(p, d.mine(r).cost)
	if b.perMinute == 0 {
		return 0, true
	}
	_, _, wait = d.take(b)
	return wait, wait == 0
}

// count counts a request with the key of p. The registry bounds the labels.
func (d *Door) count(p *partner.Partner, refused error) {
	outcome := "admitted"
	switch {
	case errors.Is(refused, partner.ErrOrigin):
		outcome = "origin"
	case refused != nil:
		outcome = "standing"
	}
	d.o.Metrics.partners.WithLabelValues(p.ID, outcome).Inc()
}

// pageKey finds the partner whose page asks in a request's context.
type pageKey struct{}

// Searched counts that a search of c was answered, where a partner's page or
// server asked it; nobody says that it found nobody. It is told of the first
// page of an answer, not of those after it.
func (d *Door) Searched(c *gin.Context, nobody bool) {
	for _, key := range []any{serverKey{}, pageKey{}} {
		if p, ok := c.Request.Context().Value(key).(*partner.Partner); ok {
			d.SearchedIn(p, nobody)
			return
		}
	}
}

// SearchedIn is [Door.Searched] for the frame in a page of p.
func (d *Door) SearchedIn(p *partner.Partner, nobody bool) {
	if d.o.Searched != nil {
		d.o.Searched(p.ID, nobody)
	}
}

// program is the lower budget of a form without Origin: no page sends one, and
// programs have GET /v1/physicians.
func program(b budget) budget {
	return budget{name: b.name, key: "program " + b.key, perMinute: (b.perMinute + anonymous - 1) / anonymous, cost: b.cost}
}

// partners is the budget of all pages of p together, for a request of this cost.
func (d *Door) partners(p *partner.Partner, cost int) budget {
	b := budget{name: "partner", key: p.ID, perMinute: p.SearchesPerMinute, cost: cost}
	if b.perMinute == 0 {
		b.perMinute = d.o.Rate * visitors
	}
	return b
}
