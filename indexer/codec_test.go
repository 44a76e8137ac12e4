package indexer

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
)

func TestCodec(t *testing.T) {
	name := source.RawName{Prefix: "DR.", First: "JANE", Middle: "Q\x1f", Last: "NÚÑEZ", Suffix: "JR.", Credential: "M.D."}
	address := source.RawAddress{Facility: "F", Line1: "1 A ST", Line2: "STE 2", City: "X", State: "MN", Postal: "55401", Country: "US", Phone: "6125550100"}
	registry := registryRecord{
		Name: name, Former: source.RawName{Last: "DOE"}, Gender: "F", Address: address,
		Slots: []source.Slot{{Code: "207X00000X", Primary: "Y"}, {Code: "207T00000X"}}, Updated: -3,
	}
	sites := siteList{address, {}}
	clinicians := clinicianList{{Name: name, Gender: "X", Address: address, Telehealth: "Y"}, {}}
	roundTrip(t, registry, new(registryRecord))
	roundTrip(t, registryRecord{Slots: []source.Slot{}}, new(registryRecord))
	roundTrip(t, sites, new(siteList))
	roundTrip(t, clinicians, new(clinicianList))
}

// roundTrip encodes v, decodes it, and sees that no shorter or longer bytes
// decode.
func roundTrip[T any, P interface {
	*T
	stored
}](t *testing.T, v T, into P) {
	t.Helper()
	b := encode(P(&v))
	if err := decode(b, into); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(v, *into); diff != "" {
		t.Error(diff)
	}
	for n := range b {
		if decode(b[:n], P(new(T))) == nil {
			t.Errorf("%T: the first %d of %d bytes decode", v, n, len(b))
		}
	}
	if decode(append(b, 0), P(new(T))) == nil {
		t.Errorf("%T: a byte too many decodes", v)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(&registryRecord{Gender: "F", Slots: []source.Slot{{Code: "207X00000X"}}}))
	f.Add(encode(&siteList{{Line1: "1 A ST"}}))
	f.Add(encode(&clinicianList{{Gender: "M"}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		var r registryRecord
		if decode(b, &r) == nil {
			var again registryRecord
			if err := decode(encode(&r), &again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(r, again); diff != "" {
				t.Error(diff)
			}
		}
		_ = decode(b, new(siteList))
		_ = decode(b, new(clinicianList))
	})
}
