package api

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"testing"
)

// reflected is v as encoding/json writes it, which shares no code with the
// generated methods.
func reflected(t testing.TB, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// TestAppendJSON fills every model, member by member, and compares.
func TestAppendJSON(t *testing.T) {
	models := []model{
		&SearchAnswer{}, &PhysicianAnswer{}, &PlacesAnswer{}, &SpecialtiesAnswer{}, &FeatureCollection{},
		&Problem{}, &Health{}, &Readiness{},
	}
	for _, m := range models {
		name := reflect.TypeOf(m).Elem().Name()
		for depth := range 4 {
			populate(reflect.ValueOf(m).Elem(), depth)
			want, got := reflected(t, m), m.appendJSON(nil)
			if !bytes.Equal(want, got) {
				i := 0
				for i < len(want) && i < len(got) && want[i] == got[i] {
					i++
				}
				t.Errorf("%s at %d, byte %d: got %.60q, want %.60q", name, depth, i, got[i:], want[i:])
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
			if value.Kind() == reflect.Interface {
				value.Set(reflect.ValueOf([]string{"a", "<b>"}))
			} else {
				value.SetInt(int64(i))
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

func FuzzAppendFloat(f *testing.F) {
	for _, x := range []float64{0, -0.5, 1e-6, 9.99e-7, 1e20, 1e21, 44.9855, math.MaxFloat64} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, x float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			if got := string(appendFloat(nil, x)); got != "null" {
				t.Errorf("%v: got %s", x, got)
			}
			return
		}
		var back float64
		if err := json.Unmarshal(appendFloat(nil, x), &back); err != nil || back != x {
			t.Errorf("%v: reads back as %v: %v", x, back, err)
		}
	})
}
