package api

import (
	"net/http"
	"strconv"
	"testing"
	"time"
)

func TestPrefixOf(t *testing.T) {
	for _, c := range []struct{ name, address, want string }{
		{"IPv4", "203.0.113.77", "203.0.113.0/24"},
		{"IPv4 in IPv6", "::ffff:203.0.113.77", "203.0.113.0/24"},
		{"IPv6", "2001:db8:1:2ff:3:4:5:6", "2001:db8:1:200::/56"},
		{"IPv6 with zone", "fe80::1%eth0", "fe80::/56"},
		{"none", "", "unknown"},
		{"text", "55401", "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := prefixOf(c.address); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestLimiterForgetsTheOldest(t *testing.T) {
	now := noon()
	l := newLimiter(2, func() time.Time { return now })
	one := func(key string) budget { return budget{name: "search", key: key, perMinute: 1} }
	if _, _, wait := l.take(one("a")); wait != 0 {
		t.Fatal("the first search was refused")
	}
	if _, _, wait := l.take(one("a")); wait != time.Minute {
		t.Errorf("wait %s, want a minute", wait)
	}
	l.take(one("b"))
	l.take(one("c")) // forgets a
	if _, _, wait := l.take(one("a")); wait != 0 {
		t.Error("a forgotten budget was not whole")
	}
	if len(l.buckets) != 2 || l.recent.Len() != 2 {
		t.Errorf("%d buckets, %d in line; at most 2 expected", len(l.buckets), l.recent.Len())
	}
}

func TestRateOfSearches(t *testing.T) {
	now := noon()
	r := newRig(t, fixture(t), func(o *Options) { o.Rate = 3; o.Now = func() time.Time { return now } })
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

func TestRateOfForms(t *testing.T) {
	r := newRig(t, fixture(t), func(o *Options) { o.Rate = 8; o.Now = noon })
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
			r := newRig(t, fixture(t), func(o *Options) { o.Rate = 1; o.TrustedProxies = c.proxies; o.Now = noon })
			r.get(t, "/v1/physicians?near=60601")
			got := r.get(t, "/v1/physicians?near=60601", forwarded...).status
			if (got == http.StatusOK) != c.apart {
				t.Errorf("answered %d", got)
			}
		})
	}
}
