package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// leastCases is how many requests the table holds at least; a new case is a
// new file in testdata/requests.
const leastCases = 120

// A golden is one file: a request, and what its answer must be.
//
//	# why, if it needs telling
//	GET /v1/physicians?near=55401
//	Accept: text/csv
//
//	body of a form
//	-- want --
//	status 200
//
// What may be wanted: "status N", "status-not N", "type URI" (a problem),
// "json PATH VALUE", "json-len PATH N", "header NAME VALUE", "header-has NAME
// TEXT", "absent NAME", "body TEXT", "lacks TEXT", "empty".
type golden struct {
	method, target string
	header         http.Header
	body           string
	want           []string
}

func readGolden(t *testing.T, path string) golden {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	request, want, ok := strings.Cut(string(b), "-- want --\n")
	if !ok {
		t.Fatalf("no line \"-- want --\"")
	}
	g := golden{header: http.Header{}, want: strings.Split(strings.TrimSpace(want), "\n")}
	head, body, _ := strings.Cut(request, "\n\n")
	g.body = strings.TrimSuffix(body, "\n")
	for line := range strings.SplitSeq(strings.TrimSpace(head), "\n") {
		switch name, value, isHeader := strings.Cut(line, ": "); {
		case strings.HasPrefix(line, "#"):
		case g.method == "":
			g.method, g.target, _ = strings.Cut(line, " ")
		case isHeader:
			g.header.Add(name, value)
		default:
			t.Fatalf("not a header: %q", line)
		}
	}
	return g
}

func TestRequests(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	files, err := filepath.Glob("testdata/requests/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < leastCases {
		t.Errorf("%d cases, at least %d expected", len(files), leastCases)
	}
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			g := readGolden(t, path)
			a := r.do(t, g.method, g.target, g.header, g.body)
			for _, want := range g.want {
				if why := a.lacks(want); why != "" {
					t.Errorf("%s: %s", want, why)
				}
			}
			if t.Failed() {
				t.Logf("%d %v\n%s", a.status, a.header, a.body)
			}
			if a.header.Get("X-Request-Id") == "" {
				t.Error("no X-Request-Id")
			}
		})
	}
	t.Logf("%d cases", len(files))
}

// lacks says how an answer misses a want; "" when it does not.
func (a *answer) lacks(want string) string {
	verb, rest, _ := strings.Cut(want, " ")
	name, value, _ := strings.Cut(rest, " ")
	switch verb {
	case "status", "status-not":
		if (strconv.Itoa(a.status) == rest) != (verb == "status") {
			return fmt.Sprintf("got %d", a.status)
		}
	case "type":
		if got := a.header.Get("Content-Type"); got != "application/problem+json" {
			return "content type " + got
		}
		if got := a.at("type"); got != rest {
			return fmt.Sprintf("got %v", got)
		}
	case "json":
		var wanted any
		if err := json.Unmarshal([]byte(value), &wanted); err != nil {
			return err.Error()
		}
		if got := a.at(name); !reflect.DeepEqual(got, wanted) {
			return fmt.Sprintf("got %v", got)
		}
	case "json-len":
		list, _ := a.at(name).([]any)
		if strconv.Itoa(len(list)) != value {
			return fmt.Sprintf("got %d", len(list))
		}
	default:
		return a.lacksText(verb, name, value, rest)
	}
	return ""
}

// lacksText is lacks for headers and the body as text.
func (a *answer) lacksText(verb, name, value, rest string) string {
	header := strings.Join(a.header.Values(name), ", ")
	ok := false
	switch verb {
	case "header":
		ok = header == value
	case "header-has":
		ok = strings.Contains(header, value)
	case "absent":
		ok = a.header.Values(rest) == nil
	case "body":
		ok = strings.Contains(string(a.body), rest)
	case "lacks":
		ok = !strings.Contains(string(a.body), rest)
	case "empty":
		ok = len(a.body) == 0
	default:
		return "not a want that is known"
	}
	if ok {
		return ""
	}
	return "header " + header
}

// missing stands for a path that leads nowhere; no JSON value equals it.
type missing struct{}

// at finds the value at a path of names and indexes: "data.0.npi".
func (a *answer) at(path string) any {
	var v any
	if err := json.Unmarshal(a.body, &v); err != nil {
		return missing{}
	}
	for step := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			var ok bool
			if v, ok = x[step]; !ok {
				return missing{}
			}
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(x) {
				return missing{}
			}
			v = x[i]
		default:
			return missing{}
		}
	}
	return v
}
