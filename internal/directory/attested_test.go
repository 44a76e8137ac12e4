package directory

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	filed    = "+16125550100" // what the registry says
	attested = "+16125550199" // what somebody was told
	dead     = "+16125550111"
)

// office returns one that the registry names with a phone.
func office(phone string) Location {
	return Location{
		Phone: phone, Extension: "12", Source: SourceNPPES,
		Sources: []Provenance{{Source: SourceNPPES, Date: 20000}, {Source: SourceDAC, Date: 20100}},
	}
}

func TestApplyTo(t *testing.T) {
	registry := office("").Sources
	said := func(fields ...string) []Provenance {
		return append([]Provenance{{Source: SourceRoster, Date: 20400, Fields: fields}}, registry...)
	}
	overridden := office(attested) // as an earlier word of the roster left it
	overridden.RegistryPhone = filed
	overridden.Sources = said("phone")
	tests := []struct {
		name                    string
		a                       Attested
		on                      Location
		phone, other, extension string // shown, the files' where it is another, to dial after
		sources                 []Provenance
	}{
		{"nothing is said", Attested{}, office(filed), filed, "", "12", registry},
		{"another number", Attested{Phone: attested, On: 20400}, office(filed), attested, filed, "", said("phone")},
		{"the same number", Attested{Phone: filed, On: 20400}, office(filed), filed, "", "12", said("phone")},
		{"a number where there was none", Attested{Phone: attested, On: 20400}, office(""), attested, "", "12", said("phone")},
		{"the number is dead", Attested{DeadPhone: filed, On: 20400}, office(filed), "", filed, "", said("phone")},
		{"another one is dead", Attested{DeadPhone: dead, On: 20400}, office(filed), filed, "", "12", said("phone")},
		{"a dead one and the right one", Attested{DeadPhone: filed, Phone: attested, On: 20400}, office(filed), attested, filed, "", said("phone")},
		{"new patients", Attested{Accepting: AcceptingNone, On: 20400}, office(filed), filed, "", "12", said("accepting")},
		{"languages", Attested{Languages: []string{"es"}, On: 20400}, office(filed), filed, "", "12", said("languages")},
		{
			"all of it",
			Attested{Phone: attested, Accepting: AcceptingNew, Languages: []string{"es"}, On: 20400},
			office(filed), attested, filed, "",
			said("phone", "accepting", "languages"),
		},
		{"the closure alone", Attested{Offering: &Offering{Status: Confirmed}, On: 20400}, office(filed), filed, "", "12", said()},
		{"an earlier word is taken back", Attested{}, overridden, filed, "", "12", registry},
		{"an earlier word is replaced", Attested{Phone: dead, On: 20400}, overridden, dead, filed, "", said("phone")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := tt.on
			tt.a.ApplyTo(&l)
			if l.Phone != tt.phone || l.RegistryPhone != tt.other {
				t.Errorf("phone %q, the files' %q, want %q and %q", l.Phone, l.RegistryPhone, tt.phone, tt.other)
			}
			if l.RegistryPhone != "" && l.PhoneExtension() != tt.extension {
				t.Errorf("extension %q, want %q", l.PhoneExtension(), tt.extension)
			}
			if diff := cmp.Diff(tt.sources, l.Sources); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDocumented(t *testing.T) {
	offering := &Offering{Procedure: AnnularClosure, Device: Barricaid, Status: Confirmed, Source: "practice", SourceDate: 20300, VerifiedOn: 20310}
	row := func(fields ...string) []Provenance {
		return []Provenance{{Source: SourceRoster, Date: 20310, Fields: fields}, {Source: SourceNPPES, Date: 20000}}
	}
	address := Address{Line1: "500 Elm St", City: "Minneapolis", State: "MN", PostalCode: "55401"}
	withdrawn := &Offering{Procedure: AnnularClosure, Device: Barricaid, Status: Withdrawn, SourceDate: 20310, VerifiedOn: 20310}
	tests := []struct {
		name string
		l    Listing
		want Attested
	}{
		{"no roster names it", Listing{Location: Location{Phone: filed, Sources: []Provenance{{Source: SourceNPPES, Date: 20000}}}}, Attested{}},
		{"offered", Listing{Offering: offering, Location: Location{Phone: filed, Sources: row()}}, Attested{Offering: offering, On: 20310}},
		{"with its number", Listing{Offering: offering, Location: Location{Phone: attested, RegistryPhone: filed, Sources: row("phone")}}, Attested{Offering: offering, Phone: attested, On: 20310}},
		{"a row that says neither withdraws", Listing{Location: Location{Phone: filed, Sources: row()}}, Attested{Offering: withdrawn, On: 20310}},
		{"named on a list", Listing{NamedOn: &NamedOn{List: "training", On: 20200}, Location: Location{Sources: row()}}, Attested{NamedOn: &NamedOn{List: "training", On: 20200}, On: 20310}},
		{
			"patients and languages",
			Listing{Offering: offering, Accepting: AcceptingNew, Languages: []string{"es"}, Location: Location{Sources: row("accepting", "languages")}},
			Attested{Offering: offering, Accepting: AcceptingNew, Languages: []string{"es"}, On: 20310},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.l.Location.Address = address
			if diff := cmp.Diff(Documented{Address: address, Said: tt.want}, tt.l.Documented()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestApplyIsTheLastWord holds, for random words about one listing, that only
// the last one counts, that saying it twice changes nothing, that nobody but
// the word itself makes an offer or a number, and that what the files said is
// never lost. The files give a number: of an office without one a listing does
// not tell the roster's number from the files'.
func TestApplyIsTheLastWord(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	phone := func() string { return []string{"", filed, attested, dead}[rng.IntN(4)] }
	word := func() Attested {
		a := Attested{Phone: phone(), DeadPhone: phone(), On: Date(20000 + rng.IntN(500))}
		switch rng.IntN(3) {
		case 0:
			a.Offering = &Offering{Procedure: AnnularClosure, Status: []Status{Confirmed, SelfReported}[rng.IntN(2)], VerifiedOn: a.On}
		case 1:
			a.NamedOn = &NamedOn{List: "training", On: a.On}
		}
		a.Accepting = []Accepting{"", AcceptingNew, AcceptingNone}[rng.IntN(3)]
		if rng.IntN(2) == 0 {
			a.Languages = []string{"es"}
		}
		return a
	}
	const rounds = 5000
	for range rounds {
		files := office([]string{filed, dead}[rng.IntN(2)])
		before, once := Listing{Location: files}, Listing{Location: files}
		first, last := word(), word()
		first.Apply(&before)
		last.Apply(&before)
		last.Apply(&once)
		if diff := cmp.Diff(once, before); diff != "" {
			t.Fatalf("after %+v, %+v says more than alone:\n%s", first, last, diff)
		}
		last.Apply(&before)
		if diff := cmp.Diff(once, before); diff != "" {
			t.Fatalf("%+v said twice:\n%s", last, diff)
		}
		if once.Offering.Offered() != last.Offering.Offered() {
			t.Fatalf("%+v makes an offer: %+v", last, once.Offering)
		}
		if p := once.Location.Phone; p != "" && p != files.Phone && p != last.Phone {
			t.Fatalf("%+v invents the number %s", last, p)
		}
		if last.Phone == "" && last.DeadPhone != "" && once.Location.Phone == last.DeadPhone {
			t.Fatalf("%+v: the dead number is shown", last)
		}
		(&Attested{}).Apply(&once)
		if diff := cmp.Diff(Listing{Location: files}, once); diff != "" {
			t.Fatalf("%+v taken back leaves:\n%s", last, diff)
		}
	}
	t.Logf("%d pairs of words", rounds)
}

// TestApplyLeavesSources holds that the sources of another listing, which may
// share the memory, stay as they are.
func TestApplyLeavesSources(t *testing.T) {
	shared := office(filed)
	before := slices.Clone(shared.Sources)
	one := shared
	(&Attested{Phone: attested, On: 20400}).ApplyTo(&one)
	if diff := cmp.Diff(before, shared.Sources); diff != "" {
		t.Error(diff)
	}
}
