package search

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

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
		panic("a kind that the codec does not know: " + v.Kind().String())
	}
}

// TestPackKeepsEveryField fails when a field is added to a listing and the
// codec does not carry it.
func TestPackKeepsEveryField(t *testing.T) {
	var full, negative directory.Listing
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	n++ // the booleans the other way round
	fill(reflect.ValueOf(&negative).Elem(), &n)
	negative.Location.Updated = -3
	listings := []*directory.Listing{&full, {}, &negative, {Offering: &directory.Offering{}}}
	p := newEncoder().pack(listings)
	d := newDecoder(1)
	for i, want := range listings {
		var got directory.Listing
		d.listing(&got, p, int32(i))
		if diff := cmp.Diff(*want, got); diff != "" {
			t.Errorf("listing %d (-packed +unpacked):\n%s", i, diff)
		}
	}
	if want := int64(len(p.data) + 4*(4+len(p.words))); p.bytes() != want {
		t.Errorf("bytes = %d, want %d", p.bytes(), want)
	}
}

// TestPackStoresOnce packs a physician with ten offices in one tile: their
// listings name each other, and the offices are stored ten times, not a
// hundred.
func TestPackStoresOnce(t *testing.T) {
	var listings []*directory.Listing
	for i := range 10 {
		l := &directory.Listing{Location: directory.Location{ID: fmt.Sprintf("office %d", i), Address: directory.Address{Line1: "100 Example Way", City: "Fenwick"}}}
		listings = append(listings, l)
	}
	one := newEncoder().pack(listings).bytes()
	for i, l := range listings {
		for j, other := range listings {
			if j != i {
				l.Others = append(l.Others, other.Location)
			}
		}
	}
	all := newEncoder().pack(listings)
	if all.bytes() > 2*one {
		t.Errorf("ten offices take %d bytes, and %d where each names the others", one, all.bytes())
	}
	d := newDecoder(10)
	for i, l := range listings {
		var got directory.Listing
		d.listing(&got, all, int32(i))
		if diff := cmp.Diff(*l, got); diff != "" {
			t.Errorf("listing %d (-packed +unpacked):\n%s", i, diff)
		}
	}
}

func TestUnpackedIsACopy(t *testing.T) {
	var l directory.Listing
	n := 0
	fill(reflect.ValueOf(&l).Elem(), &n)
	p := newEncoder().pack([]*directory.Listing{&l})
	d := newDecoder(2)
	var first, second directory.Listing
	d.listing(&first, p, 0)
	first.Others[0].ID, first.Offering.Source = "spoilt", "spoilt"
	d.listing(&second, p, 0)
	if diff := cmp.Diff(l, second); diff != "" {
		t.Errorf("a change of one copy shows in the next (-want +got):\n%s", diff)
	}
}

// TestDecoderUsedAgain holds that nothing of what was read before shows in
// what is read into the same memory.
func TestDecoderUsedAgain(t *testing.T) {
	var full directory.Listing
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	empty := directory.Listing{Others: []directory.Location{{}}, Languages: []string{""}}
	empty.Physician.Specialties = make([]directory.Specialty, 2)
	p := newEncoder().pack([]*directory.Listing{&full, &empty})
	d := newDecoder(1)
	var got directory.Listing
	for round := range 4 {
		d.reset()
		for i, want := range []directory.Listing{full, empty} {
			d.listing(&got, p, int32(i))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("round %d, listing %d (-packed +unpacked):\n%s", round, i, diff)
			}
		}
	}
}
