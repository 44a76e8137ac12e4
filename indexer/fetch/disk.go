package fetch

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"
	"golang.org/x/sys/unix"
)

// A disk is where a fetcher writes.
type disk interface {
	// Append opens a file for appending; it is made if it is missing.
	Append(name string) (partial, error)
	// Rename gives a file its final name, for good once it returns.
	Rename(from, to string) error
	// Replace writes a small file whole or not at all.
	Replace(name string, b []byte) error
	Remove(name string) error
	// Free returns the bytes that may still be written below dir.
	Free(dir string) (int64, error)
}

// A partial is a file that grows.
type partial interface {
	io.WriteCloser
	Truncate(size int64) error
	Sync() error
}

type osDisk struct{}

func (osDisk) Append(name string) (partial, error) {
	return os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
}

func (osDisk) Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (osDisk) Replace(name string, b []byte) error { return renameio.WriteFile(name, b, 0o644) }

func (osDisk) Remove(name string) error { return os.Remove(name) }

func (osDisk) Free(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// Hold keeps files from being removed from the folder dir until release is
// called: while it lasts, Run refuses. The error is for people.
func Hold(dir string) (release func(), err error) {
	f, err := os.Open(filepath.Join(dir, lockFile))
	if errors.Is(err, os.ErrNotExist) { // nothing has ever been fetched there by this program
		return func() {}, nil
	}
	if err != nil {
		return nil, explain(dir, err)
	}
	return flock(f, dir, unix.LOCK_SH)
}

// lockFile is what a run of fetch, or of the indexer that reads, is held by.
const lockFile = ".fetch.lock"

// lock keeps a second run out of the folder, and one while an indexer reads.
func lock(dir string) (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, explain(dir, err)
	}
	return flock(f, dir, unix.LOCK_EX)
}

// flock locks f, which stands for dir, or closes it.
func flock(f *os.File, dir string, how int) (unlock func(), err error) {
	if err := unix.Flock(int(f.Fd()), how|unix.LOCK_NB); err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &Error{What: dir, Cause: errAtWork, Advice: "Wait until it has ended"}
		}
		return nil, explain(dir, fmt.Errorf("locking it: %w", err))
	}
	return func() { f.Close() }, nil
}

var errAtWork = errors.New("another finder fetch, or a finder index that reads it, is at work there")
