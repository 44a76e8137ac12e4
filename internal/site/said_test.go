package site

import (
	"context"
	"html"
	"io"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

// A saying finder knows more of the first physician.
type saying struct{ fixture.Finder }

func (s saying) Physician(ctx context.Context, npi directory.NPI) (search.Card, *search.Generation, bool, error) {
	card, g, degraded, err := s.Finder.Physician(ctx, npi)
	if err == nil && npi == fixture.NPI(0) {
		released, _ := directory.ParseDate("2026-10-08")
		listed := *g
		listed.Sources = map[directory.Source]directory.Date{directory.SourceDAC: released}
		g = &listed
		card.Listing.Physician.Medicare = true
		card.Listing.Physician.Hospitals = []string{"Example General Hospital", "Maple Medical Center"}
		card.Listing.Location.Phone, card.Listing.Location.Extension, card.Listing.Location.Fax = "+16125550100", "105", "+16125550199"
	}
	return card, g, degraded, err
}

// TestSaid reads on the profile what files say of Medicare, hospitals, fax and
// extension, with whose word it is and of when; of whom it is not known,
// nothing is said.
func TestSaid(t *testing.T) {
	h := openOn(t, io.Discard, saying{})
	for lang, want := range map[string][]string{
		"en": {
			"Accepts the approved amount as full payment, according to Medicare’s list (October 8, 2026)",
			"Example General Hospital, Maple Medical Center, according to Medicare’s list (October 8, 2026)",
			"Fax (612) 555-0199", ">(612) 555-0100 ext. 105<", `href="tel:+16125550100,105"`,
		},
		"es": {
			"Acepta la cantidad aprobada como pago total, según la lista de Medicare (8 de octubre de 2026)",
			"Example General Hospital, Maple Medical Center, según la lista de Medicare (8 de octubre de 2026)",
			"Fax (612) 555-0199", ">(612) 555-0100 ext. 105<", `href="tel:+16125550100,105"`,
		},
	} {
		for i, known := range []bool{true, false} {
			profile := html.UnescapeString(get(t, h, "/physicians/"+fixture.NPI(i).String()+"?lang="+lang).Body.String())
			for _, text := range want {
				if strings.Contains(profile, text) != known {
					t.Errorf("%s, profile %d: known %v, and %q", lang, i, known, text)
				}
			}
			if words := []string{"Fax", "ext.", "Hospitals", "Hospitales"}; !known {
				for _, word := range words {
					if strings.Contains(profile, word) {
						t.Errorf("%s, profile %d says %q of what is not known", lang, i, word)
					}
				}
			}
		}
	}
}
