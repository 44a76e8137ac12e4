package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var ofProxy = []ailment{
	{"no public address", env("FINDER_BASE_URL", ""), []string{"base-url?"}, "FINDER_BASE_URL"},
	{"a public address by http", env("FINDER_BASE_URL", "http://finder.invalid"), []string{"public-http", "public-away"}, "http://finder.invalid"},
	{"nobody at the public address", env("FINDER_BASE_URL", "https://127.0.0.1:9"), []string{"public-away"}, "https://127.0.0.1:9"},
	{"another program at the public address", at("strange"), []string{"public-strange"}, "no finder"},
	{"a certificate that ends", at("ending"), []string{"certificate-old"}, "in 2 days"},
	{"a certificate of a stranger", at("stranger"), []string{"certificate-bad"}, "not to be trusted"},
	{"metrics through the proxy", at("metrics"), []string{"admin-public"}, "/metrics"},
	{"compression in the proxy", at("packs"), []string{"proxy-packs"}, "gzip"},
	{"no compression at all", at("unpacks"), []string{"proxy-unpacks?"}, `""`},
	{"a proxy that is not trusted", func(t *testing.T, w *sickbay, c *call) {
		at("untrusted")(t, w, c)
		c.env["FINDER_TRUSTED_PROXIES"] = ""
		c.flags["admin"] = w.admin[2:]
	}, []string{"proxy-untrusted"}, "127.0.0.1"},
	{"a proxy that hides callers", at("hides"), []string{"proxy-hides"}, "X-Forwarded-For"},
	{"http arrives where https is served", at("scheme"), []string{"proxy-scheme"}, "come in as http"},
	{"another host arrives", at("host"), []string{"proxy-host?"}, "inside.example"},
	{"a replica without callers", at("one"), []string{"proxy-passes-by"}, "sends nothing"},
}

// at returns an ailment of the proxy.
func at(name string) func(*testing.T, *sickbay, *call) {
	return func(_ *testing.T, w *sickbay, c *call) { c.env["FINDER_BASE_URL"] = w.sites[name] }
}

// proxy starts Caddy, with deploy/Caddyfile for the good site and a file of its
// own for those on which something is wrong.
func (w *sickbay) proxy(t *testing.T, base string) {
	t.Helper()
	caddy, err := exec.LookPath("caddy")
	if err != nil {
		sickbayNeeds(t, err, exec.ErrNotFound)
	}
	authority, key := w.certificate(t, "authority", 1, nil, nil, 90)
	w.certificate(t, "good", 1, authority, key, 90)
	w.certificate(t, "ending", 2, authority, key, 3)
	w.certificate(t, "stranger", 3, nil, nil, 90)
	var upstreams []string
	for _, r := range w.replicas {
		upstreams = append(upstreams, strings.TrimPrefix(r.URL, "http://"))
	}
	both := strings.Join(upstreams[:2], " ")
	w.sites = map[string]string{"": base}
	config := "{\n\tadmin off\n\tauto_https disable_redirects\n}\n"
	for name, site := range map[string]struct{ certificate, rules string }{
		"untrusted": {"good", "reverse_proxy " + upstreams[2]},
		"hides":     {"good", "reverse_proxy " + both + " {\n header_up -X-Forwarded-For\n }"},
		"scheme":    {"good", "reverse_proxy " + both + " {\n header_up X-Forwarded-Proto http\n }"},
		"host":      {"good", "reverse_proxy " + both + " {\n header_up Host inside.example\n }"},
		"packs":     {"good", "encode gzip\n reverse_proxy " + both},
		"unpacks":   {"good", "reverse_proxy " + both + " {\n header_up -Accept-Encoding\n }"},
		"one":       {"good", "reverse_proxy " + upstreams[0]},
		"metrics":   {"good", "reverse_proxy /metrics " + w.admin[0] + "\n reverse_proxy " + both},
		"strange":   {"good", "respond hello"},
		"ending":    {"ending", "reverse_proxy " + both},
		"stranger":  {"stranger", "reverse_proxy " + both},
	} {
		w.sites[name] = "https://" + freeLoopback(t)
		if host, own := map[string]string{"ending": "127.0.0.2", "stranger": "127.0.0.3"}[name]; own { // Caddy goes by the address
			w.sites[name] = strings.Replace(w.sites[name], "127.0.0.1", host, 1)
		}
		config += fmt.Sprintf("%s {\n tls %s %s\n %s\n}\n", w.sites[name], w.path("tls/"+site.certificate+".pem"), w.path("tls/"+site.certificate+".key"), site.rules)
	}
	good, err := filepath.Abs(filepath.Join(root, "deploy/Caddyfile"))
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(freeLoopback(t), ":")
	for _, file := range []string{good, w.write(t, "Caddyfile", config, 0o600)} {
		cmd := exec.Command(caddy, "run", "--adapter", "caddyfile", "--config", file)
		cmd.Env = append(os.Environ(), "SITE="+strings.TrimPrefix(base, "https://"), "UPSTREAMS="+both, "TLS="+w.path("tls/good.pem")+" "+w.path("tls/good.key"),
			"HTTP_PORT="+port, "XDG_DATA_HOME="+w.path("caddy"), "XDG_CONFIG_HOME="+w.path("caddy"))
		var out bytes.Buffer
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			cmd.Process.Kill()
			cmd.Wait()
			if t.Failed() {
				t.Logf("caddy: %s", out.Bytes()[max(0, out.Len()-1500):])
			}
		})
	}
	for _, site := range w.sites {
		await(t, "the proxy listens at "+site, func() bool {
			conn, err := net.Dial("tcp", strings.TrimPrefix(site, "https://"))
			if err == nil {
				conn.Close()
			}
			return err == nil
		})
	}
}

// certificate makes one for 127.0.0.host that has 90 days, of which so many are
// left; signed by an authority, or by itself.
func (w *sickbay) certificate(t *testing.T, name string, host byte, by *x509.Certificate, with *ecdsa.PrivateKey, left int) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, host)},
		NotBefore: time.Now().AddDate(0, 0, left-90).Add(-time.Hour), NotAfter: time.Now().AddDate(0, 0, left),
		BasicConstraintsValid: true, IsCA: by == nil,
	}
	if by == nil {
		by, with = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, by, &key.PublicKey, with)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "tls/"+name+".pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 0o600)
	w.write(t, "tls/"+name+".key", string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})), 0o600)
	return c, key
}
