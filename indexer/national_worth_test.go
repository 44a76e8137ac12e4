package indexer_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// A standing is an office as it is shown, and where it truly is.
type standing struct {
	npi              directory.NPI
	lat, lng         float64
	trueLat, trueLng float64
}

// sayWorth holds positions before and after against the truth: how far they
// are off, how many physicians share theirs with another, and how often the
// nearest shown is the nearest.
func sayWorth(t *testing.T, truth string, before, after []directory.Listing) {
	t.Helper()
	at := map[string][2]float64{}
	for _, row := range readTable(t, truth) {
		lat, err1 := strconv.ParseFloat(row["lat"], 64)
		lng, err2 := strconv.ParseFloat(row["lng"], 64)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		at[bruteStreet(row["line1"])+" "+row["postal"][:5]] = [2]float64{lat, lng}
	}
	var results [2]worth
	for i, listings := range [][]directory.Listing{before, after} {
		var all []standing
		for k := range listings {
			l := &listings[k].Location
			if p, ok := at[bruteStreet(l.Address.Line1)+" "+l.Address.ZIP5()]; ok {
				all = append(all, standing{listings[k].Physician.NPI, l.Position.Point.Lat, l.Position.Point.Lng, p[0], p[1]})
			}
		}
		results[i] = worthOf(all)
	}
	b, a := results[0], results[1]
	t.Logf("before: error median %.0f m, 90 %% %.0f m; %.1f %% share their point; the nearest shown is the nearest in %.1f %%", b.median, b.p90, b.shared, b.nearest)
	t.Logf("after:  error median %.0f m, 90 %% %.0f m; %.1f %% share their point; the nearest shown is the nearest in %.1f %%", a.median, a.p90, a.shared, a.nearest)
	if a.median > b.median/10 || a.shared >= b.shared || a.nearest <= b.nearest {
		t.Errorf("the national directory does not make positions better: %+v, before %+v", a, b)
	}
}

type worth struct{ median, p90, shared, nearest float64 }

func worthOf(all []standing) worth {
	var off []float64
	people := map[[2]float64]map[directory.NPI]bool{}
	for _, s := range all {
		off = append(off, meters(s.lat, s.lng, s.trueLat, s.trueLng))
		key := [2]float64{s.lat, s.lng}
		if people[key] == nil {
			people[key] = map[directory.NPI]bool{}
		}
		people[key][s.npi] = true
	}
	slices.Sort(off)
	shared := 0
	for _, s := range all {
		if len(people[[2]float64{s.lat, s.lng}]) > 1 {
			shared++
		}
	}
	// People ask from near an office, up to some ten miles away.
	rng := rand.New(rand.NewPCG(3, 4))
	const asked = 300
	right := 0
	for range asked {
		o := all[rng.IntN(len(all))]
		lat, lng := o.trueLat+rng.NormFloat64()*0.07, o.trueLng+rng.NormFloat64()*0.09
		shown, truly := math.Inf(1), math.Inf(1)
		shownTrue := math.Inf(1) // how far the first shown truly is
		for _, s := range all {
			d, real := meters(lat, lng, s.lat, s.lng), meters(lat, lng, s.trueLat, s.trueLng)
			if d < shown || d == shown && real < shownTrue { // a tie is decided kindly
				shown, shownTrue = d, real
			}
			truly = math.Min(truly, real)
		}
		if shownTrue <= truly+1 {
			right++
		}
	}
	n := float64(len(all))
	return worth{off[len(off)/2], off[len(off)*9/10], 100 * float64(shared) / n, 100 * float64(right) / asked}
}
