package search

import (
	"iter"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Evidence is what attestations say at one moment; it never changes. It is
// folded over the listings of whatever generation is current, weighed with what
// their records hold.
type Evidence interface {
	// Version names what is known, the same in all replicas.
	Version() string
	// Missing reports that nothing can be read: answers say so.
	Missing() bool
	// Physicians yields everybody of whom anything is known.
	Physicians() iter.Seq[directory.NPI]
	// AsOf returns what At said when Version was this, nil when nothing had been
	// attested yet, and everybody of whom something was said or decided since.
	// ok is false when that cannot be told.
	AsOf(version string) (at AtFunc, since []directory.NPI, ok bool)
	// VersionAt is what Version was at a moment.
	VersionAt(moment time.Time) string
	// At says what holds today of each of the offices that are listed for a
	// physician, out of what was attested and of what their records hold.
	At(npi directory.NPI, offices []directory.Documented, today directory.Date) []directory.Attested
}

// AtFunc is the At of an [Evidence].
type AtFunc = func(npi directory.NPI, offices []directory.Documented, today directory.Date) []directory.Attested

// SetEvidence folds e over the listings from now on. nil lets what their
// records hold count. Searches under way end with what they began with.
func (f *Finder) SetEvidence(e Evidence) {
	f.folding.Lock()
	defer f.folding.Unlock()
	f.evidence = e
	f.show()
}

// showGeneration makes a generation current.
func (f *Finder) showGeneration(base *snapshot) {
	f.folding.Lock()
	defer f.folding.Unlock()
	f.base = base
	f.show()
}

// held returns the generation in memory as its records have it; nil: none yet.
func (f *Finder) held() *snapshot {
	f.folding.Lock()
	defer f.folding.Unlock()
	return f.base
}

// foldToday folds again when a day has begun: what is too old counts no more.
func (f *Finder) foldToday() {
	f.folding.Lock()
	defer f.folding.Unlock()
	if f.folded != directory.DateOf(f.options.Now()) {
		f.show()
	}
}

// show makes the snapshot of what is loaded and known now current.
func (f *Finder) show() {
	f.folded = directory.DateOf(f.options.Now())
	if f.base == nil {
		return
	}
	s, err := f.base.fold(f.evidence, f.folded, f.options.Expire)
	if err != nil { // of a record in memory: the snapshot before was made of the same
		f.options.Log.Error("search: folding the evidence", slog.String("error", err.Error()))
		return
	}
	f.current.Store(s)
}

// rostered reports whether the record of l holds anything that a roster says.
func rostered(l *directory.Listing) bool {
	return l.Offering != nil || l.NamedOn != nil || l.Accepting != "" || len(l.Languages) > 0 || l.Location.RegistryPhone != "" ||
		len(l.Location.Sources) > 0 && l.Location.Sources[0].Source == directory.SourceRoster
}

// fold returns base with what e makes of its records or, where e is nil,
// without what of them has expired. It shares with base all that evidence does
// not touch.
func (base *snapshot) fold(e Evidence, today directory.Date, expire int) (*snapshot, error) {
	s := new(snapshot)
	*s = *base
	s.rows, s.details, s.languages = slices.Clone(base.rows), slices.Clone(base.details), base.languages.clone()
	s.said = map[uint32]*directory.Attested{}
	info := *base.info
	s.info = &info
	var err error
	s.evidence, s.day = e, today
	if e == nil {
		err = s.expire(base, today, expire)
	} else {
		s.dark, info.Evidence = e.Missing(), e.Version()
		err = s.weigh(base, e, today)
	}
	if err != nil {
		return nil, err
	}
	if len(s.said) == 0 && e == nil {
		unsaid := *base
		unsaid.day = today
		return &unsaid, nil
	}
	s.offered, s.confirmed, s.speaking = nil, nil, nil
	for i := range s.rows {
		s.list(uint32(i))
	}
	info.Offerings = maps.Clone(base.info.Offerings)
	info.Offerings[directory.Confirmed] = len(s.confirmed)
	info.Offerings[directory.SelfReported] = len(s.offered) - len(s.confirmed)
	s.size = s.bytes()
	return s, nil
}

// weigh takes up e for everybody of whom it or the records of base know
// anything.
func (s *snapshot) weigh(base *snapshot, e Evidence, today directory.Date) error {
	people := map[uint32]bool{}
	for _, r := range s.rostered {
		people[s.rows[r].physician] = true
	}
	for npi := range e.Physicians() {
		if p, listed := s.physician(npi); listed {
			people[p] = true
		}
	}
	for p := range people {
		rows := s.officesOf(p)
		offices := make([]directory.Documented, len(rows))
		for i, r := range rows {
			l, err := base.listing(r)
			if err != nil {
				return err
			}
			offices[i] = l.Documented()
		}
		for i, a := range e.At(s.npis[p], offices, today) {
			if err := s.say(rows[i], &a); err != nil {
				return err
			}
		}
	}
	return nil
}

// expire takes away what of the records of base is too old.
func (s *snapshot) expire(base *snapshot, today directory.Date, days int) error {
	if days == 0 {
		return nil
	}
	for _, r := range s.rostered {
		l, err := base.listing(r)
		if err != nil {
			return err
		}
		if a := expired(&l, today, days); a != nil {
			if err := s.say(r, a); err != nil {
				return err
			}
		}
	}
	return nil
}

// expired returns what is left of what the record of l holds of a roster; nil
// when nothing of it is too old.
func expired(l *directory.Listing, today directory.Date, days int) *directory.Attested {
	old := func(d directory.Date) bool { return days > 0 && int(today-d) > days }
	a := l.Documented().Said
	if !a.Offering.Offered() {
		a.Offering = nil
	}
	gone := false
	if a.Offering != nil && old(a.Offering.VerifiedOn) {
		a.Offering, gone = nil, true
	}
	if a.NamedOn != nil && old(a.NamedOn.On) {
		a.NamedOn, gone = nil, true
	}
	if a.Accepting != "" && a.On != 0 && old(a.On) {
		a.Accepting, gone = "", true
	}
	if !gone {
		return nil
	}
	return &a
}

// say makes a row say what a does.
func (s *snapshot) say(row uint32, a *directory.Attested) error {
	s.said[row] = a
	l, err := s.listing(row)
	if err != nil {
		return err
	}
	s.rows[row].traits = traitsOfListing(&l)
	s.rows[row].languages = s.languages.number(l.Languages)
	d := &s.details[row]
	d.phone, d.verified = phoneNumber(l.Location.Phone), 0
	if l.Offering.Offered() {
		d.verified = l.Offering.VerifiedOn
	}
	return nil
}
