package indexer

import (
	"errors"
	"io"
	"time"

	"github.com/physicianfinder/finder/internal/place"
)

// What a run refuses before or while it reads. Errors of [Run] wrap one of
// these, a *source.FileError, an error of the Writer, or the context's.
var (
	// ErrUsage says that the options contradict each other or name no source.
	ErrUsage = errors.New("indexer: wrong usage")
	// ErrRefused says that a run would lose what it cannot make good: the
	// state lacks a source that was not given.
	ErrRefused = errors.New("indexer: refused")
	// ErrBusy says that another indexer holds the state.
	ErrBusy = errors.New("indexer: another indexer is at work on this state")
	// ErrState says that the state cannot be read.
	ErrState = errors.New("indexer: unusable state")
)

// BatchSize is how many listings one call of Writer.Add gets, at most.
const BatchSize = 1_000

// Options says what one run reads and what it does with it.
type Options struct {
	// Paths of the sources: .csv, .csv.gz, the CMS .zip, or "-" for Stdin
	// (one of them). An empty path means what the state keeps of that source.
	NPPES, Practices, Clinicians, Roster, Geocodes string

	// NoRoster publishes without offerings and forgets a roster that the state
	// keeps. Without it a run that has never seen a roster is refused.
	NoRoster bool
	// Specialties is what directory.Set reads. Empty: as the registry was read
	// before, else spine.
	Specialties string
	// Update says that NPPES (and Practices) are weekly increments.
	Update bool
	// Check reads and reports and changes nothing. It needs no Writer, no
	// state and no roster; a State that is given is only read.
	Check bool
	// State is the folder of the state; empty: nothing is kept between runs.
	State string
	// MinKeep is handed to the Writer: see directory.Checks.
	MinKeep float64

	// Gazetteer puts ZIP codes on the map; nil is place.Default.
	Gazetteer *place.Gazetteer
	// Stdin is what the path "-" reads.
	Stdin io.Reader
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Progress, if set, is told how far the reading of a source is: bytes as
	// stored (total 0: unknown) and rows.
	Progress func(source string, bytesRead, bytesTotal, rows int64)
}

// The names of the sources in reports, progress and messages.
const (
	sourceNPPES      = "nppes"
	sourcePractices  = "practice_locations"
	sourceClinicians = "dac"
	sourceRoster     = "roster"
	sourceGeocodes   = "geocodes"
)
