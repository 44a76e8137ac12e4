package search

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A generation is what the finder holds in memory of one Generation. A search
// reads one generation from its start to its end. Tiles appear in it as they
// are loaded and their cards may leave again; nothing else changes.
type generation struct {
	info  *Generation
	cover *geo.Cover
	index map[geo.Cell]int32
	tiles []tile

	loaded    atomic.Int64 // tiles whose slim form is resident
	slimBytes atomic.Int64
	retired   atomic.Bool // no longer current: cards are not kept
	view      atomic.Pointer[view]
	rare      atomic.Pointer[rareRows] // once every tile is resident

	mu         sync.Mutex // guards all below
	flights    map[int32]*flight
	physicians map[directory.NPI]uint32
	latest     []ref // by physician: the row loaded last, head of a chain
	tables     view
	specs      map[string]uint32
	langs      map[string]uint32
}

// A tile is a cell with what is resident of it.
type tile struct {
	cell  geo.Cell
	count int // of listings
	slim  atomic.Pointer[slimTile]
	cards atomic.Pointer[packed]
	used  atomic.Bool // since the clock of the card cache last came by
}

// A view is the tables of a generation as far as a reader may look: whoever
// has seen a tile and then loads the view finds all that the tile refers to.
type view struct {
	npis  []directory.NPI
	specs [][]directory.Taxonomy
	langs []tongues
}

// tongues is a set of languages.
type tongues struct {
	known []string // as listed
	// all holds the tags and what they begin with ("es-MX", "es"), once each:
	// the values of a filter that keep the set.
	all []string
}

func newGenerationState(info *Generation) *generation {
	g := &generation{
		info:       info,
		index:      make(map[geo.Cell]int32, len(info.Tiles)),
		tiles:      make([]tile, len(info.Tiles)),
		flights:    map[int32]*flight{},
		physicians: make(map[directory.NPI]uint32, info.Physicians),
		specs:      map[string]uint32{},
		langs:      map[string]uint32{"": 0},
		tables:     view{langs: []tongues{{}}},
	}
	cells := make([]geo.Cell, len(info.Tiles))
	for i, t := range info.Tiles {
		cells[i] = t.Cell
		g.index[t.Cell] = int32(i)
		g.tiles[i].cell, g.tiles[i].count = t.Cell, t.Count
	}
	g.cover = geo.NewCover(cells)
	g.view.Store(&view{langs: g.tables.langs})
	return g
}

// warm says whether every tile is resident.
func (g *generation) warm() bool { return g.loaded.Load() == int64(len(g.tiles)) }

// admit enters a tile into the generation; mu is held. A tile that is resident
// already stays as it is.
func (g *generation) admit(i int32, t *slimTile, listings []*directory.Listing) {
	if g.tiles[i].slim.Load() != nil {
		return
	}
	for n, l := range listings {
		r := &t.rows[n]
		r.physician = g.physician(l.Physician.NPI)
		r.specs = g.specSet(l.Physician.Specialties)
		r.langs = g.langSet(l.Languages)
		t.more[n].previous = g.latest[r.physician]
		g.latest[r.physician] = refOf(i, int32(n))
	}
	seen := g.tables
	g.view.Store(&seen)
	g.tiles[i].slim.Store(t)
	g.slimBytes.Add(t.bytes())
	if g.loaded.Add(1) == int64(len(g.tiles)) {
		g.rare.Store(newRareRows(g))
	}
}

func (g *generation) physician(npi directory.NPI) uint32 {
	n, ok := g.physicians[npi]
	if !ok {
		n = uint32(len(g.tables.npis))
		g.physicians[npi] = n
		g.tables.npis = append(g.tables.npis, npi)
		g.latest = append(g.latest, noRef)
	}
	return n
}

func (g *generation) specSet(specialties []directory.Specialty) uint32 {
	codes := make([]directory.Taxonomy, len(specialties))
	for i, s := range specialties {
		codes[i] = s.Code
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	var key strings.Builder
	for _, c := range codes {
		key.WriteString(string(c))
		key.WriteByte(',')
	}
	n, ok := g.specs[key.String()]
	if !ok {
		for i, c := range codes {
			codes[i] = directory.Taxonomy(strings.Clone(string(c))) // of a buffer that may go
		}
		n = uint32(len(g.tables.specs))
		g.specs[key.String()] = n
		g.tables.specs = append(g.tables.specs, codes)
	}
	return n
}

func (g *generation) langSet(languages []string) uint32 {
	key := strings.Join(languages, ",")
	n, ok := g.langs[key]
	if !ok {
		var set tongues
		for _, tag := range languages {
			tag = strings.Clone(tag) // of a buffer that may go
			set.known = append(set.known, tag)
			for i := 0; i <= len(tag); i++ {
				if (i == len(tag) || tag[i] == '-') && i > 0 && !slices.Contains(set.all, tag[:i]) {
					set.all = append(set.all, tag[:i])
				}
			}
		}
		n = uint32(len(g.tables.langs))
		g.langs[strings.Clone(key)] = n
		g.tables.langs = append(g.tables.langs, set)
	}
	return n
}

// rowsOf returns every resident row of a physician.
func (g *generation) rowsOf(npi directory.NPI) []ref {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Collect(g.chain(npi))
}

// chain yields every resident row of a physician; mu is held.
func (g *generation) chain(npi directory.NPI) iter.Seq[ref] {
	return func(yield func(ref) bool) {
		n, ok := g.physicians[npi]
		if !ok {
			return
		}
		for r := g.latest[n]; r != noRef && yield(r); {
			r = g.tiles[r.tile()].slim.Load().more[r.row()].previous
		}
	}
}
