package indexer

import (
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// dropFormerRoster drops those whom only the roster of before has brought in: their own
// taxonomy does not, and the present roster does not name them. A full main
// file decides anew about everybody.
func (g *reading) dropFormerRoster() {
	if g.full() {
		return
	}
	for i := range g.before {
		npi := g.before[i].NPI
		if !g.named[npi] && g.held.registry[npi] != nil && !g.qualifies(npi) {
			g.drop(npi)
		}
	}
}

// qualifies reports whether somebody is taken for their own taxonomy. A record
// that does not decode fails the run later, where it is read.
func (g *reading) qualifies(npi directory.NPI) bool {
	var r registryRecord
	if decode(g.held.registry[npi], &r) != nil {
		return true
	}
	row := source.Registry{Taxonomies: r.Slots}
	if row.Primary() == directory.StudentInTraining {
		return false
	}
	for _, s := range r.Slots {
		if g.wanted(directory.Taxonomy(s.Code)) {
			return true
		}
	}
	return false
}

// noteUnread notes whom the roster names and of whom no file has been read
// since: files were read without them when they were no surgeons.
func (g *reading) noteUnread() {
	known := map[directory.NPI]bool{}
	for i := range g.before {
		known[g.before[i].NPI] = true
	}
	for _, npi := range g.held.strangers {
		delete(known, npi)
	}
	g.held.strangers = nil
	for npi := range g.named {
		if !known[npi] && g.held.registry[npi] == nil {
			g.held.strangers = append(g.held.strangers, npi)
		}
	}
	slices.Sort(g.held.strangers)
}

// forgetUnread forgets those of whom this run has read.
func (g *reading) forgetUnread() {
	full := g.full()
	g.held.strangers = slices.DeleteFunc(g.held.strangers, func(npi directory.NPI) bool {
		return full || g.held.registry[npi] != nil
	})
	if len(g.held.strangers) == 0 {
		g.held.strangers = nil
	}
}
