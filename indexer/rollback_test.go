package indexer_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

// follow takes the state of a folder back, as a rollback does.
func follow(t testing.TB, state, generation string) error {
	t.Helper()
	held, err := indexer.HoldState(state)
	if err != nil {
		t.Fatal(err)
	}
	return errors.Join(held.Follow(generation), held.Close())
}

// After a rollback the next run goes on from the generation that is live
// again, not from the one that was taken back.
func TestStateFollows(t *testing.T) {
	state, w := t.TempDir(), &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w) // g1
	one := w.Published
	index(t, indexer.Options{State: state, NPPES: registry(t, surgeon(1, row{colLast: "WRONG"}), surgeon(2, nil))}, w) // g2
	two := w.Published
	roster := indexer.Options{State: state, NoRoster: true, Geocodes: writeCSV(t, geocodeColumns)}

	if err := follow(t, state, "g1"); err != nil {
		t.Fatal(err)
	}
	if err := follow(t, state, "g1"); err != nil {
		t.Errorf("already there: %v", err)
	}
	back := digestState(t, state)
	if err := follow(t, state, "g2"); err != nil {
		t.Fatal(err)
	}
	if digestState(t, state) == back {
		t.Error("twice does not return")
	}
	if err := follow(t, state, "g7"); !errors.Is(err, indexer.ErrState) || digestState(t, state) == back {
		t.Errorf("to a generation that no state is of: %v", err)
	}
	if err := follow(t, state, "g1"); err != nil || digestState(t, state) != back {
		t.Fatal(err)
	}
	index(t, roster, w) // g3
	if diff := cmp.Diff(one, w.Published); diff != "" || len(two) == len(one) {
		t.Errorf("the run after going back:\n%s", diff)
	}
	if err := follow(t, state, "g1"); err != nil { // and the one before is again the one that was live
		t.Error(err)
	}
}

func TestHoldState(t *testing.T) {
	state := t.TempDir()
	if _, err := indexer.HoldState(state); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no state: %v", err)
	}
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w)
	db, err := bbolt.Open(filepath.Join(state, "state.db"), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := indexer.HoldState(state); !errors.Is(err, indexer.ErrBusy) {
		t.Errorf("a state that is held: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(state, "state.db.previous")); err != nil {
		t.Fatal(err)
	}
	if err := follow(t, state, "g0"); !errors.Is(err, indexer.ErrState) {
		t.Errorf("without the state before: %v", err)
	}
}
