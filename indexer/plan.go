package indexer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/physicianfinder/finder/indexer/fetch"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// Taken says which files of a fetched folder a build was made of, by their
// SHA-256; empty where it was another file or none.
type Taken struct{ Monthly, Clinicians, Deactivated, National string }

// plan finds out what is new in the folder of --from and in which order it is
// read. What a build holds afterwards is a function of the folder and the
// roster: the newest monthly file, the weeklies that follow it, the newest of
// the rest. A monthly file is read once, also where the weeklies have reached
// its days before it came.
func (g *reading) plan(former string) error {
	m, err := fetch.ReadManifest(g.o.From)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s has no %s: fill it with finder fetch --to %s", ErrRefused, g.o.From, fetch.ManifestFile, g.o.From)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	taken := g.held.taken
	err = g.planAll(&m, former)
	if err == nil && g.folderTakenBack(taken) {
		g.leave("what is new in " + g.o.From)
		g.editions, g.o.Clinicians, g.o.Deactivated, g.o.National, g.held.taken = nil, "", "", "", taken
		g.aside = true
		all := m.Files
		m.Files = nil
		for _, file := range all {
			if g.held.madeOf(&fetch.Manifest{Files: all}, file) {
				m.Files = append(m.Files, file)
			}
		}
		err = g.planAll(&m, former) // a roster may want the monthly file again
	}
	if err != nil {
		return err
	}
	return g.present(&m)
}

func (g *reading) planAll(m *fetch.Manifest, former string) error {
	if err := g.planRegistry(m, former); err != nil {
		return err
	}
	g.planClinicians(m)
	g.planDeactivated(m)
	g.planNational(m)
	return nil
}

// madeOf reports whether the state was made of a file of m.
func (h *holding) madeOf(m *fetch.Manifest, file fetch.File) bool {
	switch file.Kind {
	case fetch.Monthly:
		return file.SHA256 == h.taken.Monthly
	case fetch.Weekly:
		return file.To <= h.registryDays.To
	case fetch.Clinicians:
		return file.SHA256 == h.taken.Clinicians
	case fetch.Deactivated:
		return file.SHA256 == h.taken.Deactivated
	case fetch.National:
		return sumOf(m, file.Release) == h.taken.National
	}
	return false
}

// planRegistry chooses the editions to read.
func (g *reading) planRegistry(m *fetch.Manifest, former string) error {
	held, days := g.held, &g.held.registryDays
	monthly, published := m.Newest(fetch.Monthly)
	weeklies := m.Of(fetch.Weekly)
	fromFull, fullGap := fetch.Follow(monthly.To, weeklies)
	begun := len(held.registry) > 0 && days.To != 0
	news := monthly.SHA256 != held.taken.Monthly || len(held.strangers) > 0 || g.otherSpecialties(former) ||
		len(days.Missing) > 0 || held.practiceDays.To != days.To
	full := published && (!begun || news && reaches(monthly, fromFull) >= days.To)
	switch {
	case !begun && !published:
		return fmt.Errorf("%w: the registry has never been read, and there is no monthly file in %s: finder fetch --to %s --monthly --weekly", ErrRefused, g.o.From, g.o.From)
	case !full && g.otherSpecialties(former):
		return refuseSpecialties(former)
	}
	var files []fetch.File
	gap := fullGap
	if full {
		files = append([]fetch.File{monthly}, fromFull...)
	} else {
		files, gap = fetch.Follow(days.To, weeklies)
	}
	for _, file := range files {
		path := g.in(file)
		g.editions = append(g.editions, edition{path, path, file.Kind == fetch.Weekly, source.Days{From: file.From, To: file.To}})
		if file.To > g.today {
			return g.refuseAhead(g.editions[len(g.editions)-1].days)
		}
	}
	if full {
		held.taken.Monthly = monthly.SHA256
	}
	if gap != nil {
		g.left = errors.Join(g.left, fmt.Errorf("%w: %w: take the monthly, which finder fetch --to %s --monthly --weekly brings", ErrRefused, gap, g.o.From))
	}
	return nil
}

// reaches returns the last day of a monthly file and the weeklies behind it.
func reaches(monthly fetch.File, weeklies []fetch.File) directory.Date {
	if len(weeklies) == 0 {
		return monthly.To
	}
	return weeklies[len(weeklies)-1].To
}

// planClinicians takes the newest Doctors and Clinicians file, also one that
// was read before when the registry may have brought others whom it names.
func (g *reading) planClinicians(m *fetch.Manifest) {
	file, ok := m.Newest(fetch.Clinicians)
	known := file.SHA256 == g.held.taken.Clinicians
	if ok && file.To >= g.held.cliniciansAsOf && (!known || len(g.editions) > 0) {
		g.o.Clinicians, g.o.CliniciansAsOf = g.in(file), file.To
		g.held.taken.Clinicians = file.SHA256
	}
}

// planDeactivated takes the newest report of deactivated NPIs.
func (g *reading) planDeactivated(m *fetch.Manifest) {
	file, ok := m.Newest(fetch.Deactivated)
	if ok && file.To >= g.held.deactivatedAsOf && file.SHA256 != g.held.taken.Deactivated {
		g.o.Deactivated, g.reportOf = g.in(file), file.To
		g.held.taken.Deactivated = file.SHA256
	}
}

// planNational takes the newest release of the national directory, again when
// the registry may have brought others whom it names.
func (g *reading) planNational(m *fetch.Manifest) {
	newest, ok := m.Newest(fetch.National)
	sums := sumOf(m, newest.Release)
	if ok && (sums != g.held.taken.National || len(g.editions) > 0) {
		g.o.National, g.held.taken.National = g.o.From, sums
	}
}

// sumOf names the files of a release.
func sumOf(m *fetch.Manifest, release string) (sums string) {
	for _, file := range m.Of(fetch.National) {
		if file.Release == release {
			sums += file.SHA256
		}
	}
	return sums
}

func (g *reading) in(file fetch.File) string {
	return filepath.Join(g.o.From, filepath.FromSlash(file.Name))
}

// present refuses a folder that lacks what its manifest names, before hours
// are spent on the rest.
func (g *reading) present(m *fetch.Manifest) error {
	wanted := map[string]bool{g.o.Clinicians: true, g.o.Deactivated: true}
	for _, e := range g.editions {
		wanted[e.registry] = true
	}
	var gone []string
	for _, file := range m.Files {
		if !wanted[g.in(file)] {
			continue
		}
		if info, err := os.Stat(g.in(file)); err != nil || info.Size() != file.Bytes {
			gone = append(gone, file.Name)
		}
	}
	if len(gone) > 0 {
		return fmt.Errorf("%w: %s lacks what its manifest names, or has another: %s. finder fetch brings them again", ErrRefused, g.o.From, strings.Join(gone, ", "))
	}
	return nil
}
