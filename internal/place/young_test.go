package place

import (
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// TestYoungTowns asks for towns that were incorporated or renamed after the
// table of towns was made, and for the long names that consolidated cities
// bear. Each must lie near a ZIP code of its own, whose point is the Census's.
func TestYoungTowns(t *testing.T) {
	g := Default()
	for _, c := range []struct{ text, label, zip string }{
		// incorporated
		{"South Fulton, GA", "South Fulton, GA", "30349"},
		{"St. George, LA", "St. George, LA", "70817"},
		{"Saint George Louisiana", "St. George, LA", "70809"},
		{"Westlake, FL", "Westlake, FL", "33470"},
		{"Mableton, GA", "Mableton, GA", "30126"},
		{"Stonecrest, GA", "Stonecrest, GA", "30038"},
		{"Providence Village, TX", "Providence Village, TX", "76227"},
		{"Ave Maria, FL", "Ave Maria, FL", "34142"},
		{"Lake of the Woods, VA", "Lake of the Woods, VA", "22508"},
		// renamed: either name is understood
		{"Tysons, VA", "Tysons Corner, VA", "22102"},
		{"Tysons Corner, VA", "Tysons Corner, VA", "22102"},
		{"Lake Worth Beach, FL", "Lake Worth, FL", "33460"},
		{"Lake Worth, FL", "Lake Worth, FL", "33460"},
		{"Utqiagvik, AK", "Barrow, AK", "99723"},
		{"Yokuts Valley, CA", "Squaw Valley, CA", "93675"},
		{"Fort Cavazos, TX", "Fort Hood, TX", "76541"},
		{"Fort Novosel, AL", "Fort Rucker, AL", "36362"},
		{"Olympic Valley, CA", "Olympic Valley, CA", "96146"},
		// long names
		{"Boise City, ID", "Boise, ID", "83702"},
		{"Nashville-Davidson, TN", "Nashville, TN", "37203"},
		{"Louisville-Jefferson County, KY", "Louisville, KY", "40202"},
		{"Louisville/Jefferson County, KY", "Louisville, KY", "40202"},
		{"Lexington-Fayette, KY", "Lexington-Fayette, KY", "40507"},
		{"Athens-Clarke County, GA", "Athens, GA", "30601"},
		{"Augusta-Richmond County, GA", "Augusta, GA", "30901"},
		{"Macon-Bibb County, GA", "Macon, GA", "31201"},
		{"Butte-Silver Bow, MT", "Butte, MT", "59701"},
		{"Indianapolis city, IN", "Indianapolis, IN", "46204"},
		{"San Buenaventura, CA", "Ventura, CA", "93001"},
		// letters that join a word, and an address whose post office is in the next state
		{"Kapaʼa, HI", "Kapa'a, HI", "96746"}, // U+02BC
		{"Kapaʻa, HI", "Kapa'a, HI", "96746"}, // U+02BB
		{"Kapa´a, HI", "Kapa'a, HI", "96746"}, // U+00B4
		{"Kapa′a, HI", "Kapa'a, HI", "96746"}, // U+2032
		{"Fort Campbell, TN 42223", "42223 Fort Campbell, KY", "42223"},
	} {
		p, notices, err := g.Resolve(c.text)
		if err != nil || p.Label != c.label || len(notices) > 0 {
			t.Errorf("%s: %q, %v, %v; want %q", c.text, p.Label, notices, err, c.label)
			continue
		}
		zip, ok := g.ZIP(c.zip)
		if !ok {
			t.Fatalf("no ZIP code %s", c.zip)
		}
		if d := geo.Meters(p.Point.Vec().Chord2(zip.Point.Vec())); d > 20_000 {
			t.Errorf("%s: %.0f km from %s", c.text, d/1000, c.zip)
		}
	}
}
