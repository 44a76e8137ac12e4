package api

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

var update = flag.Bool("update", false, "add what is new to testdata/promised.txt")

// TestDocumentKeepsPromises holds the document to what docs/api.md promises of a
// version: what was there once is there, and asks for no more. testdata/promised.txt
// only ever grows; -update adds to it and takes nothing away.
func TestDocumentKeepsPromises(t *testing.T) {
	const file = "testdata/promised.txt"
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	now := promises(doc)
	text, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	promised := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range promised {
		if line != "" && !now[line] {
			t.Errorf("promised, and gone: %s", line)
		}
		delete(now, line)
	}
	fresh := slices.Sorted(maps.Keys(now))
	if len(fresh) == 0 {
		return
	}
	if !*update {
		t.Errorf("new, to be promised with -update:\n%s", strings.Join(fresh, "\n"))
		return
	}
	all := slices.DeleteFunc(append(promised, fresh...), func(line string) bool { return line == "" })
	slices.Sort(all)
	if err := os.WriteFile(file, []byte(strings.Join(all, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// promises puts a document as lines of which each is a promise.
func promises(doc *openapi3.T) map[string]bool {
	all := map[string]bool{}
	say := func(format string, args ...any) { all[fmt.Sprintf(format, args...)] = true }
	need := func(required bool) string {
		if required {
			return "needed"
		}
		return "may be left out"
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		for method, op := range doc.Paths.Value(path).Operations() {
			name := method + " " + path
			say("%s: %s", name, op.OperationID)
			for _, p := range op.Parameters {
				say("%s: parameter %s %s", name, p.Value.Name, need(p.Value.Required))
				promiseValues(say, name+": parameter "+p.Value.Name, p.Value.Schema)
			}
			for status, r := range op.Responses.Map() {
				for kind := range r.Value.Content {
					say("%s: %s as %s", name, status, kind)
				}
			}
		}
	}
	for name, s := range doc.Components.Schemas {
		form := name == "SearchForm"
		for member, of := range s.Value.Properties {
			if form {
				say("form: %s %s", member, need(slices.Contains(s.Value.Required, member)))
			} else {
				say("%s.%s: %s", name, member, map[bool]string{true: "always there", false: "at times"}[slices.Contains(s.Value.Required, member)])
			}
			promiseValues(say, name+"."+member, of)
		}
	}
	return all
}

// promiseValues says of which types a value is, and which there are.
func promiseValues(say func(string, ...any), name string, s *openapi3.SchemaRef) {
	if s.Ref != "" {
		say("%s is %s", name, s.Ref[strings.LastIndex(s.Ref, "/")+1:])
		return
	}
	if s.Value.Type != nil {
		say("%s is %s", name, strings.Join(*s.Value.Type, " or "))
	}
	for _, one := range s.Value.AnyOf {
		promiseValues(say, name, one)
	}
	for _, value := range s.Value.Enum {
		if value != nil { // which the type says
			say("%s may be %v", name, value)
		}
	}
	if s.Value.Items != nil {
		promiseValues(say, name+"[]", s.Value.Items)
	}
}
