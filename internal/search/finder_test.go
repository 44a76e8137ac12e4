package search_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

var (
	minneapolis = geo.Point{Lat: 44.98, Lng: -93.27}
	anchorage   = geo.Point{Lat: 61.22, Lng: -149.90}
)

// from returns the query for everybody within miles of p.
func from(p geo.Point, miles float64) search.Query {
	return search.Query{Origin: &place.Place{Point: p}, Radius: miles * geo.MetersPerMile, Page: 1, Size: 10}
}

// one returns a listing at p of a physician made of the number.
func one(n int, p geo.Point) directory.Listing {
	digits := fmt.Sprintf("%09d", 200_000_000+n)
	npi, err := directory.ParseNPI(digits + string(directory.CheckDigit(digits)))
	if err != nil {
		panic(err)
	}
	return directory.Listing{
		Physician: directory.Physician{
			NPI:         npi,
			Name:        directory.Name{Given: "Ilka", Family: fmt.Sprintf("Tindle%d", n)},
			Specialties: []directory.Specialty{{Code: directory.Neurosurgery, Primary: true}},
		},
		Location: directory.Location{
			ID: npi.String() + "-1", Position: directory.Position{Point: p, Precision: directory.PrecisionZIP},
			Phone: "+16125550100", Address: directory.Address{City: "Fenwick", State: "MN"},
		},
	}
}

func search1(t *testing.T, f *search.Finder, q search.Query) *search.Result {
	t.Helper()
	r, err := f.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("Search: %v", err)
	}
	return r
}

func npis(cards []search.Card) []directory.NPI {
	var list []directory.NPI
	for _, c := range cards {
		list = append(list, c.Listing.Physician.NPI)
	}
	return list
}

func TestQueryLimits(t *testing.T) {
	m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis)})
	f := searchtest.Loaded(t, m)
	m.SetHook(func(_ context.Context, c searchtest.Call) error {
		t.Errorf("a bad query reached %s", c.Method)
		return nil
	})
	for name, spoil := range map[string]func(*search.Query){
		"radius zero":         func(q *search.Query) { q.Radius = 0 },
		"radius negative":     func(q *search.Query) { q.Radius = -1 },
		"radius NaN":          func(q *search.Query) { q.Radius = math.NaN() },
		"radius infinite":     func(q *search.Query) { q.Radius = math.Inf(1) },
		"radius too large":    func(q *search.Query) { q.Radius = search.MaxRadius * 1.0001 },
		"latitude":            func(q *search.Query) { q.Origin.Point.Lat = 95 },
		"longitude NaN":       func(q *search.Query) { q.Origin.Point.Lng = math.NaN() },
		"page zero":           func(q *search.Query) { q.Page = 0 },
		"page too far":        func(q *search.Query) { q.Page = 101 },
		"size zero":           func(q *search.Query) { q.Size = 0 },
		"size too large":      func(q *search.Query) { q.Size = 101 },
		"text too long":       func(q *search.Query) { q.Text = strings.Repeat("ä", 101) },
		"order":               func(q *search.Query) { q.Sort = "paid" },
		"distance, no origin": func(q *search.Query) { q.Sort, q.Origin = search.ByDistance, nil },
		"specialties":         func(q *search.Query) { q.Filter.Specialties = make([]string, 51) },
		"empty specialty":     func(q *search.Query) { q.Filter.Specialties = []string{""} },
		"long specialty":      func(q *search.Query) { q.Filter.Specialties = []string{"207X00000X1"} },
		"many languages":      func(q *search.Query) { q.Filter.Languages = slices.Repeat([]string{"es"}, 51) },
		"long language":       func(q *search.Query) { q.Filter.Languages = []string{strings.Repeat("x", 36)} },
		"state":               func(q *search.Query) { q.Filter.States = []string{"Minnesota"} },
		"gender":              func(q *search.Query) { q.Filter.Genders = []directory.Gender{"female"} },
		"accepting":           func(q *search.Query) { q.Filter.Accepting = []directory.Accepting{"yes"} },
		"closure":             func(q *search.Query) { q.Filter.Closure = "perhaps" },
		"date":                func(q *search.Query) { q.Filter.VerifiedSince = -1 },
		"phone":               func(q *search.Query) { q.Filter.Phone = "6125550100" },
		"bounds upside down":  func(q *search.Query) { q.Filter.Bounds = &geo.Bounds{South: 2, North: 1} },
		"bounds NaN":          func(q *search.Query) { q.Filter.Bounds = &geo.Bounds{West: math.NaN()} },
	} {
		t.Run(name, func(t *testing.T) {
			q := from(minneapolis, 10)
			spoil(&q)
			if _, err := f.Search(t.Context(), q); !errors.Is(err, search.ErrQuery) {
				t.Errorf("Search: %v; want ErrQuery", err)
			}
		})
	}
	if r := search1(t, f, from(minneapolis, 10)); r.Total != 1 {
		t.Errorf("the query that was spoilt finds %d", r.Total)
	}
}

func TestPages(t *testing.T) {
	var listings []directory.Listing
	for n := range 25 {
		listings = append(listings, one(n, geo.Point{Lat: minneapolis.Lat + float64(n%5)*0.01, Lng: minneapolis.Lng}))
	}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	var all []directory.NPI
	for page := 1; page <= 4; page++ {
		q := from(minneapolis, 10)
		q.Page = page
		r := search1(t, f, q)
		if r.Total != 25 || !r.TotalExact || len(r.Beyond) != 0 {
			t.Errorf("page %d: total %d, exact %v, %d beyond", page, r.Total, r.TotalExact, len(r.Beyond))
		}
		all = append(all, npis(r.Cards)...)
	}
	distinct := slices.Compact(slices.Sorted(slices.Values(all)))
	if len(all) != 25 || len(distinct) != 25 {
		t.Errorf("the pages hold %d cards of %d physicians", len(all), len(distinct))
	}
}

func TestBeyondOnlyOnFirstPage(t *testing.T) {
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis), one(2, anchorage)}))
	q := from(minneapolis, 10)
	if r := search1(t, f, q); len(r.Cards) != 1 || len(r.Beyond) != 1 || r.Beyond[0].Meters < 3_900_000 {
		t.Errorf("first page: %d cards, %d beyond", len(r.Cards), len(r.Beyond))
	}
	q.Page = 2
	if r := search1(t, f, q); r.Total != 1 || len(r.Cards) != 0 || len(r.Beyond) != 0 {
		t.Errorf("second page: total %d, %d cards, %d beyond", r.Total, len(r.Cards), len(r.Beyond))
	}
}

// TestBeyondIsOutside places a physician of the result on page 2 of pages of
// one card: they are not offered as beyond the radius.
func TestBeyondIsOutside(t *testing.T) {
	near := one(2, geo.Point{Lat: 45, Lng: -93.27})
	office := near
	office.Location.ID, office.Location.Position.Point = near.Location.ID+"far", geo.Point{Lat: 46.5, Lng: -93.27}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis), near, office}))
	q := from(minneapolis, 10)
	q.Size = 1
	if r := search1(t, f, q); r.Total != 2 || len(r.Beyond) != 0 {
		t.Errorf("total %d, %d beyond", r.Total, len(r.Beyond))
	}
}

// Ten digits that can be an NPI and a phone number are the NPI of somebody
// listed, else a phone.
func TestNumberOfEitherKind(t *testing.T) {
	a, b := one(1, minneapolis), one(2, minneapolis)
	b.Location.Phone = "+12125550154"
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{a, b}))
	for _, c := range []struct {
		npi, want directory.NPI
	}{{a.Physician.NPI, a.Physician.NPI}, {2125550154, b.Physician.NPI}} {
		q := search.Query{Filter: search.Filter{NPI: c.npi, OrPhone: "+12125550154"}, Page: 1, Size: 10}
		if r := search1(t, f, q); r.Total != 1 || r.Cards[0].Listing.Physician.NPI != c.want {
			t.Errorf("%v: found %d, want %v", c.npi, r.Total, c.want)
		}
	}
}

func TestPhysician(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(9, 2)), 300)
	m := searchtest.NewMemory("one", listings)
	f := searchtest.Loaded(t, m)
	for _, want := range listings[:40] {
		card, g, degraded, err := f.Physician(t.Context(), want.Physician.NPI)
		if err != nil || degraded || g.ID != "one" {
			t.Fatalf("Physician: %v, degraded %v", err, degraded)
		}
		ids := []string{card.Listing.ID()}
		for _, o := range card.Others {
			ids = append(ids, o.ID)
		}
		if diff := cmp.Diff(bestFirst(listings, want.Physician.NPI), ids); diff != "" || card.Meters != -1 {
			t.Errorf("offices (-want +got):\n%s%f", diff, card.Meters)
		}
	}
	for _, npi := range []directory.NPI{0, one(999, minneapolis).Physician.NPI} {
		if _, _, _, err := f.Physician(t.Context(), npi); !errors.Is(err, search.ErrNotFound) {
			t.Errorf("Physician(%v): %v; want ErrNotFound", npi, err)
		}
	}
}

// bestFirst returns the ids of a physician's offices: the one with the best
// evidence first, the others in order.
func bestFirst(listings []directory.Listing, npi directory.NPI) []string {
	worth := map[directory.Status]int{directory.Confirmed: 2, directory.SelfReported: 1}
	var best string
	var ids []string
	most := -1
	for _, l := range listings {
		if l.Physician.NPI != npi {
			continue
		}
		ids = append(ids, l.ID())
		value := 0
		if l.Offering != nil {
			value = worth[l.Offering.Status]
		}
		if value > most || value == most && l.ID() < best {
			best, most = l.ID(), value
		}
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == best })
	slices.Sort(ids)
	return append([]string{best}, ids...)
}

// running runs f until the test ends, and waits until it is ready.
func running(t *testing.T, f *search.Finder) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	waitFor(t, "the first generation", func() bool { return f.Status().Ready })
}

func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waiting for %s", what)
		}
	}
}

// TestShortAnswer checks that an index which cuts its answers short, or says
// something twice, is found out.
func TestShortAnswer(t *testing.T) {
	for name, spoil := range map[string]func(text string, n int) int{
		"one is missing":  func(_ string, n int) int { return n },
		"one comes twice": func(_ string, n int) int { return 1 + n },
	} {
		m := searchtest.NewMemory("one", []directory.Listing{one(1, minneapolis), one(2, minneapolis)})
		f := search.New(spoilt{m, spoil}, search.Options{})
		if err := f.Load(t.Context()); err == nil || errors.Is(err, search.ErrUnavailable) || f.Status().Ready {
			t.Errorf("%s: Load: %v, ready %v", name, err, f.Status().Ready)
		}
	}
}

// spoilt yields record n as many times as times says.
type spoilt struct {
	search.Index
	times func(text string, n int) int
}

func (s spoilt) Records(ctx context.Context, g *search.Generation) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		n := 0
		for text, err := range s.Index.Records(ctx, g) {
			for range s.times(text, n) {
				if !yield(text, err) {
					return
				}
			}
			n++
		}
	}
}

func TestExplain(t *testing.T) {
	l := one(1, minneapolis)
	l.Physician.Gender, l.Accepting, l.Languages = directory.Female, directory.AcceptingNew, []string{"en", "es-MX"}
	l.Offering = &directory.Offering{Status: directory.Confirmed, VerifiedOn: 20_700}
	f := searchtest.Loaded(t, searchtest.NewMemory("one", []directory.Listing{l}))
	q := from(minneapolis, 10)
	q.Text, q.Explain = "tindl", true
	q.Filter = search.Filter{
		Specialties: []string{"207"}, Closure: search.ClosureOffered, VerifiedSince: 20_600,
		Accepting: []directory.Accepting{directory.AcceptingNew}, Languages: []string{"ES"},
		Genders: []directory.Gender{directory.Female}, States: []string{"MN"},
	}
	want := []search.Reason{
		{Parameter: "q", Value: "prefix"},
		{Parameter: "specialty", Value: "207T00000X"},
		{Parameter: "annular_closure", Value: "confirmed"},
		{Parameter: "verified_within_days", Value: "2026-09-04"},
		{Parameter: "accepting", Value: "newpt"},
		{Parameter: "language", Value: "es-MX"},
		{Parameter: "gender", Value: "F"},
		{Parameter: "state", Value: "MN"},
		{Parameter: "near", Value: "0"},
	}
	if diff := cmp.Diff(want, search1(t, f, q).Cards[0].Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
}
