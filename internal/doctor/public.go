package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/door"
)

// packed is what a browser takes.
const packed = "gzip, deflate, br"

// public looks at the pages as people reach them.
func (v *visit) public(ctx context.Context) {
	if v.BaseURL == "" {
		v.warn("base-url", "FINDER_BASE_URL is not set", "Pages name the host that a request makes up, sitemaps are not cached, and doctor cannot look at the proxy.", "Set it to where people reach the pages.")
		return
	}
	if u, err := url.Parse(v.BaseURL); err == nil && u.Scheme != "https" && !loopback(u.Hostname()) {
		v.fault("public-http", "FINDER_BASE_URL is "+v.BaseURL, "Where people are and what they look for can be read on the way; the console's cookie is not sent.", "Serve https: deploy/Caddyfile fetches certificates.")
	}
	res, _, err := ask(ctx, http.MethodGet, v.BaseURL+"/healthz", nil)
	if err != nil {
		v.notPublic = true
		v.unreached(err)
		return
	}
	if res.Header.Get("X-Request-Id") == "" || res.StatusCode != http.StatusOK {
		v.notPublic = true
		v.fault("public-strange", fmt.Sprintf("what answers at %s (%s) is no finder", v.BaseURL, res.Status), "Nobody reaches the pages.", "Does the name lead to the proxy, and the proxy to the replicas?")
		return
	}
	if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		v.clock(v.BaseURL, date)
	}
	if res.TLS != nil {
		v.certificate(res.TLS.PeerCertificates[0])
	}
	for _, path := range []string{"/metrics", "/debug/pprof/cmdline"} {
		if res, _, err := ask(ctx, http.MethodGet, v.BaseURL+path, nil); err == nil && res.StatusCode == http.StatusOK {
			v.fault("admin-public", v.BaseURL+path+" answers the public", "Metrics and profiles are for operators; a profile can hold a place.", "Let the proxy lead to the replicas' FINDER_ADDR alone.")
			break
		}
	}
	v.packing(ctx)
}

// packing looks at who packs answers: the replicas do, but for the console.
func (v *visit) packing(ctx context.Context) {
	header := http.Header{"Accept-Encoding": {packed}}
	if res, _, err := ask(ctx, http.MethodGet, v.BaseURL+"/console", header); err == nil && res.Header.Get("Content-Encoding") != "" {
		v.fault("proxy-packs", "the proxy packs the console's pages ("+res.Header.Get("Content-Encoding")+")",
			"By the length of packed pages the secrets in them can be guessed; the finder leaves these plain on purpose.", "Take compression (encode, gzip) out of the proxy: the finder packs by itself.")
	}
	if res, _, err := ask(ctx, http.MethodGet, v.BaseURL+"/", header); err == nil && res.StatusCode == http.StatusOK && res.Header.Get("Content-Encoding") != "br" {
		v.warn("proxy-unpacks", fmt.Sprintf("pages come packed as %q, not as br", res.Header.Get("Content-Encoding")),
			"They are a seventh larger, or four times, on slow telephones.", "Let the proxy pass Accept-Encoding on, and pack nothing itself.")
	}
}

// unreached says why a page could not be had.
func (v *visit) unreached(err error) {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	switch {
	case errors.As(err, &invalid), errors.As(err, &unknown), errors.As(err, &name), errors.As(err, new(*tls.CertificateVerificationError)):
		v.fault("certificate-bad", fmt.Sprintf("the certificate of %s is not to be trusted: %v", v.BaseURL, err), "Browsers refuse the pages.",
			"Let the proxy fetch a certificate, or renew yours. Of an authority of your own, name the file in SSL_CERT_FILE.")
	default:
		v.fault("public-away", fmt.Sprintf("nobody answers at %s: %v", v.BaseURL, err), "Nobody reaches the pages.", "Start the proxy; mend its name in DNS, or FINDER_BASE_URL.")
	}
}

// certificate looks at how long a certificate lasts. One that is renewed in time
// never has less than a third of its life left.
func (v *visit) certificate(c *x509.Certificate) {
	if left := c.NotAfter.Sub(v.Now()); left < c.NotAfter.Sub(c.NotBefore)/5 {
		v.fault("certificate-old", fmt.Sprintf("the certificate of %s ends on %s, in %d days", v.BaseURL, c.NotAfter.UTC().Format(time.DateOnly), int(left.Hours()/24)),
			"From then on browsers refuse the pages. It should have been renewed by now.", "The proxy's log says why it was not; renew yours, if it is your own, and restart the proxy.")
	}
}

// arrival looks at how a request comes in at each replica that came through the
// proxy.
func (v *visit) arrival(ctx context.Context) {
	if v.BaseURL == "" || len(v.Admin) == 0 {
		v.notAsked("how requests come in at the replicas: FINDER_BASE_URL and --admin ADDR")
		return
	}
	if v.notPublic {
		return
	}
	tokens := map[string]string{} // by admin listener
	var all []string
	for _, admin := range v.Admin {
		res, token, err := ask(ctx, http.MethodPost, "http://"+admin+"/arrivals", nil)
		if err == nil && res.StatusCode == http.StatusOK {
			tokens[admin] = string(token)
			all = append(all, string(token))
		}
	}
	came := map[string]door.Arrival{}
	for range 4 * len(all) {
		res, _, err := ask(ctx, http.MethodGet, v.BaseURL+"/healthz", http.Header{"Accept-Encoding": {packed}, door.ArrivalHeader: {strings.Join(all, ",")}})
		if err != nil || res.StatusCode != http.StatusOK {
			return // the pages' own check tells
		}
		for admin, token := range tokens {
			if _, done := came[admin]; done {
				continue
			}
			res, body, err := ask(ctx, http.MethodGet, "http://"+admin+"/arrivals/"+token, nil)
			var a door.Arrival
			if err == nil && res.StatusCode == http.StatusOK && json.Unmarshal(body, &a) == nil {
				came[admin] = a
			}
		}
		if len(came) == len(tokens) {
			break
		}
	}
	told := map[string]bool{}
	for _, admin := range v.Admin {
		a, ok := came[admin]
		switch {
		case tokens[admin] == "": // its metrics' check tells
		case !ok:
			v.fault("proxy-passes-by", fmt.Sprintf("the proxy at %s sends nothing to the replica whose metrics are at %s", v.BaseURL, admin), "It carries no load, and cannot stand in.", "Name all replicas in UPSTREAMS; look at why this one counts as down.")
		case !told[a.Peer+a.Scheme]:
			told[a.Peer+a.Scheme] = true
			v.arrived(&a)
		}
	}
}

// arrived judges how a request came in.
func (v *visit) arrived(a *door.Arrival) {
	base, err := url.Parse(v.BaseURL)
	switch {
	case !a.Trusted:
		v.fault("proxy-untrusted", "requests come from "+a.Peer+", which FINDER_TRUSTED_PROXIES does not name",
			"All callers count as the proxy and share one budget (429); pages name themselves by http.", "FINDER_TRUSTED_PROXIES="+a.Peer+", if that is your proxy.")
	case len(a.Forwarded) == 0:
		v.fault("proxy-hides", "the proxy at "+a.Peer+" sends no X-Forwarded-For", "All callers count as the proxy and share one budget (429).", "Let it send X-Forwarded-For; deploy/Caddyfile does.")
	}
	switch {
	case err != nil:
	case a.Trusted && base.Scheme == "https" && a.Scheme != "https":
		v.fault("proxy-scheme", fmt.Sprintf("requests to %s come in as %s (X-Forwarded-Proto %q)", v.BaseURL, a.Scheme, a.Proto),
			"No Strict-Transport-Security, and pages and sign-in name themselves by http.", "Let the proxy send X-Forwarded-Proto: https.")
	}
	if err == nil && !strings.EqualFold(a.Host, base.Host) {
		v.warn("proxy-host", fmt.Sprintf("requests to %s come in for the host %s", v.BaseURL, a.Host),
			"Browsers that send no Sec-Fetch-Site cannot sign in to the console: what comes from its own page looks like another's.", "Let the proxy pass Host on as it came.")
	}
}
