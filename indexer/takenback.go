package indexer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// A takenBack is what a generation was made of that a rollback took back. A run
// that finds its files by itself does not publish it again.
type takenBack struct {
	Generation string
	Taken      Taken
	To         directory.Date // the registry's last day
	Roster     string         // its digest; empty: none
}

// digest names a roster.
func digest(rows []source.RosterRow) string {
	if len(rows) == 0 {
		return ""
	}
	b, err := json.Marshal(rows)
	if err != nil {
		panic(err) // a plain structure
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// findTakenBack looks whether the state of the other generation that the folder
// keeps is of a later one than the present: then that was taken back.
func (st *state) findTakenBack(held *holding) error {
	path := filepath.Join(filepath.Dir(st.db.Path()), previousFile)
	if st.generation == "" || !exists(path) {
		return nil
	}
	db, err := openDB(path, true)
	if err != nil {
		return nil // another program's, or damaged: a rollback would say so
	}
	defer db.Close()
	return db.View(func(tx *bbolt.Tx) error {
		m, ok, err := loadMeta(tx)
		if err != nil || !ok || m.Generation <= st.generation {
			return nil
		}
		var roster []source.RosterRow
		if err := loadList(tx, sourceRoster, &roster); err != nil {
			return err
		}
		held.takenBack = &takenBack{m.Generation, m.Taken, m.RegistryDays.To, digest(roster)}
		return nil
	})
}

// folderTakenBack reports whether the plan would read what was taken back:
// the registry's files, until there is a monthly one that was not, or the very
// files of other sources. before is what the state was made of.
func (g *reading) folderTakenBack(before Taken) bool {
	back, now := g.held.takenBack, g.held.taken
	if back == nil || g.o.Again {
		return false
	}
	if len(g.editions) > 0 && (back.To != g.held.registryDays.To || back.Taken.Monthly != before.Monthly) {
		return now.Monthly == before.Monthly || now.Monthly == back.Taken.Monthly
	}
	return now.Clinicians != before.Clinicians && now.Clinicians == back.Taken.Clinicians ||
		now.Deactivated != before.Deactivated && now.Deactivated == back.Taken.Deactivated ||
		now.National != before.National && now.National == back.Taken.National
}

// rosterTakenBack reports whether the roster at hand was taken back.
func (g *reading) rosterTakenBack() bool {
	back := g.held.takenBack
	return g.o.From != "" && back != nil && !g.o.Again && back.Roster == digest(g.held.roster)
}

// leave notes what is left aside because it was taken back.
func (g *reading) leave(what string) {
	g.left = errors.Join(g.left, fmt.Errorf("%w: %s is left aside: generation %s, which was made of it, was taken back. Mend it, wait for the next monthly file, or say --again", ErrRefused, what, g.held.takenBack.Generation))
}

// settleTakenBack forgets what no longer stands against the registry's files,
// once others have been taken.
func (g *reading) settleTakenBack() {
	back := g.held.takenBack
	switch {
	case back == nil:
	case g.o.Again:
		g.held.takenBack = nil
	case len(g.editions) > 0 && !g.aside:
		back.To, back.Taken.Monthly = g.held.registryDays.To, g.held.taken.Monthly
	}
}
