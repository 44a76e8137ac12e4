package api

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A box is a bbox as plain numbers.
type box struct{ west, south, east, north float64 }

func (b box) String() string { return fmt.Sprintf("%g,%g,%g,%g", b.west, b.south, b.east, b.north) }

func (b box) holds(p geo.Point) bool {
	across := b.west <= p.Lng && p.Lng <= b.east
	if b.west > b.east {
		across = p.Lng >= b.west || p.Lng <= b.east
	}
	return across && b.south <= p.Lat && p.Lat <= b.north
}

// resolution is what the document says of a box: 6 up to 100 km, 2 beyond 1,900.
func (b box) resolution() int {
	const kmPerDegree = 2 * math.Pi * 6371 / 360
	wide := math.Mod(b.east-b.west+360, 360)
	equator := 1.0
	for lat := b.south; lat <= b.north; lat += (b.north - b.south) / 1000 { // the widest parallel
		equator = min(equator, math.Abs(lat)/90)
	}
	if b.south <= 0 && b.north >= 0 {
		equator = 0
	}
	km := max((b.north-b.south)*kmPerDegree, wide*kmPerDegree*math.Cos(equator*math.Pi/2))
	for i, most := range []float64{100, 270, 700, 1900} {
		if km <= most {
			return 6 - i
		}
	}
	return 2
}

// clustered counts by looking at every office.
func (b box) clustered(t *testing.T, listings []directory.Listing, state string, offered bool) (map[string][2]int, map[string][3]float64) {
	shown := map[directory.NPI]*directory.Listing{}
	rank := func(l *directory.Listing) int {
		if l.Offering == nil {
			return 0
		}
		return map[directory.Status]int{"confirmed": 2, "self_reported": 1}[l.Offering.Status]
	}
	offering := map[directory.NPI]bool{}
	for i := range listings {
		l := &listings[i]
		if !b.holds(l.Location.Position.Point) || state != "" && l.Location.Address.State != state || offered && rank(l) == 0 {
			continue
		}
		npi := l.Physician.NPI
		offering[npi] = offering[npi] || rank(l) > 0
		if now := shown[npi]; now == nil || rank(l) > rank(now) || rank(l) == rank(now) && l.Location.ID < now.Location.ID {
			shown[npi] = l
		}
	}
	counts, middles := map[string][2]int{}, map[string][3]float64{}
	for npi, l := range shown {
		cell, err := geo.CellAt(l.Location.Position.Point, b.resolution())
		if err != nil {
			t.Fatal(err)
		}
		n := counts[cell.String()]
		n[0]++
		if offering[npi] {
			n[1]++
		}
		counts[cell.String()] = n
		x, y, z := along(l.Location.Position.Point)
		m := middles[cell.String()]
		middles[cell.String()] = [3]float64{m[0] + x, m[1] + y, m[2] + z}
	}
	return counts, middles
}

// along is the direction of a point from the earth's centre.
func along(p geo.Point) (x, y, z float64) {
	lat, lng := p.Lat*math.Pi/180, p.Lng*math.Pi/180
	return math.Cos(lat) * math.Cos(lng), math.Cos(lat) * math.Sin(lng), math.Sin(lat)
}

// TestClusters compares clusters with a count over all offices, by GET and by a
// form without a place.
func TestClusters(t *testing.T) {
	boxes := 150
	if os.Getenv("FINDER_VERIFY") == "1" {
		boxes = 5_000
	}
	rng := rand.New(rand.NewPCG(6, 22))
	listings := searchtest.Listings(rng, 400)
	r := newRig(t, listings, nil)
	seen := map[int]int{}
	for range boxes {
		at := listings[rng.IntN(len(listings))].Location.Position.Point
		size := math.Pow(10, -1+3*rng.Float64())
		b := box{at.Lng - size*rng.Float64(), max(-90, at.Lat-size*rng.Float64()), at.Lng + size*rng.Float64(), min(90, at.Lat+size*rng.Float64())}
		b.west, b.east = math.Mod(b.west+540, 360)-180, math.Mod(b.east+540, 360)-180
		v := url.Values{"bbox": {b.String()}, "clusters": {"1"}, "page_size": {"1"}}
		state, offered := "", rng.IntN(3) == 0
		if offered {
			v.Set("annular_closure", "offered")
		}
		if rng.IntN(4) == 0 {
			state = "MN"
			v.Set("state", state)
		}
		a := r.get(t, "/v1/physicians?"+v.Encode())
		if rng.IntN(2) == 0 {
			v.Set("anywhere", "1")
			a = r.do(t, http.MethodPost, "/v1/search", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, v.Encode())
		}
		var page SearchAnswer
		if err := json.Unmarshal(a.body, &page); err != nil || a.status != http.StatusOK {
			t.Fatalf("%s: %d %s", v.Encode(), a.status, a.body)
		}
		got, total, before := map[string][2]int{}, 0, math.MaxInt
		for _, c := range page.Clusters {
			got[c.Cell] = [2]int{c.Physicians, c.Offering}
			total += c.Physicians
			if c.Physicians > before {
				t.Errorf("%s: %d after %d", v.Encode(), c.Physicians, before)
			}
			before = c.Physicians
		}
		want, middles := b.clustered(t, listings, state, offered)
		for _, c := range page.Clusters {
			x, y, z := along(geo.Point{Lat: c.Lat, Lng: c.Lng})
			m := middles[c.Cell]
			n := math.Sqrt(m[0]*m[0] + m[1]*m[1] + m[2]*m[2])
			if off := math.Hypot(math.Hypot(x-m[0]/n, y-m[1]/n), z-m[2]/n); !(off < 1e-6) {
				t.Errorf("%s: the middle of %s is %g,%g, off by %g of the earth's radius", v.Encode(), c.Cell, c.Lat, c.Lng, off)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || total != page.Meta.Total || len(got) != len(page.Clusters) {
			t.Fatalf("%s: %d in clusters of %d (-every office +clusters):\n%s", v.Encode(), total, page.Meta.Total, diff)
		}
		seen[b.resolution()] += len(got)
	}
	for res := 2; res <= 6; res++ {
		if seen[res] == 0 {
			t.Errorf("no cluster of resolution %d", res)
		}
	}
	t.Logf("%d boxes, clusters by resolution: %v", boxes, seen)
}

// TestFields asks for some members of cards, and compares them with the whole.
func TestFields(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 22))
	r := newRig(t, fixture(t), nil)
	member := func(body []byte, list string, n int) map[string]json.RawMessage {
		var page map[string]json.RawMessage
		var cards []map[string]json.RawMessage
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatal(err)
		}
		if list == "data" && page["data"][0] == '{' {
			page["data"] = append(append([]byte{'['}, page["data"]...), ']')
		}
		if err := json.Unmarshal(page[list], &cards); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		if n >= len(cards) {
			return nil
		}
		return cards[n]
	}
	names := []string{
		"npi", "name", "gender", "kind", "ask", "specialties", "annular_closure", "named_on", "evidence", "accepting", "languages",
		"telehealth", "medicare", "hospitals", "location", "other_locations", "distance", "reasons",
	}
	for _, question := range []string{
		"/v1/physicians?near=60601&radius=10", "/v1/physicians?near=55401&radius=400&explain=1", "/v1/physicians?state=MN",
		"/v1/physicians?near=55401&language=es&unknown=apart", "/v1/physicians/" + offices[0].npiText() + "?lang=es",
	} {
		whole := r.get(t, question)
		for range 20 {
			rng.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
			wanted := names[:1+rng.IntN(4)]
			some := r.get(t, question+"&fields="+strings.Join(wanted, ","))
			if some.status != http.StatusOK || some.header.Get("ETag") == whole.header.Get("ETag") {
				t.Fatalf("%s, %v: %d %s", question, wanted, some.status, some.body)
			}
			lists := []string{"data"}
			if strings.Contains(question, "?near") || strings.Contains(question, "state") {
				lists = append(lists, "unknown", "beyond")
			}
			for _, list := range lists {
				for n := 0; ; n++ {
					want, got := member(whole.body, list, n), member(some.body, list, n)
					for name := range want {
						if name != "npi" && !slices.Contains(wanted, name) {
							delete(want, name)
						}
					}
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("%s, %v, %s %d (-whole +fields):\n%s", question, wanted, list, n, diff)
					}
					if want == nil {
						break
					}
				}
			}
		}
	}
	if a := r.get(t, "/v1/physicians?state=MN&page_size=1&fields=name"); a.at("links.next") == nil || !strings.Contains(fmt.Sprint(a.at("links.next")), "fields=name") {
		t.Errorf("the next page: %v", a.at("links.next"))
	}
	for _, bad := range []string{"/v1/physicians?state=MN&fields=phone", "/v1/physicians/" + offices[0].npiText() + "?fields=name,x"} {
		if a := r.get(t, bad); a.status != http.StatusBadRequest || a.at("errors.0.parameter") != "fields" {
			t.Errorf("%s: %d %s", bad, a.status, a.body)
		}
	}
	if a := r.get(t, "/v1/physicians?state=MN&fields=name", "Accept", "text/csv"); a.status != http.StatusBadRequest {
		t.Errorf("as CSV: %d", a.status)
	}
}

// TestFormAnywhere asks by form without a place: what comes is what GET says,
// and a person's form is asked for it.
func TestFormAnywhere(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 22))
	listings := searchtest.Listings(rng, 200)
	r := newRig(t, listings, nil)
	for _, question := range []string{
		"state=MN,TX", "specialty=neurosurgery&state=AK", "annular_closure=offered", "bbox=-100,20,-60,50&page=2",
		"npi=" + listings[0].Physician.NPI.String() + "," + listings[5].Physician.NPI.String(),
	} {
		post := func(form string) *answer {
			return r.do(t, http.MethodPost, "/v1/search", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, form)
		}
		a, b := r.get(t, "/v1/physicians?"+question), post(question+"&anywhere=1")
		var get, form SearchAnswer
		if json.Unmarshal(a.body, &get) != nil || json.Unmarshal(b.body, &form) != nil || len(get.Data) == 0 {
			t.Fatalf("%s: %d %s, %d %s", question, a.status, a.body, b.status, b.body)
		}
		if diff := cmp.Diff(get.Data, form.Data); diff != "" || get.Meta.Total != form.Meta.Total {
			t.Errorf("%s: %d by GET, %d by form (-GET +form):\n%s", question, get.Meta.Total, form.Meta.Total, diff)
		}
		if a := post(question + "&anywhere=0"); a.status != http.StatusBadRequest {
			t.Errorf("%s of a person: %d", question, a.status)
		}
	}
}
