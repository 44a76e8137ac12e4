package directory

import (
	"errors"
	"testing"
)

func TestParsePhone(t *testing.T) {
	tests := map[string]string{ // "" means refused
		"6125550100": "+16125550100", "612-555-0100": "+16125550100", "(612) 555-0100": "+16125550100", "612.555.0100": "+16125550100",
		"+1 612 555 0100": "+16125550100", "1-612-555-0100": "+16125550100", "16125550100": "+16125550100", " 612 5550100 ": "+16125550100",
		"612/555/0100": "+16125550100", "tel:+1-612-555-0100": "+16125550100", "612\u2011555\u20110100": "+16125550100",
		"612-555-0100 x12": "+16125550100", "612-555-0100 ext. 12": "+16125550100", "6125550100EXT12": "+16125550100",
		"612-555-0100 extension 4": "+16125550100", "612-555-0100, 12": "+16125550100", "612-555-0100;ext=12": "+16125550100", "612-555-0100 #12": "+16125550100",

		"": "", "247820197": "", "5550100": "", "61255501001": "", "612555010012": "", "26125550100": "",
		"0125550100": "", "1125550100": "", "6120550100": "", "6121550100": "", "9115550100": "", "2222222222": "", "0000000000": "",
		"612-555-01OO": "", "1-800-FLOWERS": "", "612-555-0100 or 0101": "", "612-555-0100 / 612-555-0101": "", "2.12689E+12": "", "6125550100.0": "",
		"٦١٢٥٥٥٠١٠٠": "",
	}
	for in, want := range tests {
		got, err := ParsePhone(in)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrPhone) {
			t.Errorf("ParsePhone(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestFormatPhone(t *testing.T) {
	for in, want := range map[string]string{
		"+16125550100": "(612) 555-0100", "": "", "+445550100": "+445550100", "+445550100123": "+445550100123", "+1612555010o": "+1612555010o",
	} {
		if got := FormatPhone(in); got != want {
			t.Errorf("FormatPhone(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNationalNumber(t *testing.T) {
	for e164, want := range map[string]string{
		"+16125550100": "6125550100", "": "", "+1": "", "16125550100": "", "6125550100": "", "+1612555010": "", "+161255501000": "",
		"+446125550100": "", "+1612555010o": "", "+1٦١٢٥٥": "",
	} {
		got, ok := NationalNumber(e164)
		if got != want || ok != (want != "") {
			t.Errorf("NationalNumber(%q) = %q, %v, want %q", e164, got, ok, want)
		}
		if ok && E164(got) != e164 {
			t.Errorf("E164(%q) = %q, want %q", got, E164(got), e164)
		}
	}
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"(612) 555-0100 ext. 5", "+1 612 555 0100", "6125550100x", "#", "612555010\xc2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e164, err := ParsePhone(s)
		if err != nil {
			return
		}
		if len(e164) != 12 || e164[:2] != "+1" || e164[2] < '2' || e164[5] < '2' {
			t.Fatalf("ParsePhone(%q) = %q", s, e164)
		}
		for _, again := range []string{e164, FormatPhone(e164)} {
			if got, err := ParsePhone(again); got != e164 || err != nil {
				t.Fatalf("ParsePhone(%q) = %q, %v, want %q", again, got, err, e164)
			}
		}
	})
}
