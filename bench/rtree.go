package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/tidwall/rtree"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// pageSize is how many cards or listings a question asks for.
const pageSize = 20

// tree is the peer without a process between: the listings in memory, their
// numbers in an R-tree over degrees, and the rest written in the plain way.
// Circles across the antimeridian or over a pole are not looked for.
type tree struct {
	all     []directory.Listing
	vecs    []geo.Vec
	lots    map[directory.NPI][sha256.Size]byte
	offices map[directory.NPI][]int32 // by id
	index   rtree.RTreeGN[float64, int32]
}

// newTree returns the listings as the directory has them whose registry is of
// asOf: its month decides between physicians who are equally near.
func newTree(all []directory.Listing, asOf directory.Date) *tree {
	t := &tree{all: all, lots: map[directory.NPI][sha256.Size]byte{}, offices: map[directory.NPI][]int32{}}
	month := asOf.Time().Format("2006-01")
	for i := range all {
		at, npi := all[i].Location.Position.Point, all[i].Physician.NPI
		t.vecs = append(t.vecs, at.Vec())
		t.lots[npi] = sha256.Sum256([]byte(npi.String() + " " + month))
		t.offices[npi] = append(t.offices[npi], int32(i))
		t.index.Insert([2]float64{at.Lng, at.Lat}, [2]float64{at.Lng, at.Lat}, int32(i))
	}
	return t
}

// A placed is a listing and its squared chord from the origin.
type placed struct {
	listing int32
	chord2  float64
}

func (p placed) meters() int { return int(math.Floor(geo.Meters(p.chord2) + 0.5)) }

func (t *tree) askNearest(_ context.Context, q question) error {
	t.nearest(q)
	return nil
}

func (t *tree) askWhole(_ context.Context, q question) error {
	t.whole(q)
	return nil
}

// nearest returns the 20 nearest listings that fit, and nothing else.
func (t *tree) nearest(q question) []placed {
	from, cos := q.origin.Vec(), math.Cos(radians(q.origin.Lat))
	limit := geo.Chord2(q.miles * geo.MetersPerMile)
	found := make([]placed, 0, pageSize)
	t.index.Nearby(func(low, high [2]float64, i int32, item bool) float64 {
		if item {
			return from.Chord2(t.vecs[i])
		}
		return boxChord2(q.origin, cos, low, high)
	}, func(_, _ [2]float64, i int32, chord2 float64) bool {
		if chord2 > limit {
			return false
		}
		if q.fits(&t.all[i]) {
			found = append(found, placed{i, chord2})
		}
		return len(found) < pageSize
	})
	return found
}

// boxChord2 returns a squared chord that no point of a box falls below: that
// of the least differences of latitude and longitude at the latitude of the
// box nearest a pole.
func boxChord2(from geo.Point, cos float64, low, high [2]float64) float64 {
	lat := math.Sin(radians(max(0, low[1]-from.Lat, from.Lat-high[1])) / 2)
	lng := math.Sin(radians(max(0, low[0]-from.Lng, from.Lng-high[0])) / 2)
	least := math.Cos(radians(max(math.Abs(low[1]), math.Abs(high[1]))))
	return 4 * (lat*lat + cos*least*lng*lng)
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }

func (q *question) fits(l *directory.Listing) bool {
	return (!q.offered || l.Offering.Offered()) &&
		(q.specialty == "" || slices.ContainsFunc(l.Physician.Specialties, func(s directory.Specialty) bool { return s.Code == q.specialty }))
}

// A treeAnswer is what the finder answers too, those beyond the radius apart.
type treeAnswer struct {
	total     int
	specialty map[directory.Taxonomy]int
	closure   map[directory.Status]int
	cards     []treeCard
}

type treeCard struct {
	placed
	others []int32 // the physician's other offices, nearest first
}

// whole returns the first page by distance, the exact number of physicians and
// the counts of every filter that these listings know.
func (t *tree) whole(q question) treeAnswer {
	from, byPhysician := q.origin.Vec(), t.physicians(q)
	a := treeAnswer{total: len(byPhysician), specialty: map[directory.Taxonomy]int{}, closure: map[directory.Status]int{}}
	order := make([]ranked, 0, len(byPhysician))
	for npi, p := range byPhysician {
		l := &t.all[p.listing]
		for _, s := range l.Physician.Specialties {
			a.specialty[s.Code]++
		}
		if l.Offering.Offered() { // the same at every office of a physician
			a.closure[l.Offering.Status]++
		} else {
			a.closure[""]++
		}
		order = append(order, ranked{p, p.meters(), npi, t.lots[npi]})
	}
	slices.SortFunc(order, func(x, y ranked) int { return cmp.Or(x.meters-y.meters, bytes.Compare(x.lot[:], y.lot[:])) })
	for _, r := range order[:min(pageSize, len(order))] {
		others := slices.DeleteFunc(slices.Clone(t.offices[r.npi]), func(i int32) bool { return i == r.listing })
		slices.SortStableFunc(others, func(x, y int32) int { return cmp.Compare(from.Chord2(t.vecs[x]), from.Chord2(t.vecs[y])) })
		a.cards = append(a.cards, treeCard{r.placed, others})
	}
	return a
}

type ranked struct {
	placed
	meters int
	npi    directory.NPI
	lot    [sha256.Size]byte
}

// physicians returns the nearest listing that fits of every physician within
// the radius; of equals the one of the lowest id.
func (t *tree) physicians(q question) map[directory.NPI]placed {
	from, limit := q.origin.Vec(), geo.Chord2(q.miles*geo.MetersPerMile)
	lat := q.miles * geo.MetersPerMile / geo.EarthRadius
	lng := math.Asin(math.Sin(lat)/math.Cos(radians(q.origin.Lat))) * 180 / math.Pi
	lat *= 180 / math.Pi
	found := map[directory.NPI]placed{}
	t.index.Search([2]float64{q.origin.Lng - lng, q.origin.Lat - lat}, [2]float64{q.origin.Lng + lng, q.origin.Lat + lat},
		func(_, _ [2]float64, i int32) bool {
			p := placed{i, from.Chord2(t.vecs[i])}
			if p.chord2 > limit || !q.fits(&t.all[i]) {
				return true
			}
			npi := t.all[i].Physician.NPI
			if was, ok := found[npi]; !ok || p.chord2 < was.chord2 || p.chord2 == was.chord2 && i < was.listing {
				found[npi] = p
			}
			return true
		})
	return found
}

// sameAnswers asks both the same questions and returns an error where they
// answer otherwise: a ratio of different work would say nothing.
func (t *tree) sameAnswers(ctx context.Context, f *search.Finder, s settings) error {
	for j, shape := range shapes {
		for _, q := range questions(t.all, shape.question, s.queries, uint64(2000+j)) {
			r, err := f.Search(ctx, finderQuery(q))
			if err != nil {
				return err
			}
			if err := errors.Join(t.whole(q).equal(t, r), t.nearestEqual(t.nearest(q), r)); err != nil {
				return fmt.Errorf("rtree and the finder, %s: %w", shape.name, err)
			}
		}
	}
	return nil
}

func (a treeAnswer) equal(t *tree, r *search.Result) error {
	if a.total != r.Total || !maps.Equal(a.specialty, r.Facets.Specialty) || !maps.Equal(a.closure, r.Facets.Closure) || r.Facets.LanguageKnown != 0 {
		return fmt.Errorf("%d physicians %v %v, and %d %v %v", a.total, a.specialty, a.closure, r.Total, r.Facets.Specialty, r.Facets.Closure)
	}
	same := func(x treeCard, y search.Card) bool {
		l := &t.all[x.listing]
		return l.Physician.NPI == y.Listing.Physician.NPI && l.Location.ID == y.Listing.Location.ID && x.meters() == y.WholeMeters() &&
			slices.EqualFunc(x.others, y.Others, func(i int32, o directory.Location) bool { return t.all[i].Location.ID == o.ID })
	}
	if !slices.EqualFunc(a.cards, r.Cards, same) {
		return fmt.Errorf("%d cards and %d, not the same", len(a.cards), len(r.Cards))
	}
	return nil
}

// nearestEqual compares listings with cards: up to the distance of the last
// listing both name the same physicians at the same distances. Of those at
// that distance there may be more than fit in.
func (t *tree) nearestEqual(list []placed, r *search.Result) error {
	until := math.MaxInt
	if len(list) == pageSize {
		until = list[pageSize-1].meters()
	}
	got, want := map[directory.NPI]int{}, map[directory.NPI]int{}
	for _, p := range slices.Backward(list) { // so that the nearest of a physician stays
		if m := p.meters(); m < until {
			got[t.all[p.listing].Physician.NPI] = m
		}
	}
	for i := range r.Cards {
		if m := r.Cards[i].WholeMeters(); m < until {
			want[r.Cards[i].Listing.Physician.NPI] = m
		}
	}
	if !maps.Equal(got, want) {
		return fmt.Errorf("the nearest listings are of %d physicians and %d, not the same", len(got), len(want))
	}
	return nil
}
