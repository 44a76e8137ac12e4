package directory

import (
	"encoding/json"
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

// TestNPISlips holds what the check digit is for: no single wrong digit makes
// another NPI, and of two neighbors that change places only 0 and 9 do, which
// the formula cannot tell.
func TestNPISlips(t *testing.T) {
	for n := NPI(1003000126); n < 1003000126+20_000; n++ {
		text := n.String()
		if _, err := ParseNPI(text); err != nil {
			continue
		}
		for i := range text {
			for c := byte('0'); c <= '9'; c++ {
				slip := text[:i] + string(c) + text[i+1:]
				if _, err := ParseNPI(slip); err == nil && slip != text {
					t.Fatalf("%s is an NPI, one digit beside %s", slip, text)
				}
			}
			if i == 0 || text[i-1] == text[i] {
				continue
			}
			swapped := text[:i-1] + text[i:i+1] + text[i-1:i] + text[i+1:]
			pair := text[i-1 : i+1]
			if _, err := ParseNPI(swapped); err == nil && pair != "09" && pair != "90" {
				t.Fatalf("%s is an NPI, with two digits of %s changed", swapped, text)
			}
		}
	}
}

// TestNPIText: an NPI is ten digits in JSON, and a JSON that is none is refused.
func TestNPIText(t *testing.T) {
	text, err := json.Marshal(NPI(1234567893))
	if err != nil || string(text) != `"1234567893"` {
		t.Errorf("%s, %v", text, err)
	}
	var n NPI
	if err := json.Unmarshal(text, &n); err != nil || n != 1234567893 {
		t.Errorf("read again: %d, %v", n, err)
	}
	if err := json.Unmarshal([]byte(`"1234567890"`), &n); !errors.Is(err, ErrNPI) {
		t.Errorf("a wrong check digit: %v", err)
	}
	if short := NPI(7).String(); short != "0000000007" {
		t.Errorf("padded: %s", short)
	}
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
