package cluster

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// An agent is signed in to the console. Its cookies are carried by hand: a
// browser would send them over TLS only.
type agent struct {
	client *http.Client
	cookie string
}

// newAgent makes an account in the store that env names and signs it in at base.
func newAgent(t testing.TB, c *Cluster, base, name string, env ...string) *agent {
	t.Helper()
	out, err := c.Run(t.Context(), append([]string{"FINDER_DIR=" + c.path("service")}, env...), "staff", "add", "--generate", name)
	if err != nil {
		t.Fatal(err)
	}
	return signIn(t, base, name, strings.TrimSpace(out))
}

func signIn(t testing.TB, base, name, password string) *agent {
	t.Helper()
	a := &agent{client: &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // the certificate is the test's own
	}}
	res, err := a.client.PostForm(base+"/console/sign-in", url.Values{"name": {name}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var cookies []string
	for _, c := range res.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	a.cookie = strings.Join(cookies, "; ")
	if res.StatusCode != http.StatusSeeOther || a.cookie == "" {
		body, _ := io.ReadAll(res.Body)
		t.Fatalf("sign-in answered %d\n%s", res.StatusCode, body)
	}
	return a
}

// ask sends a request of the console's own interface and decodes the answer,
// if it is one, into out.
func (a *agent) ask(t testing.TB, address string, in, out any) int {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", a.cookie)
	req.Header.Set("Content-Type", "application/json")
	res, err := a.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode == http.StatusOK && out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	return res.StatusCode
}

// A referralCase is what the tests keep of a case.
type referralCase struct {
	Reference string
	Agent     string
	Surgeons  []map[string]any
	Note      string
	Version   int
}

// refer makes a case of the first surgeon near Chicago, at the office that the
// search shows, under an idempotency key, and returns it with the status of
// the answer.
func (a *agent) refer(t testing.TB, base, key string) (referralCase, int) {
	t.Helper()
	card := decoded(t, get(t, base+places[0])).Data[0]
	location, _ := card["location"].(map[string]any)
	var made referralCase
	status := a.ask(t, base+"/console/api/cases", map[string]any{
		"question": map[string]any{"text": "60601", "radius": 300},
		"surgeons": []any{map[string]any{"npi": card["npi"], "office": location["id"]}},
		"language": "en", "how": "read", "note": "prefers mornings", "idempotency": key,
	}, &made)
	return made, status
}

// open reads a case back.
func (a *agent) open(t testing.TB, base, reference string) (referralCase, int) {
	t.Helper()
	var found referralCase
	status := a.ask(t, base+"/console/api/cases/open", map[string]any{"reference": reference}, &found)
	return found, status
}
