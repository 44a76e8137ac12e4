package place

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/geo"
)

var (
	// "44.98,-93.27", "44.98 -93.27", "44.98° N, 93.27° W", "≈44.9, -93.3", "geo:44.98,-93.27;u=35"
	latLng = regexp.MustCompile(`^(?i:geo:)?[≈~]?\s*([+-]?\d+(?:\.\d+)?)\s*°?\s*([NSns])?(?:\s*[,;]\s*|\s+)([+-]?\d+(?:\.\d+)?)\s*°?\s*([EWOewo])?(?:[;?][a-z]+=.*)?$`)
	// "55401", "55401-1234", "55401 1234", "554011234"
	zipAlone = regexp.MustCompile(`^(\d{5})(?:[- ]?\d{4}|-\d{0,4})?$`)
	// "5 5 4 0 1", as it is said
	zipSpelled = regexp.MustCompile(`^\d(?:[ -]\d){4}$`)
	zipLast    = regexp.MustCompile(`^(.*[^\d.,-][\s,]*)\b(\d{5})(?:-?\d{4})?$`)
	zipFirst   = regexp.MustCompile(`^(\d{5})(?:-?\d{4})?[\s,]+(\D.*)$`)
)

// mostDecimals is how many decimals of a degree are kept: a tenth of a metre.
const mostDecimals = 6

// coordinates reads a latitude and a longitude; ok says that text has their
// form. The label is rounded to a tenth of a degree, the point is not: whoever
// asks may round first, and a browser does. A longitude that lies in no part of
// the country but would, were it west, has lost its minus.
func coordinates(text string) (p Place, notices []Notice, ok bool, err error) {
	m := latLng.FindStringSubmatch(text)
	if m == nil {
		return Place{}, nil, false, nil
	}
	lat, errLat := degrees(m[1], m[2], "Ss")
	lng, errLng := degrees(m[3], m[4], "WwOo") // O: oeste
	if errLat != nil || errLng != nil {
		return Place{}, nil, true, fmt.Errorf("%w: not numbers", ErrMalformed)
	}
	if m[4] == "" && isAsia(lat, lng) {
		lng, notices = -lng, []Notice{NoticeWest}
	}
	at, err := geo.NewPoint(lat, lng)
	if err != nil {
		return Place{}, nil, true, fmt.Errorf("place: %w", err)
	}
	at = unsigned(at.Round(mostDecimals))
	decimals := min(mostDecimals, max(decimals(m[1]), decimals(m[3])))
	return Place{
		Label: approximately(at), Value: decimal(at.Lat, decimals) + "," + decimal(at.Lng, decimals), Kind: KindCoords,
		Point: at, Precision: rounding(at, decimals),
	}, notices, true, nil
}

// isAsia reports whether a position lies in Asia or the seas around it, where
// the country would be if it lay east of Greenwich, and not in its islands of
// the western Pacific.
func isAsia(lat, lng float64) bool {
	return lat > 17 && lat < 72 && lng > 64 && lng < 170 && !(lat < 21 && lng > 130)
}

// unsigned makes zeros of negative zeros.
func unsigned(p geo.Point) geo.Point { return geo.Point{Lat: p.Lat + 0, Lng: p.Lng + 0} }

func decimal(f float64, decimals int) string { return strconv.FormatFloat(f, 'f', decimals, 64) }

// degrees reads a number whose sign may be a letter of negative.
func degrees(number, letter, negative string) (float64, error) {
	f, err := strconv.ParseFloat(number, 64)
	if letter != "" && strings.Contains(negative, letter) {
		f = -f
	}
	return f, err
}

func decimals(number string) int {
	_, fraction, _ := strings.Cut(number, ".")
	return len(fraction)
}

// leastRounding is the precision in metres of coordinates with four decimals
// or more: a device knows no better.
const leastRounding = 10

// rounding returns how far in metres a point may be from at, which has been
// rounded to so many decimals: half the diagonal of the box.
func rounding(at geo.Point, decimals int) float64 {
	half := 0.5 * math.Pow(10, -float64(decimals)) * math.Pi / 180 * geo.EarthRadius
	return max(leastRounding, roundUp(half*math.Hypot(1, math.Cos(at.Lat*math.Pi/180))))
}

// approximately labels a point by its tenth of a degree, some seven miles.
func approximately(p geo.Point) string {
	p = unsigned(p.Round(1))
	return "≈" + decimal(p.Lat, 1) + ", " + decimal(p.Lng, 1)
}

// roundUp rounds metres up to two digits, since none of them is known better.
func roundUp(meters float64) float64 {
	if meters <= 0 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(meters))-1)
	return math.Ceil(meters/unit) * unit
}

// splitZIP finds a ZIP code that is the whole text, its last word
// ("Minneapolis, MN 55401-1234") or its first ("55401 Minneapolis"); rest is
// what else there is. Without one zip5 is empty.
func splitZIP(text string) (zip5, rest string, first bool) {
	if zipSpelled.MatchString(text) {
		return strings.NewReplacer(" ", "", "-", "").Replace(text), "", true
	}
	if m := zipAlone.FindStringSubmatch(text); m != nil {
		return m[1], "", true
	}
	if m := zipLast.FindStringSubmatch(text); m != nil {
		return m[2], m[1], false
	}
	if m := zipFirst.FindStringSubmatch(text); m != nil {
		return m[1], m[2], true
	}
	return "", "", false
}
