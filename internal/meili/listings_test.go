package meili

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// Names that no one bears, of syllables, so that a made-up physician is nobody.
func word(r *rand.Rand) string {
	syllables := []string{"ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "dor", "fen", "gal", "hix", "jor", "pru"}
	var b strings.Builder
	for range 2 + r.IntN(3) {
		b.WriteString(syllables[r.IntN(len(syllables))])
	}
	s := b.String()
	return strings.ToUpper(s[:1]) + s[1:]
}

// hostile are texts that escape badly written encoders and filters.
var hostile = []string{
	`"`, `\`, `\"`, `' OR 1=1`, `"] OR npi EXISTS OR cells IN ["`, "tab\tline\nend", "\u0000\u001f", "\u2028\u2029",
	"José Ñuñez", "日本語", "🩺", "<b>&amp;</b>", "ＦＵＬＬ", "a\u0301", strings.Repeat("long ", 40), " lead and trail ",
}

func text(r *rand.Rand, empty float64) string {
	switch {
	case r.Float64() < empty:
		return ""
	case r.Float64() < 0.1:
		return hostile[r.IntN(len(hostile))]
	}
	return word(r)
}

func randomNPI(r *rand.Rand) directory.NPI {
	nine := fmt.Sprintf("2%08d", r.IntN(100_000_000))
	npi, err := directory.ParseNPI(nine + string(directory.CheckDigit(nine)))
	if err != nil {
		panic(err)
	}
	return npi
}

func randomName(r *rand.Rand) directory.Name {
	n := directory.Name{Given: word(r), Middle: text(r, 0.6), Family: word(r), Suffix: text(r, 0.9)}
	for range r.IntN(3) {
		n.Credentials = append(n.Credentials, text(r, 0))
	}
	return n
}

// towns are centres that listings gather around: some crowded, one on each
// side of the antimeridian, one beside a vertex where cells are distorted.
var towns = []geo.Point{
	{Lat: 40.71, Lng: -74.0},
	{Lat: 44.98, Lng: -93.27},
	{Lat: 46.87, Lng: -96.79},
	{Lat: 61.2, Lng: -149.9},
	{Lat: 21.3, Lng: -157.85},
	{Lat: 18.4, Lng: -66.1},
	{Lat: 52.0, Lng: 179.9},
	{Lat: 52.0, Lng: -179.9},
	{Lat: 23.72, Lng: -67.13},
}

func randomPoint(r *rand.Rand) geo.Point {
	t := towns[min(r.IntN(len(towns)), r.IntN(len(towns)))]
	return geo.Point{Lat: t.Lat + r.NormFloat64()*0.3, Lng: max(-180, min(180, t.Lng+r.NormFloat64()*0.3))}
}

func randomLocation(r *rand.Rand, npi directory.NPI, n int) directory.Location {
	l := directory.Location{
		ID:   fmt.Sprintf("%s-%06x%d", npi, r.IntN(1<<24), n),
		Name: text(r, 0.5),
		Address: directory.Address{
			Line1: text(r, 0), Line2: text(r, 0.7), City: text(r, 0),
			State:      []string{"MN", "ND", "NY", "AK", "PR"}[r.IntN(5)],
			PostalCode: fmt.Sprintf("%05d", r.IntN(100_000)),
		},
		Position: directory.Position{
			Point:     randomPoint(r),
			Precision: []directory.Precision{directory.PrecisionZIP, directory.PrecisionCity, directory.PrecisionRooftop}[r.IntN(3)],
		},
		Source:  []directory.Source{directory.SourceNPPES, directory.SourceDAC}[r.IntN(2)],
		Updated: directory.Date(20_000 + r.IntN(700)),
	}
	if r.IntN(4) > 0 {
		l.Phone = fmt.Sprintf("+1%d55501%02d", 200+r.IntN(700), r.IntN(100))
	}
	for range r.IntN(3) {
		l.Sources = append(l.Sources, directory.Provenance{
			Source: directory.SourceRoster, Date: directory.Date(r.IntN(30_000)), Fields: []string{"phone", text(r, 0)},
		})
	}
	return l
}

// randomListings returns the listings of some n/2 physicians.
func randomListings(r *rand.Rand, n int) []directory.Listing {
	codes := []directory.Taxonomy{directory.Neurosurgery, directory.OrthopaedicSurgery, directory.OrthopaedicSpine, "208600000X", "2086S0122X"}
	var all []directory.Listing
	for len(all) < n {
		p := directory.Physician{
			NPI: randomNPI(r), Name: randomName(r),
			Gender: []directory.Gender{directory.Female, directory.Male, directory.Unspecified, directory.UnknownGender}[r.IntN(4)],
		}
		for range r.IntN(3) / 2 {
			p.FormerNames = append(p.FormerNames, randomName(r))
		}
		for i, at := range r.Perm(len(codes))[:1+r.IntN(3)] {
			p.Specialties = append(p.Specialties, directory.Specialty{Code: codes[at], Primary: i == 0})
		}
		var offices []directory.Location
		for i := range min(1+r.IntN(3), n-len(all)) {
			offices = append(offices, randomLocation(r, p.NPI, i))
		}
		for i := range offices {
			all = append(all, directory.Listing{
				Physician: p, Location: offices[i],
				Offering:  randomOffering(r),
				Accepting: []directory.Accepting{"", directory.AcceptingNew, directory.AcceptingNone}[r.IntN(3)],
				Languages: [][]string{nil, {"en"}, {"en", "es-MX"}}[r.IntN(3)],
			})
		}
	}
	return all
}

func randomOffering(r *rand.Rand) *directory.Offering {
	if r.IntN(10) > 0 {
		return nil
	}
	return &directory.Offering{
		Procedure: directory.AnnularClosure, Device: directory.Barricaid,
		Status:     []directory.Status{directory.Confirmed, directory.SelfReported, directory.Withdrawn}[r.IntN(3)],
		Source:     text(r, 0),
		SourceDate: directory.Date(20_500 + r.IntN(200)), VerifiedOn: directory.Date(20_500 + r.IntN(200)),
	}
}

// seeded returns the generator of a test; the same seed gives the same listings.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 2026)) }
