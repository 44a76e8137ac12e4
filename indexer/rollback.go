package indexer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// previousFile holds the state of the generation before, so that the state can
// follow when that generation is made live again.
const previousFile = "state.db.previous"

// swapFile is the state while it changes places with the one before it.
const swapFile = "state.db.swap"

// keepPrevious keeps the present state of a folder as the one before the next.
// A file system without links keeps none, and a rollback says so.
func keepPrevious(dir string) {
	previous := filepath.Join(dir, previousFile)
	if os.Remove(previous) == nil || !exists(previous) {
		_ = os.Link(filepath.Join(dir, stateFile), previous)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// A HeldState is the state of a folder, locked, while the generation that is
// live is taken back.
type HeldState struct {
	dir string
	st  *state
}

// HoldState locks the state of a folder. Without a state there the error wraps
// fs.ErrNotExist; while a run is at work it wraps [ErrBusy]; a state that
// cannot be read is [ErrState].
func HoldState(dir string) (*HeldState, error) {
	if _, err := os.Stat(filepath.Join(dir, stateFile)); err != nil {
		return nil, fmt.Errorf("indexer: holding the state: %w", err)
	}
	st, _, err := openState(Options{State: dir})
	if err != nil {
		return nil, err
	}
	return &HeldState{dir, st}, nil
}

// Follow makes the state that of the generation which was made live again:
// the present one or the one before it, which change places. The error wraps
// [ErrState] when neither is of that generation; both are as they were then.
func (h *HeldState) Follow(generation string) error {
	present := h.st.generation
	if present == generation {
		return nil
	}
	path, previous, swap := filepath.Join(h.dir, stateFile), filepath.Join(h.dir, previousFile), filepath.Join(h.dir, swapFile)
	before, err := generationOf(previous)
	if err != nil {
		return fmt.Errorf("%w: %s: the one before it cannot be read: %w", ErrState, path, err)
	}
	if before != generation {
		return fmt.Errorf("%w: %s is of generation %s and the one before it of %s, not of %s", ErrState, path, present, before, generation)
	}
	if err := os.Remove(swap); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a command that was killed
		return fmt.Errorf("indexer: taking back the state: %w", err)
	}
	err = os.Link(path, swap)
	if err == nil {
		err = os.Rename(previous, path)
	}
	if err == nil {
		err = errors.Join(os.Rename(swap, previous), syncDir(h.dir))
	}
	if err != nil {
		return fmt.Errorf("indexer: taking back the state: %w", err)
	}
	return nil
}

// Close lets go of the state.
func (h *HeldState) Close() error { return h.st.close() }

// generationOf reads which generation a state is of.
func generationOf(path string) (generation string, err error) {
	if _, err := os.Stat(path); err != nil {
		return "", err
	}
	db, err := openDB(path, true)
	if err != nil {
		return "", err
	}
	st := &state{db: db}
	defer func() { err = errors.Join(err, st.close()) }()
	err = st.load(newHolding())
	return st.generation, err
}
