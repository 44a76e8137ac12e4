package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/referral"
)

// TestPartners sums what partners searched, for supervisors alone: in the
// overview by partner, as CSV by day.
func TestPartners(t *testing.T) {
	d := newDesk(t)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	d.opts.Zone = zone
	at := time.Date(2026, 3, 9, 4, 30, 0, 0, time.UTC) // 23:30 of March 8 in Chicago
	tally := referral.NewTally(func() time.Time { return at }, zone)
	tally.Count("clinic", false)
	tally.Count("clinic", true)
	tally.Count("atlas", true)
	at = at.Add(time.Hour)
	for range 3 {
		tally.Count("atlas", false)
	}
	if err := tally.Save(t.Context(), d.store); err != nil {
		t.Fatal(err)
	}
	eve := d.signIn(t, "eve")
	span := map[string]string{"from": "2026-03-08", "until": "2026-03-09"}
	got := decodeInto[summary](t, d.send("/console/api/summary", eve, span)).Partners
	want := []partnerSearches{{"atlas", 4, 1, 2}, {"clinic", 2, 1, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for query, want := range map[string]string{
		"?from=2026-03-08&until=2026-03-09": "day,partner,searches,nobody\n2026-03-08,atlas,1,1\n2026-03-08,clinic,2,1\n2026-03-09,atlas,3,0\n",
		"?from=2026-03-09&until=2026-03-09": "day,partner,searches,nobody\n2026-03-09,atlas,3,0\n",
		"?from=2026-03-10&until=2026-03-11": "day,partner,searches,nobody\n",
	} {
		w := d.send("/console/partners.csv"+query, eve, nil)
		if w.Code != http.StatusOK || w.Body.String() != want || !strings.Contains(w.Header().Get("Content-Disposition"), `"partners.csv"`) || w.Header().Get("Content-Type") != csvType {
			t.Errorf("%s: %d %v %q", query, w.Code, w.Header(), w.Body)
		}
	}
	for _, query := range []string{"?from=yesterday", "?from=2026-03-09&until=2026-03-08", "?from=2020-01-01&until=2026-01-01"} {
		if w := d.send("/console/partners.csv"+query, eve, nil); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", query, w.Code)
		}
	}
}
