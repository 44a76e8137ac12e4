// Package fetch brings the public files that the indexer reads into a folder:
// whole, checked, each with the days that it covers, and nothing that is there
// already.
//
// What lies under its own name in the folder is complete; what is on its way
// has ".part" behind it. manifest.json beside the files says what they are.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// Where the sources are published.
const (
	DefaultNPPESPage   = "https://download.cms.gov/nppes/NPI_Files.html"
	DefaultDACRecord   = "https://data.cms.gov/provider-data/api/1/metastore/schemas/dataset/items/" + dacDataset
	DefaultNPDManifest = "https://directory.cms.gov/downloads/manifest.json"
)

// idle is how long a server may send nothing.
const idle = time.Minute

// Options say what to fetch, from where, to where.
type Options struct {
	Dir    string // folder; made if it is missing
	Kinds  []Kind // what to fetch; none: everything
	DryRun bool   // ask what would be fetched, change nothing

	NPPESPage   string // page that names the NPPES files; DefaultNPPESPage
	DACRecord   string // metastore record of the Doctors and Clinicians file; DefaultDACRecord
	NPDManifest string // manifest of the national directory; DefaultNPDManifest

	Version  string                               // of the program, for the User-Agent
	Now      func() time.Time                     // time.Now
	Progress func(what string, done, total int64) // bytes of one download or check; total 0 is unknown
}

// An Outcome is what became of one file.
type Outcome struct {
	Name     string // in the folder
	State    State
	Bytes    int64          // 0 where a dry run could not learn it
	From, To directory.Date // days covered; 0 where there are none
}

// A State is what was done about a file.
type State string

// The states of an Outcome.
const (
	New       State = "new"
	Unchanged State = "unchanged"
	Removed   State = "removed"
	Wanted    State = "would be fetched" // of a dry run
)

// A Report is what a run did.
type Report struct {
	Files []Outcome
	Notes []string // what an operator should know though nothing failed
}

// A fetcher is one run.
type fetcher struct {
	o        Options
	client   *http.Client
	clock    clock
	disk     disk
	manifest Manifest
	report   Report
	page     []link // of the NPPES page, once it was read
}

func newFetcher(o Options) *fetcher {
	if len(o.Kinds) == 0 {
		o.Kinds = Kinds()
	}
	for url, usual := range map[*string]string{&o.NPPESPage: DefaultNPPESPage, &o.DACRecord: DefaultDACRecord, &o.NPDManifest: DefaultNPDManifest} {
		if *url == "" {
			*url = usual
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	return &fetcher{o: o, client: newClient(), clock: realClock{}, disk: osDisk{}}
}

// Run fetches what o asks for. A source that fails does not keep the others
// from being fetched; the error names each that did.
func Run(ctx context.Context, o Options) (Report, error) { return newFetcher(o).run(ctx) }

func (f *fetcher) run(ctx context.Context) (Report, error) {
	if f.o.Dir == "" {
		return f.report, errors.New("fetch: no folder is named")
	}
	if !f.o.DryRun {
		if err := os.MkdirAll(f.o.Dir, 0o755); err != nil {
			return f.report, fmt.Errorf("fetch: %w", err)
		}
		unlock, err := lock(f.o.Dir)
		if err != nil {
			return f.report, err
		}
		defer unlock()
	}
	if err := f.open(); err != nil {
		return f.report, err
	}
	var errs []error
	for _, kind := range Kinds() { // the monthly file comes before the weeklies that follow it
		if !f.wants(kind) {
			continue
		}
		if err := f.source(ctx, kind); err != nil {
			errs = append(errs, err)
		}
		if err := ctx.Err(); err != nil {
			return f.report, err
		}
	}
	if !f.o.DryRun {
		errs = append(errs, WriteMetrics(filepath.Join(f.o.Dir, MetricsFile), f.manifest))
	}
	return f.report, errors.Join(errs...)
}

// source fetches what is new of one kind and drops what is too old.
func (f *fetcher) source(ctx context.Context, kind Kind) error {
	var err error
	switch kind {
	case Monthly:
		err = f.monthly(ctx)
	case Weekly:
		err = f.weekly(ctx)
	case Deactivated:
		err = f.deactivated(ctx)
	case Clinicians:
		err = f.clinicians(ctx)
	case National:
		err = f.national(ctx)
	}
	if err != nil || f.o.DryRun {
		return err
	}
	f.manifest.Succeeded[kind] = f.o.Now().UTC().Truncate(time.Second)
	return errors.Join(f.prune(kind), f.dropParts(kind))
}

func (f *fetcher) wants(kind Kind) bool { return slices.Contains(f.o.Kinds, kind) }

// open reads the manifest and forgets files that are gone or were changed by
// hand.
func (f *fetcher) open() error {
	m, err := ReadManifest(f.o.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f.manifest = m
	held := m.Files[:0]
	for _, file := range m.Files {
		info, err := os.Stat(filepath.Join(f.o.Dir, filepath.FromSlash(file.Name)))
		if err == nil && info.Size() == file.Bytes {
			held = append(held, file)
		}
	}
	f.manifest.Files = held
	if f.o.DryRun {
		return nil
	}
	return f.removeLeaving()
}

func (f *fetcher) note(format string, args ...any) {
	f.report.Notes = append(f.report.Notes, fmt.Sprintf(format, args...))
}

// did adds an outcome to the report.
func (f *fetcher) did(state State, file File) {
	f.report.Files = append(f.report.Files, Outcome{Name: file.Name, State: state, Bytes: file.Bytes, From: file.From, To: file.To})
}
