package api

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// TestSaid holds that what files say of Medicare, hospitals, fax and extension
// is in the answer, and null or empty and never false where they do not.
func TestSaid(t *testing.T) {
	listings := fixture(t)
	l := &listings[0]
	l.Physician.Medicare, l.Physician.Hospitals = true, []string{"Example General Hospital"}
	l.Location.Extension, l.Location.Fax = "105", "+16125550199"
	listings[2].Location.Extension, listings[2].Location.RegistryPhone = "7", "+16125550188" // the roster has put another number there
	r := newRig(t, listings, nil)
	for i, want := range map[int]map[string]any{
		0: {"medicare": true, "hospitals": []any{"Example General Hospital"}, "extension": "105", "fax": "+16125550199"},
		2: {"medicare": nil, "hospitals": []any{}, "extension": nil, "fax": nil},
	} {
		w := httptest.NewRecorder()
		r.engine.ServeHTTP(w, httptest.NewRequest("GET", "/v1/physicians/"+listings[i].Physician.NPI.String(), nil))
		var answer struct{ Data map[string]any }
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 200 {
			t.Fatalf("answered %d: %v", w.Code, err)
		}
		office, _ := answer.Data["location"].(map[string]any)
		got := map[string]any{
			"medicare": answer.Data["medicare"], "hospitals": answer.Data["hospitals"], "extension": office["extension"], "fax": office["fax"],
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("physician %d (-want +got):\n%s", i, diff)
		}
	}
}

// TestCutListIsSaid asks for the last page that there is: where the list goes
// on, the answer says so, and nowhere else.
func TestCutListIsSaid(t *testing.T) {
	r := newRig(t, searchtest.Listings(rand.New(rand.NewPCG(3, 5)), 260), nil)
	total, _ := r.get(t, "/v1/physicians?bbox=-180,-90,180,90").at("meta.total").(float64)
	if total <= 200 {
		t.Fatalf("only %v physicians", total)
	}
	for target, want := range map[string]bool{
		"page=100&page_size=1": true, "page=99&page_size=1": false, "page=100&page_size=2": true, "page=100&page_size=100": false,
	} {
		a := r.get(t, "/v1/physicians?bbox=-180,-90,180,90&"+target)
		said := a.at("warnings.0.code") == "list_cut"
		if a.status != http.StatusOK || said != want || said && a.at("links.next") != nil {
			t.Errorf("%s: answered %d, said %v", target, a.status, said)
		}
	}
}
