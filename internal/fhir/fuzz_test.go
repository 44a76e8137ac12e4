package fhir_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// What an answer may cost, whatever is asked.
const (
	mostCalls = 20
	mostBytes = 1 << 20
)

// A target is one parameter of one type of resource.
type target struct{ path, name string }

// targets reads every parameter out of the CapabilityStatement, so that a new
// one is attacked from its first day, beside those that shape an answer.
func targets(t testing.TB, r *rig) []target {
	t.Helper()
	var all []target
	for _, res := range r.ok(t, "/fhir/metadata").at("rest.0.resource").([]any) {
		kind := at(res, "type").(string)
		names := strings.Fields("_count _sort _page _include _revinclude _include:iterate _summary _format _total _lastUpdated _has:x:y:z name:exact unknown")
		for _, p := range at(res, "searchParam").([]any) {
			names = append(names, at(p, "name").(string))
		}
		for _, name := range names {
			all = append(all, target{"/fhir/" + kind, name})
		}
		all = append(all, target{"/fhir/" + kind + "/", ""}) // a read: the value is the id
	}
	return all
}

// hostile are values that have broken services before.
func hostile() []string {
	return []string{
		"", " ", "0", "-1", "1e309", "NaN", "Inf", "-0", "0x10", "٣", "99999999999999999999", "\x00", "a\x00b", "\xff\xfe", "\xed\xa0\x80", "\ufeff55401",
		"\u202e55401", "é́́́́́", strings.Repeat("🦴", 50), strings.Repeat("a", 99), strings.Repeat("a", 2_000), strings.Repeat(",", 900), strings.Repeat("|", 900),
		strings.Repeat(`\`, 99), `\`, `\,`, `a\`, `\|a`, "|", "||", "|||", "a|", "|a", "a|b|c", "a,b", ",", ",,", "$", "a$b", strings.Repeat("207T00000X,", 90),
		"' OR 1=1--", `" OR cells EXISTS`, "${jndi:ldap://x}", "{{7*7}}", "%s%n%x", "../../etc/passwd", "%2e%2e%2f", "<script>alert(1)</script>",
		"\r\nSet-Cookie: a=b", "a;b", "a&b=c", "#", "?", "[]", "{}", "null", "true", "false", "90|180", "-90|-180|500|[mi_us]", "91|0", "44|-93|1e3|km",
		"44|-93|.|km", "+.|-.", "44|-93|5|km,44|-93|5|km", "2000000010", "2000000011", "Practitioner/2000000010", "//", "Practitioner/", "Practitioner/x/y",
		"2000000010-elm", "2000000010-", "-", ".", "PractitionerRole:practitioner", "PractitionerRole:practitioner:Practitioner", "*", ":", "a:b:c:d",
		"near", "-near", "count", "json", "xml", "saddle numbness", "es-MX", "zh-Hant-TW-u-co-phonebk", "i-klingon", "x-private", strings.Repeat("a-", 400), "ZzE", "ZzEKMQ", "ZzEKLTE",
	}
}

// countCalls counts the searches by words that the index answers.
func countCalls(r *rig) *atomic.Int64 {
	calls := new(atomic.Int64)
	r.index.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Match" {
			calls.Add(1)
		}
		return nil
	})
	return calls
}

// FuzzFHIR sends hostile values as every parameter, by GET and by POST. Whatever
// is sent is answered with a resource that costs little; it is no fault of the
// server's, and a refusal names the parameter.
func FuzzFHIR(f *testing.F) {
	r := newRig(f, listingsOf(f, clinic()), 0)
	calls := countCalls(r)
	all := targets(f, r)
	for n, value := range hostile() {
		f.Add(uint16(n), value, "", n%2 == 0, n%3 == 0)
	}
	f.Fuzz(func(t *testing.T, which uint16, value, again string, post, strict bool) {
		attack(t, r, calls, all[int(which)%len(all)], value, again, post, strict)
	})
}

// TestHostile sends every hostile value as every parameter.
func TestHostile(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	calls, sent := countCalls(r), 0
	for _, tg := range targets(t, r) {
		for n, value := range hostile() {
			attack(t, r, calls, tg, value, "", n%2 == 0, n%3 == 0)
			sent++
		}
		attack(t, r, calls, tg, "2000000010", "near", false, true) // given twice
	}
	t.Logf("%d requests", sent)
}

// attack sends one request and judges its answer.
func attack(t *testing.T, r *rig, calls *atomic.Int64, tg target, value, again string, post, strict bool) {
	t.Helper()
	calls.Store(0)
	prefer := "handling=lenient"
	if strict {
		prefer = "handling=strict"
	}
	values := url.Values{tg.name: {value}}
	if again != "" {
		values.Add(tg.name, again)
	}
	var a *answer
	switch {
	case tg.name == "":
		a = r.get(t, tg.path+url.PathEscape(value))
	case post:
		a = r.do(t, http.MethodPost, tg.path+"/_search", values.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Prefer", prefer)
	default:
		a = r.get(t, tg.path+"?"+values.Encode(), "Prefer", prefer)
	}
	kind := a.at("resourceType")
	if a.status >= 500 || a.status != http.StatusOK && kind != "OperationOutcome" || a.status == http.StatusOK && kind == "OperationOutcome" || kind == nil {
		t.Errorf("%s %s=%q answered %d %s", tg.path, tg.name, value, a.status, a.raw)
	}
	if a.status == http.StatusBadRequest && !strings.Contains(a.raw, `"http.`+tg.name+`"`) {
		t.Errorf("%s %s=%q is refused without naming it: %s", tg.path, tg.name, value, a.raw)
	}
	if n := calls.Load(); n > mostCalls || len(a.raw) > mostBytes {
		t.Errorf("%s %s=%q cost %d calls of the index and %d bytes", tg.path, tg.name, value, n, len(a.raw))
	}
	if a.status == http.StatusOK && !post && a.link("self") != "" {
		if self := r.get(t, a.link("self"), "Prefer", "handling=strict"); self.status != http.StatusOK || self.at("total") != a.at("total") {
			t.Errorf("%s %s=%q: its own address answers %d %s", tg.path, tg.name, value, self.status, self.raw)
		}
	}
}

// FuzzRaw sends any bytes as a query string.
func FuzzRaw(f *testing.F) {
	r := newRig(f, listingsOf(f, clinic()), 0)
	for _, s := range []string{"near=44.98|-93.27", "%", "=", "&&&", "name=%zz", "a;b=c", "%00=1", "&%ff=%fe", ":=1", ".=1", "_include:=a", "practitioner:=1", "service:HealthcareService.=x", strings.Repeat("name=a&", 400)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if len(raw) > 3_000 || strings.ContainsAny(raw, "#") {
			return
		}
		u := url.URL{Path: "/fhir/PractitionerRole", RawQuery: raw}
		if _, err := url.Parse(u.String()); err != nil {
			return
		}
		a := r.get(t, u.String())
		if a.status >= 500 || a.at("resourceType") == nil || a.status == http.StatusBadRequest && !strings.Contains(a.raw, `"http.`) {
			t.Errorf("%q answered %d %s", raw, a.status, a.raw)
		}
	})
}
