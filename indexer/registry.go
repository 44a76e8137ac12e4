package indexer

import (
	"context"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// registry reads the main file, or a weekly increment of it.
func (g *reading) registry(ctx context.Context) error {
	former := g.held.registry
	if !g.o.Update {
		g.held.registry = table{}
	}
	r, err := open(g, sourceNPPES, g.o.NPPES, source.OpenRegistry, source.Options{
		Wants: g.wanted, Every: g.o.Update,
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
	p.Rows, p.Organizations, p.Deactivated, p.OtherTaxonomy, p.Students = c.Rows, c.Organizations, c.Deactivated, c.Other, students
	p.Registry.Mended, p.Registry.LeftEmpty = c.Mended, c.Faulty
	if !g.o.Update {
		for n := range former {
			if g.held.registry[n] == nil {
				p.Removed++
			}
		}
	}
	return nil
}

// take keeps a row, unless the state holds a later one of the same NPI.
func (g *reading) take(row source.Registry) {
	g.fresh[row.NPI] = true
	if old := g.held.registry[row.NPI]; old != nil {
		var held registryRecord
		if decode(old, &held) == nil && held.Updated > row.Updated {
			return
		}
	}
	g.held.registry[row.NPI] = encode(&registryRecord{
		Row: row.Row, Name: row.Name, Former: row.Former, Gender: row.Gender,
		Address: row.Practice, Slots: row.Taxonomies, Updated: row.Updated,
	})
	g.asOf(sourceNPPES, row.Updated)
}

// drop removes somebody of whom an increment says that they no longer qualify.
func (g *reading) drop(n directory.NPI) {
	if g.held.registry[n] != nil {
		delete(g.held.registry, n)
		delete(g.held.practices, n)
		delete(g.held.clinicians, n)
		g.report.Removed++
	}
}

// asOf notes a date of a source; dates that lie ahead say nothing.
func (g *reading) asOf(name string, d directory.Date) {
	if d <= g.today && d > g.held.asOf[name] {
		g.held.asOf[name] = d
	}
}

func (g *reading) wanted(t directory.Taxonomy) bool {
	return slices.ContainsFunc(g.wants, func(w directory.Taxonomy) bool { return w.Covers(t) })
}

func (g *reading) taken(n directory.NPI) bool { return g.held.registry[n] != nil }
