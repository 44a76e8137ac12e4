package place

import (
	"errors"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/geo"
)

// resolveCases say what a person who types a text expects. want is the label;
// with a "?" it is the first of several to choose from.
var resolveCases = []struct {
	text, want string
	notice     Notice
}{
	// ZIP codes
	{"55401", "55401 Minneapolis, MN", ""},
	{" 55401 ", "55401 Minneapolis, MN", ""},
	{"55401-1234", "55401 Minneapolis, MN", ""},
	{"55401 1234", "55401 Minneapolis, MN", ""},
	{"554011234", "55401 Minneapolis, MN", ""},
	{"55401-", "55401 Minneapolis, MN", ""},
	{"zip 55401", "55401 Minneapolis, MN", ""},
	{"ZIP: 10019", "10019 New York, NY", ""},
	{"02634", "02634 Centerville, MA", ""},
	{"99503", "99503 Anchorage, AK", ""},
	{"00918", "00918 San Juan, PR", ""},
	{"00956", "00956 Bayamón, PR", ""},
	{"96813", "96813 Honolulu, HI", ""},
	{"00802", "00802 Saint Thomas, VI", ""},
	{"96910", "96910 Hagåtña, GU", ""},
	{"96799", "96799 Pago Pago, AS", ""},
	{"96950", "96950 Saipan, MP", ""},
	{"00501", "00501 Holtsville, NY", ""},
	{"20500", "20500 Washington, DC", ""},
	{"55905", "55905 Rochester, MN", ""},
	{"55401 Minneapolis, MN", "55401 Minneapolis, MN", ""},
	{"55401, Minneapolis", "55401 Minneapolis, MN", ""},
	{"55401, MN", "55401 Minneapolis, MN", ""},
	{"Minneapolis, MN 55401", "55401 Minneapolis, MN", ""},
	{"Minneapolis MN 55401-1234", "55401 Minneapolis, MN", ""},
	{"Portland 04102", "04102 Portland, ME", ""},
	{"200 1st St SW, Rochester, MN 55905", "55905 Rochester, MN", ""},
	{"Austin, TX 55401", "55401 Minneapolis, MN?", ""},
	{"12345 Main St, Austin, TX", "12345 Schenectady, NY?", ""},
	{"55499", "554xx Minneapolis, MN", NoticeZIP3},
	{"Minneapolis, MN 55499", "554xx Minneapolis, MN", NoticeZIP3},

	// a city and its state, in every way
	{"Austin, TX", "Austin, TX", ""},
	{"austin tx", "Austin, TX", ""},
	{"AUSTIN,TX", "Austin, TX", ""},
	{"Austin, Texas", "Austin, TX", ""},
	{"austin texas", "Austin, TX", ""},
	{"Austin, TX, USA", "Austin, TX", ""},
	{"Austin TX United States", "Austin, TX", ""},
	{"Austin, Travis County, TX", "Austin, TX", ""},
	{"500 Main St, Austin, TX", "Austin, TX", ""},
	{"500 Main St Austin TX", "Austin, TX", ""},
	{"St Paul MN", "Saint Paul, MN", ""},
	{"St. Paul, Minn.", "Saint Paul, MN", ""},
	{"Saint Paul, Minnesota", "Saint Paul, MN", ""},
	{"St.Paul MN", "Saint Paul, MN", ""},
	{"St Louis, MO", "St. Louis, MO", ""},
	{"Ft Worth TX", "Fort Worth, TX", ""},
	{"Ft. Lauderdale, Fla.", "Fort Lauderdale, FL", ""},
	{"Mt Vernon NY", "Mount Vernon, NY", ""},
	{"N Las Vegas, NV", "North Las Vegas, NV", ""},
	{"W Palm Beach FL", "West Palm Beach, FL", ""},
	{"Winston Salem NC", "Winston-Salem, NC", ""},
	{"O'Fallon, MO", "O'Fallon, MO", ""},
	{"ofallon mo", "O'Fallon, MO", ""},
	{"Coeur d'Alene ID", "Coeur d'Alene, ID", ""},
	{"Charleston West Virginia", "Charleston, WV", ""},
	{"Charleston, W. Va.", "Charleston, WV", ""},
	{"Fargo N.D.", "Fargo, ND", ""},
	{"Santa Fe, N. Mex.", "Santa Fe, NM", ""},
	{"Salem OR", "Salem, OR", ""},
	{"Indiana, PA", "Indiana, PA", ""},
	{"Kansas City KS", "Kansas City, KS", ""},
	{"Kansas City, Missouri", "Kansas City, MO", ""},
	{"Washington, DC", "Washington, DC", ""},
	{"Washington D.C.", "Washington, DC", ""},
	{"New York, NY", "New York, NY", ""},
	{"New York New York", "New York, NY", ""},
	{"Brooklyn, NY", "Brooklyn, NY", ""},
	{"Bronx NY", "Bronx, NY", ""},
	{"Anchorage, Alaska", "Anchorage, AK", ""},
	{"San Juan, Puerto Rico", "San Juan, PR", ""},
	{"Mayaguez PR", "Mayagüez, PR", ""},
	{"Mayagüez, P.R.", "Mayagüez, PR", ""},
	{"Cañon City, CO", "Cañon City, CO", ""},
	{"Canon City CO", "Cañon City, CO", ""},
	{"Charlotte, Carolina del Norte", "Charlotte, NC", ""},
	{"Albuquerque, Nuevo México", "Albuquerque, NM", ""},
	{"Los Ángeles, California", "Los Angeles, CA", ""},
	{"Cummaquid, MA", "Cummaquid, MA", ""}, // only the post knows it

	// a city alone
	{"Boston", "Boston, MA", NoticeLargest},
	{"Portland", "Portland, OR", NoticeLargest},
	{"Minneapolis", "Minneapolis, MN", NoticeLargest},
	{"Albuquerque", "Albuquerque, NM", ""},
	{"new york", "New York, NY", ""},
	{"sanfrancisco", "San Francisco, CA", ""},
	{"Springfield", "Springfield, MO?", ""},
	{"Columbus", "Columbus, OH?", ""},
	{"Kansas City", "Kansas City, MO?", ""},
	{"Rochester", "Rochester, NY?", ""},
	{"Pittsburg", "Pittsburgh, PA?", ""}, // Pittsburg, CA and KS exist

	// one plain meaning
	{"NYC", "New York, NY", ""},
	{"nueva york", "New York, NY", ""},
	{"LA", "Los Angeles, CA", ""},
	{"DC", "Washington, DC", ""},
	{"philly", "Philadelphia, PA", ""},
	{"Filadelfia", "Philadelphia, PA", ""},
	{"SF", "San Francisco, CA", ""},
	{"vegas", "Las Vegas, NV", ""},
	{"St Pete", "St. Petersburg, FL", ""},
	{"the Bronx", "Bronx, NY", ""},
	{"Nueva Orleans", "New Orleans, LA", ""},

	// misspelt
	{"bostan", "Boston, MA", NoticeSpelling},
	{"mineapolis", "Minneapolis, MN", NoticeSpelling},
	{"Mineapolis MN", "Minneapolis, MN", NoticeSpelling},
	{"Minneapolis, Minesota", "Minneapolis, MN", NoticeSpelling},
	{"Cincinatti", "Cincinnati, OH", NoticeSpelling},
	{"Salt Lake", "Salt Lake City, UT", NoticeSpelling},
	{"lake havasu az", "Lake Havasu City, AZ", NoticeSpelling},
	{"Tuscon, AZ", "Tucson, AZ", NoticeSpelling},
	{"Pheonix", "Phoenix, AZ", NoticeSpelling},
	{"Albequerque", "Albuquerque, NM", NoticeSpelling},
	{"Pittsburg, PA", "Pittsburgh, PA", NoticeSpelling},
	{"Philidelphia", "Philadelphia, PA", NoticeSpelling},
	{"Honalulu", "Honolulu, HI", NoticeSpelling},
	{"Salm OR", "Salem, OR", NoticeSpelling},
	{"Indianoplis", "Indianapolis, IN", NoticeSpelling},
	{"phillidelphia pa", "Philadelphia, PA", NoticeSpelling},
	{"souix falls", "Sioux Falls, SD", NoticeSpelling},
	{"Jacksonvil", "Jacksonville, FL", NoticeSpelling},
	{"Huston", "Houston, TX?", ""}, // Huston, ID exists
	{"Colombus", "Columbus, OH?", ""},
	{"Minneapolis, WI", "Minneapolis, MN?", ""},
	{"Paris, France", "Paris, TX?", ""},

	// a state is not a place to search from
	{"Texas", "Houston, TX?", ""},
	{"MN", "Minneapolis, MN?", ""},
	{"North Dakota", "Fargo, ND?", ""},
	{"Conneticut", "Bridgeport, CT?", ""},
	{"pensylvania", "Philadelphia, PA?", ""},
	{"Washington", "Seattle, WA?", ""},
	{"Puerto Rico", "San Juan, PR?", ""},

	// coordinates and cells
	{"44.98,-93.27", "≈45.0, -93.3", ""},
	{"44.9778, -93.2650", "≈45.0, -93.3", ""},
	{"44.98 -93.27", "≈45.0, -93.3", ""},
	{"+45,-93", "≈45.0, -93.0", ""},
	{"44.98° N, 93.27° W", "≈45.0, -93.3", ""},
	{"≈45.0, -93.3", "≈45.0, -93.3", ""},
	{"0,-0.04", "≈0.0, 0.0", ""},
	{"-90,180", "≈-90.0, 180.0", ""},
	{"842681dffffffff", "≈40.3, -106.1", ""},
	{"842681DFFFFFFFF", "≈40.3, -106.1", ""},
}

func TestResolve(t *testing.T) {
	for _, c := range resolveCases {
		t.Run(c.text, func(t *testing.T) {
			p, notices, err := Default().Resolve(c.text)
			got := p.Label
			if ask := (*AmbiguousError)(nil); errors.As(err, &ask) {
				got = ask.Candidates[0].Label + "?"
			} else if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if c.notice == "" && len(notices) > 0 || c.notice != "" && (len(notices) != 1 || notices[0] != c.notice) {
				t.Errorf("notices %v, want %q", notices, c.notice)
			}
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"", ErrMalformed},
		{"   ", ErrMalformed},
		{",", ErrMalformed},
		{"!!!", ErrMalformed},
		{"5540", ErrMalformed},
		{"554", ErrMalformed},
		{"1234567893", ErrMalformed},
		{"612-555-0100", ErrMalformed},
		{"55401x", ErrUnknown},
		{"near me", ErrUnknown},
		{"asdfgh", ErrUnknown},
		{"asdfghjkl", ErrUnknown},
		{"rehabilitation", ErrUnknown},
		{"orthopedics", ErrUnknown},
		{"shoulders", ErrUnknown},
		{"日本", ErrUnknown},
		{"Paris France", ErrUnknown},
		{"90210 Sunset Boulevard", ErrUnknown},
		{"a\x00b", ErrMalformed},
		{"a\xffb", ErrMalformed},
		{strings.Repeat("a", 101), ErrMalformed},
		{"09803", ErrMilitary},
		{"34002", ErrMilitary},
		{"APO AE 09803", ErrMilitary},
		{"09803", ErrUnknown},
		{"00000", ErrUnknown},
		{"95,-93", geo.ErrRange},
		{"45,-193", geo.ErrRange},
		{"-93.27,44.98", geo.ErrRange},
		{"1e9,3", ErrUnknown},
		{"NaN,NaN", ErrUnknown},
		{strings.Repeat("9", 50) + "," + strings.Repeat("9", 49), geo.ErrRange},
		{"832681fffffffff", ErrMalformed}, // resolution 3
		{"872681d80ffffff", ErrMalformed}, // resolution 7
		{"842681dfffffff0", ErrMalformed}, // no cell
		{"842681dffffffff", nil},
	} {
		t.Run(c.text, func(t *testing.T) {
			p, _, err := Default().Resolve(c.text)
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v (place %q)", err, c.want, p.Label)
			}
			if err != nil && (len(c.text) > 3 && strings.Contains(err.Error(), c.text)) {
				t.Errorf("error %q carries the text", err)
			}
		})
	}
}
