package indexer

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// stateVersion is the layout of the state file. One of layoutBefore, which knew
// no telehealth, is brought into it; a state of another version is refused: the
// sources have to be read again.
const (
	stateVersion = 4
	layoutBefore = 3
)

// lockWait is how long a run waits for another to let go of the state.
const lockWait = 500 * time.Millisecond

// stateRoom is the address space in bytes laid out for a state that is written:
// enough for the spine set, so that it is not mapped anew as it grows.
const stateRoom = 256 << 20

// A state is the embedded database that keeps what was taken from each source
// between runs: one file, locked while a run lasts and never changed. A run
// writes the next one beside it before it publishes, and puts it in its place
// afterwards, so that a full disk is noticed in time. A nil db keeps nothing.
type state struct {
	db         *bbolt.DB
	generation string // that the state is of; empty: of none yet
}

// The files of a state's folder.
const (
	stateFile = "state.db"
	nextFile  = "state.db.next"
)

var (
	bucketMeta       = []byte("meta")
	bucketRegistry   = []byte("registry")
	bucketPractices  = []byte("practice_locations")
	bucketClinicians = []byte("dac")
	bucketNational   = []byte("npd")
	bucketPositions  = []byte("positions") // sightings by building
	bucketLists      = []byte("lists")     // the roster and the geocodes, whole
	keyMeta          = []byte("meta")
)

// meta is what the state knows beside records.
type meta struct {
	Version     int
	Specialties string
	Roster      RosterStanding
	Generation  string // what the run that wrote it published

	RegistryDays, PracticeDays Coverage
	CliniciansAsOf             directory.Date
	DeactivatedAsOf            directory.Date
	NationalAsOf               directory.Date
	NationalLocated            int64

	Taken     Taken
	TakenBack *takenBack
	Strangers []directory.NPI
}

// openState opens the state of a run and reads what it keeps. Checks open it
// only to read, and only when it is there. A state held by another run is
// [ErrBusy].
func openState(o Options) (*state, *holding, error) {
	held := newHolding()
	if o.State == "" {
		return &state{}, held, nil
	}
	path := filepath.Join(o.State, stateFile)
	if o.Check {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			return &state{}, held, nil
		}
	} else if err := os.MkdirAll(o.State, 0o700); err != nil {
		return nil, nil, fmt.Errorf("indexer: opening the state: %w", err)
	}
	db, err := openDB(path, o.Check)
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout), errors.Is(err, errReplaced):
		return nil, nil, fmt.Errorf("%w: %s", ErrBusy, path)
	case err != nil:
		return nil, nil, fmt.Errorf("%w: %s: %w", ErrState, path, err)
	}
	st := &state{db: db}
	if err := errors.Join(st.load(held), st.findTakenBack(held)); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrState, path, err), st.close())
	}
	return st, held, nil
}

// errReplaced says that while we waited for the lock of a state, the run that
// held it put the next one in its place.
var errReplaced = errors.New("indexer: the state was replaced")

// openDB opens and locks the database at path.
func openDB(path string, readOnly bool) (*bbolt.DB, error) {
	var file *os.File
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: lockWait, ReadOnly: readOnly, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	})
	if err != nil {
		return nil, err
	}
	locked, err := file.Stat()
	there, err2 := os.Stat(path)
	if err = errors.Join(err, err2); err == nil && !os.SameFile(locked, there) {
		err = errReplaced
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
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
		m, begun, err := loadMeta(tx)
		if err != nil || !begun {
			return err
		}
		st.generation = m.Generation
		held.specialties, held.rosterStanding = m.Specialties, m.Roster
		held.registryDays, held.practiceDays, held.cliniciansAsOf = m.RegistryDays, m.PracticeDays, m.CliniciansAsOf
		held.deactivatedAsOf, held.taken, held.takenBack, held.strangers = m.DeactivatedAsOf, m.Taken, m.TakenBack, m.Strangers
		held.nationalAsOf, held.nationalLocated = m.NationalAsOf, m.NationalLocated
		if err := errors.Join(
			loadTable(tx, bucketRegistry, held.registry),
			loadTable(tx, bucketPractices, held.practices),
			loadTable(tx, bucketClinicians, held.clinicians),
			loadTable(tx, bucketNational, held.national),
			loadPositions(tx, held.positions),
		); err != nil {
			return err
		}
		if m.Version == layoutBefore {
			if err := errors.Join(
				upgradeTable(held.registry, func() stored { return new(registryRecord) }),
				upgradeTable(held.practices, func() stored { return new(siteList) }),
				upgradeTable(held.clinicians, func() stored { return new(clinicianList) }),
			); err != nil {
				return err
			}
		}
		held.deactivated, err = loadDeactivated(tx)
		return errors.Join(err, loadList(tx, sourceRoster, &held.roster), loadList(tx, sourceGeocodes, &held.geocodes))
	})
}

// loadMeta reads the description of a state; ok is false for one that no run
// has finished.
func loadMeta(tx *bbolt.Tx) (m meta, ok bool, err error) {
	b := tx.Bucket(bucketMeta)
	if b == nil {
		return m, false, nil
	}
	if err := json.Unmarshal(b.Get(keyMeta), &m); err != nil {
		return m, false, fmt.Errorf("reading its description: %w", err)
	}
	if m.Version != stateVersion && m.Version != layoutBefore {
		return m, false, fmt.Errorf("it has layout %d, this program writes %d: remove it and read the full files again", m.Version, stateVersion)
	}
	return m, true, nil
}

// upgradeTable brings the records of the layout before into the present one;
// blank makes an empty one.
func upgradeTable(t table, blank func() stored) error {
	for npi, b := range t {
		now, err := upgrade(b, blank())
		if err != nil {
			return fmt.Errorf("NPI %s: %w", npi, err)
		}
		t[npi] = now
	}
	return nil
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

// loadPositions copies the positions of buildings.
func loadPositions(tx *bbolt.Tx, to map[string]sightings) error {
	b := tx.Bucket(bucketPositions)
	if b == nil {
		return nil
	}
	return b.ForEach(func(k, v []byte) error {
		var all sightings
		if err := decode(v, &all); err != nil {
			return fmt.Errorf("a position: %w", err)
		}
		to[string(k)] = all
		return nil
	})
}

// savePositions writes the positions of buildings.
func savePositions(tx *bbolt.Tx, positions map[string]sightings) error {
	b, err := tx.CreateBucket(bucketPositions)
	if err != nil {
		return err
	}
	b.FillPercent = 0.9 // keys come in order
	for _, k := range slices.Sorted(maps.Keys(positions)) {
		all := positions[k]
		if err := b.Put([]byte(k), encode(&all)); err != nil {
			return err
		}
	}
	return nil
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

// stage writes the state that follows, whole and synced to disk, beside the
// present one. It becomes the state by commit; discard removes it.
func (st *state) stage(held *holding, generation string) error {
	if st.db == nil {
		return nil
	}
	path := filepath.Join(filepath.Dir(st.db.Path()), nextFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // of a run that was killed
		return fmt.Errorf("indexer: saving the state: %w", err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true, FreelistType: bbolt.FreelistMapType, InitialMmapSize: stateRoom})
	if err == nil {
		err = errors.Join(db.Update(func(tx *bbolt.Tx) error { return save(tx, held, generation) }), db.Close())
	}
	if err != nil {
		return fmt.Errorf("indexer: saving the state: %w", errors.Join(err, st.discard()))
	}
	return nil
}

// commit puts what was staged in the place of the present state. The lock goes
// with the file that held it: nothing may be read from st afterwards.
func (st *state) commit() error {
	if st.db == nil {
		return nil
	}
	dir := filepath.Dir(st.db.Path())
	keepPrevious(dir)
	err := os.Rename(filepath.Join(dir, nextFile), st.db.Path())
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return fmt.Errorf("indexer: saving the state: %w", err)
	}
	return nil
}

// discard removes what was staged and not committed, if anything.
func (st *state) discard() error {
	if st == nil || st.db == nil {
		return nil
	}
	err := os.Remove(filepath.Join(filepath.Dir(st.db.Path()), nextFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// syncDir makes a rename in dir outlive a loss of power.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// save writes everything into an empty state.
func save(tx *bbolt.Tx, held *holding, generation string) error {
	b, err := tx.CreateBucket(bucketMeta)
	if err != nil {
		return err
	}
	if err := putJSON(b, keyMeta, meta{
		stateVersion, held.specialties, held.rosterStanding, generation,
		held.registryDays, held.practiceDays, held.cliniciansAsOf, held.deactivatedAsOf,
		held.nationalAsOf, held.nationalLocated,
		held.taken, held.takenBack, held.strangers,
	}); err != nil {
		return err
	}
	if err := errors.Join(
		saveTable(tx, bucketRegistry, held.registry, held.registry),
		saveTable(tx, bucketPractices, held.practices, held.registry),
		saveTable(tx, bucketClinicians, held.clinicians, held.registry),
		saveTable(tx, bucketNational, held.national, held.registry),
		savePositions(tx, held.positions),
	); err != nil {
		return err
	}
	lists, err := tx.CreateBucket(bucketLists)
	if err != nil {
		return err
	}
	return errors.Join(saveDeactivated(lists, held.deactivated), putJSON(lists, []byte(sourceRoster), held.roster), putJSON(lists, []byte(sourceGeocodes), held.geocodes))
}

func putJSON(b *bbolt.Bucket, key []byte, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return b.Put(key, text)
}

// saveTable writes t without the records of NPIs that the registry part of the
// build no longer holds.
func saveTable(tx *bbolt.Tx, name []byte, t, registry table) error {
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
