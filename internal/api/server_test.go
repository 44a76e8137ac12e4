package api

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/partner"
)

var formHeader = []string{"Content-Type", "application/x-www-form-urlencoded"}

// serverRig is a rig whose partners have another entry, with two servers' keys.
func serverRig(t *testing.T, rate int) (r *rig, keys [2]string) {
	t.Helper()
	var kept [2]string
	for i := range keys {
		key, k := partner.NewServerKey()
		keys[i], kept[i] = key, fmt.Sprintf(`{"sha256":%q}`, k.SHA256)
	}
	now := noon()
	r = newRig(t, fixture(t), func(o *settings) {
		o.Rate, o.Now = rate, func() time.Time { return now }
		o.Partners = strings.Replace(testPartners, `{"partners":[`, `{"partners":[
			{"id":"integrator","name":"Integrator","status":"active","server_keys":[`+kept[0]+`,`+kept[1]+`]},
			{"id":"busy","name":"Busy","status":"active","server_searches_per_minute":7,"server_keys":[`+keptOf("sk_busy")+`]},`, 1)
	})
	return r, keys
}

// keptOf is the hash of a key that a test has thought up.
func keptOf(key string) string {
	return fmt.Sprintf(`{"sha256":"%x"}`, sha256.Sum256([]byte(key)))
}

// TestServerKeysAtTheDoor sends keys in every way: from servers, from browsers,
// wrong ones, where they are not asked for.
func TestServerKeysAtTheDoor(t *testing.T) {
	r, keys := serverRig(t, 60)
	bearer := func(key string) []string { return []string{"Authorization", "Bearer " + key} }
	tests := []struct {
		name, method, target string
		header               []string
		status               int
		kind, budget         string
	}{
		{"a server", "GET", "/v1/physicians?near=60601", bearer(keys[0]), 200, "", `"search";q=600;w=60`},
		{"its other key", "GET", "/v1/physicians?near=60601", bearer(keys[1]), 200, "", `"search";q=600;w=60`},
		{"in small letters", "GET", "/v1/physicians?near=60601", []string{"Authorization", "bearer " + keys[0]}, 200, "", `"search";q=600;w=60`},
		{"a budget of its own", "GET", "/v1/physicians?near=60601", bearer("sk_busy"), 200, "", `"search";q=7;w=60`},
		{"suggestions", "GET", "/v1/places?q=minn", bearer(keys[0]), 200, "", `"places";q=6000;w=60`},
		{"an export", "GET", "/v1/export", bearer(keys[0]), 200, "", `"export";q=2;w=60`},
		{"a form", "POST", "/v1/search", append(bearer(keys[0]), formHeader...), 200, "", `"search";q=600;w=60`},
		{"a form without a key", "POST", "/v1/search", formHeader, 200, "", `"search";q=15;w=60`},
		{"nobody", "GET", "/v1/physicians?near=60601", nil, 200, "", `"search";q=60;w=60`},
		{"an unknown key", "GET", "/v1/physicians?near=60601", bearer(keys[0] + "x"), 401, "server-key-not-valid", ""},
		{"a publishable key", "GET", "/v1/physicians?near=60601", bearer("pk_clinic"), 401, "server-key-not-valid", ""},
		{"no key", "GET", "/v1/physicians?near=60601", []string{"Authorization", "Bearer "}, 200, "", `"search";q=60;w=60`},
		{"another way of asking", "GET", "/v1/physicians?near=60601", []string{"Authorization", "Basic " + keys[0]}, 200, "", `"search";q=60;w=60`},
		{"a page", "GET", "/v1/physicians?near=60601", append(bearer(keys[0]), "Origin", "https://clinic.example"), 403, "server-key-in-browser", ""},
		{"a page without an origin", "GET", "/v1/physicians?near=60601", append(bearer(keys[0]), "Origin", "null"), 403, "server-key-in-browser", ""},
		{"a page of our own", "GET", "/v1/physicians?near=60601", append(bearer(keys[0]), "Sec-Fetch-Site", "same-origin"), 403, "server-key-in-browser", ""},
		{"a page's form", "POST", "/v1/search", append(append(bearer(keys[0]), formHeader...), "Origin", "https://clinic.example"), 403, "server-key-in-browser", ""},
		{"a page's wrong key", "GET", "/v1/physicians?near=60601", append(bearer("sk_wrong"), "Origin", "https://clinic.example"), 403, "server-key-in-browser", ""},
		{"where no keys are taken", "GET", "/healthz", bearer("sk_wrong"), 200, "", ""},
	}
	for _, tt := range tests {
		h := http.Header{}
		for i := 0; i < len(tt.header); i += 2 {
			h.Add(tt.header[i], tt.header[i+1])
		}
		body := ""
		if tt.method == http.MethodPost {
			body = "near=60601"
		}
		a := r.do(t, tt.method, tt.target, h, body)
		if kind, _ := a.at("type").(string); a.status != tt.status || tt.kind != "" && kind != "/problems/"+tt.kind || a.header.Get("RateLimit-Policy") != tt.budget {
			t.Errorf("%s: %d %s, %q; want %d %s, %q", tt.name, a.status, kind, a.header.Get("RateLimit-Policy"), tt.status, tt.kind, tt.budget)
		}
		if tt.status >= 400 && a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: a page may read the refusal", tt.name)
		}
		if (a.header.Get("WWW-Authenticate") != "") != (tt.status == 401) {
			t.Errorf("%s: WWW-Authenticate %q", tt.name, a.header.Get("WWW-Authenticate"))
		}
	}
	if log := r.log.String(); strings.Contains(log, keys[0]) || strings.Contains(log, "sk_") {
		t.Error("the log holds a key")
	}
}

// TestServerBudgets spends a partner's budget and an address's, which leave each
// other alone.
func TestServerBudgets(t *testing.T) {
	r, keys := serverRig(t, 2)
	ask := func(key string) *answer {
		if key == "" {
			return r.get(t, "/v1/physicians?near=60601")
		}
		return r.get(t, "/v1/physicians?near=60601", "Authorization", "Bearer "+key)
	}
	for n := range 20 {
		if a := ask(keys[n%2]); a.status != http.StatusOK {
			t.Fatalf("search %d of the server: %d", n, a.status)
		}
	}
	if a := ask(keys[0]); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "3" {
		t.Errorf("beyond 20 a minute for both keys together: %d, %s", a.status, a.header.Get("Retry-After"))
	}
	if a := ask("sk_busy"); a.status != http.StatusOK {
		t.Errorf("another partner: %d", a.status)
	}
	for n := range 2 {
		if a := ask(""); a.status != http.StatusOK {
			t.Errorf("search %d of the address: %d", n, a.status)
		}
	}
	if a := ask(""); a.status != http.StatusTooManyRequests {
		t.Errorf("beyond the address's: %d", a.status)
	}
}
