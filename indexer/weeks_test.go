package indexer_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/sample"
)

// The columns of the main file that a year changes, by index.
const (
	atEntity, atLine1, atUpdated, atDeactivated, atReactivated, atCode1, atSwitch1 = 1, 28, 37, 39, 40, 47, 50
)

// An entry is what the registry holds of one NPI.
type entry struct {
	main  []string
	sites [][]string
}

func (e entry) clone() entry {
	out := entry{main: slices.Clone(e.main)}
	for _, s := range e.sites {
		out.sites = append(out.sites, slices.Clone(s))
	}
	return out
}

// A year is the registry of fictional people as it changes week by week, and
// the files that its publisher makes of it. It knows nothing of the indexer.
type year struct {
	header, siteHeader []string
	now                map[string]entry
	blank              map[string]entry // deactivated: what came before
	waiting            []entry          // who is not enumerated yet
	dice               *rand.Rand
	dir, roster        string
	full, weekly       []release // full[k] is after week k; weekly[k] is week k, from 1 on
}

// A release is one archive of the publisher.
type release struct{ registry, practices string }

// firstSunday is the last day of the first full file.
var firstSunday = time.Date(2026, 9, 13, 0, 0, 0, 0, time.UTC)

func newYear(t testing.TB, count, weeks int, seed uint64) *year {
	t.Helper()
	var main, sites, ros bytes.Buffer
	if _, err := sample.Generate(&main, &sites, &ros, sample.Options{Count: count, Others: count / 4, Seed: seed}); err != nil {
		t.Fatal(err)
	}
	y := &year{now: map[string]entry{}, blank: map[string]entry{}, dice: rand.New(rand.NewPCG(seed, 1)), dir: t.TempDir()}
	y.roster = filepath.Join(y.dir, "roster.csv")
	if err := os.WriteFile(y.roster, ros.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, places := allRows(t, &main), allRows(t, &sites)
	y.header, y.siteHeader = rows[0], places[0]
	of := map[string][][]string{}
	for _, p := range places[1:] {
		of[p[0]] = append(of[p[0]], p)
	}
	for i, r := range rows[1:] {
		if e := (entry{r, of[r[0]]}); i%12 == 0 && r[atEntity] != "" {
			y.waiting = append(y.waiting, e)
		} else {
			y.now[r[0]] = e
		}
	}
	y.full = append(y.full, y.release(t, 0, slices.Sorted(maps.Keys(y.now))))
	y.weekly = append(y.weekly, release{})
	hot := y.draw(count / 20) // whom almost every week changes
	for k := 1; k <= weeks; k++ {
		changed := map[string]bool{}
		for _, npi := range append(y.draw(count/40), hot...) {
			if y.dice.IntN(3) > 0 {
				y.change(npi, firstSunday.AddDate(0, 0, 7*k-y.dice.IntN(7)))
				changed[npi] = true
			}
		}
		for range min(len(y.waiting), count/100) {
			e := y.waiting[0]
			y.waiting = y.waiting[1:]
			y.now[e.main[0]] = e
			changed[e.main[0]] = true
		}
		y.weekly = append(y.weekly, y.release(t, k, slices.Sorted(maps.Keys(changed))))
		y.full = append(y.full, y.release(t, -k, slices.Sorted(maps.Keys(y.now))))
	}
	return y
}

func allRows(t testing.TB, r io.Reader) [][]string {
	t.Helper()
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func (y *year) draw(n int) []string {
	all := slices.Sorted(maps.Keys(y.now))
	y.dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}

// change is one thing that happens to somebody.
func (y *year) change(npi string, day time.Time) {
	e := y.now[npi].clone()
	date := day.Format("01/02/2006")
	if before, ok := y.blank[npi]; ok {
		delete(y.blank, npi)
		e = before.clone()
		e.main[atReactivated] = date
		if y.dice.IntN(2) == 0 { // else the row is as old as it was
			e.main[atUpdated] = date
		}
		y.now[npi] = e
		return
	}
	switch y.dice.IntN(6) {
	case 0:
		y.blank[npi] = e
		gone := make([]string, len(e.main))
		gone[0], gone[atDeactivated] = npi, date
		y.now[npi] = entry{main: gone}
		return
	case 1:
		e.main[atCode1] = []string{"207R00000X", "207T00000X", "207X00000X"}[y.dice.IntN(3)]
	case 2:
		e.main[atCode1], e.main[atSwitch1] = []string{"390200000X", "207X00000X"}[y.dice.IntN(2)], "Y"
	case 3:
		if len(e.sites) > 0 {
			e.sites = e.sites[1:]
		}
	case 4:
		if len(e.main[32]) >= 5 {
			e.sites = append(e.sites, []string{npi, fmt.Sprintf("%d BRANCH ST", 1+y.dice.IntN(900)), "", e.main[30], e.main[31], e.main[32], "US", "", "", ""})
		}
	default:
		e.main[atLine1] = fmt.Sprintf("%d MOVED AVE", 1+y.dice.IntN(900))
	}
	if e.main[atEntity] != "" {
		e.main[atUpdated] = date
	}
	y.now[npi] = e
}

// release writes the files of NPIs: a weekly one for k above 0, else the full
// one after week -k.
func (y *year) release(t testing.TB, k int, npis []string) release {
	t.Helper()
	days := "20050523-" + firstSunday.AddDate(0, 0, -7*k).Format("20060102")
	if k > 0 {
		days = firstSunday.AddDate(0, 0, 7*k-6).Format("20060102") + "-" + firstSunday.AddDate(0, 0, 7*k).Format("20060102")
	}
	main, sites := [][]string{y.header}, [][]string{y.siteHeader}
	for _, npi := range npis {
		main, sites = append(main, y.now[npi].main), append(sites, y.now[npi].sites...)
	}
	r := release{filepath.Join(y.dir, "npidata_pfile_"+days+".csv"), filepath.Join(y.dir, "pl_pfile_"+days+".csv")}
	for path, rows := range map[string][][]string{r.registry: main, r.practices: sites} {
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

// options reads a release on top of a state.
func (r release) options(state string) indexer.Options {
	weekly := !strings.Contains(r.registry, "_20050523-")
	return indexer.Options{State: state, NPPES: r.registry, Practices: r.practices, Update: weekly}
}
