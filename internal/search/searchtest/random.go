package searchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

var (
	givenNames  = []string{"Ana", "Bram", "Cleo", "Dorrit", "Esmé", "Fynn", "Gwenda", "Hauke", "Ilka", "José", "Kester", "Lioba"}
	familyNames = []string{
		"Quillmore", "Quilmore", "O'Farnham", "Núñez-Tarn", "de la Brume", "McOrrin", "Vanterpoole", "Vanterpool",
		"Ashdrake", "Östlund", "Brackwell", "Brackwall", "Tindle", "Zimmerlin", "Wu",
	}
	practices = []string{"", "", "Harbor Spine Clinic", "Quillmore Neurosurgery Group", "Northfield Orthopaedics", "Centro de Columna Brume"}
	cities    = []string{"Fenwick", "San Aurelio", "Tarnbrook", "Mount Ilka", "Port Dorrit"}
	states    = []string{"AK", "CA", "HI", "MN", "ND", "NY", "PR", "TX"}
	codes     = []directory.Taxonomy{
		directory.Neurosurgery, directory.OrthopaedicSurgery, directory.OrthopaedicSpine,
		"207XX0004X", "208600000X", "2086S0105X",
	}
	languages = [][]string{nil, nil, nil, {"en"}, {"en", "es"}, {"es-MX"}, {"en", "vi", "zh-Hant"}}
)

// Listings returns the listings of random fictional physicians, the same for
// the same generator state: crowded and lonely places, the seams of the map,
// offices on tile borders, several offices per physician, offices at one and
// the same point, offerings of every status. NPIs start with 2 and are valid.
func Listings(rng *rand.Rand, physicians int) []directory.Listing {
	var all []directory.Listing
	var points []geo.Point
	first := uint32(200_000_000 + rng.IntN(50_000_000))
	for i := range physicians {
		p := physician(rng, first+uint32(i)*7)
		offices := 1 + rng.IntN(2)*rng.IntN(4)
		var locations []directory.Location
		for len(locations) < offices {
			for _, at := range positions(rng, points) {
				points = append(points, at)
				locations = append(locations, location(rng, p.NPI, len(locations), at))
			}
		}
		all = append(all, listings(rng, p, locations)...)
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// positions returns one point or, on a tile border, two.
func positions(rng *rand.Rand, taken []geo.Point) []geo.Point {
	switch n := rng.IntN(100); {
	case n < 35 && len(taken) > 0:
		return []geo.Point{taken[rng.IntN(len(taken))]}
	case n < 39: // two offices, some metres apart
		a, b := onBorder(rng, anywhere(rng), 14)
		return []geo.Point{a, b}
	case n < 42: // as near to the border as numbers go
		a, b := onBorder(rng, anywhere(rng), 45)
		return []geo.Point{pick(rng, []geo.Point{a, b})}
	case n < 45:
		return []geo.Point{seams[rng.IntN(len(seams))]}
	}
	return []geo.Point{anywhere(rng)}
}

func physician(rng *rand.Rand, nine uint32) directory.Physician {
	digits := fmt.Sprintf("%09d", nine)
	npi, err := directory.ParseNPI(digits + string(directory.CheckDigit(digits)))
	if err != nil {
		panic(err) // the generator counts out of its range
	}
	p := directory.Physician{
		NPI:    npi,
		Name:   directory.Name{Given: pick(rng, givenNames), Family: pick(rng, familyNames), Credentials: []string{"MD"}},
		Gender: pick(rng, []directory.Gender{directory.Female, directory.Male, directory.Unspecified, directory.UnknownGender}),
	}
	if rng.IntN(10) == 0 {
		p.FormerNames = []directory.Name{{Given: p.Name.Given, Family: pick(rng, familyNames)}}
	}
	for i, c := range rng.Perm(len(codes))[:1+rng.IntN(3)] {
		p.Specialties = append(p.Specialties, directory.Specialty{Code: codes[c], Primary: i == 0})
	}
	return p
}

func location(rng *rand.Rand, npi directory.NPI, n int, at geo.Point) directory.Location {
	l := directory.Location{
		// The order of ids is not the order of making.
		ID:   fmt.Sprintf("%s-%04x%d", npi, rng.IntN(1<<16), n),
		Name: pick(rng, practices),
		Address: directory.Address{
			Line1: fmt.Sprintf("%d Example Way", 1+rng.IntN(900)), City: pick(rng, cities),
			State: pick(rng, states), PostalCode: fmt.Sprintf("%05d", rng.IntN(100_000)),
		},
		Position: directory.Position{Point: at, Precision: directory.PrecisionZIP},
		Source:   directory.SourceNPPES,
		Updated:  directory.Date(20_000 + rng.IntN(700)),
	}
	l.Sources = []directory.Provenance{{Source: l.Source, Date: l.Updated}}
	if rng.IntN(5) > 0 {
		l.Phone = fmt.Sprintf("+1%d55501%02d", 200+rng.IntN(700), rng.IntN(100))
	}
	return l
}

func listings(rng *rand.Rand, p directory.Physician, locations []directory.Location) []directory.Listing {
	slices.SortFunc(locations, func(a, b directory.Location) int { return strings.Compare(a.ID, b.ID) })
	whole := offering(rng) // of a roster row that speaks for every office
	made := make([]directory.Listing, len(locations))
	for i, l := range locations {
		made[i] = directory.Listing{
			Physician: p,
			Location:  l,
			Offering:  whole,
			Accepting: pick(rng, []directory.Accepting{"", "", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingNone}),
			Languages: pick(rng, languages),
		}
		if rng.IntN(8) == 0 {
			made[i].Offering = offering(rng)
		}
	}
	return made
}

func offering(rng *rand.Rand) *directory.Offering {
	if rng.IntN(6) > 0 {
		return nil
	}
	on := directory.Date(20_400 + rng.IntN(380))
	return &directory.Offering{
		Procedure: directory.AnnularClosure, Device: directory.Barricaid,
		Status: pick(rng, []directory.Status{directory.Confirmed, directory.SelfReported, directory.Withdrawn}),
		Source: "example roster", SourceDate: on - 10, VerifiedOn: on,
	}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
