package pasted_test

import (
	"testing"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/pasted"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                  "",
		"(612) 555-0100":                    "(612) 555-0100",
		"(612)\u00a0555\u20110100":          "(612) 555-0100",
		"612\u2013555\u20140100":            "612-555-0100",
		"44.98,\u221293.27":                 "44.98,-93.27",
		"\uff15\uff15\uff14\uff10\uff11":    "55401",
		"\uff08612\uff09\uff0d\uff0b\uff0c": "(612)-+,",
		"612\u2009555\u202f0100\u3000":      "612 555 0100 ",
		"\u202d55401\u202c\u200e":           "55401",
		"554\u200b\u2060\ufeff01\u00ad":     "55401",
		"Pe\u006e\u0303a Mu\u00f1oz":        "Peña Muñoz",
		"O\u00b4Neill, 44\u00ba N":          "O'Neill, 44° N",
		"a\tb\nc\u0085":                     "a\tb\nc ",
		"Kapa\u02bbula \u201cx\u201d":       "Kapaʻula “x”",
		"\xff\u00a0":                        "\xff\u00a0",
	} {
		if got := pasted.Plain(text); got != want {
			t.Errorf("Plain(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzPlain holds what every reader relies on: a second time changes nothing,
// and ASCII and broken text come back as they are.
func FuzzPlain(f *testing.F) {
	for _, s := range []string{"(612)\u00a0555\u20110100", "\u1100\u200d\u1161", "e\u200b\u0301", "\u00b4\u0301", "\ufdfa", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := pasted.Plain(s)
		if again := pasted.Plain(once); again != once {
			t.Errorf("Plain(%q) = %q, and of that %q", s, once, again)
		}
		if utf8.ValidString(s) != utf8.ValidString(once) {
			t.Errorf("Plain(%q) is not as valid", s)
		}
	})
}
