package directory

import (
	"strings"
	"testing"
)

// lines are addresses in which nothing but the street lines matters, written
// "line 1 | line 2".
func lines(s string) Address {
	one, two, _ := strings.Cut(s, "|")
	return Address{Line1: strings.TrimSpace(one), Line2: strings.TrimSpace(two)}
}

// TestNothingTypedAsAnAddress: what people type to say that there is no
// office leads nobody anywhere. A place may be called like it.
func TestNothingTypedAsAnAddress(t *testing.T) {
	for _, s := range []string{
		"UNKNOWN", "N/A", "NA", "TELEHEALTH", "Telehealth Only", "TELEMEDICINE", "TELE-HEALTH", "VIRTUAL", "VIRTUAL CARE", "VIRTUAL VISITS ONLY", "REMOTE",
		"REMOTE PROVIDER", "WORK FROM HOME", "ONLINE", "NONE", "NOT APPLICABLE", "NOT AVAILABLE", "UNAVAILABLE", "TBD", "T.B.D.", "TBA", "PENDING",
		"SAME", "SAME AS ABOVE", "SAME AS MAILING", "SAME AS MAILING ADDRESS", "NULL", "XXX", "XXXXX", "NO ADDRESS", "ADDRESS UNKNOWN", "UNKNOWN ADDRESS", "NO STREET ADDRESS",
		"VARIOUS", "VARIOUS LOCATIONS", "MULTIPLE LOCATIONS", "RETIRED", "CONFIDENTIAL", "DESCONOCIDO", "NINGUNA", "NO APLICA", "TELESALUD",
		"UNKNOWN | UNKNOWN", "N/A | STE 200", "TELEHEALTH | PO BOX 12", " | NONE",
	} {
		if k := lines(s).Key(); k.Usable() {
			t.Errorf("%q is an office: %+v", s, k)
		}
	}
	for s, shown := range map[string]string{
		"UNKNOWN | 500 ELM ST": "500 Elm St", "TELEHEALTH | 500 ELM ST STE 4": "500 Elm St|Ste 4", "500 ELM ST | N/A": "500 Elm St", "500 ELM ST | SAME AS ABOVE": "500 Elm St",
		"EXAMPLE TELEHEALTH CLINIC": "Example Telehealth Clinic", "100 REMOTE RD": "100 Remote Rd", "VIRTUAL REALITY CENTER": "Virtual Reality Center",
		"500 TELEHEALTH WAY": "500 Telehealth Way", "NORTHSIDE HOSPITAL | VIRTUAL": "Northside Hospital",
	} {
		n := NormalizeAddress(lines(s))
		if got := strings.TrimSuffix(n.Line1+"|"+n.Line2, "|"); got != shown || !lines(s).Key().Usable() {
			t.Errorf("%q is shown as %q, want %q; usable %v", s, got, shown, lines(s).Key().Usable())
		}
	}
	if n := NormalizeAddress(Address{Line1: "500 ELM ST", City: "UNKNOWN"}); n.City != "" {
		t.Errorf("a city named %q", n.City)
	}
	if n := NormalizeAddress(Address{Line1: "500 ELM ST", City: "REMOTE"}); n.City != "Remote" { // in Oregon
		t.Errorf("a city named %q", n.City)
	}
}

// TestBoxIsNoOffice: mail goes to a box, patients do not; whatever the box is
// called. The reverse: a street or a building may be called like a box.
func TestBoxIsNoOffice(t *testing.T) {
	for _, s := range []string{
		"APARTADO 1234", "APARTADO POSTAL 1234", "APDO. 1234", "CALL BOX 5005", "PO BX 77", "P.O. BX 77", "POST OFFICE DRAWER 12", "PO DRAWER 12", "GENERAL DELIVERY", "PMB 12", "PMB# 12",
		"POBOX77", "POBOX 77", "PO BOX77", "P.O.BOX 77", "P.O.B. 77", "POB 77", "P O B 77", "BOX #77", "BOX 77", "BX 77", "BOX A", "PO BOX", "P O BOX", "PO BOX A-12", "POST OFFICE BOX 12", "POSTAL BOX 12",
		"CALLER BOX 12", "CALLER SERVICE 12", "LOCK BOX 12", "LOCKBOX 1234", "PO BOX 12 DEPT 5", "PO BOX 12 | STE 2", "PO BOX 12 STE 2", "PO BOX 12 ATTN BILLING", "ATTN BILLING | PO BOX 12", "DRAWER 12",
	} {
		if k := lines(s).Key(); k.Usable() {
			t.Errorf("%q is an office: %+v", s, k)
		}
	}
	for s, shown := range map[string]string{
		"BOX HILL": "Box Hill", "1 BOX ELDER RD": "1 Box Elder Rd", "BOX ELDER CLINIC": "Box Elder Clinic", "12 BOXWOOD LN": "12 Boxwood Ln", "500 ELM ST": "500 Elm St",
		"POB 2 STE 300 | 500 ELM ST": "POB 2 Ste 300|500 Elm St", "500 ELM ST | POB 2 STE 300": "500 Elm St|POB 2 Ste 300",
		"PO BOX 160 1300 HOSPITAL LOOP": "1300 Hospital Loop", "1300 HOSPITAL LOOP PO BOX 160": "1300 Hospital Loop", "P.O. BOX 160, 1300 HOSPITAL LOOP, SUITE 4": "1300 Hospital Loop|Ste 4",
		"1300 HOSPITAL LOOP | PO BOX 160": "1300 Hospital Loop", "PO BOX 160 | 1300 HOSPITAL LOOP": "1300 Hospital Loop", "500 ELM ST | PMB 12": "500 Elm St",
		"RR 8 BOX 3311": "RR 8 Box 3311", "HC 2 BOX 4868": "HC 2 Box 4868", "NORTHSIDE HOSPITAL | PO BOX 12": "Northside Hospital", "NORTHSIDE HOSPITAL PO BOX 12": "Northside Hospital",
		"100 DRAWER LN": "100 Drawer Ln", "100 APARTADO RD": "100 Apartado Rd", "CALLER HALL": "Caller Hall",
	} {
		n, k := NormalizeAddress(lines(s)), lines(s).Key()
		if got := strings.TrimSuffix(n.Line1+"|"+n.Line2, "|"); got != shown || !k.Usable() {
			t.Errorf("%q is shown as %q, want %q; key %+v, usable %v", s, got, shown, k, k.Usable())
		}
	}
}

// TestRoadsAndFloorsAreShownInCapitals where they are abbreviations, and a
// unit glued to its designator is cut off it.
func TestRoadsAndFloorsAreShownInCapitals(t *testing.T) {
	for s, shown := range map[string]string{
		"100 SR 9": "100 SR 9", "100 STATE ROUTE 9": "100 State Route 9", "100 CR 5": "100 CR 5", "100 FM 1960": "100 FM 1960", "100 US HIGHWAY 41": "100 US Highway 41",
		"100 I-35": "100 I-35", "100 IH 35": "100 IH 35", "100 ELM ST | LL": "100 Elm St|LL", "100 ELM ST LL": "100 Elm St|LL", "30 WEST 26 STREET": "30 West 26 St",
		"100 ELM ST SUITE305": "100 Elm St|Ste 305", "100 ELM ST | SUITE305A": "100 Elm St|Ste 305A", "100 ELM ST | STE305": "100 Elm St|Ste 305", "100 ELM ST | BLDG4 STE5": "100 Elm St|Bldg 4 Ste 5",
		"100 Elm St | Suite305": "100 Elm St|Ste 305", "100 ELM ST | SECOND FLOOR": "100 Elm St|Second Floor", "100 ELM ST | MOB 2": "100 Elm St|MOB 2",
		"100 LLOYD ST": "100 Lloyd St", "100 CRAIG RD": "100 Craig Rd", "100 FLORA ST": "100 Flora St", "100 ELM ST | FL3": "100 Elm St|Fl 3",
	} {
		n := NormalizeAddress(lines(s))
		if got := strings.TrimSuffix(n.Line1+"|"+n.Line2, "|"); got != shown {
			t.Errorf("%q is shown as %q, want %q", s, got, shown)
		}
	}
}
