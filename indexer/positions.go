package indexer

import (
	"cmp"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// PositionSource says where the position of an office is from.
type PositionSource string

// The sources of positions, by falling precedence among those known equally
// well.
const (
	FromGeocodes  PositionSource = "geocodes" // the operator's, of the office
	FromNational  PositionSource = "npd"
	FromGazetteer PositionSource = "gazetteer" // the point of the ZIP code or town
)

// Positions tells where listings stand.
type Positions struct {
	By map[PositionSource]map[directory.Precision]int64 `json:"by"` // listings
	// Moved is how far the positions of a source lie from the point of the ZIP
	// code or town, where the listing would stand without them.
	Moved map[PositionSource]Moved `json:"moved"`
	// Contrary counts buildings of which the national directory gives a position
	// that contradicts the address: far from the ZIP code or in another state.
	Contrary int64 `json:"contrary"`
}

// Moved is how far listings were moved, in whole metres.
type Moved struct {
	Listings int64 `json:"listings"`
	Median   int64 `json:"median"`
	P90      int64 `json:"p90"`
}

func newPositions() Positions {
	return Positions{
		By: map[PositionSource]map[directory.Precision]int64{}, Moved: map[PositionSource]Moved{},
	}
}

// A placing gathers where offices stand, and how far in metres they were moved.
type placing struct {
	by    map[PositionSource]map[directory.Precision]int64
	moved map[PositionSource][]float64
}

func newPlacing() *placing {
	return &placing{map[PositionSource]map[directory.Precision]int64{}, map[PositionSource][]float64{}}
}

func (p *placing) add(o *office) {
	count(p.by, o.from, o.Position.Precision)
	if o.from != FromGazetteer {
		p.moved[o.from] = append(p.moved[o.from], o.moved)
	}
}

// positions is what there is to report.
func (p *placing) positions(contrary int) Positions {
	out := newPositions()
	out.By, out.Contrary = p.by, int64(contrary)
	for from, meters := range p.moved {
		slices.Sort(meters)
		at := func(share float64) int64 { return int64(meters[int(share*float64(len(meters)-1)+0.5)] + 0.5) }
		out.Moved[from] = Moved{int64(len(meters)), at(0.5), at(0.9)}
	}
	return out
}

// An Agreement tells how far two sources say the same of the same physicians.
type Agreement struct {
	Of          [2]directory.Source `json:"of"`
	Physicians  int64               `json:"physicians"`   // whom both name with a usable address
	SameOffice  int64               `json:"same_office"`  // of them, those with an office that both name
	PhonesGiven int64               `json:"phones_given"` // offices that both name and give a telephone number for
	SamePhone   int64               `json:"same_phone"`   // of them, those with one number
}

// agreements are counted by the pair of sources.
type agreements map[[2]directory.Source]*Agreement

// compared are the sources whose agreement is told, by precedence.
var compared = []directory.Source{directory.SourceNPPES, directory.SourcePractice, directory.SourceDAC, directory.SourceNational}

// add compares what the sources say of one physician.
func (all agreements) add(sites []site) {
	for i, first := range compared {
		for _, second := range compared[i+1:] {
			if !says(sites, first) || !says(sites, second) {
				continue
			}
			a := all[[2]directory.Source{first, second}]
			if a == nil {
				a = &Agreement{Of: [2]directory.Source{first, second}}
				all[a.Of] = a
			}
			a.add(sites)
		}
	}
}

func says(sites []site, from directory.Source) bool {
	return slices.ContainsFunc(sites, func(s site) bool { return s.source == from && s.why == "" })
}

func (a *Agreement) add(sites []site) {
	a.Physicians++
	same := false
	for i := range sites {
		s := &sites[i]
		if s.source != a.Of[0] || s.why != "" {
			continue
		}
		j := slices.IndexFunc(sites, func(o site) bool { return o.source == a.Of[1] && o.why == "" && o.key.SameOffice(s.key) })
		if j < 0 {
			continue
		}
		same = true
		if s.phone != "" && sites[j].phone != "" {
			a.PhonesGiven++
			if s.phone == sites[j].phone {
				a.SamePhone++
			}
		}
	}
	if same {
		a.SameOffice++
	}
}

// list returns them by the precedence of their sources.
func (all agreements) list() []Agreement {
	out := []Agreement{}
	for _, a := range all {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Agreement) int {
		return cmp.Or(
			cmp.Compare(slices.Index(compared, a.Of[0]), slices.Index(compared, b.Of[0])),
			cmp.Compare(slices.Index(compared, a.Of[1]), slices.Index(compared, b.Of[1])),
		)
	})
	return out
}
