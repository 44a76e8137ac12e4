package indexer

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// stateVersion is the layout of the state file. A state of another version is
// refused: the sources have to be read again.
const stateVersion = 2

// lockWait is how long a run waits for another to let go of the state.
const lockWait = 500 * time.Millisecond

// stateRoom is the address space in bytes laid out for the state from the
// start: enough for the spine set, so that saving does not map it anew.
const stateRoom = 256 << 20

// A state is the embedded database that keeps what was taken from each source
// between runs: one file, changed in one transaction at the end of a run that
// succeeded, locked while a run lasts. A nil db keeps nothing.
type state struct{ db *bbolt.DB }

var (
	bucketMeta       = []byte("meta")
	bucketRegistry   = []byte("registry")
	bucketPractices  = []byte("practice_locations")
	bucketClinicians = []byte("dac")
	bucketLists      = []byte("lists") // the roster and the geocodes, whole
	keyMeta          = []byte("meta")
)

// meta is what the state knows beside records.
type meta struct {
	Version     int
	Specialties string
	Roster      RosterStanding
	AsOf        map[string]directory.Date
}

// openState opens the state of a run and reads what it keeps. Checks open it
// only to read, and only when it is there. A state held by another run is
// [ErrBusy].
func openState(o Options) (*state, *holding, error) {
	held := newHolding()
	if o.State == "" {
		return &state{}, held, nil
	}
	path := filepath.Join(o.State, "state.db")
	if o.Check {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return &state{}, held, nil
		}
	} else if err := os.MkdirAll(o.State, 0o700); err != nil {
		return nil, nil, fmt.Errorf("indexer: opening the state: %w", err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockWait, ReadOnly: o.Check, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
		InitialMmapSize: stateRoom,
	})
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, nil, fmt.Errorf("%w: %s", ErrBusy, path)
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %s: %w", ErrState, path, err)
	}
	st := &state{db}
	if err := st.load(held); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrState, path, err), st.close())
	}
	return st, held, nil
}

func (st *state) close() error {
	if st == nil || st.db == nil {
		return nil
	}
	return st.db.Close()
}

// load reads everything that the state keeps into held.
func (st *state) load(held *holding) error {
	return st.db.View(func(tx *bbolt.Tx) error {
		b := tx.Bucket(bucketMeta)
		if b == nil {
			return nil // a state that no run has finished
		}
		var m meta
		if err := json.Unmarshal(b.Get(keyMeta), &m); err != nil {
			return fmt.Errorf("reading its description: %w", err)
		}
		if m.Version != stateVersion {
			return fmt.Errorf("it has layout %d, this program writes %d: remove it and read the full files again", m.Version, stateVersion)
		}
		held.specialties, held.rosterStanding = m.Specialties, m.Roster
		for name, d := range m.AsOf {
			held.asOf[name] = d
		}
		if err := errors.Join(
			loadTable(tx, bucketRegistry, held.registry),
			loadTable(tx, bucketPractices, held.practices),
			loadTable(tx, bucketClinicians, held.clinicians),
		); err != nil {
			return err
		}
		return errors.Join(loadList(tx, sourceRoster, &held.roster), loadList(tx, sourceGeocodes, &held.geocodes))
	})
}

// loadTable copies a bucket into t.
func loadTable(tx *bbolt.Tx, name []byte, t table) error {
	b := tx.Bucket(name)
	if b == nil {
		return nil
	}
	return b.ForEach(func(k, v []byte) error {
		if len(k) != 4 {
			return fmt.Errorf("a key of %s is not an NPI", name)
		}
		t[directory.NPI(binary.BigEndian.Uint32(k))] = append([]byte(nil), v...)
		return nil
	})
}

func loadList[T source.RosterRow | source.Geocode](tx *bbolt.Tx, name string, to *[]T) error {
	b := tx.Bucket(bucketLists)
	if b == nil || b.Get([]byte(name)) == nil {
		return nil
	}
	if err := json.Unmarshal(b.Get([]byte(name)), to); err != nil {
		return fmt.Errorf("the list %s: %w", name, err)
	}
	return nil
}

// save writes what changed, all of it or nothing.
func (st *state) save(held *holding) error {
	if st.db == nil {
		return nil
	}
	err := st.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucketIfNotExists(bucketMeta)
		if err != nil {
			return err
		}
		if err := putJSON(b, keyMeta, meta{stateVersion, held.specialties, held.rosterStanding, held.asOf}); err != nil {
			return err
		}
		for _, t := range []struct {
			bucket []byte
			table  table
			write  bool
		}{
			{bucketRegistry, held.registry, held.changed[sourceNPPES]},
			{bucketPractices, held.practices, held.changed[sourcePractices] || held.changed[sourceNPPES]},
			{bucketClinicians, held.clinicians, held.changed[sourceClinicians] || held.changed[sourceNPPES]},
		} {
			if t.write {
				if err := saveTable(tx, t.bucket, t.table, held.registry); err != nil {
					return err
				}
			}
		}
		lists, err := tx.CreateBucketIfNotExists(bucketLists)
		if err != nil {
			return err
		}
		if err := putJSON(lists, []byte(sourceRoster), held.roster); err != nil {
			return err
		}
		return putJSON(lists, []byte(sourceGeocodes), held.geocodes)
	})
	if err != nil {
		return fmt.Errorf("indexer: saving the state: %w", err)
	}
	return nil
}

func putJSON(b *bbolt.Bucket, key []byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.Put(key, text)
}

// saveTable writes a bucket anew, leaving out records of NPIs that the
// registry part of the build no longer holds.
func saveTable(tx *bbolt.Tx, name []byte, t, registry table) error {
	if tx.Bucket(name) != nil {
		if err := tx.DeleteBucket(name); err != nil {
			return err
		}
	}
	b, err := tx.CreateBucket(name)
	if err != nil {
		return err
	}
	b.FillPercent = 0.9 // keys come in order
	for _, npi := range t.sorted() {
		if registry[npi] == nil {
			continue
		}
		if err := b.Put(binary.BigEndian.AppendUint32(nil, uint32(npi)), t[npi]); err != nil {
			return err
		}
	}
	return nil
}
