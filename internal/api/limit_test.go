package api

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestRateOfSearches(t *testing.T) {
	now := noon()
	r := newRig(t, fixture(t), func(o *settings) { o.Rate = 3; o.Now = func() time.Time { return now } })
	const target = "/v1/physicians?near=60601"
	for left := 2; left >= 0; left-- {
		a := r.get(t, target)
		if a.status != http.StatusOK {
			t.Fatalf("answered %d with %d left", a.status, left)
		}
		if got, want := a.header.Get("RateLimit-Policy"), `"search";q=3;w=60`; got != want {
			t.Errorf("RateLimit-Policy %s, want %s", got, want)
		}
		if got, want := a.header.Get("RateLimit"), `"search";r=`+strconv.Itoa(left)+`;t=`; len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("RateLimit %s, want %s…", got, want)
		}
	}
	a := r.get(t, target)
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "20" || a.at("type") != "/problems/too-many-requests" {
		t.Errorf("answered %d, Retry-After %q, %v", a.status, a.header.Get("Retry-After"), a.at("type"))
	}
	if a := r.get(t, "/v1/places?q=minn"); a.status != http.StatusOK {
		t.Errorf("suggestions have a budget of their own: answered %d", a.status)
	}
	if a := r.get(t, "/healthz"); a.status != http.StatusOK {
		t.Errorf("healthz answered %d", a.status)
	}
	now = now.Add(20 * time.Second)
	if a := r.get(t, target); a.status != http.StatusOK {
		t.Errorf("after the wait: answered %d", a.status)
	}
}

// TestRateOfWords holds that a search with words counts for three by place, on
// every face, and that the headers tell so.
func TestRateOfWords(t *testing.T) {
	now := noon()
	h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	left := func(a *answer) string {
		name, _, _ := strings.Cut(a.header.Get("RateLimit"), ";t=")
		return name
	}
	r := newRig(t, fixture(t), func(o *settings) { o.Rate = 16; o.Now = func() time.Time { return now } })
	for _, step := range []struct{ target, left string }{
		{"/v1/physicians?near=60601", `"search";r=15`},
		{"/v1/physicians?q=lindqvist", `"search";r=12`},
		{"/v1/physicians?near=60601&q=%20", `"search";r=11`},
		{"/v1/places?q=minn", `"places";r=159`},
		{"/v1/physicians?q=a%20b%20c%20d%20e%20f", `"search";r=8`},
		{"/v1/physicians?near=60601&q=lindqvist", `"search";r=5`},
	} {
		if a := r.get(t, step.target); left(a) != step.left {
			t.Errorf("%s: RateLimit %s, want %s", step.target, left(a), step.left)
		}
	}
	r.engine.GET("/find", func(c *gin.Context) { // as a page does
		if wait, ok := r.door.Allow(c.Request); !ok {
			t.Errorf("a page has to wait %s", wait)
		}
	})
	r.engine.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/find?q=lindqvist", nil))
	a := r.get(t, "/v1/physicians?q=lindqvist") // 2 are left, 3 wanted: 1 more comes in 60/16 s
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "4" || left(a) != `"search";r=2` {
		t.Errorf("with 2 left: %d, Retry-After %s, RateLimit %s", a.status, a.header.Get("Retry-After"), left(a))
	}
	if a := r.get(t, "/v1/physicians?near=60601"); left(a) != `"search";r=1` {
		t.Errorf("by place: %d, RateLimit %s", a.status, left(a))
	}
	if a := r.do(t, http.MethodPost, "/v1/search", h, "q=lindqvist"); left(a) != `"search";r=1` { // a quarter of 16 less 3
		t.Errorf("form: %d, RateLimit %s", a.status, left(a))
	}
	one := newRig(t, fixture(t), func(o *settings) { o.Rate = 1; o.Now = noon })
	if a := one.get(t, "/v1/physicians?q=lindqvist"); a.status != http.StatusOK || left(a) != `"search";r=0` {
		t.Errorf("where a budget is smaller than the cost: %d, RateLimit %s", a.status, left(a))
	}
}

func TestRateOfForms(t *testing.T) {
	r := newRig(t, fixture(t), func(o *settings) { o.Rate = 8; o.Now = noon })
	post := func(origin, body string) *answer {
		h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		if origin != "" {
			h.Set("Origin", origin)
		}
		return r.do(t, http.MethodPost, "/v1/search", h, body)
	}
	for i := range 2 { // a quarter of 8
		if a := post("", "near=60601"); a.status != http.StatusOK {
			t.Fatalf("program's search %d answered %d", i+1, a.status)
		}
	}
	if a := post("", "near=60601"); a.status != http.StatusTooManyRequests {
		t.Errorf("a program over its budget was answered %d", a.status)
	}
	for i := range 2 { // the partner's own limit
		if a := post("https://slow.example", "key=pk_slow&near=60601"); a.status != http.StatusOK {
			t.Fatalf("partner's search %d answered %d", i+1, a.status)
		}
	}
	a := post("https://slow.example", "key=pk_slow&near=60601")
	if a.status != http.StatusTooManyRequests || a.header.Get("Access-Control-Allow-Origin") != "https://slow.example" {
		t.Errorf("a partner over its budget was answered %d, CORS %q", a.status, a.header.Get("Access-Control-Allow-Origin"))
	}
	for i := range 5 { // what is left of the prefix: 8 less 3 spent by the partner's pages
		if a := post("https://clinic.example", "key=pk_clinic&near=60601"); a.status != http.StatusOK {
			t.Fatalf("other partner's search %d answered %d", i+1, a.status)
		}
	}
	if a := post("https://clinic.example", "key=pk_clinic&near=60601"); a.status != http.StatusTooManyRequests {
		t.Errorf("a prefix over its budget was answered %d", a.status)
	}
}

func TestClientAddress(t *testing.T) {
	forwarded := []string{"X-Forwarded-For", "198.51.100.9"}
	for _, c := range []struct {
		name    string
		proxies []string
		apart   bool // whether the forwarded address has a budget of its own
	}{
		{"no proxy is trusted by default", nil, false},
		{"another proxy is trusted", []string{"10.0.0.0/8"}, false},
		{"our proxy is trusted", []string{"192.0.2.0/24"}, true}, // httptest's own address
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, fixture(t), func(o *settings) { o.Rate = 1; o.TrustedProxies = c.proxies; o.Now = noon })
			r.get(t, "/v1/physicians?near=60601")
			got := r.get(t, "/v1/physicians?near=60601", forwarded...).status
			if (got == http.StatusOK) != c.apart {
				t.Errorf("answered %d", got)
			}
		})
	}
}
