package directory

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/data"
)

// officialNames are NUCC's display names as the research on the code set
// gives them, written here apart from the table.
var officialNames = map[Taxonomy]string{
	"207T00000X": "Neurological Surgery Physician",
	"207X00000X": "Orthopaedic Surgery Physician",
	"207XS0117X": "Orthopaedic Surgery of the Spine Physician",
	"207XS0114X": "Adult Reconstructive Orthopaedic Surgery Physician",
	"207XX0004X": "Orthopaedic Foot and Ankle Surgery Physician",
	"207XS0106X": "Orthopaedic Hand Surgery Physician",
	"207XX0801X": "Orthopaedic Trauma Physician",
	"207XP3100X": "Pediatric Orthopaedic Surgery Physician",
	"207XX0005X": "Sports Medicine (Orthopaedic Surgery) Physician",
	"208600000X": "Surgery Physician",
	"2086S0129X": "Vascular Surgery Physician",
	"208VP0014X": "Interventional Pain Medicine Physician",
	"208VP0000X": "Pain Medicine Physician",
}

func TestOfficialNames(t *testing.T) {
	for code, want := range officialNames {
		if got := code.Official(); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// Each row must be whole and agree with itself: the specialization and the
// classification must show in the display name.
func TestTaxonomyTable(t *testing.T) {
	if !strings.Contains(data.Taxonomies, "copyright American Medical Association") || !strings.Contains(data.Taxonomies, "nucc.org") {
		t.Error("the copyright notice is gone")
	}
	r := csv.NewReader(strings.NewReader(data.Taxonomies))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range rows[1:] {
		code := Taxonomy(f[0])
		if seen[f[0]] {
			t.Errorf("%s twice", code)
		}
		seen[f[0]] = true
		if f[5] == "" || f[6] == "" {
			t.Errorf("%s: a plain name is missing", code)
		}
		if len(code) == 2 {
			continue
		}
		if !code.Valid() || f[1] == "" || f[2] == "" || f[4] == "" {
			t.Errorf("%s: not whole", code)
		}
		if specialized := !strings.HasSuffix(f[0], "00000X"); specialized != (f[3] != "") {
			t.Errorf("%s: specialization %q does not fit the code", code, f[3])
		}
		if strings.HasPrefix(f[0], "20") != (f[1] == "Allopathic & Osteopathic Physicians") {
			t.Errorf("%s: grouping %q does not fit the code", code, f[1])
		}
		if code.Name("en") != f[5] || code.Name("es") != f[6] || code.Official() != f[4] {
			t.Errorf("%s: the table reads %q, %q, %q", code, code.Name("en"), code.Name("es"), code.Official())
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d rows", len(seen))
	}
}

func TestTaxonomyName(t *testing.T) {
	tests := []struct {
		code   Taxonomy
		en, es string
	}{
		{"207XS0117X", "Orthopedic spine surgery", "Cirugía ortopédica de la columna"},
		{"207XX9999X", "Orthopedic surgery", "Cirugía ortopédica"}, // by its classification
		{"209999999X", "Physician", "Médico"},                      // by its group
		{"363LF0000X", "Nurse practitioner or physician assistant", "Enfermería avanzada o asistente médico"},
		{"999999999X", "Health care", "Atención médica"},
		{"", "Health care", "Atención médica"},
	}
	for _, tt := range tests {
		if en, es := tt.code.Name("en"), tt.code.Name("es"); en != tt.en || es != tt.es {
			t.Errorf("%q: %q, %q, want %q, %q", tt.code, en, es, tt.en, tt.es)
		}
	}
}

func TestSet(t *testing.T) {
	spine, err := Set(SetSpine)
	if err != nil || !slices.Equal(spine, []Taxonomy{"207T00000X", "207X00000X", "207XS0117X"}) {
		t.Errorf("spine: %v, %v", spine, err)
	}
	surgery, err := Set(SetSurgery)
	if err != nil || len(surgery) < 25 || !slices.Contains(surgery, "2086S0129X") || slices.Contains(surgery, "208VP0014X") || slices.Contains(surgery, "390200000X") {
		t.Errorf("surgery: %v, %v", surgery, err)
	}
	for _, code := range spine {
		if !slices.Contains(surgery, code) {
			t.Errorf("surgery lacks %s", code)
		}
	}
	all, err := Set(SetAll)
	if err != nil || len(all) != 1 || !all[0].Covers("204E00000X") || !all[0].Covers("207R00000X") || all[0].Covers("390200000X") || all[0].Covers("213E00000X") {
		t.Errorf("all: %v, %v", all, err)
	}
	if spine := Neurosurgery; !spine.Covers("207T00000X") || spine.Covers("207T00000XX") || spine.Covers("207T00000") || Taxonomy("").Covers("207T00000X") {
		t.Error("a whole code covers itself and nothing else, none covers nothing")
	}
	codes, err := Set("207XS0117X, 208600000x,207XS0117X")
	if err != nil || !slices.Equal(codes, []Taxonomy{"207XS0117X", "208600000X"}) {
		t.Errorf("codes: %v, %v", codes, err)
	}
	for _, bad := range []string{"", "spines", "207X", "207XS0117X,", "207XS0117X;208600000X"} {
		if _, err := Set(bad); !errors.Is(err, ErrTaxonomySet) {
			t.Errorf("Set(%q): %v", bad, err)
		}
	}
	spine[0] = "changed"
	if again, _ := Set(SetSpine); again[0] == "changed" {
		t.Error("a caller can change the set")
	}
}
