package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

const seed = 844

// country is all that the gazetteer's towns lie in.
var country = geo.Bounds{West: -180, South: -20, East: 180, North: 72}

// A map of where physicians practise: towns, drawn by the people who live
// there, each with the ZIP points that its size deserves.
type ground struct {
	towns []place.Place
	until []int // people in towns up to this one
}

func newGround() *ground {
	g := &ground{towns: place.Default().Towns(country, 3000)}
	people := 0
	for _, t := range g.towns {
		people += max(t.Population, 1000)
		g.until = append(g.until, people)
	}
	return g
}

// office draws a town and one of its ZIP points.
func (g *ground) office(rng *rand.Rand) (place.Place, geo.Point) {
	drawn := rng.IntN(g.until[len(g.until)-1])
	low, high := 0, len(g.until)-1
	for low < high {
		if mid := (low + high) / 2; drawn < g.until[mid] {
			high = mid
		} else {
			low = mid + 1
		}
	}
	town := g.towns[low]
	zips := 1 + max(town.Population, 1000)/15_000
	zip := rand.New(rand.NewPCG(seed, uint64(low)<<32|uint64(rng.IntN(zips)))) // the same point each time
	reach := 0.01 + 0.005*math.Sqrt(float64(zips))                             // degrees
	return town, geo.Point{
		Lat: town.Point.Lat + (zip.Float64()*2-1)*reach,
		Lng: town.Point.Lng + (zip.Float64()*2-1)*reach,
	}
}

var specialties = []struct {
	code  directory.Taxonomy
	share float64
}{
	{directory.OrthopaedicSurgery, 0.70}, {directory.Neurosurgery, 0.20}, {directory.OrthopaedicSpine, 0.10},
}

// listings makes n listings, of physicians with 2.2 offices each in the mean.
func listings(n int) []directory.Listing {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	g := newGround()
	all := make([]directory.Listing, 0, n)
	for nine := 200_000_000; len(all) < n; nine++ {
		digits := fmt.Sprint(nine)
		npi, err := directory.ParseNPI(digits + string(directory.CheckDigit(digits)))
		if err != nil {
			panic(err) // nine digits that start with 2 and their check digit
		}
		p := directory.Physician{
			NPI:    npi,
			Name:   directory.Name{Given: given[rng.IntN(len(given))], Family: family[rng.IntN(len(family))] + family[rng.IntN(len(family))], Credentials: []string{"MD"}},
			Gender: directory.Male,
		}
		draw, primary := rng.Float64(), true
		for _, s := range specialties {
			if draw < s.share {
				p.Specialties = append(p.Specialties, directory.Specialty{Code: s.code, Primary: primary})
				break
			}
			draw -= s.share
		}
		var offering *directory.Offering
		if rng.IntN(20) == 0 {
			offering = &directory.Offering{
				Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Confirmed,
				Source: "bench", SourceDate: 20_700, VerifiedOn: 20_710,
			}
		}
		all = append(all, offices(rng, g, p, offering)...)
	}
	return all[:n]
}

var (
	given  = []string{"Ada", "Ben", "Cora", "Dan", "Eva", "Finn", "Gus", "Hana", "Ivo", "June", "Kai", "Lena"}
	family = []string{"ash", "brook", "croft", "dale", "ender", "field", "grove", "hurst", "ing", "low", "mere", "north", "oak", "quill", "ridge", "stone", "thorne", "vale", "wick", "yard"}
)

func offices(rng *rand.Rand, g *ground, p directory.Physician, offering *directory.Offering) []directory.Listing {
	count := 1
	for count < 12 && rng.Float64() < 0.55 {
		count++
	}
	locations := make([]directory.Location, count)
	for i := range locations {
		town, at := g.office(rng)
		locations[i] = directory.Location{
			ID:   fmt.Sprintf("%s-%02d", p.NPI, i),
			Name: town.Label + " Spine Group",
			Address: directory.Address{
				Line1: fmt.Sprintf("%d Example Street", 1+rng.IntN(9000)), Line2: "Suite 200", City: town.Label,
				State: town.State, PostalCode: fmt.Sprintf("%05d", rng.IntN(100_000)),
			},
			Phone:    fmt.Sprintf("+1%d55501%02d", 201+rng.IntN(700), rng.IntN(100)),
			Position: directory.Position{Point: at, Precision: directory.PrecisionZIP},
			Source:   directory.SourceNPPES, Updated: 20_600,
			Sources: []directory.Provenance{{Source: directory.SourceNPPES, Date: 20_600}},
		}
	}
	made := make([]directory.Listing, count)
	for i := range made {
		made[i] = directory.Listing{Physician: p, Location: locations[i], Offering: offering}
	}
	return made
}

// A question is asked of every engine alike.
type question struct {
	origin    geo.Point
	miles     float64
	specialty directory.Taxonomy // empty: any
	offered   bool
	text      string // empty: none
	where     string // the filter of place, for Meilisearch
}

// shapes are the columns of the table.
var shapes = []struct {
	name string
	question
}{
	{"no filter 10 mi", question{miles: 10}},
	{"no filter 50 mi", question{miles: 50}},
	{"one specialty 10 mi", question{miles: 10, specialty: directory.Neurosurgery}},
	{"one specialty 50 mi", question{miles: 50, specialty: directory.Neurosurgery}},
	{"annular closure 10 mi", question{miles: 10, offered: true}},
	{"annular closure 50 mi", question{miles: 50, offered: true}},
}

// questions draws origins beside random listings; none is drawn twice.
func questions(all []directory.Listing, shape question, n int, salt uint64) []question {
	rng := rand.New(rand.NewPCG(seed, salt))
	made := make([]question, n)
	for i := range made {
		q := shape
		at := all[rng.IntN(len(all))].Location.Position.Point
		q.origin = geo.Point{Lat: at.Lat + rng.NormFloat64()*0.05, Lng: at.Lng + rng.NormFloat64()*0.05}
		if shape.text != "" {
			q.text = all[rng.IntN(len(all))].Physician.Name.Family
		}
		made[i] = q
	}
	return made
}
