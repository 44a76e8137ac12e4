package directory

import (
	"slices"
	"testing"
)

// TestOffered: unknown, named on a list and withdrawn are no offers, and what
// is old is one still.
func TestOffered(t *testing.T) {
	if (*Offering)(nil).Offered() {
		t.Error("nothing known is an offer")
	}
	for status, want := range map[Status]bool{Confirmed: true, SelfReported: true, Withdrawn: false, NamedOnList: false, "": false, "CONFIRMED": false} {
		if got := (&Offering{Status: status, VerifiedOn: 1}).Offered(); got != want {
			t.Errorf("%q: offered %v, want %v", status, got, want)
		}
	}
}

// TestStale: the day on which evidence is as old as allowed is the last good one.
func TestStale(t *testing.T) {
	const today = Date(20500)
	for age, want := range map[int]bool{-1: false, 0: false, StaleAfter - 1: false, StaleAfter: false, StaleAfter + 1: true, 5000: true} {
		if got := (Offering{VerifiedOn: today - Date(age)}).Stale(today, StaleAfter); got != want {
			t.Errorf("%d days old: stale %v, want %v", age, got, want)
		}
	}
}

// TestTurnsAway: an office of which it is not known does not turn anybody away.
func TestTurnsAway(t *testing.T) {
	for a, want := range map[Accepting]bool{"": false, AcceptingNew: false, AcceptingExisting: true, AcceptingExistingFamily: true, AcceptingNone: true} {
		if got := a.TurnsAway(); got != want {
			t.Errorf("%q: %v, want %v", a, got, want)
		}
	}
}

// TestFiner: the order of the constants, finest first; nothing known is the
// coarsest, and no precision is finer than itself.
func TestFiner(t *testing.T) {
	order := []Precision{PrecisionRooftop, PrecisionStreet, PrecisionZIP, PrecisionCity}
	for i, p := range order {
		for j, q := range order {
			if got := p.Finer(q); got != (i < j) {
				t.Errorf("%s finer than %s: %v", p, q, got)
			}
		}
		if Precision("").Finer(p) {
			t.Errorf("nothing is finer than %s", p)
		}
	}
}

func TestZIP5(t *testing.T) {
	for postal, want := range map[string]string{"55401": "55401", "55401-1234": "55401", "": "", "554": "554"} {
		if got := (Address{PostalCode: postal}).ZIP5(); got != want {
			t.Errorf("%q: %q, want %q", postal, got, want)
		}
	}
}

// TestPhoneExtension: the extension is one of the files' number, and goes with it.
func TestPhoneExtension(t *testing.T) {
	l := Location{Phone: filed, Extension: "12"}
	if got := l.PhoneExtension(); got != "12" {
		t.Errorf("of the files' number: %q", got)
	}
	l.Phone, l.RegistryPhone = attested, filed
	if got := l.PhoneExtension(); got != "" {
		t.Errorf("of the number that a roster gave: %q", got)
	}
}

// TestOfSpineOrNerves goes through the whole table: an orthopedic surgeon who
// says no more, of the hand, of sports or of children, is no specialist of the
// spine, and neither is anybody who is no surgeon.
func TestOfSpineOrNerves(t *testing.T) {
	nerves := 0
	for code, row := range taxonomies().exact {
		want := row.classification == "Neurological Surgery" || row.classification == "Orthopaedic Surgery" && row.specialization == "Orthopaedic Surgery of the Spine"
		if got := code.OfSpineOrNerves(); got != want {
			t.Errorf("%s %s: %v, want %v", code, row.display, got, want)
		}
		if want {
			nerves++
		}
	}
	if nerves < 2 {
		t.Errorf("%d codes of the table are of spine or nerves", nerves)
	}
	for _, code := range []Taxonomy{"", "207", "207X", "207XS0117", StudentInTraining, everyPhysician} {
		if code.OfSpineOrNerves() {
			t.Errorf("%q is of spine or nerves", code)
		}
	}
}

// TestNamed: a code whose group alone is known has no name that is a specialty.
func TestNamed(t *testing.T) {
	for code, want := range map[Taxonomy]bool{
		"207XS0117X": true, "207XX9999X": true, "207T00000X": true,
		"": false, "20": false, "209999999X": false, "999999999X": false, "207": false,
	} {
		if got := code.Named(); got != want {
			t.Errorf("%q: named %v, want %v", code, got, want)
		}
		if name := code.Name("en"); want && slices.Contains([]string{"Physician", "Health care", "Health service"}, name) {
			t.Errorf("%q is named %q", code, name)
		}
	}
}

func TestClassification(t *testing.T) {
	grouping, classification, specialization := OrthopaedicSpine.Classification()
	if grouping != "Allopathic & Osteopathic Physicians" || classification != "Orthopaedic Surgery" || specialization != "Orthopaedic Surgery of the Spine" {
		t.Errorf("%q, %q, %q", grouping, classification, specialization)
	}
	if g, c, s := Taxonomy("999999999X").Classification(); g != "" || c != "" || s != "" {
		t.Errorf("of an unknown code: %q, %q, %q", g, c, s)
	}
}

func TestValid(t *testing.T) {
	for code, want := range map[Taxonomy]bool{
		"207XS0117X": true, "207X00000X": true,
		"": false, "207X": false, "207XS0117x": false, "207xs0117X": false, "207XS01170": false, "207XS0117XX": false, "207-S0117X": false, "207XS 117X": false, "２07XS011X": false,
	} {
		if got := code.Valid(); got != want {
			t.Errorf("%q: valid %v, want %v", code, got, want)
		}
	}
}
