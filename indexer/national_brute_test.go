package indexer_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/sample"
)

// TestNationalJoin joins physicians, roles and places by a brute force that
// shares no code with the indexer, and expects the same offices at the same
// positions. It then says what the positions are worth: the sample knows where
// every building truly stands.
func TestNationalJoin(t *testing.T) {
	o := sample.Options{Count: 600, Others: 200, Roles: 4_000, Seed: 5}
	if os.Getenv("FINDER_VERIFY") == "1" {
		o = sample.Options{Count: 20_000, Others: 5_000, Roles: 150_000, Seed: 5}
	}
	dir := t.TempDir()
	files, tally, err := sample.Write(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	options := indexer.Options{NoRoster: true, NPPES: files.Registry, Practices: files.Practices}
	before, after := &indexertest.Writer{}, &indexertest.Writer{}
	index(t, options, before)
	options.National = files.National
	r := index(t, options, after)

	n := tally.National
	roles, places := r.Sources["npd_roles"], r.Sources["npd_places"]
	if roles.Rows != int64(n.Roles) || roles.Rows != roles.Used+roles.Unmatched+roles.Refused ||
		places.Rows != int64(n.Places) || places.Rows != places.Used+places.Unmatched+places.Refused {
		t.Errorf("rows are not counted once: roles %+v, places %+v, tally %+v", roles, places, n)
	}
	want := bruteJoin(t, files)
	got := map[string]spotted{}
	for i := range after.Published {
		l := &after.Published[i]
		key := l.Physician.NPI.String() + " " + bruteStreet(l.Location.Address.Line1) + " " + l.Location.Address.ZIP5()
		got[key] = spotted{l.Location.Position.Point.Lat, l.Location.Position.Point.Lng, string(l.Location.Position.Precision)}
	}
	wrong := 0
	for key, w := range want {
		if g, ok := got[key]; !ok || !w.is(g) {
			if wrong++; wrong <= 10 {
				t.Errorf("%s: %+v, want %+v", key, got[key], w)
			}
		}
	}
	for key := range got {
		if _, ok := want[key]; !ok {
			if wrong++; wrong <= 10 {
				t.Errorf("%s: an office that the brute force has not", key)
			}
		}
	}
	t.Logf("%d physicians, %d roles, %d places: %d offices, %d wrong", o.Count, n.Roles, n.Places, len(want), wrong)
	sayWorth(t, files.Truth, before.Published, after.Published)
}

// A spotted is where an office stands.
type spotted struct {
	lat, lng  float64
	precision string
}

func (s spotted) is(o spotted) bool {
	return s.precision == o.precision && math.Abs(s.lat-o.lat) < 1e-6 && math.Abs(s.lng-o.lng) < 1e-6
}

// bruteStreet is the street of the sample's addresses in one spelling.
func bruteStreet(line string) string {
	line, _, _ = strings.Cut(strings.ToUpper(line), ",")
	for _, unit := range []string{" STE", " SUITE", " #", " UNIT", " RM"} {
		line, _, _ = strings.Cut(line, unit)
	}
	words := strings.Fields(strings.ReplaceAll(line, ".", ""))
	short := map[string]string{
		"STREET": "ST", "AVENUE": "AVE", "ROAD": "RD", "DRIVE": "DR", "NORTH": "N", "WEST": "W",
		"UNIVERSITY": "UNIV", "HOSPITAL": "HOSP", "CLINIC": "CLIN", "VALLEYVIEW": "VALLEYVIEW", "PROFESSIONAL": "PROF", "MEDICAL": "MED", "CENTER": "CTR",
	}
	for i, w := range words {
		if s, ok := short[w]; ok && i > 0 {
			words[i] = s
		}
	}
	return strings.Join(words, " ")
}

// readRows reads a packed file of JSON lines.
func readRows(t *testing.T, path string, row func(map[string]any)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	lines := bufio.NewScanner(zr)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v map[string]any
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		row(v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func readTable(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, fields := range all[1:] {
		m := map[string]string{}
		for i, v := range fields {
			m[all[0][i]] = v
		}
		out = append(out, m)
	}
	return out
}

// A brutePlace is a place of the release.
type brutePlace struct {
	street, zip, state string
	lat, lng           float64
	located            bool
}

// bruteJoin finds every office of every physician of the spine set.
func bruteJoin(t *testing.T, files sample.Files) map[string]spotted {
	places := map[string]brutePlace{}
	streets := map[[2]float64]map[string]bool{} // by position
	readRows(t, filepath.Join(files.National, "02-Location.ndjson.zst"), func(v map[string]any) {
		a := v["address"].(map[string]any)
		p := brutePlace{street: bruteStreet(a["line"].([]any)[0].(string)), zip: a["postalCode"].(string), state: a["state"].(string)}
		if at, ok := v["position"].(map[string]any); ok {
			p.lat, p.lng, p.located = at["latitude"].(float64), at["longitude"].(float64), true
			key := [2]float64{p.lat, p.lng}
			if streets[key] == nil {
				streets[key] = map[string]bool{}
			}
			streets[key][p.street] = true
		}
		places[v["id"].(string)] = p
	})
	byBuilding := map[string][]brutePlace{}
	for _, p := range places {
		if p.located {
			byBuilding[p.street+" "+p.zip] = append(byBuilding[p.street+" "+p.zip], p)
		}
	}
	out := map[string]spotted{}
	zips := newBruteZIPs()
	office := func(npi, street, zip, state string) {
		if key := npi + " " + street + " " + zip; out[key] == (spotted{}) {
			out[key] = zips.spot(street, zip, state, byBuilding[street+" "+zip], streets)
		}
	}
	taken := map[string]bool{}
	for _, r := range readTable(t, files.Registry) {
		if !bruteTaken(r) {
			continue
		}
		taken[r["NPI"]] = true
		const at = "Provider Business Practice Location Address "
		line := r["Provider First Line Business Practice Location Address"]
		zip, country := r[at+"Postal Code"], r[at+"Country Code (If outside U.S.)"]
		if line != "" && !strings.HasPrefix(line, "PO BOX") && !strings.HasPrefix(line, "UNIT ") && country == "US" && zips.known(zip[:5]) {
			office(r["NPI"], bruteStreet(line), zip[:5], r[at+"State Name"])
		}
	}
	for _, r := range readTable(t, files.Practices) {
		if taken[r["NPI"]] {
			office(r["NPI"], bruteStreet(r["Provider Secondary Practice Location Address- Address Line 1"]),
				r["Provider Secondary Practice Location Address - Postal Code"][:5], r["Provider Secondary Practice Location Address - State Name"])
		}
	}
	readRows(t, filepath.Join(files.National, "07-PractitionerRole.ndjson.zst"), func(v map[string]any) {
		npi := v["practitioner"].(map[string]any)["reference"].(string)[len("Practitioner/Practitioner-"):]
		refs, _ := v["location"].([]any)
		if !taken[npi] || v["active"] != true {
			return
		}
		for _, ref := range refs {
			if p, ok := places[strings.TrimPrefix(ref.(map[string]any)["reference"].(string), "Location/")]; ok {
				office(npi, p.street, p.zip, p.state)
			}
		}
	})
	return out
}

// bruteTaken reports whether a row of the registry is of an individual with a
// code of the spine set who is no student.
func bruteTaken(r map[string]string) bool {
	if r["Entity Type Code"] != "1" {
		return false
	}
	spine, primary := false, ""
	for k := 1; k <= 15; k++ {
		code := r[fmt.Sprintf("Healthcare Provider Taxonomy Code_%d", k)]
		spine = spine || code == "207T00000X" || code == "207X00000X" || code == "207XS0117X"
		if primary == "" && (r[fmt.Sprintf("Healthcare Provider Primary Taxonomy Switch_%d", k)] == "Y") {
			primary = code
		}
	}
	if primary == "" {
		primary = r["Healthcare Provider Taxonomy Code_1"]
	}
	return spine && primary != "390200000X"
}

// bruteZIPs are all ZIP codes of the gazetteer, and its towns.
type bruteZIPs struct {
	by  map[string]place.Place
	all []place.Place // with the towns
}

func newBruteZIPs() *bruteZIPs {
	z := &bruteZIPs{by: map[string]place.Place{}}
	for n := range 100_000 {
		code := fmt.Sprintf("%05d", n)
		if p, ok := place.Default().ZIP(code); ok {
			z.by[code] = p
			z.all = append(z.all, p)
		}
	}
	z.all = append(z.all, place.Default().Towns(geo.Bounds{South: -90, West: -180, North: 90, East: 180}, math.MaxInt)...)
	return z
}

func (z *bruteZIPs) known(zip string) bool { _, ok := z.by[zip]; return ok }

func (z *bruteZIPs) spot(street, zip, state string, sightings []brutePlace, streets map[[2]float64]map[string]bool) spotted {
	middle := z.by[zip]
	out := spotted{middle.Point.Lat, middle.Point.Lng, "zip"}
	for _, p := range sightings { // all places of a building of the sample have one position
		far := meters(p.lat, p.lng, middle.Point.Lat, middle.Point.Lng)
		if far > math.Max(20_000, 3*middle.Precision) || !z.inState(p, state) {
			continue
		}
		out = spotted{p.lat, p.lng, "street"}
		if len(streets[[2]float64{p.lat, p.lng}]) > 1 || far < 50 {
			out.precision = "zip"
		}
	}
	return out
}

func (z *bruteZIPs) inState(p brutePlace, state string) bool {
	own, other := math.Inf(1), math.Inf(1)
	for i := range z.all {
		q := z.all[i].Point
		if math.Abs(q.Lat-p.lat) > 2 || math.Abs(q.Lng-p.lng) > 4 {
			continue // farther than any that decides
		}
		d := meters(p.lat, p.lng, q.Lat, q.Lng)
		if z.all[i].State == state {
			own = math.Min(own, d)
		} else {
			other = math.Min(other, d)
		}
	}
	return other >= own/2
}

func meters(lat1, lng1, lat2, lng2 float64) float64 {
	const r, d = 6_371_000, math.Pi / 180
	a := math.Pow(math.Sin((lat2-lat1)*d/2), 2) + math.Cos(lat1*d)*math.Cos(lat2*d)*math.Pow(math.Sin((lng2-lng1)*d/2), 2)
	return 2 * r * math.Asin(math.Sqrt(a))
}
