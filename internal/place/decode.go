package place

import (
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// errTable says that a row of the gazetteer cannot be read.
var errTable = errors.New("bad row")

// decode reads the two tables; data/README.md tells their columns.
func decode(zips, towns string) (*Gazetteer, error) {
	g := &Gazetteer{states: stateNames()}
	if err := rows(towns, 6, g.addTown); err != nil {
		return nil, fmt.Errorf("towns: %w", err)
	}
	if err := rows(zips, 7, g.addZIP); err != nil {
		return nil, fmt.Errorf("ZIP codes: %w", err)
	}
	g.names = make([]name, 0, 2*len(g.towns)+len(nicknames))
	known := make(map[[2]string]int32, 2*len(g.towns))
	for i := range g.towns {
		t := &g.towns[i]
		k := nameKey(t.name)
		g.names = append(g.names, name{key: k, town: int32(i)})
		known[[2]string{t.state, k}] = int32(i)
	}
	g.addPostTowns(known)
	if err := g.addNicknames(known); err != nil {
		return nil, err
	}
	slices.SortFunc(g.names, func(a, b name) int {
		return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.town, b.town))
	})
	return g, nil
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

func (g *Gazetteer) addZIP(f []string) error {
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
	}
	g.zips = append(g.zips, z)
	return nil
}

// addPostTowns adds the towns that only the post knows, in the middle of the
// ZIP codes that bear their name. They stand behind all others.
func (g *Gazetteer) addPostTowns(known map[[2]string]int32) {
	listed := len(g.towns)
	type sum struct{ lat, lng, n int64 }
	var sums []sum
	var last [2]string // as the table spells it; ZIP codes of one town often follow each other
	var at int32
	for _, z := range g.zips {
		if z.military {
			continue
		}
		if this := [2]string{z.state, z.name}; this != last {
			last = this
			k := nameKey(z.name)
			id := [2]string{z.state, k}
			i, ok := known[id]
			if !ok {
				i = int32(len(g.towns))
				known[id] = i
				g.towns = append(g.towns, town{name: z.name, state: z.state})
				g.names = append(g.names, name{key: k, town: i})
				sums = append(sums, sum{})
			}
			at = i - int32(listed)
		}
		if at >= 0 {
			s := &sums[at]
			s.lat, s.lng, s.n = s.lat+int64(z.lat), s.lng+int64(z.lng), s.n+1
		}
	}
	for i, s := range sums {
		t := &g.towns[listed+i]
		t.lat, t.lng = int32(s.lat/s.n), int32(s.lng/s.n)
	}
}

func (g *Gazetteer) addNicknames(known map[[2]string]int32) error {
	for _, n := range nicknames {
		i, ok := known[[2]string{n.state, nameKey(n.town)}]
		if !ok {
			return fmt.Errorf("nickname of %s, %s: no such town", n.town, n.state)
		}
		g.names = append(g.names, name{key: nameKey(n.name), town: i, nick: true})
	}
	return nil
}

func thousandths(s string) (int32, error) {
	f, err := strconv.ParseFloat(s, 64)
	return int32(math.Round(f * 1000)), err
}
