package source

import (
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

func TestMendDigits(t *testing.T) {
	for _, c := range []struct {
		in, want string
		damage   Damage
		ok       bool
	}{
		{"6125550100", "6125550100", "", true},
		{"6125550100.0", "6125550100", DamageDecimal, true},
		{"6125550100.00", "6125550100.00", "", true}, // no tool writes it: left as it is
		{".0", ".0", "", true},
		{"1.234567893E+09", "1234567893", DamageExponent, true},
		{"1.234567893e+9", "1234567893", DamageExponent, true},
		{"6.1255501E+09", "6.1255501E+09", DamageExponent, false},
		{"1.02203E+12", "1.02203E+12", DamageExponent, false},
		{"1.2345678935E+09", "1.2345678935E+09", DamageExponent, false},
		{"2E+00", "2", DamageExponent, true},
		{"NE+5", "NE+5", "", true},
		{"612-555-0100", "612-555-0100", "", true},
		{"", "", "", true},
	} {
		got, damage, ok := mendDigits(c.in)
		if got != c.want || damage != c.damage || ok != c.ok {
			t.Errorf("mendDigits(%q) = %q, %q, %v; want %q, %q, %v", c.in, got, damage, ok, c.want, c.damage, c.ok)
		}
	}
}

func TestMendPostal(t *testing.T) {
	for _, c := range []struct {
		in, state, want string
		damage          Damage
		ok              bool
	}{
		{"554011234", "MN", "554011234", "", true},
		{"55401", "MN", "55401", "", true},
		{"55401-1234", "MN", "55401-1234", "", true},
		{"554011234.0", "MN", "554011234", DamageDecimal, true},
		{"21142696.0", "MA", "021142696", DamageZero, true},
		{"2114", "ma", "02114", DamageZero, true},
		{"9183522", "PR", "009183522", DamageZero, true},
		{"918.0", "PR", "00918", DamageZero, true},
		{"802", "VI", "00802", DamageZero, true},
		{"6390", "NY", "06390", DamageZero, true},
		{"2114", "TX", "2114", DamageZero, false}, // no such code in Texas
		{"1001", "NY", "1001", DamageZero, false}, // 01001 is in Massachusetts
		{"9183522", "FL", "9183522", DamageZero, false},
		{"554011", "MN", "554011", "", true}, // no loss of zeros makes six digits
		{"5.54011E+08", "MN", "5.54011E+08", DamageExponent, false},
		{"M5V 2T6", "ON", "M5V 2T6", "", true},
		{"", "MN", "", "", true},
	} {
		got, damage, ok := mendPostal(c.in, c.state)
		if got != c.want || damage != c.damage || ok != c.ok {
			t.Errorf("mendPostal(%q, %q) = %q, %q, %v; want %q, %q, %v", c.in, c.state, got, damage, ok, c.want, c.damage, c.ok)
		}
	}
}

func TestMendDate(t *testing.T) {
	day := func(s string) directory.Date {
		d, err := directory.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		in     string
		want   directory.Date
		damage Damage
		ok     bool
	}{
		{"06/15/2026", day("2026-06-15"), "", true},
		{"6/15/26", day("2026-06-15"), DamageShortDate, true},
		{"6/5/2026", day("2026-06-05"), DamageShortDate, true},
		{"2026-06-15", day("2026-06-15"), DamageShortDate, true},
		{"2026-06-15 00:00:00", day("2026-06-15"), DamageShortDate, true},
		{"15/06/2026", 0, DamageMalformed, false},
		{"6/15/75", 0, DamageMalformed, false},
		{"46188", 0, DamageMalformed, false}, // a spreadsheet's day number
		{"", 0, "", true},
	} {
		got, damage, ok := mendDate(c.in)
		if got != c.want || damage != c.damage || ok != c.ok {
			t.Errorf("mendDate(%q) = %v, %q, %v; want %v, %q, %v", c.in, got, damage, ok, c.want, c.damage, c.ok)
		}
	}
}
