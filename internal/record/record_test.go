package record_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
)

var update = flag.Bool("update", false, "write the golden file anew")

// fill sets every field below v to a value of its own, lists to two elements.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d ñ", *n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / -7)
	case reflect.Bool:
		v.SetBool(*n%2 == 0)
	case reflect.Int32:
		v.SetInt(int64(*n * 1000))
	case reflect.Uint32:
		v.SetUint(uint64(*n) * 100_000_000 % (1 << 32))
	default:
		panic("a kind that a record does not know: " + v.Kind().String())
	}
}

// examples are listings with every field set, once so and once the other way
// round, and with none.
func examples() []directory.Listing {
	all := make([]directory.Listing, 5)
	n := 0
	fill(reflect.ValueOf(&all[0]).Elem(), &n)
	n++ // the booleans the other way round
	fill(reflect.ValueOf(&all[1]).Elem(), &n)
	all[1].Location.Updated = -3
	all[2].Offering = new(directory.Offering)
	all[3].Location.Name = "\"quoted\" \\ 3:a;\n\u0000 日本語 🩺"
	return all
}

func mustAppend(t testing.TB, l *directory.Listing) string {
	t.Helper()
	b, err := record.Append(nil, l)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestEveryField fails when a field is added to a listing and the record does
// not carry it.
func TestEveryField(t *testing.T) {
	for i, want := range examples() {
		s := mustAppend(t, &want)
		got, err := record.Decode(s)
		if err != nil {
			t.Fatalf("example %d: %v", i, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("example %d (-written +read):\n%s", i, diff)
		}
		office, err := record.Location(s)
		if diff := cmp.Diff(want.Location, office); diff != "" || err != nil {
			t.Errorf("example %d, its location (-written +read): %v\n%s", i, err, diff)
		}
		if id := record.ID(s); id != want.Location.ID || !record.Current(s) {
			t.Errorf("example %d: id %q, current %v", i, id, record.Current(s))
		}
	}
}

// TestGolden holds the bytes of the present form: another form needs another
// number.
func TestGolden(t *testing.T) {
	const name = "testdata/form3.txt"
	l := examples()[0]
	got := mustAppend(t, &l) + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; a record of another form needs a Version of its own):\n%s", name, diff)
	}
}

// TestFormBefore reads documents as they were written in form 1.
func TestFormBefore(t *testing.T) {
	text, err := os.ReadFile("testdata/form1/listings.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []directory.Listing
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open("testdata/form1/documents.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	n := 0
	for lines := bufio.NewScanner(file); lines.Scan(); n++ {
		var d struct{ Listing string }
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		got, err := record.Decode(d.Listing)
		if err != nil {
			t.Fatalf("document %d: %v", n, err)
		}
		if diff := cmp.Diff(want[n], got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("document %d (-want +got):\n%s", n, diff)
		}
		if record.Current(d.Listing) || record.ID(d.Listing) != "" {
			t.Errorf("document %d passes for the present form", n)
		}
	}
	if n != len(want) || n < 20 {
		t.Errorf("%d documents of %d listings", n, len(want))
	}
}

// TestFormTwo reads a record as it was written in form 2, which did not know
// telehealth. Services bring it into the present form: nothing else changes.
func TestFormTwo(t *testing.T) {
	text, err := os.ReadFile("testdata/form2.json")
	if err != nil {
		t.Fatal(err)
	}
	var want directory.Listing
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	want.Physician.NPI = 300_000_000 // JSON takes none that could not be one
	stored, err := os.ReadFile("testdata/form2.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := strings.TrimSuffix(string(stored), "\n")
	got, err := record.Decode(s)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("(-want +got): %v\n%s", err, diff)
	}
	if got.Physician.Telehealth || record.Current(s) || record.ID(s) != "" {
		t.Errorf("telehealth %v, current %v, id %q", got.Physician.Telehealth, record.Current(s), record.ID(s))
	}
	for n := range len(s) {
		if _, err := record.Decode(s[:n]); !errors.Is(err, record.ErrUnreadable) {
			t.Errorf("the first %d bytes: %v; want ErrUnreadable", n, err)
		}
	}
}

func TestRefused(t *testing.T) {
	l := examples()[0]
	whole := mustAppend(t, &l)
	for n := range len(whole) {
		if _, err := record.Decode(whole[:n]); !errors.Is(err, record.ErrUnreadable) {
			t.Errorf("the first %d bytes: %v; want ErrUnreadable", n, err)
		}
	}
	_, rest, _ := strings.Cut(whole, ";")
	for _, s := range []string{whole + "0;", "4;" + rest, "0;" + rest, "-2;" + rest, "99999999999999999999;", "3;-1:", "3;9:a", "2;9:a"} {
		if _, err := record.Decode(s); !errors.Is(err, record.ErrUnreadable) {
			t.Errorf("%.20q…: %v; want ErrUnreadable", s, err)
		}
	}
	if _, err := record.Decode("4;" + rest); !strings.Contains(fmt.Sprint(err), "form 4, this program reads 1 to 3") {
		t.Errorf("of a later form: %v", err)
	}
	l.Physician.Name.Family = "\xff"
	if _, err := record.Append(nil, &l); err == nil || !strings.Contains(err.Error(), l.ID()) {
		t.Errorf("a text that is not UTF-8: %v", err)
	}
}

// FuzzDecode holds that what is understood at all is understood whole: written
// again and read again it is the same.
func FuzzDecode(f *testing.F) {
	for _, l := range examples() {
		b, err := record.Append(nil, &l)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("1;2000000002;0:0:0:0:0;0;0:0;0:0:0:0:0:0:0:0:1:11:20:0:0;0;0;0;0:0;")
	f.Fuzz(func(t *testing.T, s string) {
		l, err := record.Decode(s)
		if err != nil {
			return
		}
		b, err := record.Append(nil, &l)
		if err != nil {
			return // not UTF-8
		}
		again, err := record.Decode(string(b))
		if diff := cmp.Diff(l, again, cmpopts.EquateNaNs()); err != nil || diff != "" {
			t.Errorf("read, written, read (-first +second): %v\n%s", err, diff)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	l := examples()[0]
	s, err := record.Append(nil, &l)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := record.Decode(string(s)); err != nil {
			b.Fatal(err)
		}
	}
}
