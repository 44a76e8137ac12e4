package searchtest

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Asked is a random search as parameters, and what it asks of an office as
// plain code: the oracle of what pages, answers and widget say about it.
type Asked struct {
	Values url.Values
	lat    float64
	lng    float64
	meters float64
	// Each says "yes", "no" or, where nobody told, "untold".
	asks []func(l *directory.Listing) string
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

// Ask searches around one of the listings, whose radius is 20 to 499 miles, and
// sets each filter in one search of three.
func Ask(rng *rand.Rand, listings []directory.Listing) Asked {
	at := listings[rng.IntN(len(listings))].Location.Position.Point
	for 0 < at.Lng && at.Lng < 170 { // east of the Atlantic and short of the Aleutians a longitude is read as one that lost its minus
		at = listings[rng.IntN(len(listings))].Location.Position.Point
	}
	miles := 20 + rng.IntN(480)
	c := Asked{
		lat: math.Round(at.Lat*10) / 10, lng: math.Round(at.Lng*10) / 10, meters: float64(miles) * 1609.344,
		Values: url.Values{"radius": {fmt.Sprint(miles)}},
	}
	c.Values.Set("near", fmt.Sprintf("%.1f,%.1f", c.lat, c.lng))
	ask := func(name, value string, f func(l *directory.Listing) string) {
		if rng.IntN(3) == 0 {
			c.Values.Set(name, value)
			c.asks = append(c.asks, f)
		}
	}
	ask("annular_closure", "offered", func(l *directory.Listing) string {
		return yes(l.Offering != nil && (l.Offering.Status == "confirmed" || l.Offering.Status == "self_reported"))
	})
	ask("language", "es", func(l *directory.Listing) string {
		if len(l.Languages) == 0 {
			return "untold"
		}
		return yes(slices.ContainsFunc(l.Languages, func(tag string) bool { return tag == "es" || strings.HasPrefix(tag, "es-") }))
	})
	ask("accepting", "newpt", func(l *directory.Listing) string {
		if l.Accepting == "" {
			return "untold"
		}
		return yes(l.Accepting == "newpt")
	})
	ask("gender", "F", func(l *directory.Listing) string { return yes(l.Physician.Gender == "F") })
	ask("state", "MN", func(l *directory.Listing) string { return yes(l.Location.Address.State == "MN") })
	ask("specialty", "neurosurgery", func(l *directory.Listing) string {
		return yes(slices.ContainsFunc(l.Physician.Specialties, func(s directory.Specialty) bool { return strings.HasPrefix(string(s.Code), "207T") }))
	})
	return c
}

// Within is the same search in a radius of whole miles.
func (c *Asked) Within(miles int) Asked {
	wide := *c
	wide.meters = float64(miles) * 1609.344
	wide.Values = maps.Clone(c.Values)
	wide.Values.Set("radius", fmt.Sprint(miles))
	return wide
}

// Farther counts in which of the radii that are offered more are found than in
// the search's own, and how many then; 0 where three are found already, and
// where there is nobody else.
func (c *Asked) Farther(listings []directory.Listing) (miles, many int) {
	fit, unsure, _ := c.Count(listings)
	if fit+unsure >= 3 {
		return 0, 0
	}
	for _, miles := range []int{10, 25, 50, 100, 250, 500} {
		wide := c.Within(miles)
		if fits, unsures, _ := wide.Count(listings); wide.meters > c.meters && fits+unsures > fit+unsure {
			return miles, fits + unsures
		}
	}
	return 0, 0
}

// Count looks at every office: physicians who fit, of whom it is not known,
// and all within the radius.
func (c *Asked) Count(listings []directory.Listing) (fit, unsure, all int) {
	best := map[directory.NPI]int{}
	for i := range listings {
		l := &listings[i]
		p := l.Location.Position.Point
		const rad = math.Pi / 180
		h := math.Pow(math.Sin((p.Lat-c.lat)*rad/2), 2) + math.Cos(p.Lat*rad)*math.Cos(c.lat*rad)*math.Pow(math.Sin((p.Lng-c.lng)*rad/2), 2)
		if 2*6_371_000*math.Asin(math.Sqrt(h)) > c.meters {
			continue
		}
		standing := 3
		for _, ask := range c.asks {
			switch ask(l) {
			case "no":
				standing = 1
			case "untold":
				standing = min(standing, 2)
			}
		}
		best[l.Physician.NPI] = max(best[l.Physician.NPI], standing)
	}
	for _, standing := range best {
		switch standing {
		case 3:
			fit++
		case 2:
			unsure++
		}
	}
	return fit, unsure, len(best)
}

// Grouped writes a number below a million as pages do.
func Grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
