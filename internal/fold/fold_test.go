package fold

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Smith-Jones", []string{"smith", "jones"}},
		{"O'Brien", []string{"obrien"}},
		{"O’BRIEN", []string{"obrien"}},
		{"O´Brien Kapa‘a Kapa′a", []string{"obrien", "kapaa", "kapaa"}},
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

// checkSlips holds both questions against the definition.
func checkSlips(t *testing.T, a, b string) {
	t.Helper()
	x, y := []rune(a), []rune(b)
	if len(x) > 6 || len(y) > 6 {
		return
	}
	prefix := len(x)
	for end := range len(y) + 1 {
		prefix = min(prefix, slowDistance(x, y[:end]))
	}
	for most := range 3 {
		if got, want := Within(a, b, most), slowDistance(x, y) <= most; got != want {
			t.Fatalf("Within(%q, %q, %d) = %v", a, b, most, got)
		}
		if got, want := PrefixWithin(a, b, most), prefix <= most; got != want {
			t.Fatalf("PrefixWithin(%q, %q, %d) = %v", a, b, most, got)
		}
	}
}

func FuzzSlips(f *testing.F) {
	f.Add("vantr", "vanter")
	f.Add("ab", "ba")
	f.Add("", "abc")
	f.Add("aabba", "abab")
	f.Fuzz(func(t *testing.T, a, b string) {
		if utf8.ValidString(a) && utf8.ValidString(b) && len(a) <= 12 && len(b) <= 12 {
			checkSlips(t, a, b)
		}
	})
}

// TestSlips compares short words of few letters, some of two bytes, with the
// definition.
func TestSlips(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 8))
	word := func() string {
		var b strings.Builder
		for range random.IntN(7) {
			b.WriteRune([]rune("abcñ李")[random.IntN(5)])
		}
		return b.String()
	}
	for range 20_000 {
		a, b := word(), word()
		checkSlips(t, a, b)
	}
}
