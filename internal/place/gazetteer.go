package place

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/geo"
)

// A Gazetteer knows the ZIP codes and towns of the United States and its
// territories. It never changes and is safe for concurrent use.
type Gazetteer struct {
	zips    []zip                // by code
	at      []int32              // by code: index in zips, plus one
	towns   []town               // most people first; the post's own towns last
	names   []name               // by key, then by town
	states  map[string]string    // key of a name -> postal code
	within  map[string][]int32   // postal code -> towns, most people first, sections left out
	regions map[string][]*region // by key of each name
	// sounds is bySound of the towns, worked out when it is first asked for.
	sounds func() map[string][]int32
	// grid is makeGrid of the ZIP codes, likewise.
	grid func() *grid
}

// A zip is a row of the table of ZIP codes.
type zip struct {
	code     int32 // 501 is 00501
	lat, lng int32 // thousandths of a degree
	reach    int32 // km
	name     string
	state    string
	military bool // and without a position
}

// A town is a row of the table of towns, or a post office's own town.
type town struct {
	name, state string
	lat, lng    int32 // thousandths of a degree
	people      int32 // 0: unknown, below a thousand or so
	section     bool  // a part of a larger town
}

// A name leads from the key of a town's name, or of a nickname, to the town.
type name struct {
	key  string
	town int32
	nick bool
}

var embedded = sync.OnceValue(func() *Gazetteer {
	g, err := decode(data.ZIPs, data.Towns)
	if err == nil {
		err = g.addRegions(data.Regions)
	}
	if err != nil {
		panic(fmt.Sprintf("place: reading the embedded gazetteer: %v", err))
	}
	return g
})

// Default returns the embedded gazetteer. The first call decodes it.
func Default() *Gazetteer { return embedded() }

// ZIP returns the place of a five-digit ZIP code exactly: no prefix stands in
// for an unknown one. A military ZIP code has no place.
func (g *Gazetteer) ZIP(zip5 string) (Place, bool) {
	z := g.zip(zip5)
	if z == nil || z.military {
		return Place{}, false
	}
	return z.place(zip5), true
}

// Town returns the town of a name, as addresses spell it, in the state of a
// postal code. It says false when the gazetteer has none there.
func (g *Gazetteer) Town(name, state string) (Place, bool) {
	if name == "" || state == "" {
		return Place{}, false
	}
	found, _ := g.named(key(words(name), true), state)
	if len(found) == 0 {
		return Place{}, false
	}
	return g.towns[found[0]].place(), true
}

// Military reports whether a five-digit ZIP code belongs to a military or
// diplomatic post office (APO, FPO, DPO), known to the gazetteer or not. Such
// mail goes abroad, to no fixed place.
func (g *Gazetteer) Military(zip5 string) bool {
	code, ok := parseZIP(zip5)
	return ok && (code/1000 == 9 || code/100 == 340 || code >= 96200 && code < 96700)
}

// Towns returns up to limit towns within b, most people first. Parts of a
// larger town and those of unknown population are left out.
func (g *Gazetteer) Towns(b geo.Bounds, limit int) []Place {
	var found []Place
	for i := range g.towns {
		t := &g.towns[i]
		if len(found) >= limit || t.people == 0 {
			break
		}
		if !t.section && b.Contains(point(t.lat, t.lng)) {
			found = append(found, t.place())
		}
	}
	return found
}

func (g *Gazetteer) zip(zip5 string) *zip {
	code, ok := parseZIP(zip5)
	if !ok {
		return nil
	}
	if i := g.at[code]; i > 0 {
		return &g.zips[i-1]
	}
	return nil
}

// between returns the ZIP codes between low and high, both included.
func (g *Gazetteer) between(low, high int32) []zip {
	byCode := func(z zip, code int32) int { return cmp.Compare(z.code, code) }
	i, _ := slices.BinarySearchFunc(g.zips, low, byCode)
	j, _ := slices.BinarySearchFunc(g.zips, high+1, byCode)
	return g.zips[i:j]
}

// beginning returns the names whose key begins with prefix.
func (g *Gazetteer) beginning(prefix string) []name {
	i, _ := slices.BinarySearchFunc(g.names, prefix, func(n name, p string) int { return strings.Compare(n.key, p) })
	rest := g.names[i:]
	j, _ := slices.BinarySearchFunc(rest, prefix, func(n name, p string) int {
		if strings.HasPrefix(n.key, p) {
			return -1
		}
		return 1
	})
	return rest[:j]
}

// called returns the names whose key is k.
func (g *Gazetteer) called(k string) []name {
	all := g.beginning(k)
	for i := range all {
		if len(all[i].key) > len(k) {
			return all[:i]
		}
	}
	return all
}

func (z *zip) place(zip5 string) Place {
	return Place{
		Label: zip5 + " " + z.name + ", " + z.state, Value: zip5, Kind: KindZIP,
		Point: point(z.lat, z.lng), Precision: float64(z.reach) * 1000, State: z.state,
	}
}

// unknownReach is the precision in metres of a town of unknown population:
// its point is the middle of the ZIP codes that bear its name.
const unknownReach = 5_000

// place gives a town the reach of a disc with room for its people: 17 metres
// times their square root is a density of 1,100 on a square kilometre, which
// fits Minneapolis (11 km) and is held between 2 and 40 km.
func (t *town) place() Place {
	label := t.name + ", " + t.state
	reach := float64(unknownReach)
	if t.people > 0 {
		reach = min(40_000, max(2_000, math.Round(17*math.Sqrt(float64(t.people))/100)*100))
	}
	return Place{
		Label: label, Value: label, Kind: KindCity,
		Point: point(t.lat, t.lng), Precision: reach, State: t.state, Population: int(t.people),
	}
}

func point(lat, lng int32) geo.Point {
	return geo.Point{Lat: float64(lat) / 1000, Lng: float64(lng) / 1000}
}

// parseZIP reads five digits.
func parseZIP(s string) (int32, bool) {
	if len(s) != 5 {
		return 0, false
	}
	var n int32
	for i := range 5 {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int32(s[i]-'0')
	}
	return n, true
}

// zip5 writes a ZIP code with its leading zeros.
func zip5(code int32) string {
	b := []byte("00000")
	for i := 4; code > 0 && i >= 0; i-- {
		b[i] = byte('0' + code%10)
		code /= 10
	}
	return string(b)
}
