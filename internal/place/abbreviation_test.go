package place

import (
	"errors"
	"slices"
	"testing"
)

// TestPostalAbbreviations asks for towns by the Postal Service's abbreviations,
// which are read as if written out, and by words cut short, which is said.
func TestPostalAbbreviations(t *testing.T) {
	for text, label := range map[string]string{
		"Pt. Pleasant NJ": "Point Pleasant, NJ", "Palm Bch Gdns FL": "Palm Beach Gardens, FL", "W Palm Bch FL": "West Palm Beach, FL", "Hot Spgs AR": "Hot Springs, AR",
		"Elk Grv Vlg IL": "Elk Grove Village, IL", "Ctr Vly PA": "Center Valley, PA", "Univ Hts OH": "University Heights, OH", "Newport Bch CA": "Newport Beach, CA",
		"Sag Hbr NY": "Sag Harbor, NY", "Garden Grv CA": "Garden Grove, CA", "Sun Vly ID": "Sun Valley, ID", "Cedar Rpds IA": "Cedar Rapids, IA", "Salt Lk City UT": "Salt Lake City, UT",
		"Bonita Spgs FL": "Bonita Springs, FL", "Niagara Fls NY": "Niagara Falls, NY", "Council Blfs IA": "Council Bluffs, IA", "Rncho Cucamonga CA": "Rancho Cucamonga, CA",
		"Delray Bch, Fla.": "Delray Beach, FL", "Cuyahoga Fls Ohio": "Cuyahoga Falls, OH", "Grand Prairie TX": "Grand Prairie, TX", "Baton Rge LA": "Baton Rouge, LA",
		"Va Beach VA": "Virginia Beach, VA", "Colo Springs CO": "Colorado Springs, CO", "Mt View CA": "Mountain View, CA", "S San Fran CA": "South San Francisco, CA",
		"Ft Laud FL": "Fort Lauderdale, FL", "Phila PA": "Philadelphia, PA", "Balt MD": "Baltimore, MD", "Wash DC": "Washington, DC", "Spgfld MA": "Springfield, MA",
		"Bklyn NY": "Brooklyn, NY", "Sta Fe NM": "Santa Fe, NM", "Sta Monica CA": "Santa Monica, CA", "Rio Grd PR": "Río Grande, PR", "Pt St Lucie FL": "Port Saint Lucie, FL",
		"Los Ang CA": "Los Angeles, CA", "Ft Wrth TX": "Fort Worth, TX", "Jersey Cty NJ": "Jersey City, NJ", "N Las Vegas NV": "North Las Vegas, NV", "Mtn View CA": "Mountain View, CA",
		"Mt Pleasant SC": "Mount Pleasant, SC", "Chas WV": "Charleston, WV", "St Pete Bch FL": "Saint Pete Beach, FL", "Huntington Bch CA": "Huntington Beach, CA",
	} {
		p, notices, err := Default().Resolve(text)
		var ask *AmbiguousError
		if errors.As(err, &ask) {
			t.Errorf("%s: %v", text, labels(ask.Candidates))
			continue
		}
		if err != nil || p.Label != label || len(notices) > 1 || len(notices) == 1 && notices[0] != NoticeSpelling {
			t.Errorf("%s: %q, %v, %v; want %q", text, p.Label, notices, err, label)
		}
	}
	for _, text := range []string{"Pt. Pleasant NJ", "Palm Bch Gdns FL", "Elk Grv Vlg IL", "Ctr Vly PA", "Cedar Rpds IA", "Sag Hbr NY", "Niagara Fls NY"} {
		if _, notices, _ := Default().Resolve(text); len(notices) > 0 {
			t.Errorf("%s is spelled as the post does: %v", text, notices)
		}
	}
	for _, text := range []string{"Kol Wski MN", "Ng MA", "Bo MD", "Qwerty Bch FL"} {
		if found := Default().shortened(text); len(found) > 0 {
			t.Errorf("%s: %q", text, Default().towns[found[0]].name)
		}
	}
}

// TestPastedCoordinates reads what maps put on the clipboard, and a longitude
// that has lost its minus, which is said.
func TestPastedCoordinates(t *testing.T) {
	zip, _ := Default().ZIP("55401")
	for text, notice := range map[string]Notice{
		"geo:44.98,-93.27": "", "GEO:44.98,-93.27?z=12": "", "geo:44.98,-93.27;u=35": "", "(44.98,-93.27)": "", "[44.98, -93.27]": "", "44.98,−93.27": "",
		"44.98,93.27": NoticeWest, "44.98 93.27": NoticeWest, "44.98° N, 93.27°": NoticeWest, "44.98° N, 93.27° W": "",
	} {
		p, notices, err := Default().Resolve(text)
		var want []Notice
		if notice != "" {
			want = []Notice{notice}
		}
		if err != nil || p.Kind != KindCoords || zip.Point.Distance(p.Point) > 5_000 || !slices.Equal(notices, want) {
			t.Errorf("%s: %+v, %v, %v", text, p, notices, err)
			continue
		}
		if again, notices, err := Default().Resolve(p.Value); err != nil || again != p || len(notices) > 0 {
			t.Errorf("%s: its value %s is %+v, %v", text, p.Value, again, notices)
		}
	}
	for _, text := range []string{"13.45,144.78", "15.19,145.75", "7.34,134.48", "52.9,172.9", "44.98° N, 93.27° E", "48.85,2.35"} { // Guam, Saipan, Palau, Attu, what is said to be east, Paris
		if p, notices, err := Default().Resolve(text); err != nil || p.Point.Lng < 0 || len(notices) > 0 {
			t.Errorf("%s: %+v, %v, %v", text, p, notices, err)
		}
	}
}
