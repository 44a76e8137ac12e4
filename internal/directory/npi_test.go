package directory

import (
	"errors"
	"strings"
	"testing"
)

func TestParseNPI(t *testing.T) {
	tests := []struct {
		in   string
		want NPI // 0: not an NPI
	}{
		{"1234567893", 1234567893}, // the example of the standard
		{"1679576722", 1679576722},
		{"1306849450", 1306849450},
		{"1245319599", 1245319599},
		{"1003000126", 1003000126},
		{"2000000002", 2000000002},
		{"2000000008", 0},
		{"2000000010", 2000000010},
		{"1234567890", 0}, // wrong check digit
		{"2495351826", 0}, // the invented one of a federal data dictionary
		{"1234567894", 0},
		{"1679567722", 0}, // two digits changed places
		{"3234567893", 0}, // starts with neither 1 nor 2
		{"0234567893", 0},
		{"123456789", 0},
		{"12345678933", 0},
		{"", 0},
		{"12345A7893", 0},
		{" 1234567893", 0},
		{"1234567893.0", 0},
		{"１234567893", 0}, // a full-width digit
		{"-123456789", 0},
	}
	for _, tt := range tests {
		got, err := ParseNPI(tt.in)
		if got != tt.want {
			t.Errorf("ParseNPI(%q) = %d, want %d", tt.in, got, tt.want)
		}
		if (err == nil) != (tt.want != 0) || err != nil && !errors.Is(err, ErrNPI) {
			t.Errorf("ParseNPI(%q): error %v", tt.in, err)
		}
		if err == nil && got.String() != tt.in {
			t.Errorf("ParseNPI(%q).String() = %q", tt.in, got.String())
		}
	}
}

// luhn is the textbook formula over the whole card number 80840 + NPI, written
// apart from the package's own.
func luhn(number string) bool {
	sum, double := 0, false
	for i := len(number) - 1; i >= 0; i-- {
		d := int(number[i] - '0')
		if double {
			d *= 2
			d = d/10 + d%10
		}
		sum, double = sum+d, !double
	}
	return sum%10 == 0
}

func FuzzParseNPI(f *testing.F) {
	for _, s := range []string{"1234567893", "2495351826", "", "12345A7893", "99999999999", "1\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNPI(s)
		digits := len(s) == 10 && strings.Trim(s, "0123456789") == ""
		want := digits && (s[0] == '1' || s[0] == '2') && luhn("80840"+s)
		if (err == nil) != want {
			t.Fatalf("ParseNPI(%q): error %v, want valid %v", s, err, want)
		}
		if err == nil && n.String() != s {
			t.Fatalf("ParseNPI(%q).String() = %q", s, n)
		}
	})
}
