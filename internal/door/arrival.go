package door

import (
	"crypto/rand"
	"net/http"
	"strings"
	"sync"
	"time"
)

// ArrivalHeader is the header by which a request says that it is one whose
// arrival is asked about; its value is a list of tokens.
const ArrivalHeader = "X-Finder-Arrival"

// An Arrival is how a request came in: what the proxies on its way have made of
// it, and what this program makes of that.
type Arrival struct {
	Peer      string   `json:"peer"`            // address of the connection
	Trusted   bool     `json:"trusted"`         // it is one of FINDER_TRUSTED_PROXIES
	Forwarded []string `json:"x_forwarded_for"` // as it came
	Proto     string   `json:"x_forwarded_proto"`
	Encodings string   `json:"accept_encoding"`
	Host      string   `json:"host"`
	Client    string   `json:"client"` // whose budget counts
	Scheme    string   `json:"scheme"` // that pages name themselves by
}

// How many arrivals are waited for at a time, and for how long.
const (
	maxArrivals  = 16
	arrivalsLast = time.Minute
)

// Arrivals keeps how single requests came in, for an operator who has announced
// them where the public does not reach. It keeps no other request's, and each
// for a minute. It is safe for concurrent use; nil keeps none.
type Arrivals struct {
	now func() time.Time

	mu      sync.Mutex
	awaited map[string]*awaited // by token
}

type awaited struct {
	until time.Time
	came  *Arrival // nil: not yet
}

// NewArrivals returns Arrivals by the clock now.
func NewArrivals(now func() time.Time) *Arrivals {
	return &Arrivals{now: now, awaited: map[string]*awaited{}}
}

// Expect announces a request, which names the token it returns. It returns ""
// while too many are awaited.
func (a *Arrivals) Expect() (token string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for t, w := range a.awaited {
		if a.now().After(w.until) {
			delete(a.awaited, t)
		}
	}
	if len(a.awaited) >= maxArrivals {
		return ""
	}
	token = rand.Text()
	a.awaited[token] = &awaited{until: a.now().Add(arrivalsLast)}
	return token
}

// Of returns how the request with a token came in, once.
func (a *Arrivals) Of(token string) (arrival *Arrival, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.awaited[token]
	if w == nil || w.came == nil || a.now().After(w.until) {
		return nil, false
	}
	delete(a.awaited, token)
	return w.came, true
}

// note keeps the arrival of r where it is awaited.
func (a *Arrivals) note(r *http.Request, d *Door) {
	tokens := r.Header.Get(ArrivalHeader)
	if a == nil || tokens == "" || len(tokens) > 1000 {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for token := range strings.SplitSeq(tokens, ",") {
		w := a.awaited[token]
		if w == nil || w.came != nil || a.now().After(w.until) {
			continue
		}
		peer, ok := hop(r.RemoteAddr)
		from, _ := client(r, d.proxies)
		w.came = &Arrival{
			Peer: peer.String(), Trusted: ok && trusts(d.proxies, peer), Forwarded: r.Header.Values("X-Forwarded-For"),
			Proto: r.Header.Get("X-Forwarded-Proto"), Encodings: r.Header.Get("Accept-Encoding"), Host: r.Host,
			Client: from.String(), Scheme: scheme(r, d.proxies),
		}
	}
}
