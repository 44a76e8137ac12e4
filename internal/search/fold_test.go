package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

func TestRecordWords(t *testing.T) {
	l := directory.Listing{
		Physician: directory.Physician{
			NPI:         2_000_000_002,
			Name:        directory.Name{Given: "Ana", Middle: "Q", Family: "O'Farnham", Suffix: "Jr.", Credentials: []string{"MD"}},
			FormerNames: []directory.Name{{Family: "de la Brume"}},
		},
		Location: directory.Location{Name: "Harbor Spine", Phone: "+16125550100", Address: directory.Address{City: "San Aurelio", Line1: "1 Main St"}},
	}
	want := "ana q ofarnham jr de la brume harbor spine san aurelio 2000000002 16125550100 6125550100"
	if got := strings.Join(RecordWords(&l), " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTierOf(t *testing.T) {
	record := []string{"ana", "vanterpool", "harbor", "spine", "6125550100"}
	for _, c := range []struct {
		query string
		want  Tier
	}{
		{"vanterpool", TierExact},
		{"spine ana", TierExact},
		{"nan", TierAlso},
		{"nan harbor", TierAlso},
		{"nan vanter", TierPrefix},
		{"na", TierNone},
		{"vanter", TierPrefix},
		{"ana vanter", TierPrefix},
		{"vantrepool", TierTypo},            // neighbours swapped
		{"vanterpol", TierTypo},             // a letter missing
		{"vannterpool", TierTypo},           // one too many
		{"wanterpool", TierTypo},            // nine letters and more: a wrong first letter counts two
		{"habor", TierTypo},                 // five letters: one typo
		{"garbor", TierNone},                // six letters: the first must be right
		{"vntrpool", TierNone},              // eight letters: two are too many
		{"vntrpoool vanterpool", TierNone},  // three in nine
		{"spin", TierPrefix},                //
		{"spyn", TierNone},                  // four letters: none
		{"6125550100", TierExact},           //
		{"6125550101", TierNone},            // a digit off
		{"612555", TierNone},                // part of a number
		{"ana zzzzzz", TierNone},            //
		{"", TierNone},                      //
		{strings.Repeat("v", 80), TierNone}, // longer than any word
		{"vanterpools", TierTypo},           //
		{"vanterpoolsx", TierTypo},          //
		{"vanterpoolsxy", TierNone},         //
		{"harbour spine", TierTypo},         //
		{"harbor spine vanterpool ana", TierExact},
	} {
		if got := TierOf(strings.Fields(c.query), record, []string{"nan", "nita"}); got != c.want {
			t.Errorf("TierOf(%q) = %v, want %v", c.query, got, c.want)
		}
	}
}

func TestAlsoWords(t *testing.T) {
	for _, c := range []struct {
		name         directory.Name
		holds, lacks string
	}{
		{directory.Name{Given: "Robert", Family: "Doe"}, "bob bobby rob", "robert doe roberto"},
		{directory.Name{Given: "Margaret", Family: "Doe"}, "peggy maggie meg", "margarita"},
		{directory.Name{Given: "José", Family: "Doe"}, "pepe chepe", "jose joselu"},
		{directory.Name{Given: "José", Middle: "Luis", Family: "Doe"}, "pepe joselu lucho", "luis"},
		{directory.Name{Given: "Francisco", Family: "Doe"}, "paco pancho", "frank"},
		{directory.Name{Given: "J.", Middle: "Robert", Family: "Doe"}, "bob", "john"},
		{directory.Name{Given: "Bob", Family: "Doe"}, "", "robert bob"},
		{directory.Name{Given: `Robert "Bob"`, Family: "Doe"}, "bobby", "bob"},
		{directory.Name{Given: "Ana", Family: "de la Cruz"}, "dela delacruz", "cruz"},
		{directory.Name{Given: "Ana", Family: "de la Cruz Gómez"}, "delacruz delacruzgomez", ""},
		{directory.Name{Given: "Ana", Family: "Van der Berg"}, "vanderberg", "derberg"},
		{directory.Name{Given: "Ana", Family: "Robert"}, "", "bob"},
	} {
		got := AlsoWords(&directory.Physician{Name: c.name})
		for _, w := range strings.Fields(c.holds) {
			if !slices.Contains(got, w) {
				t.Errorf("%s: %q lacks %s", c.name.Display(), got, w)
			}
		}
		for _, w := range strings.Fields(c.lacks) {
			if slices.Contains(got, w) {
				t.Errorf("%s: %q holds %s", c.name.Display(), got, w)
			}
		}
	}
}

// TestShortForms holds the table to its form: a formal name once in each
// language, each short form once beside it, none that is the name itself.
func TestShortForms(t *testing.T) {
	names, shorts := map[string]int{}, 0
	for _, all := range formals() {
		for _, f := range all {
			names[f.name]++
			if names[f.name] > 2 || len(f.shorts) == 0 {
				t.Errorf("%s: %d rows, short forms %q", f.name, names[f.name], f.shorts)
			}
			for _, s := range f.shorts {
				if len(f.words) == 1 && s == f.words[0] || len(s) < 2 {
					t.Errorf("%s: short form %q", f.name, s)
				}
				shorts++
			}
		}
	}
	if len(names) < 400 || shorts < 800 {
		t.Errorf("%d names, %d short forms", len(names), shorts)
	}
}
