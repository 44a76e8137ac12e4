package referral

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestReferenceCatches tries every single misheard character and every pair
// that changed places, on many references.
func TestReferenceCatches(t *testing.T) {
	for range 2000 {
		ref := NewReference()
		if got, err := ParseReference(ref.String()); err != nil || got != ref {
			t.Fatalf("ParseReference(%q) = %q, %v", ref.String(), got, err)
		}
		for i := range len(ref) {
			for _, other := range []byte(alphabet) {
				if other == ref[i] {
					continue
				}
				wrong := string(ref[:i]) + string(other) + string(ref[i+1:])
				if _, err := ParseReference(wrong); err == nil {
					t.Fatalf("%s misheard as %s passes", ref, wrong)
				}
			}
			for j := i + 1; j < len(ref); j++ {
				b := []byte(ref)
				b[i], b[j] = b[j], b[i]
				if _, err := ParseReference(string(b)); err == nil && b[i] != b[j] {
					t.Fatalf("%s with characters %d and %d exchanged passes", ref, i, j)
				}
			}
		}
	}
}

func TestParseReference(t *testing.T) {
	// 0·2 + 1·3 + 5·4 + 8·5 + 6·6 = 99 = 3·29 + 12; the alphabet's 12th is D.
	want := Reference("01586" + "D")
	for _, typed := range []string{"01586D", "015-86D", " oi5 86d ", "OLS-BGd", "o.l.s.b.g.d", "015–86D", "015\u201186D\u00a0"} {
		if got, err := ParseReference(typed); err != nil || got != want {
			t.Errorf("ParseReference(%q) = %q, %v; want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "01586", "01586DD", "01586E", "0158ñD", "01586!", strings.Repeat(" ", 100)} {
		if _, err := ParseReference(typed); !errors.Is(err, ErrReference) || !errors.Is(err, ErrInvalid) {
			t.Errorf("ParseReference(%q): %v, want ErrReference", typed, err)
		}
	}
}

func FuzzParseReference(f *testing.F) {
	f.Add("K4T-9XM")
	f.Add("01586D")
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := ParseReference(s)
		if err != nil {
			return
		}
		if again, err := ParseReference(ref.String()); err != nil || again != ref {
			t.Errorf("%q reads as %q, which reads as %q, %v", s, ref, again, err)
		}
	})
}

func TestCheckNote(t *testing.T) {
	for _, note := range []string{
		"", "wants a morning appointment", "speaks Spanish, needs wheelchair access", "three kids, works nights",
		"practice opens 8:30, ask for suite 200", "called twice; line busy 15 minutes", "prefiere los martes", "routes 35 and 94",
		"office moved in March 2026", "see ref K4T-9XM", "10/12 slots taken", "follow up at clinic. No rush",
		"asks for March 14, 10 am or 2 pm", "citas el 14 de marzo a las 10", "Mon 8:30, 9:15 or 10:00", "one of the two, or all three",
		"prefers one two-hour slot; not at noon", "the once a month clinic", "wait is 2-3 weeks, maybe 4", "may 5 be full",
	} {
		if err := CheckNote(note); err != nil {
			t.Errorf("CheckNote(%q) = %v", note, err)
		}
	}
	for note, kind := range map[string]PersonalKind{
		"call back 612-555-0100":      PersonalPhone,
		"(612) 555 0100":              PersonalPhone,
		"+1 612.555.0100":             PersonalPhone,
		"6125550100":                  PersonalPhone,
		"cell 555-0100":               PersonalPhone,
		"612 5550100":                 PersonalPhone,
		"mail ana@example.org":        PersonalEmail,
		"ana at example dot org":      PersonalEmail,
		"ANA (at) EXAMPLE.ORG":        PersonalEmail,
		"ssn 123-45-6789":             PersonalSSN,
		"123 45 6789":                 PersonalSSN,
		"123456789":                   PersonalSSN,
		"born in May":                 PersonalBirth,
		"DOB on file":                 PersonalBirth,
		"3/14/1961":                   PersonalBirth,
		"03-14-61":                    PersonalBirth,
		"1961-03-14":                  PersonalBirth,
		"March 14, 1961":              PersonalBirth,
		"14 de marzo de 1961":         PersonalBirth,
		"nació el catorce de febrero": PersonalBirth,

		"612–555–0100":                                            PersonalPhone, // dashes of a word processor
		"612\u2011555\u20110100":                                  PersonalPhone,
		"612\u00a0555\u00a00100":                                  PersonalPhone,
		"6\u200b12555\u200b0100":                                  PersonalPhone,
		"６１２５５５０１００":                                              PersonalPhone,
		"6 1 2 5 5 5 0 1 0 0":                                     PersonalPhone,
		"6, 1, 2, 5, 5, 5, 0, 1, 0, 0":                            PersonalPhone,
		"612 55 50 100":                                           PersonalPhone,
		"612_555_0100":                                            PersonalPhone,
		"+52 55 1234 5678":                                        PersonalPhone,
		"six one two five five five oh one oh oh":                 PersonalPhone,
		"Seis uno dos, cinco cinco cinco, cero uno":               PersonalPhone,
		"seis doce, cinco cincuenta y cinco, cero uno, cero cero": PersonalPhone,
		"lives at 55401-1234":                                     PersonalPhone,
		"ana@work":                                                PersonalEmail,
		"ana [at] example [dot] org":                              PersonalEmail,
		"ana arroba example punto com":                            PersonalEmail,
		"ana arroba example.com":                                  PersonalEmail,
		"ana＠example.org":                                         PersonalEmail,
		"ana, on gmail":                                           PersonalEmail,
		"123–45–6789":                                             PersonalSSN,
		"SSN ends 6789":                                           PersonalSSN,
		"su seguro social":                                        PersonalSSN,
		"14-Mar-1961":                                             PersonalBirth,
		"14mar61":                                                 PersonalBirth,
		"Mar-14-61":                                               PersonalBirth,
		"14th of March 1961":                                      PersonalBirth,
		"March 14 ’61":                                            PersonalBirth,
		"14 de marzo del 61":                                      PersonalBirth,
		"3 14 1961":                                               PersonalBirth,
		"1961 3 14":                                               PersonalBirth,
		"nacida en mayo":                                          PersonalBirth,
		"fecha de nac. 1961":                                      PersonalBirth,
		"cumpleaños en mayo":                                      PersonalBirth,
	} {
		var personal *PersonalError
		err := CheckNote(note)
		if !errors.As(err, &personal) || personal.Kind != kind || !errors.Is(err, ErrInvalid) {
			t.Errorf("CheckNote(%q) = %v, want %s", note, err, kind)
			continue
		}
		if strings.Contains(err.Error(), note) {
			t.Errorf("the error quotes the note: %v", err)
		}
	}
}

func TestCorrectionDue(t *testing.T) {
	for made, due := range map[string]string{
		"2026-11-16": "2026-11-18", // Monday
		"2026-11-19": "2026-11-23", // Thursday: over the weekend
		"2026-11-20": "2026-11-24", // Friday
		"2026-11-21": "2026-11-24", // Saturday
	} {
		created, err := time.Parse(time.DateOnly, made)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Correction{Created: created}).Due(time.UTC).Format(time.DateOnly); got != due {
			t.Errorf("made %s: due %s, want %s", made, got, due)
		}
	}
}
