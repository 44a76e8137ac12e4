package searchtest

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// An oracle answers queries by looking at every listing. It shares nothing
// with the finder but the types: no cells, its own distance, its own folding,
// plain loops.
type oracle struct {
	byNPI map[directory.NPI][]directory.Listing
	names map[directory.NPI][2]string // family and given, folded
	month string                      // the registry's, such as 2026-09
}

// An expected is one physician of an answer.
type expected struct {
	npi     directory.NPI
	tied    bool
	draw    string            // hexadecimal: what orders equals
	listing directory.Listing // the one shown
	meters  float64           // -1 without origin
	tier    search.Tier
	fits    []directory.Listing
	all     []directory.Listing
	names   [2]string
}

// A wanted is the whole answer to a query.
type wanted struct {
	total, unknownTotal int
	page                []expected
	unknown             []expected
	beyond              []expected
	facets              search.Facets
}

func newOracle(listings []directory.Listing) *oracle {
	o := &oracle{byNPI: map[directory.NPI][]directory.Listing{}, names: map[directory.NPI][2]string{}}
	// The letters of the names that the generator gives.
	letters := strings.NewReplacer("é", "e", "ú", "u", "ñ", "n", "ö", "o", "'", "", "-", " ")
	last := directory.Date(0)
	for _, l := range listings {
		last = max(last, l.Location.Updated)
		o.byNPI[l.Physician.NPI] = append(o.byNPI[l.Physician.NPI], l)
		n := l.Physician.Name
		o.names[l.Physician.NPI] = [2]string{letters.Replace(strings.ToLower(n.Family)), letters.Replace(strings.ToLower(n.Given))}
	}
	o.month = time.Unix(int64(last)*86_400, 0).UTC().Format("2006-01")
	return o
}

// answer expects matches, by listing id, for a query with words.
func (o *oracle) answer(q search.Query, matches map[string]search.Tier) wanted {
	var inside, perhaps, outside []expected
	for npi, listings := range o.byNPI {
		in := expected{draw: fmt.Sprintf("%x", sha256.Sum256([]byte(npi.String()+" "+o.month))), names: o.names[npi], all: listings}
		unsure, out := in, in
		for _, l := range listings {
			tier, matched := matches[l.Location.ID]
			if q.Text != "" && !matched || !fits(q.Filter, l) {
				continue
			}
			m, isInside := -1.0, true
			if q.Origin != nil {
				m = haversine(q.Origin.Point, l.Location.Position.Point)
				isInside = m <= q.Radius
			}
			switch toldYes, untold := told(q.Filter, l); {
			case toldYes && isInside:
				in.take(npi, l, m, tier, true)
			case toldYes:
				out.take(npi, l, m, tier, false)
			case untold && isInside && q.Apart:
				unsure.take(npi, l, m, tier, true)
			}
		}
		switch {
		case len(in.fits) > 0:
			inside = append(inside, in)
		case len(unsure.fits) > 0:
			perhaps = append(perhaps, unsure)
		case len(out.fits) > 0:
			outside = append(outside, out)
		}
	}
	w := wanted{total: len(inside), unknownTotal: len(perhaps), facets: count(inside)}
	slices.SortFunc(inside, order(q))
	slices.SortFunc(perhaps, order(q))
	tie(inside)
	tie(perhaps)
	for i, e := range append(slices.Clone(inside), perhaps...) {
		switch {
		case i/q.Size != q.Page-1:
		case i < len(inside):
			w.page = append(w.page, e)
		default:
			w.unknown = append(w.unknown, e)
		}
	}
	if listed := len(inside) + len(perhaps); q.Origin != nil && q.Page == 1 && listed < 3 {
		slices.SortFunc(outside, byDistance)
		w.beyond = outside[:min(3-listed, len(outside))]
		tie(w.beyond)
	}
	return w
}

// tie notes who stands where the one before or after does, at the point of a
// ZIP code.
func tie(list []expected) {
	for i := range list {
		l := list[i].listing.Location.Position
		same := func(k int) bool {
			return k >= 0 && k < len(list) && list[k].listing.Location.Position.Point == l.Point
		}
		list[i].tied = list[i].meters >= 0 && l.Precision == "zip" && (same(i-1) || same(i+1))
	}
}

// take adds a listing that fits: the nearest is shown or, without an origin,
// the one with the best evidence; of equals the lowest id. best says that the
// tier is the best of all, not the shown listing's.
func (e *expected) take(npi directory.NPI, l directory.Listing, m float64, tier search.Tier, best bool) {
	e.npi = npi
	e.fits = append(e.fits, l)
	nearer := len(e.fits) == 1
	switch was, is := worth(e.listing), worth(l); {
	case nearer:
	case m < 0 && was != is:
		nearer = is > was
	case m == e.meters:
		nearer = l.Location.ID < e.listing.Location.ID
	default:
		nearer = m < e.meters
	}
	if nearer {
		e.listing, e.meters = l, m
	}
	if nearer && !best || len(e.fits) == 1 || best && tier < e.tier {
		e.tier = tier
	}
}

func worth(l directory.Listing) int {
	switch {
	case l.Offering != nil && l.Offering.Status == "confirmed":
		return 2
	case l.Offering != nil && l.Offering.Status == "self_reported":
		return 1
	}
	return 0
}

func order(q search.Query) func(a, b expected) int {
	sort := q.Sort
	if sort == "" {
		switch {
		case q.Text != "":
			sort = search.ByRelevance
		case q.Origin != nil:
			sort = search.ByDistance
		default:
			sort = search.ByName
		}
	}
	switch sort {
	case search.ByName:
		return func(a, b expected) int {
			return cmp.Or(cmp.Compare(a.names[0], b.names[0]), cmp.Compare(a.names[1], b.names[1]), cmp.Compare(a.draw, b.draw))
		}
	case search.ByRelevance:
		return func(a, b expected) int { return cmp.Or(cmp.Compare(a.tier, b.tier), byDistance(a, b)) }
	}
	return byDistance
}

func byDistance(a, b expected) int {
	return cmp.Or(cmp.Compare(rounded(a.meters), rounded(b.meters)), cmp.Compare(a.draw, b.draw))
}

func rounded(m float64) int { return int(math.Floor(m + 0.5)) }

// fits leaves aside what [told] says.
func fits(f search.Filter, l directory.Listing) bool {
	o := l.Offering
	switch {
	case f.Closure == search.ClosureOffered && (o == nil || o.Status != "confirmed" && o.Status != "self_reported"):
		return false
	case f.Closure == search.ClosureConfirmed && (o == nil || o.Status != "confirmed"):
		return false
	case f.VerifiedSince > 0 && (o == nil || o.Status == "withdrawn" || o.VerifiedOn < f.VerifiedSince):
		return false
	case f.NPI != 0 && l.Physician.NPI != f.NPI,
		len(f.NPIs) > 0 && !slices.Contains(f.NPIs, l.Physician.NPI),
		f.Phone != "" && l.Location.Phone != f.Phone,
		len(f.Genders) > 0 && !slices.Contains(f.Genders, l.Physician.Gender),
		len(f.States) > 0 && !slices.Contains(f.States, l.Location.Address.State),
		len(f.ZIPs) > 0 && !slices.Contains(f.ZIPs, l.Location.Address.PostalCode[:5]):
		return false
	}
	return fitsSpecialty(f.Specialties, l) && fitsBounds(f.Bounds, l.Location.Position.Point)
}

// told says what an office has told of its new patients and languages: all
// that is asked for, or nothing against it and something not at all.
func told(f search.Filter, l directory.Listing) (toldYes, untold bool) {
	patients, language := "yes", "yes"
	if len(f.Accepting) > 0 && !slices.Contains(f.Accepting, l.Accepting) {
		patients = "no"
		if l.Accepting == "" {
			patients = "untold"
		}
	}
	if !fitsLanguage(f.Languages, l) {
		language = "no"
		if len(l.Languages) == 0 {
			language = "untold"
		}
	}
	if patients == "no" || language == "no" {
		return false, false
	}
	toldYes = patients == "yes" && language == "yes"
	return toldYes, !toldYes
}

func fitsSpecialty(prefixes []string, l directory.Listing) bool {
	for _, p := range prefixes {
		for _, s := range l.Physician.Specialties {
			if strings.HasPrefix(string(s.Code), p) {
				return true
			}
		}
	}
	return len(prefixes) == 0
}

func fitsLanguage(wanted []string, l directory.Listing) bool {
	for _, w := range wanted {
		for _, tag := range l.Languages {
			if tag == w || strings.HasPrefix(tag, w+"-") {
				return true
			}
		}
	}
	return len(wanted) == 0
}

func fitsBounds(b *geo.Bounds, p geo.Point) bool {
	if b == nil {
		return true
	}
	lng := p.Lng >= b.West && p.Lng <= b.East
	if b.West > b.East {
		lng = p.Lng >= b.West || p.Lng <= b.East
	}
	return lng && p.Lat >= b.South && p.Lat <= b.North
}

// count counts what each filter value would give.
func count(physicians []expected) search.Facets {
	f := search.Facets{
		Specialty: map[directory.Taxonomy]int{}, Closure: map[directory.Status]int{}, Language: map[string]int{},
		Gender: map[directory.Gender]int{}, LanguageBoth: map[string]int{},
	}
	for _, e := range physicians {
		special := false
		for _, s := range e.listing.Physician.Specialties {
			f.Specialty[s.Code]++
			special = special || s.Code == "207XS0117X" || strings.HasPrefix(string(s.Code), "207T")
		}
		if special {
			f.Specialists++
		}
		f.Gender[e.listing.Physician.Gender]++
		best := directory.Status("")
		spoken := map[string]bool{}
		takes, silent, mute := false, false, false
		for _, l := range e.fits {
			takes = takes || l.Accepting == "newpt"
			silent = silent || l.Accepting == ""
			mute = mute || len(l.Languages) == 0
			if o := l.Offering; o != nil && (o.Status == "confirmed" || o.Status == "self_reported" && best == "") {
				best = o.Status
			}
			for _, tag := range l.Languages {
				parts := strings.Split(tag, "-")
				for i := range parts {
					spoken[strings.Join(parts[:i+1], "-")] = true
				}
			}
		}
		f.Closure[best]++
		for tag := range spoken {
			f.Language[tag]++
		}
		if len(spoken) > 0 {
			f.LanguageKnown++
		}
		if takes {
			f.NewPatients++
		} else if silent {
			f.NewPatientsUnknown++
		}
		if mute {
			f.LanguageUnsure++
			for tag := range spoken {
				f.LanguageBoth[tag]++
			}
		}
	}
	return f
}

// haversine is the great-circle distance in metres.
func haversine(p, q geo.Point) float64 {
	const radius, degree = 6_371_000.0, math.Pi / 180
	sinLat := math.Sin((q.Lat - p.Lat) * degree / 2)
	sinLng := math.Sin((q.Lng - p.Lng) * degree / 2)
	a := sinLat*sinLat + math.Cos(p.Lat*degree)*math.Cos(q.Lat*degree)*sinLng*sinLng
	return 2 * radius * math.Atan2(math.Sqrt(a), math.Sqrt(1-a))
}
