package site

import (
	"html"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

var oneCard = regexp.MustCompile(`(?s)<li class="card.*?</li>`)

// TestGeneralOrthopedist holds that no card of page or frame presents a surgeon
// of bones and joints as one of the spine: it says what to ask instead.
func TestGeneralOrthopedist(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(8, 9)), 300)
	special := map[string]bool{}
	for i := range listings {
		for _, s := range listings[i].Physician.Specialties {
			if s.Code == "207XS0117X" || strings.HasPrefix(string(s.Code), "207T") {
				special[listings[i].Physician.NPI.String()] = true
			}
		}
	}
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", listings)))
	seen := map[bool]int{}
	for lang, ask := range map[string]string{"en": "Ask if they operate on the spine", "es": "Pregunte si opera la columna"} {
		for _, path := range []string{"/find?", "/embed/v1/frame?key=pk_good&"} {
			for _, place := range []string{"10001", "55401", "60601", "77002", "33130", "90012"} {
				body := html.UnescapeString(get(t, h, path+"radius=500&near="+place+"&lang="+lang).Body.String())
				for _, card := range oneCard.FindAllString(body, -1) {
					npi := regexp.MustCompile(`/physicians/(\d{10})`).FindStringSubmatch(card)[1]
					seen[special[npi]]++
					if strings.Contains(card, ask) == special[npi] {
						t.Errorf("%s, %s, a specialist %v: %s", npi, lang, special[npi], card)
					}
					text := strings.ToLower(strings.ReplaceAll(card, ask, ""))
					if !special[npi] && (strings.Contains(text, "spine surgeon") || strings.Contains(text, "de la columna")) {
						t.Errorf("%s, %s is presented as a surgeon of the spine: %s", npi, lang, card)
					}
				}
			}
		}
	}
	if seen[true] == 0 || seen[false] == 0 {
		t.Errorf("cards of specialists and of others: %v", seen)
	}
}
