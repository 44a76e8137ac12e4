package console

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/referral"
)

var update = flag.Bool("update", false, "write the generated file anew")

// wireTypes are what the console's script has of its answers, under the names
// that it knows them by. What they hold is written into them unless it is
// listed too.
var wireTypes = []struct {
	name string
	of   reflect.Type
}{
	{"Office", reflect.TypeFor[officeView]()},
	{"Card", reflect.TypeFor[cardView]()},
	{"Question", reflect.TypeFor[question]()},
	{"Answer", reflect.TypeFor[answer]()},
	{"Case", reflect.TypeFor[caseView]()},
	{"Surgeon", reflect.TypeFor[referral.Surgeon]()},
	{"Line", reflect.TypeFor[caseLine]()},
	{"Lookup", reflect.TypeFor[lookup]()},
	{"Callback", reflect.TypeFor[promise]()},
	{"Day", reflect.TypeFor[day]()},
	{"Correction", reflect.TypeFor[correctionView]()},
	{"Account", reflect.TypeFor[accountView]()},
	{"Audited", reflect.TypeFor[auditView]()},
	{"Summary", reflect.TypeFor[summary]()},
	{"Attestation", reflect.TypeFor[attestationView]()},
	{"Review", reflect.TypeFor[reviewView]()},
	{"Batch", reflect.TypeFor[batchView]()},
	{"Due", reflect.TypeFor[dueView]()},
	{"Notice", reflect.TypeFor[noticeView]()},
	{"Sheet", reflect.TypeFor[surgeonView]()},
	{"Preview", reflect.TypeFor[previewView]()},
}

// wire writes the types as TypeScript.
func wire() string {
	var b strings.Builder
	b.WriteString("// Made from the types of internal/console: go test ./internal/console -run TestWire -update\n")
	for _, w := range wireTypes {
		fmt.Fprintf(&b, "\nexport interface %s {\n%s}\n", w.name, members(w.of, "  "))
	}
	return b.String()
}

func members(t reflect.Type, indent string) string {
	var b strings.Builder
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			b.WriteString(members(f.Type, indent))
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		if strings.Contains(options, "omit") {
			name += "?"
		}
		fmt.Fprintf(&b, "%s%s: %s;\n", indent, name, script(f.Type, indent))
	}
	return b.String()
}

// script names a type in TypeScript. No list is null: see wholeLists.
func script(t reflect.Type, indent string) string {
	for _, w := range wireTypes {
		if w.of == t {
			return w.name
		}
	}
	if t.Implements(reflect.TypeFor[interface{ MarshalText() ([]byte, error) }]()) {
		return "string"
	}
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "number"
	case reflect.Pointer:
		return script(t.Elem(), indent)
	case reflect.Array, reflect.Slice:
		return script(t.Elem(), indent) + "[]"
	case reflect.Map:
		return "Record<string, " + script(t.Elem(), indent) + ">"
	case reflect.Struct:
		return "{\n" + members(t, indent+"  ") + indent + "}"
	}
	panic("a kind that the wire does not know: " + t.String())
}

// TestWire holds the script's types to the answers that the console gives.
func TestWire(t *testing.T) {
	const path = "../../web/src/console/wire.gen.ts"
	if *update {
		if err := os.WriteFile(path, []byte(wire()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(b), wire()); diff != "" {
		t.Errorf("run go test ./internal/console -run TestWire -update (-file +types):\n%s", diff)
	}
}

// TestNoListIsNull answers nothing of every type: the script finds lists where
// it expects them.
func TestNoListIsNull(t *testing.T) {
	for _, w := range wireTypes {
		v := reflect.New(w.of).Elem()
		before, _ := json.Marshal(v.Interface())
		wholeLists(v)
		after, err := json.Marshal(v.Interface())
		if err != nil || bytes.Contains(after, []byte(":null")) {
			t.Errorf("%s: %s, %v", w.name, after, err)
		}
		if w.of == reflect.TypeFor[day]() && !bytes.Contains(before, []byte(`"mine":null`)) {
			t.Errorf("nothing to make whole in %s", before)
		}
	}
}
