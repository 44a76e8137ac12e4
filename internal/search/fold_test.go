package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Smith-Jones", []string{"smith", "jones"}},
		{"O'Brien", []string{"obrien"}},
		{"O’BRIEN", []string{"obrien"}},
		{"Núñez", []string{"nunez"}},
		{"NUN\u0303EZ", []string{"nunez"}},
		{"Østergård Łuk Straße", []string{"ostergard", "luk", "strasse"}},
		{"  de   la Cruz, Jr. ", []string{"de", "la", "cruz", "jr"}},
		{"(612) 555-0100", []string{"612", "555", "0100"}},
		{"ﬁnn", []string{"finn"}},
		{"李 Wei", []string{"李", "wei"}},
		{"'--'", []string{}},
		{"", []string{}},
		{"a\xffb", []string{"ab"}},
	} {
		if diff := cmp.Diff(c.want, Words(c.text)); diff != "" {
			t.Errorf("Words(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}

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

// slowDistance is the same distance by its definition.
func slowDistance(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	cost := 1
	if a[len(a)-1] == b[len(b)-1] {
		cost = 0
	}
	d := min(slowDistance(a[:len(a)-1], b)+1, slowDistance(a, b[:len(b)-1])+1, slowDistance(a[:len(a)-1], b[:len(b)-1])+cost)
	if len(a) > 1 && len(b) > 1 && a[len(a)-1] == b[len(b)-2] && a[len(a)-2] == b[len(b)-1] {
		d = min(d, slowDistance(a[:len(a)-2], b[:len(b)-2])+1)
	}
	return d
}

func FuzzPrefixDistance(f *testing.F) {
	f.Add("vantr", "vanter")
	f.Add("ab", "ba")
	f.Add("", "abc")
	f.Add("aabba", "abab")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := []rune(a), []rune(b)
		if len(x) > 6 || len(y) > 6 {
			return
		}
		want := len(x)
		for end := range len(y) + 1 {
			want = min(want, slowDistance(x, y[:end]))
		}
		if got := prefixDistance(x, y); got != want {
			t.Errorf("prefixDistance(%q, %q) = %d, want %d", a, b, got, want)
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, seed := range []string{"Núñez-Tarn", "O'Brien", "\xff\x00", "ﬃ İstanbul", "a\u0301\u0301", "٣٤", "😀"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words := Words(text)
		for _, w := range words {
			if w == "" || !utf8.ValidString(w) {
				t.Errorf("Words(%q) gives %q", text, w)
			}
			for _, r := range w {
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
					t.Errorf("Words(%q) gives %q", text, w)
				}
			}
		}
		if again := Words(strings.Join(words, " ")); !cmp.Equal(words, again) {
			t.Errorf("Words(%q) = %q, folded again %q", text, words, again)
		}
	})
}

// TestAlsoWords: what somebody goes by as well, in their record or not.
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
