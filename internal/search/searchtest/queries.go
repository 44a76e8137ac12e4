package searchtest

import (
	"math"
	"math/rand/v2"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
)

// randomQuery returns a query within the limits about listings like these.
func randomQuery(rng *rand.Rand, listings []directory.Listing) search.Query {
	q := search.Query{
		Page: 1 + rng.IntN(3)*rng.IntN(2), Size: 1 + rng.IntN(25),
		Explain: rng.IntN(10) == 0, Apart: rng.IntN(2) == 0,
	}
	if rng.IntN(12) > 0 {
		q.Origin = &place.Place{Label: "an origin", Kind: place.KindCoords, Point: origin(rng, listings)}
		q.Radius = search.MaxRadius * math.Exp(-rng.Float64()*math.Log(500))
		if rng.IntN(20) == 0 {
			q.Radius = search.MaxRadius
		}
	}
	if rng.IntN(4) > 0 {
		q.Filter = randomFilter(rng, q.Origin, listings)
	}
	if rng.IntN(6) == 0 {
		q.Text = randomText(rng, listings)
	}
	orders := []search.Sort{"", "", search.ByRelevance, search.ByName}
	if q.Origin != nil {
		orders = append(orders, search.ByDistance, search.ByDistance)
	}
	q.Sort = pick(rng, orders)
	return q
}

func origin(rng *rand.Rand, listings []directory.Listing) geo.Point {
	switch rng.IntN(6) {
	case 0:
		return pick(rng, listings).Location.Position.Point
	case 1:
		return pick(rng, seams)
	case 2:
		return anywhere(rng).Round(1)
	case 3:
		return near(rng, pick(rng, seams), 300)
	}
	return anywhere(rng)
}

// randomFilter sets each field now and then.
func randomFilter(rng *rand.Rand, from *place.Place, listings []directory.Listing) search.Filter {
	var f search.Filter
	now := func(oneIn int) bool { return rng.IntN(oneIn) == 0 }
	if now(3) {
		f.Specialties = pick(rng, [][]string{{"207XS0117X"}, {"207T", "207X"}, {"2086"}, {"207X00000X", "2086S0105X"}, {"999"}})
	}
	if now(4) {
		f.Closure = pick(rng, []search.Closure{search.ClosureOffered, search.ClosureConfirmed})
	}
	if now(8) {
		f.VerifiedSince = directory.Date(20_400 + rng.IntN(400))
	}
	if now(5) {
		f.Languages = pick(rng, [][]string{{"es"}, {"es-MX"}, {"zh"}, {"vi", "es"}, {"fr"}, {"en"}})
	}
	if now(6) {
		f.Accepting = pick(rng, [][]directory.Accepting{{directory.AcceptingNew}, {directory.AcceptingNone, directory.AcceptingExisting}})
	}
	if now(6) {
		f.Genders = pick(rng, [][]directory.Gender{{directory.Female}, {directory.Male, directory.Unspecified}})
	}
	if now(7) {
		f.States = pick(rng, [][]string{{"MN"}, {"AK", "HI", "PR"}, {"ZZ"}})
	}
	if now(20) {
		f.ZIPs = []string{pick(rng, listings).Location.Address.PostalCode[:5], "00501", pick(rng, listings).Location.Address.PostalCode[:5]}
	}
	if now(7) {
		f.Bounds = randomBounds(rng, from)
	}
	if now(25) {
		f.NPI = pick(rng, listings).Physician.NPI
	}
	if now(20) {
		for range 1 + rng.IntN(9) {
			f.NPIs = append(f.NPIs, pick(rng, listings).Physician.NPI, 1_999_999_999-directory.NPI(rng.IntN(9)))
		}
	}
	if now(25) {
		f.Phone = pick(rng, listings).Location.Phone
	}
	return f
}

func randomBounds(rng *rand.Rand, from *place.Place) *geo.Bounds {
	center := anywhere(rng)
	if from != nil && rng.IntN(4) > 0 {
		center = from.Point
	}
	dLat, dLng := rng.ExpFloat64()*4, rng.ExpFloat64()*6
	return &geo.Bounds{
		West: wrap(center.Lng - math.Min(dLng, 170)), East: wrap(center.Lng + math.Min(dLng, 170)),
		South: math.Max(-90, center.Lat-dLat), North: math.Min(90, center.Lat+dLat),
	}
}

// randomText returns words of one listing, sometimes cut or misspelt.
func randomText(rng *rand.Rand, listings []directory.Listing) string {
	l := pick(rng, listings)
	name := l.Physician.Name
	switch rng.IntN(6) {
	case 0:
		return name.Given + " " + name.Family
	case 1:
		return strings.ToUpper(name.Family)
	case 2:
		return name.Family + " " + l.Location.Address.City
	case 3:
		return string([]rune(name.Family)[:min(4, len([]rune(name.Family)))])
	case 4:
		return l.Physician.NPI.String()
	}
	letters := []rune(name.Family)
	if n := len(letters); n > 6 {
		letters = append(letters[:n/2], letters[n/2+1:]...)
	}
	return string(letters)
}
