package search_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// sizes returns how many listings to measure with: 60,000, or the numbers of
// FINDER_BENCH ("60000,300000,1200000").
func sizes(b *testing.B) []int {
	var all []int
	for part := range strings.SplitSeq(os.Getenv("FINDER_BENCH"), ",") {
		if n, err := strconv.Atoi(part); err == nil {
			all = append(all, n)
		} else if part != "" {
			b.Fatalf("FINDER_BENCH: %v", err)
		}
	}
	if len(all) == 0 {
		return []int{60_000}
	}
	return all
}

// country returns n listings that share the points of some 30,000 ZIP codes,
// gathered around towns of very different sizes.
func country(rng *rand.Rand, n int) []directory.Listing {
	var zips []geo.Point
	for town := range 900 {
		center := geo.Point{Lat: 26 + rng.Float64()*22, Lng: -123 + rng.Float64()*50}
		codes := 4 + int(9000/math.Pow(float64(town+8), 1.05))
		spread := 0.05 + math.Sqrt(float64(codes))*0.02
		for range codes {
			zips = append(zips, geo.Point{Lat: center.Lat + rng.NormFloat64()*spread, Lng: center.Lng + rng.NormFloat64()*spread})
		}
	}
	codes := []directory.Taxonomy{directory.OrthopaedicSurgery, directory.OrthopaedicSurgery, directory.Neurosurgery, directory.OrthopaedicSpine}
	listings := make([]directory.Listing, 0, n+2)
	for k := uint32(0); len(listings) < n; k++ {
		digits := fmt.Sprintf("%09d", 200_000_000+k)
		npi, err := directory.ParseNPI(digits + string(directory.CheckDigit(digits)))
		if err != nil {
			panic(err)
		}
		l := directory.Listing{Physician: directory.Physician{
			NPI:         npi,
			Name:        directory.Name{Given: fmt.Sprint("Given", rng.IntN(900)), Family: fmt.Sprint("Family", rng.IntN(20_000)), Credentials: []string{"MD"}},
			Gender:      directory.Female,
			Specialties: []directory.Specialty{{Code: codes[rng.IntN(len(codes))], Primary: true}},
		}}
		if rng.IntN(40) == 0 {
			l.Offering = &directory.Offering{Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Confirmed, VerifiedOn: 20_700}
			l.Languages = []string{"en", "es"}
		}
		at := rng.IntN(len(zips))
		var offices []directory.Location
		for o := range 1 + rng.IntN(3) {
			offices = append(offices, directory.Location{
				ID:      fmt.Sprintf("%s-%08x", npi, rng.Uint32()),
				Name:    "Some Spine and Joint Institute",
				Address: directory.Address{Line1: "1200 Example Avenue", Line2: "Suite 300", City: "Springfield", State: "MN", PostalCode: "55401-1234"},
				Phone:   "+16125550100", Source: directory.SourceNPPES, Updated: 20_600,
				Position: directory.Position{Point: zips[(at+o*(1+rng.IntN(3)))%len(zips)], Precision: directory.PrecisionZIP},
			})
		}
		for i := range offices {
			l.Location = offices[i]
			listings = append(listings, l)
		}
	}
	return listings
}

// loadedFinder returns a finder over listings, and says what loading took.
func loadedFinder(b *testing.B, listings []directory.Listing) *search.Finder {
	m := searchtest.NewMemory("bench", listings)
	begin := time.Now()
	f := searchtest.Loaded(b, m)
	took := time.Since(begin)
	m.Drop("bench") // a real index is another process: its heap is not ours to collect
	runtime.GC()
	s := f.Status()
	b.Logf("%d listings, %d tiles: loaded in %v; %.0f bytes a listing",
		len(listings), s.Tiles, took.Round(time.Millisecond), float64(s.Bytes)/float64(len(listings)))
	return f
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range sizes(b) {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(11, 2))
			listings := country(rng, n)
			f := loadedFinder(b, listings)
			origins := make([]place.Place, 4096)
			for i := range origins {
				p := listings[rng.IntN(len(listings))].Location.Position.Point
				origins[i].Point = geo.Point{Lat: p.Lat + rng.NormFloat64()*0.03, Lng: p.Lng + rng.NormFloat64()*0.03}
			}
			listings = nil
			for _, c := range []struct {
				name   string
				filter search.Filter
			}{
				{"any", search.Filter{}},
				{"specialty", search.Filter{Specialties: []string{"207XS0117X"}}},
				{"closure", search.Filter{Closure: search.ClosureOffered}},
				{"rare", search.Filter{Closure: search.ClosureConfirmed, Languages: []string{"es"}, Genders: []directory.Gender{directory.Male}}},
			} {
				for _, miles := range []float64{10, 50} {
					b.Run(fmt.Sprintf("%s/%.0fmi", c.name, miles), func(b *testing.B) {
						measure(b, f, search.Query{Radius: miles * geo.MetersPerMile, Filter: c.filter, Page: 1, Size: 20}, origins)
					})
				}
			}
		})
	}
}

func measure(b *testing.B, f *search.Finder, q search.Query, origins []place.Place) {
	b.ReportAllocs()
	total, i, before := 0, 0, processorTime()
	for b.Loop() {
		q.Origin = &origins[i%len(origins)]
		r, err := f.Search(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		total += r.Total
		i++
	}
	b.ReportMetric(float64(total)/float64(i), "found/op")
	b.ReportMetric(float64(processorTime()-before)/float64(i), "cpu-ns/op")
}

// processorTime is what the process has used, collector included: on a busy
// machine it tells more than the clock.
func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
