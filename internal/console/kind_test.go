package console

import (
	"net/http"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestGeneralOrthopedist holds that whoever is no specialist of the spine or of
// nerves is presented as one in no list and in no text that is handed over.
func TestGeneralOrthopedist(t *testing.T) {
	d := newDesk(t, func(all []directory.Listing) {
		for i := range 40 { // those around Minneapolis
			all[i].Physician.Specialties = []directory.Specialty{{Code: directory.OrthopaedicSurgery, Primary: true}}
			all[i].Accepting = ""
		}
	})
	token := d.signIn(t, "ana")
	for lang, words := range map[string][2]string{"en": {"Ask if they operate on the spine", "spine surgeon"}, "es": {"Pregunte si opera la columna", "cirujanos de columna"}} {
		q := question{Text: "55401", Radius: 50}
		found := d.find(t, token, q)
		if len(found.Cards) == 0 {
			t.Fatal("nobody is found")
		}
		for _, c := range found.Cards {
			if c.Specialty != "Orthopedic surgeon. Ask if they operate on the spine" && !strings.Contains(c.Specialty, "spine surgeon") && !strings.Contains(c.Specialty, "Neurosurgeon") {
				t.Errorf("%s is shown as %q", c.NPI, c.Specialty)
			}
		}
		m := handing(q, found.Cards[0])
		m.Language = lang
		m.Idempotency += lang
		w := d.send("/console/api/cases", token, m)
		if w.Code != http.StatusOK && w.Code != http.StatusCreated {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if text := w.Body.String(); !strings.Contains(text, words[0]) || strings.Contains(strings.ToLower(text), words[1]) {
			t.Errorf("%s: the case says %s", lang, text)
		}
	}
}
