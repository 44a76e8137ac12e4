package partner

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"
)

// A Watch holds the registry of a file and takes it up again when the file
// changes. It is safe for concurrent use.
type Watch struct {
	path    string
	log     *slog.Logger
	current atomic.Pointer[Registry]
	seen    fileState
}

// fileState tells one writing of a file from the next.
type fileState struct {
	modified time.Time
	size     int64
}

// Open reads the registry file at path; a missing or faulty file is an error,
// because a service must not start without the partners it was told of.
func Open(path string, log *slog.Logger) (*Watch, error) {
	w := &Watch{path: path, log: log}
	if err := w.load(); err != nil {
		return nil, err
	}
	return w, nil
}

// Fixed returns a Watch of a registry that never changes.
func Fixed(r *Registry) *Watch {
	w := &Watch{}
	w.current.Store(r)
	return w
}

// Registry returns the registry as last read without fault.
func (w *Watch) Registry() *Registry {
	if w == nil {
		return nil
	}
	return w.current.Load()
}

// Run looks at the file every interval until ctx ends. A faulty or half
// written file is logged and the registry in force stays; the file is looked
// at again when it changes again.
func (w *Watch) Run(ctx context.Context, interval time.Duration) {
	if w.path == "" {
		return
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if state, _ := stat(w.path); state == w.seen { // a missing file has the zero state
			continue
		}
		if err := w.load(); err != nil {
			w.log.Error("partner registry not taken up; the one before stays in force", "error", err)
			continue
		}
		w.log.Info("partner registry taken up", "partners", len(w.Registry().Partners()))
	}
}

func (w *Watch) load() error {
	state, err := stat(w.path)
	w.seen = state // also when faulty: say it once per writing
	if err != nil {
		return fmt.Errorf("partner: %w", err)
	}
	file, err := os.ReadFile(w.path)
	if err != nil {
		return fmt.Errorf("partner: %w", err)
	}
	r, err := Parse(file)
	if err != nil {
		return err
	}
	w.current.Store(r)
	return nil
}

func stat(path string) (fileState, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileState{}, err
	}
	return fileState{info.ModTime(), info.Size()}, nil
}
