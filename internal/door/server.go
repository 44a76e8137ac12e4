package door

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/partner"
)

// serversShare is how many times an address's budget the servers of a partner
// have without one of their own.
const serversShare = 10

// errKeyInBrowser says that a server's key came from a browser.
var errKeyInBrowser = errors.New("door: a server's key from a browser")

// serverKey finds the partner whose server asks in a request's context.
type serverKey struct{}

// authorize admits a partner's servers by the key that they send: from then on
// the partner's budget counts and not the address's. A key that a browser sends
// is refused, even a good one: it stands in a page then, and is no secret. What
// is not sent as a bearer is not looked at.
func (d *Door) authorize(c *gin.Context) {
	kind, key, ok := strings.Cut(strings.TrimSpace(c.GetHeader("Authorization")), " ")
	if !ok || !strings.EqualFold(kind, "Bearer") || !takesKeys(c.Request.URL.Path) {
		c.Next()
		return
	}
	if fromBrowser(c.Request.Header) {
		d.Fail(c, errKeyInBrowser)
		return
	}
	p, err := d.o.Partners.Registry().Server(strings.TrimSpace(key), d.o.Now())
	if err != nil {
		c.Header("WWW-Authenticate", `Bearer error="invalid_token"`)
		d.Fail(c, err)
		return
	}
	d.o.Metrics.partners.WithLabelValues(p.ID, "server").Inc()
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), serverKey{}, p))
	c.Next()
}

// takesKeys reports whether a path is of a face that programs ask.
func takesKeys(path string) bool {
	return strings.HasPrefix(path, "/v1/") || path == "/fhir" || strings.HasPrefix(path, "/fhir/")
}

// fromBrowser reports whether a browser has sent headers: it names the page's
// origin, or, to its own site and in old ways of asking, how it was asked.
func fromBrowser(h http.Header) bool {
	return h.Get("Origin") != "" || h.Get("Sec-Fetch-Site") != "" || h.Get("Sec-Fetch-Mode") != ""
}

// servers is the budget by which a request of a partner's server counts in place
// of its address's, so many times as large for what is cheaper than a search. ok
// is false when no server's key was sent.
func (d *Door) servers(r *http.Request, name string, times, cost int) (b budget, ok bool) {
	p, ok := r.Context().Value(serverKey{}).(*partner.Partner)
	if !ok {
		return b, false
	}
	b = budget{name: name, key: "server " + p.ID, perMinute: p.ServerSearchesPerMinute * times, cost: cost}
	if b.perMinute == 0 {
		b.perMinute = d.o.Rate * serversShare * times
	}
	return b, true
}
