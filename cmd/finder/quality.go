package main

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/roster"
)

// How long a measure of the data is told before it is taken anew, and of how
// many days the reports in it are.
const (
	measureFor  = 10 * time.Minute
	reportsDays = 365
)

// A gauge measures the data when it is asked to, one at a time.
type gauge struct {
	s     *service
	turn  sync.Mutex
	last  *roster.Measure
	until time.Time
}

// measure returns what the data is like, at most [measureFor] old.
func (m *gauge) measure(ctx context.Context) (*roster.Measure, error) {
	m.turn.Lock()
	defer m.turn.Unlock()
	if m.last != nil && time.Now().Before(m.until) {
		return m.last, nil
	}
	made, err := m.s.measured(ctx)
	if err != nil {
		return nil, err
	}
	m.last, m.until = made, time.Now().Add(measureFor)
	return made, nil
}

func (s *service) measured(ctx context.Context) (*roster.Measure, error) {
	book := s.roster.Book()
	people, err := s.finder.Documented(ctx, slices.Collect(book.Physicians()))
	if err != nil {
		return nil, err
	}
	roll, err := s.finder.Roll()
	if err != nil {
		return nil, err
	}
	m := &roster.Measure{
		Day: today(), Generation: roll.Generation.ID, DataAsOf: roll.Generation.DataAsOf, Physicians: roll.Physicians, Offices: roll.Generation.Listings,
		Roster: book.Quality(people, today(), s.c.staleDays, s.c.expire), FreshDays: s.c.staleDays, ExpireDays: s.c.expire, ReportsDays: reportsDays,
	}
	if d, err := s.store.Decisions(ctx, time.Now().AddDate(0, 0, -reportsDays)); err == nil {
		m.Reports = &d
	}
	states, agreeing := map[string]*roster.StateCount{}, map[directory.Source]int{}
	if err := roll.Each(func(offices []directory.Listing) error {
		seen := map[string]bool{}
		for i := range offices {
			count(&offices[i], states, agreeing, seen)
		}
		return ctx.Err()
	}); err != nil {
		return nil, err
	}
	for _, state := range slices.Sorted(maps.Keys(states)) {
		if c := states[state]; c.Physicians >= roster.LeastCount {
			m.States = append(m.States, *c)
		}
	}
	for _, source := range []directory.Source{directory.SourceDAC, directory.SourceNational} {
		if _, read := roll.Generation.Sources[source]; read { // of another it is not known
			m.Agreement = append(m.Agreement, roster.Agreement{Source: source, Offices: agreeing[source]})
		}
	}
	return m, nil
}

// count adds an office to its state and to the sources that agree on it; seen are
// the states of its physician.
func count(l *directory.Listing, states map[string]*roster.StateCount, agreeing map[directory.Source]int, seen map[string]bool) {
	state := l.Location.Address.State
	c := states[state]
	if c == nil {
		c = &roster.StateCount{State: state}
		states[state] = c
	}
	if !seen[state] {
		seen[state] = true
		c.Physicians++
	}
	c.Offices++
	if l.Offering.Offered() {
		c.Offering++
	}
	var registry, other bool
	named := map[directory.Source]bool{}
	for _, p := range l.Location.Sources {
		named[p.Source] = true
		registry = registry || p.Source == directory.SourceNPPES || p.Source == directory.SourcePractice
		other = other || p.Source == directory.SourceDAC || p.Source == directory.SourceNational
	}
	if registry && other {
		c.Agreeing++
		for source := range named {
			agreeing[source]++
		}
	}
}
