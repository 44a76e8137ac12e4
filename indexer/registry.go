package indexer

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// registry reads the main file, or a weekly increment of it.
func (g *reading) registry(ctx context.Context) error {
	g.touched = map[directory.NPI]bool{}
	if !g.at.update {
		g.former, g.held.registry = g.held.registry, table{}
	}
	r, err := open(g, sourceNPPES, g.at.registry, source.OpenRegistry, source.Options{
		Wants: g.wanted, Every: g.at.update,
		Keep: func(n directory.NPI) bool { return g.named[n] },
	})
	if err != nil {
		return err
	}
	defer r.Close()
	students := int64(0)
	err = drain(ctx, r, func(row source.Registry) {
		switch {
		case row.Class == source.ClassTaken && row.Primary() == directory.StudentInTraining && !g.named[row.NPI]:
			students++
			g.drop(row.NPI)
		case row.Class == source.ClassTaken:
			g.take(row)
		default:
			g.classes[row.NPI] = row.Class
			g.drop(row.NPI)
		}
	}, func(e *source.Rejected) { g.report.quarantine(refusalOf(e)) })
	if err != nil {
		return err
	}
	c := r.Counts()
	p := g.report
	p.Rows += c.Rows
	p.Organizations += c.Organizations
	p.Deactivated += c.Deactivated
	p.OtherTaxonomy += c.Other
	p.Students += students
	p.Registry.add(c)
	p.Registry.Files = append(p.Registry.Files, FileReport{g.at.registry, g.at.update, g.at.days, c.Rows})
	if !g.at.update && g.at.days == (source.Days{}) {
		if err := g.refuseOlder(g.newest); err != nil {
			return err
		}
	}
	g.held.registryDays.advance(g.at.days, g.at.update, g.newest)
	return nil
}

// countRemoved counts whom a full file of this run, and what followed it, no
// longer holds; drop has counted them otherwise.
func (g *reading) countRemoved() {
	for n := range g.former {
		if g.held.registry[n] == nil {
			g.report.Removed++
		}
	}
	g.former = nil
}

// take keeps a row. It replaces what an earlier file said: the order of files
// decides, which settleDays sees to, because a row that is made valid again
// may bear an old date.
func (g *reading) take(row source.Registry) {
	if _, again := g.fresh[row.NPI]; again {
		g.report.Replaced++
	}
	g.fresh[row.NPI] = row.Row
	if g.at.update {
		g.touched[row.NPI] = true
	}
	delete(g.classes, row.NPI)
	g.held.registry[row.NPI] = encode(&registryRecord{
		Name: row.Name, Former: row.Former, Gender: row.Gender,
		Address: row.Practice, Slots: row.Taxonomies, Updated: row.Updated, Reactivated: row.Reactivated,
	})
	if row.Updated <= g.today { // dates that lie ahead say nothing
		g.newest = max(g.newest, row.Updated)
	}
}

// drop removes somebody of whom an increment says that they no longer qualify.
func (g *reading) drop(n directory.NPI) {
	if g.held.registry[n] != nil {
		delete(g.held.registry, n)
		delete(g.held.practices, n)
		delete(g.held.clinicians, n)
		delete(g.held.national, n)
		if _, again := g.fresh[n]; again {
			delete(g.fresh, n)
			g.report.Replaced++
		}
		if g.former == nil {
			g.report.Removed++
		}
	}
}

func (g *reading) wanted(t directory.Taxonomy) bool {
	return slices.ContainsFunc(g.wants, func(w directory.Taxonomy) bool { return w.Covers(t) })
}

func (g *reading) taken(n directory.NPI) bool { return g.held.registry[n] != nil }
