package indexer

import (
	"errors"
	"io"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
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
	// National is the folder of a release of the National Provider Directory,
	// or of several, of which the newest is read.
	National string

	// NoRoster publishes without offerings and forgets a roster that the state
	// keeps. Without it a run that has never seen a roster is refused.
	NoRoster bool
	// Specialties is what directory.Set reads. Empty: as the registry was read
	// before, else spine.
	Specialties string
	// From is a folder that package fetch has filled, in place of the paths of
	// the public files and of what is said about them: the run takes what is
	// new there, in order, upon what the state holds.
	From string
	// Again takes from From what was taken back by a rollback, too.
	Again bool
	// Live names the generations that are served now, one for each server. A
	// run that finds nothing new publishes nothing when each is the state's.
	// Nil: taken to be so.
	Live []string
	// Deactivated is the path of the NPPES report of deactivated NPIs, a .zip
	// or .xlsx. Whom it names is not listed, whatever other sources say.
	Deactivated string
	// Update says that NPPES (and Practices) are weekly increments.
	Update bool
	// Days is the range of days that NPPES and Practices are of, in the form
	// 20260921-20260927, where neither's name says it.
	Days string
	// AllowGap takes an increment although days before it are missing, or
	// without its practice locations. What is missing is reported from then on.
	AllowGap bool
	// CliniciansAsOf is the day on which Clinicians was released, which the
	// file itself does not say; 0: not known.
	CliniciansAsOf directory.Date
	// Check reads and reports and changes nothing. It needs no Writer, no
	// state and no roster; a State that is given is only read.
	Check bool
	// State is the folder of the state; empty: nothing is kept between runs.
	State string
	// MinKeep is handed to the Writer: see directory.Checks.
	MinKeep float64

	// NationalKeep is the least share of the physicians for whom the release of
	// the national directory before gave offices, and of the places to which it
	// gave positions, that a new one must reach; 0 takes any.
	NationalKeep float64

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
	sourceRoles      = "npd_roles"
	sourcePlaces     = "npd_places"
	sourcePeople     = "npd_practitioners"

	sourceDeactivated = "deactivated"
)
