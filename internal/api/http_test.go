package api

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/door"
)

// HEAD answers as GET does: the same headers, and the length, where it says
// one, of what GET sends, packed or not.
func TestHeadIsGetWithoutBody(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	packed, err := door.Compress(r.engine)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(packed)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	ask := func(method, target, encoding, accept string) (*http.Response, int) {
		req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", encoding)
		req.Header.Set("Accept", accept)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, len(body)
	}
	gzipped := 0
	for _, target := range []string{
		"/v1/physicians?near=55401", "/v1/physicians?near=55401&radius=-1", "/v1/physicians/2000000010", "/v1/physicians/2000000000",
		"/v1/export", "/v1/places?q=minn", "/v1/specialties", "/openapi.yaml", "/docs", "/healthz", "/readyz", "/problems/not-acceptable", "/nowhere",
	} {
		for _, encoding := range []string{"identity", "gzip", "gzip, br"} {
			for _, accept := range []string{"*/*", "text/csv", "text/html"} {
				get, n := ask(http.MethodGet, target, encoding, accept)
				head, none := ask(http.MethodHead, target, encoding, accept)
				what := target + " " + encoding + " " + accept
				if none != 0 || head.StatusCode != get.StatusCode {
					t.Errorf("%s: %d with %d bytes, GET %d", what, head.StatusCode, none, get.StatusCode)
				}
				// The id of a request packs to more or fewer bytes.
				if length, err := strconv.Atoi(head.Header.Get("Content-Length")); err == nil && max(length-n, n-length) > 16 {
					t.Errorf("%s: length %d, GET sends %d bytes", what, length, n)
				}
				if get.Header.Get("Content-Encoding") != "" {
					gzipped++
				}
				for _, of := range []*http.Response{get, head} {
					for _, name := range []string{"X-Request-Id", "Date", "Content-Length", "Ratelimit"} {
						of.Header.Del(name)
					}
				}
				if diff := cmp.Diff(get.Header, head.Header); diff != "" {
					t.Errorf("%s: headers of GET and HEAD:\n%s", what, diff)
				}
			}
		}
	}
	if gzipped < 8 {
		t.Errorf("only %d answers are packed", gzipped)
	}
}

// Whoever is refused for a format is told those that this address answers in.
func TestRefusedFormatsAreThoseOfTheRoute(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for target, want := range map[string][]string{
		"/v1/physicians?near=55401": {"application/json", "application/geo+json", "text/csv"},
		"/v1/physicians/2000000010": {"application/json"},
		"/v1/export":                {"application/x-ndjson", "text/csv"},
		"/v1/places?q=minn":         {"application/json"},
		"/v1/specialties":           {"application/json"},
	} {
		for _, lang := range []string{"en", "es"} {
			got := r.get(t, target, "Accept", "image/png", "Accept-Language", lang)
			if got.status != http.StatusNotAcceptable {
				t.Fatalf("%s: %d", target, got.status)
			}
			detail := problemOf(t, got).Detail
			for _, f := range []string{"application/json", "application/geo+json", "application/x-ndjson", "text/csv"} {
				if strings.Contains(detail, f) != slices.Contains(want, f) {
					t.Errorf("%s, %s: %q; want %v", target, lang, detail, want)
				}
			}
		}
		for _, f := range want {
			if got := r.get(t, target, "Accept", f); got.status != http.StatusOK {
				t.Errorf("%s as %s: %d", target, f, got.status)
			}
		}
	}
}

// A field that is not known is refused with all that are, those of the form too.
func TestUnknownFieldOfTheFormNamesAll(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for method, want := range map[string]bool{http.MethodPost: true, http.MethodGet: false} {
		target, body, header := "/v1/physicians?near=55401&nera=55401", "", http.Header{}
		if method == http.MethodPost {
			target, body = "/v1/search", "near=55401&nera=55401&key=pk_clinic"
			header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {"https://clinic.example"}}
		}
		got := r.do(t, method, target, header, body)
		faults := problemOf(t, got).Errors
		if got.status != http.StatusBadRequest || len(faults) != 1 {
			t.Fatalf("%s: %d %s", method, got.status, got.body)
		}
		for _, name := range []string{"key", "map", "texts"} {
			if slices.Contains(faults[0].Allowed, name) != want {
				t.Errorf("%s: allowed %v; %s among them: want %v", method, faults[0].Allowed, name, want)
			}
		}
		if !slices.Contains(faults[0].Allowed, "near") || !slices.IsSorted(faults[0].Allowed) {
			t.Errorf("%s: allowed %v", method, faults[0].Allowed)
		}
	}
}

// An encoded slash is no slash: what stands behind it is no path of ours.
func TestEncodedSlashSeparatesNothing(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	for _, target := range []string{
		"/v1%2fphysicians?near=55401", "/v1/physicians%2F2000000010", "/v1%2fspecialties", "/problems%2fnot-acceptable", "/docs%2fswagger-ui.css", "/v1/physicians/2000000010%2f",
	} {
		if got := r.get(t, target); got.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", target, got.status, got.body)
		}
	}
	if got := r.get(t, "/v1/physicians/%32000000010"); got.status != http.StatusOK { // the same address, RFC 3986, 6.2.2.2
		t.Errorf("an encoded digit: %d", got.status)
	}
}

func problemOf(t *testing.T, a *answer) (p door.Problem) {
	t.Helper()
	if err := json.Unmarshal(a.body, &p); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
	return p
}
