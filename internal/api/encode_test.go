package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// TestNoListIsNull writes answers that hold nothing: whoever goes through a
// list must find one.
func TestNoListIsNull(t *testing.T) {
	a := newRig(t, fixture(t), nil).api
	w := a.writer(words.English, words.Miles, nil)
	none := &SearchAnswer{}
	none.Data, none.Unknown, none.Beyond = w.cards(&search.Result{})
	none.Warnings = w.warnings(&query.Request{}, &search.Result{})
	none.Meta = wireMeta(&query.Request{}, &search.Result{Generation: &search.Generation{}})
	bare := w.list(make([]search.Card, 1))
	for name, text := range map[string][]byte{
		"answer": door.Encode(none), "card": door.Encode(bare[0]), "collection": door.Encode(collection(none)),
	} {
		var members map[string]any
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for _, list := range []string{
			"data", "unknown", "beyond", "warnings", "features", "specialties", "languages", "other_locations",
		} {
			if v, there := members[list]; there && v == nil {
				t.Errorf("%s: %s is null: %s", name, list, text)
			}
		}
		if strings.Contains(string(text), `"understood":null`) || strings.Contains(string(text), `"credentials":null`) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestEncode fills every model, member by member, and reads it back
// beside what encoding/json writes.
func TestEncode(t *testing.T) {
	for _, m := range []any{
		&SearchAnswer{}, &PhysicianAnswer{}, &PlacesAnswer{}, &SpecialtiesAnswer{}, &FeatureCollection{},
		&door.Problem{}, &Health{}, &Readiness{},
	} {
		for depth := range 4 {
			populate(reflect.ValueOf(m).Elem(), depth)
			want, err := json.Marshal(m)
			if err != nil {
				t.Fatal(err)
			}
			got := door.Encode(m)
			var is, should any // texts may be escaped in other ways
			if err := errors.Join(json.Unmarshal(got, &is), json.Unmarshal(want, &should)); err != nil || !utf8.Valid(got) {
				t.Errorf("%T at %d: %v: %q", m, depth, err, got)
			}
			if diff := cmp.Diff(should, is); diff != "" {
				t.Errorf("%T at %d (-encoding/json +encode):\n%.2000s", m, depth, diff)
			}
			for _, plain := range []string{"<b>", "&"} {
				if depth == 2 && !bytes.Contains(got, []byte(plain)) {
					t.Errorf("%T: %s is escaped", m, plain)
				}
			}
		}
	}
}

// populate gives every member a value; n entries in lists and maps, and with
// n 0 what is empty. Lists are never nil, as in answers.
func populate(v reflect.Value, n int) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			populate(v.Field(i), n)
		}
	case reflect.Pointer:
		if n == 0 {
			v.SetZero()
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		populate(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			populate(v.Index(i), n)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range n {
			value := reflect.New(v.Type().Elem()).Elem()
			switch value.Kind() {
			case reflect.Interface:
				value.Set(reflect.ValueOf([]string{"a", "<b>"}))
			case reflect.Int:
				value.SetInt(int64(i))
			default:
				populate(value, i)
			}
			v.SetMapIndex(reflect.ValueOf(string(rune('z'-i))), value)
		}
	case reflect.String:
		v.SetString([]string{"", "plain", "\"quoted\" <b>&\\ \t\n\r\b\f\x01\x7f", "Ångström \u2028\u2029 \xff 🦴"}[n])
	case reflect.Int:
		v.SetInt([]int64{0, 1, -7, math.MaxInt32}[n])
	case reflect.Float64:
		v.SetFloat([]float64{0, 44.9855, -1e-9, 1e21}[n])
	case reflect.Bool:
		v.SetBool(n%2 == 1)
	}
}
