package api

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// What an answer may cost, whatever is asked: calls of the index by words, and
// bytes.
const (
	mostCalls = 13
	mostBytes = 1 << 20
)

// A target is one parameter of one operation of the document.
type target struct {
	method, path string
	form         bool // parameters are a form
	parameter    string
	inPath       bool
	base         url.Values // other parameters that make the request good
}

// targets reads every parameter of every operation out of the document, so
// that a new one is attacked from its first day.
func targets(t testing.TB) []target {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	var all []target
	for _, path := range doc.Paths.InMatchingOrder() {
		for method, op := range doc.Paths.Value(path).Operations() {
			for _, p := range op.Parameters {
				all = append(all, target{
					method: method, path: path, parameter: p.Value.Name, inPath: p.Value.In == "path", base: required(op, p.Value.Name),
				})
			}
			if op.RequestBody == nil {
				continue
			}
			form := op.RequestBody.Value.Content.Get("application/x-www-form-urlencoded").Schema.Value
			for name := range form.Properties {
				base := url.Values{}
				if name != "near" {
					base.Set("near", "60601")
				}
				all = append(all, target{method: method, path: path, form: true, parameter: name, base: base})
			}
		}
	}
	slices.SortFunc(all, func(a, b target) int {
		return strings.Compare(a.method+a.path+a.parameter, b.method+b.path+b.parameter)
	})
	return all
}

// required gives a search an origin, and other operations what they cannot do
// without.
func required(op *openapi3.Operation, but string) url.Values {
	v := url.Values{}
	for _, p := range op.Parameters {
		if name := p.Value.Name; name != but && (p.Value.Required && p.Value.In == "query" || name == "near") {
			v.Set(name, fmt.Sprint(p.Value.Example))
		}
	}
	return v
}

// hostile are values that have broken services before.
func hostile() []string {
	return []string{
		"", " ", "0", "-1", "1e309", "-1e309", "NaN", "Inf", "-0", "0x10", "1_000", "٣", "９９", "99999999999999999999", "1.7976931348623157e308",
		"\x00", "a\x00b", "\xff\xfe", "\xed\xa0\x80", "\ufeff55401", "\u202e55401", "é́́́́́", strings.Repeat("🦴", 50),
		strings.Repeat("a", 99), strings.Repeat("a", 2_000), strings.Repeat(",", 2_000), strings.Repeat("207T00000X,", 200), strings.Repeat("9", 400),
		"' OR 1=1--", `" OR cells EXISTS OR npi = "`, "_geoRadius(1,2,3)", "${jndi:ldap://x}", "{{7*7}}", "%s%n%x", "../../etc/passwd", "%2e%2e%2f",
		"<script>alert(1)</script>", "javascript:alert(1)", "\r\nSet-Cookie: a=b", "a;b", "a&b=c", "a=b", "#", "?", "[]", "{}", "null", "true", "undefined",
		"90,180", "-90,-180", "91,0", "0,181", "1,2,3,4", "180,-90,-180,90", "8428309ffffffff", "ffffffffffffffff", "000000000000000",
		"55401", "55401-1234", "Springfield", "Washington", "St. Louis, MO", "New York, NY", "2000000010", "(612) 555-0101", "saddle numbness",
		"2026-13-45", "es-MX", "x-private", "zh-Hant-TW-u-co-phonebk", "i-klingon", strings.Repeat("a-", 500),
	}
}

// FuzzHTTP sends hostile values as every parameter of the document. Whatever
// is sent, the answer costs little, is one that the document tells of, is no
// fault of the server's, and a refusal names the parameter.
func FuzzHTTP(f *testing.F) {
	r := newRig(f, fixture(f), nil)
	var calls atomic.Int64
	r.index.SetHook(func(_ context.Context, c searchtest.Call) error {
		if c.Method == "Match" { // tiles are loaded ahead, whatever is asked
			calls.Add(1)
		}
		return nil
	})
	all := targets(f)
	for i := range all {
		for _, value := range hostile() {
			f.Add(uint16(i), value, "")
		}
		f.Add(uint16(i), "60601", "55401") // given twice
	}
	f.Fuzz(func(t *testing.T, which uint16, value, again string) {
		tg := all[int(which)%len(all)]
		calls.Store(0)
		a := tg.send(t, r, value, again)
		if n := calls.Load(); n > mostCalls || len(a.body) > mostBytes {
			t.Errorf("%s %s: %s=%q cost %d calls of the index and %d bytes", tg.method, tg.path, tg.parameter, value, n, len(a.body))
		}
		if a.status >= 500 {
			t.Errorf("%s %s: %s=%q answered %d %s", tg.method, tg.path, tg.parameter, value, a.status, a.body)
		}
		if a.status == http.StatusBadRequest && !a.names(tg.parameter) {
			t.Errorf("%s %s: %s=%q is refused without naming it: %s", tg.method, tg.path, tg.parameter, value, a.body)
		}
	})
}

func (tg *target) send(t *testing.T, r *rig, value, again string) *answer {
	t.Helper()
	path, values := tg.path, url.Values{}
	for name, list := range tg.base {
		values[name] = list
	}
	if !tg.inPath {
		path = strings.Replace(path, "{npi}", "2000000010", 1)
	}
	switch {
	case tg.inPath:
		path = strings.Replace(path, "{"+tg.parameter+"}", url.PathEscape(value), 1)
	case again != "":
		values[tg.parameter] = []string{value, again}
	default:
		values.Set(tg.parameter, value)
	}
	if tg.form {
		return r.do(t, tg.method, path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, values.Encode())
	}
	if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return r.do(t, tg.method, path, nil, "")
}

// names reports whether a problem names a parameter. A value of near or q decides
// whether others make sense, so a fault of theirs may be told instead.
func (a *answer) names(parameter string) bool {
	faults, _ := a.at("errors").([]any)
	for _, f := range faults {
		m, _ := f.(map[string]any)
		if m["parameter"] == parameter || parameter == "q" && m["parameter"] == "near" {
			return true
		}
	}
	return false
}

// FuzzRaw sends any bytes as a query string: it must be answered, and a broken
// pair must be named.
func FuzzRaw(f *testing.F) {
	r := newRig(f, fixture(f), nil)
	for _, s := range []string{"near=60601", "%", "=", "&&&", "near=%zz", "a;b=c", "near=60601&near", "%00=1", "near=60601&%ff=%fe", "near=+", strings.Repeat("a=1&", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		req := httptest.NewRequest(http.MethodGet, "/v1/physicians", nil)
		req.URL.RawQuery = raw
		w := httptest.NewRecorder()
		r.engine.ServeHTTP(w, req)
		a := &answer{status: w.Code, header: w.Header(), body: w.Body.Bytes()}
		if a.status >= 500 {
			t.Errorf("%q answered %d", raw, a.status)
		}
		if faults, _ := a.at("errors").([]any); a.status == http.StatusBadRequest && len(faults) == 0 {
			t.Errorf("%q is refused without naming a parameter: %s", raw, a.body)
		}
	})
}
