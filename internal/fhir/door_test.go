package fhir_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

// TestDoor holds what the door finds to an OperationOutcome: no such path, no
// such method, too long, too often, broken.
func TestDoor(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for _, c := range []struct {
		method, target string
		status         int
		code           string
		header         []string
	}{
		{"GET", "/fhir", 404, "not-found", nil},
		{"GET", "/fhir/", 404, "not-found", nil},
		{"GET", "/fhir/Patient", 404, "not-found", nil},
		{"GET", "/fhir/Practitioner/x", 404, "not-found", nil},
		{"GET", "/fhir/Practitioner/2000000069", 404, "not-found", nil},
		{"GET", "/fhir/Location/2000000010-nowhere", 404, "not-found", nil},
		{"GET", "/fhir/Location/-", 404, "not-found", nil},
		{"GET", "/fhir/Practitioner/2000000010/_history/1", 404, "not-found", nil},
		{"GET", "/fhir/Patient", 404, "not-found", []string{"Accept", "text/html"}},
		{"POST", "/fhir/Practitioner", 405, "not-supported", nil},
		{"PUT", "/fhir/Practitioner/2000000010", 405, "not-supported", nil},
		{"DELETE", "/fhir/Practitioner/2000000010", 405, "not-supported", nil},
		{"GET", "/fhir/Practitioner/_search", 404, "not-found", nil},
		{"GET", "/fhir/Practitioner?name=" + strings.Repeat("a", 5_000), 414, "too-long", nil},
		{"GET", "/fhir/Practitioner?_format=xml", 406, "not-supported", nil},
		{"GET", "/fhir/Practitioner", 406, "not-supported", []string{"Accept", "application/fhir+xml"}},
		{"GET", "/fhir/Practitioner", 406, "not-supported", []string{"Accept", "application/fhir+json; fhirVersion=5.0"}},
		{"GET", "/fhir/metadata", 406, "not-supported", []string{"Accept", "application/fhir+json;q=0"}},
	} {
		a := r.do(t, c.method, c.target, "", c.header...)
		if a.status != c.status || a.at("resourceType") != "OperationOutcome" || a.at("issue.0.code") != c.code ||
			a.header.Get("Content-Type") != "application/fhir+json; charset=utf-8" || a.header.Get("X-Request-Id") == "" {
			t.Errorf("%s %.60s %v answered %d %s %s", c.method, c.target, c.header, a.status, a.header.Get("Content-Type"), a.raw)
		}
	}
	for _, accept := range []string{"", "*/*", "application/json", "application/fhir+json; fhirVersion=4.0", "text/html, application/fhir+xml;q=0.9, */*;q=0.8", "application/fhir+xml, application/fhir+json"} {
		if a := r.get(t, "/fhir/Practitioner?_format=", "Accept", accept); a.status != http.StatusOK {
			t.Errorf("Accept: %s answered %d", accept, a.status)
		}
	}
	if a := r.do(t, "GET", "/v1/nothing", ""); a.at("type") != "/problems/unknown-path" {
		t.Errorf("another face's refusals changed: %s", a.raw)
	}
	if a := r.do(t, "GET", "/fhirs", ""); a.at("type") != "/problems/unknown-path" {
		t.Errorf("what only begins alike is no address of the face: %s", a.raw)
	}
}

// TestBudget spends the same searches as the other faces, names more of them.
func TestBudget(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 12)
	for range 2 {
		r.ok(t, "/v1/physicians?near=55401")
	}
	for range 2 {
		r.ok(t, "/fhir/Practitioner/2000000010")
		r.ok(t, "/fhir/Practitioner")
	}
	a := r.ok(t, "/fhir/Practitioner?family=Lindqvist") // asks the index
	if left := a.header.Get("RateLimit"); !strings.Contains(left, "r=3;") {
		t.Errorf("RateLimit is %q", left)
	}
	r.ok(t, "/fhir/Practitioner?family=Lindqvist")
	a = r.get(t, "/fhir/Practitioner")
	if a.status != http.StatusTooManyRequests || a.at("issue.0.code") != "throttled" || a.header.Get("Retry-After") == "" {
		t.Errorf("answered %d %s", a.status, a.raw)
	}
	if a := r.ok(t, "/fhir/metadata"); a.at("resourceType") != "CapabilityStatement" {
		t.Errorf("the statement costs: %s", a.raw)
	}
}

// TestPrivacy keeps what was asked out of the log, whatever comes of it.
func TestPrivacy(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for _, target := range []string{
		"Practitioner?family=Xanthippe", "PractitionerRole?near=12.3456|-65.4321", "Practitioner?Xanthippe=1", "Practitioner?_page=Xanthippe",
		"Practitioner/Xanthippe", "Xanthippe", "PractitionerRole?near=12.3456|Xanthippe",
	} {
		r.get(t, "/fhir/"+target)
	}
	r.do(t, "POST", "/fhir/PractitionerRole/_search", "practitioner.family=Xanthippe&near=12.3456|-65.4321", "Content-Type", "application/x-www-form-urlencoded")
	if log := r.log.String(); strings.Contains(log, "Xanthippe") || strings.Contains(log, "12.3456") || !strings.Contains(log, "/fhir/Practitioner") {
		t.Errorf("the log holds:\n%s", log)
	}
}

// TestAway answers what is in memory while the index is away, and says so; what
// needs the index is refused.
func TestAway(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	r.index.SetDown(true)
	if a := r.get(t, "/fhir/Practitioner?family=Lindqvist"); a.status != http.StatusServiceUnavailable || a.at("issue.0.code") != "transient" || a.header.Get("Retry-After") == "" {
		t.Errorf("a name answered %d %s", a.status, a.raw)
	}
	a := r.ok(t, "/fhir/PractitionerRole?near=44.98|-93.27")
	if told := a.entries("outcome"); a.at("total") != 2.0 || len(told) != 1 || at(told[0], "resource.issue.0.code") != "transient" {
		t.Errorf("a place answered %s", a.raw)
	}
}

// TestOneGeneration lets a new generation go live in the middle of an answer,
// once and at every try: an answer is of one generation, or 503.
func TestOneGeneration(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	turn, turns := 1, 1
	r.index.SetHook(func(ctx context.Context, c searchtest.Call) error {
		if c.Method != "Match" || turns == 0 {
			return nil
		}
		turn, turns = turn+1, turns-1
		renamed := clinic()
		for i := range renamed {
			renamed[i].name = fmt.Sprint("Practice of generation ", turn)
		}
		r.index.Publish(fmt.Sprint("g", turn), listingsOf(t, renamed))
		return r.finder.Load(ctx)
	})
	const target = "/fhir/Practitioner?family=lind&_revinclude=PractitionerRole:practitioner"
	a := r.ok(t, target)
	roles := a.entries("include")
	for _, e := range roles {
		if at(e, "resource.contained.0.name") != "Practice of generation 2" {
			t.Errorf("of another generation: %v", e)
		}
	}
	if len(roles) != 3 || turns != 0 {
		t.Errorf("%d roles, %d turns left: %s", len(roles), turns, a.raw)
	}
	turns = 1_000
	if a := r.get(t, target); a.status != http.StatusServiceUnavailable || a.at("issue.0.code") != "transient" || a.header.Get("Retry-After") == "" {
		t.Errorf("a directory that never rests answered %d %s", a.status, a.raw)
	}
}

// TestHead answers HEAD by way of a server as GET, without the body.
func TestHead(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	server := httptest.NewServer(r.engine)
	defer server.Close()
	for _, target := range []string{"metadata", "Practitioner", "Practitioner/2000000010", "Nothing"} {
		get, err := http.Get(server.URL + "/fhir/" + target)
		if err != nil {
			t.Fatal(err)
		}
		get.Body.Close()
		head, err := http.Head(server.URL + "/fhir/" + target)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(head.Body)
		head.Body.Close()
		if err != nil || head.StatusCode != get.StatusCode || len(body) != 0 || head.ContentLength != get.ContentLength || head.ContentLength <= 0 {
			t.Errorf("HEAD %s answered %d, %d bytes of %d: %v", target, head.StatusCode, len(body), head.ContentLength, err)
		}
	}
}

// TestServerKeys holds keys to what the interface takes, in FHIR's words.
func TestServerKeys(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 60)
	a := r.get(t, "/fhir/Practitioner?name=Lindqvist", "Authorization", "Bearer sk_wrong")
	if a.status != http.StatusUnauthorized || a.at("issue.0.code") != "login" || a.at("resourceType") != "OperationOutcome" {
		t.Errorf("an unknown key: %d %s", a.status, a.raw)
	}
	a = r.get(t, "/fhir/Practitioner?name=Lindqvist", "Authorization", "Bearer sk_wrong", "Origin", "https://clinic.example")
	if a.status != http.StatusForbidden || a.at("issue.0.code") != "forbidden" {
		t.Errorf("from a page: %d %s", a.status, a.raw)
	}
}
