package place

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"github.com/physicianfinder/finder/internal/geo"
)

// errTable says that a row of the gazetteer cannot be read.
var errTable = errors.New("bad row")

// About how many towns and ZIP codes there are, for which room is made at once,
// and how many codes there can be.
const (
	roughTowns = 35_000
	roughZIPs  = 43_000
	codes      = 100_000 // 00000 to 99999
)

// decode reads the two tables; data/README.md tells their columns.
func decode(zips, towns string) (*Gazetteer, error) {
	g := &Gazetteer{}
	g.sounds, g.grid = sync.OnceValue(g.bySound), sync.OnceValue(g.makeGrid)
	g.towns, g.zips = make([]town, 0, roughTowns), make([]zip, 0, roughZIPs)
	g.at = make([]int32, codes)
	if err := rows(towns, 6, g.addTown); err != nil {
		return nil, fmt.Errorf("towns: %w", err)
	}
	post := postTowns{at: make(map[[2]string]int32, len(g.towns)), first: len(g.towns)}
	err := rows(zips, 8, func(f []string) error { return g.addZIP(f, &post) })
	if err != nil {
		return nil, fmt.Errorf("ZIP codes: %w", err)
	}
	post.average(g.towns)
	g.names = make([]name, len(g.towns), len(g.towns)+len(nicknames))
	g.within = make(map[string][]int32)
	for i := range g.towns {
		t := &g.towns[i]
		g.names[i] = name{key: nameKey(t.name), town: int32(i)}
		if !t.section {
			g.within[t.state] = append(g.within[t.state], int32(i))
		}
	}
	g.states = g.stateNames()
	slices.SortFunc(g.names, compareNames)
	return g, g.addNicknames()
}

// stateNames maps the [key] of every name of a state that has towns to its
// postal code. Spaces, dots and accents of a name do not matter.
func (g *Gazetteer) stateNames() map[string]string {
	names := make(map[string]string)
	for _, s := range geo.States() {
		if len(g.within[s.Code]) == 0 {
			continue
		}
		for _, name := range slices.Concat(s.Other, []string{s.Code, s.Name}) {
			names[key(words(name), false)] = s.Code
		}
	}
	return names
}

func compareNames(a, b name) int {
	if c := strings.Compare(a.key, b.key); c != 0 {
		return c
	}
	return cmp.Compare(a.town, b.town)
}

// rows unpacks a table and gives each row, of the number of columns said, to add.
func rows(packed string, columns int, add func([]string) error) error {
	r, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return err
	}
	var text strings.Builder
	text.Grow(4 * len(packed))
	if _, err := io.Copy(&text, r); err != nil {
		return err
	}
	fields := make([]string, 0, columns)
	for line := range strings.Lines(text.String()) {
		rest, more := strings.TrimSuffix(line, "\n"), true
		fields = fields[:0]
		for more {
			var field string
			field, rest, more = strings.Cut(rest, "\t")
			fields = append(fields, field)
		}
		if len(fields) != columns {
			return errTable
		}
		if err := add(fields); err != nil {
			return err
		}
	}
	return nil
}

func (g *Gazetteer) addTown(f []string) error {
	people, err := strconv.ParseInt(f[4], 10, 32)
	lat, errLat := thousandths(f[2])
	lng, errLng := thousandths(f[3])
	if err := errors.Join(err, errLat, errLng); err != nil {
		return err
	}
	g.towns = append(g.towns, town{name: f[0], state: f[1], lat: lat, lng: lng, people: int32(people), section: f[5] == "s"})
	return nil
}

func (g *Gazetteer) addZIP(f []string, post *postTowns) error {
	code, ok := parseZIP(f[0])
	if !ok {
		return errTable
	}
	z := zip{code: code, name: f[4], state: f[5], military: f[6] == "m"}
	if !z.military {
		reach, err := strconv.ParseInt(f[3], 10, 32)
		lat, errLat := thousandths(f[1])
		lng, errLng := thousandths(f[2])
		if err := errors.Join(err, errLat, errLng); err != nil {
			return err
		}
		z.lat, z.lng, z.reach = lat, lng, int32(reach)
		if f[7] == "0" {
			g.towns = post.add(g.towns, z)
		}
	}
	g.zips = append(g.zips, z)
	g.at[code] = int32(len(g.zips))
	return nil
}

// postTowns gathers the towns that only the post knows, each in the middle of
// the ZIP codes that bear its name. They stand behind all others.
type postTowns struct {
	first int                 // index of the first one among the towns
	at    map[[2]string]int32 // state and key of the name -> index from first
	zips  []int32             // by index: how many ZIP codes
	last  zip                 // the one before; ZIP codes of a town often follow each other
	index int32               // of the town of last
}

func (p *postTowns) add(towns []town, z zip) []town {
	if z.name != p.last.name || z.state != p.last.state {
		id := [2]string{z.state, nameKey(z.name)}
		i, ok := p.at[id]
		if !ok {
			i = int32(len(p.zips))
			p.at[id] = i
			p.zips = append(p.zips, 0)
			towns = append(towns, town{name: z.name, state: z.state})
		}
		p.index, p.last = i, z
	}
	t := &towns[p.first+int(p.index)]
	t.lat, t.lng = t.lat+z.lat, t.lng+z.lng // sums, until average
	p.zips[p.index]++
	return towns
}

// average turns the sums of add into means.
func (p *postTowns) average(towns []town) {
	for i, n := range p.zips {
		t := &towns[p.first+i]
		t.lat, t.lng = t.lat/n, t.lng/n
	}
}

// addNicknames puts the nicknames among the sorted names.
func (g *Gazetteer) addNicknames() error {
	nicks := make([]name, 0, len(nicknames))
	for _, n := range nicknames {
		found, _ := g.named(nameKey(n.town), n.state)
		if len(found) == 0 {
			return fmt.Errorf("nickname of %s, %s: no such town", n.town, n.state)
		}
		nicks = append(nicks, name{key: nameKey(n.name), town: found[0], nick: true})
	}
	slices.SortFunc(nicks, compareNames)
	i, j := len(g.names), len(nicks) // both are merged from their ends
	g.names = append(g.names, nicks...)
	for at := len(g.names) - 1; j > 0; at-- {
		if i > 0 && compareNames(g.names[i-1], nicks[j-1]) > 0 {
			i--
			g.names[at] = g.names[i]
		} else {
			j--
			g.names[at] = nicks[j]
		}
	}
	return nil
}

// thousandths reads degrees with up to three decimals.
func thousandths(s string) (int32, error) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(fraction) > 3 {
		return 0, errTable
	}
	n, err := strconv.ParseInt(whole+fraction+"000"[len(fraction):], 10, 32)
	return int32(n), err
}
