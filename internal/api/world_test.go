package api

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A world is a directory that changes by the week, and a roster by the hour.
type world struct {
	*rig
	rng     *rand.Rand
	pool    []directory.Listing // of everybody who is ever listed
	listed  map[directory.NPI]bool
	said    []roster.Attestation
	reviews []roster.Review
	seq     int64
	clock   atomic.Int64 // nanoseconds since 1970: the finder looks at it on its own
	weeks   int
	taken   []takenExport
}

// A takenExport is what somebody who follows the directory holds.
type takenExport struct {
	state, generation string
	at                time.Time
	people            map[string]any // by NPI, as JSON has them
}

func newWorld(t *testing.T, seed uint64, lag ...time.Duration) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 22)), listed: map[directory.NPI]bool{}}
	w.pass(time.Duration(time.Date(2026, 10, 24, 8, 0, 0, 0, time.UTC).UnixNano()))
	w.pool = searchtest.Listings(w.rng, 120)
	for i := range w.pool {
		w.listed[w.pool[i].Physician.NPI] = w.rng.IntN(5) > 0
	}
	w.rig = newRig(t, w.listings(), func(o *settings) {
		o.Now = w.now
		o.Finder = search.Options{Expire: 180, Now: o.Now, Poll: time.Hour, Lag: cmp.Or(append(lag, time.Millisecond)...)}
	})
	return w
}

func (w *world) now() time.Time { return time.Unix(0, w.clock.Load()).UTC() }

func (w *world) pass(d time.Duration) { w.clock.Add(int64(d)) }

func (w *world) listings() []directory.Listing {
	return slices.DeleteFunc(slices.Clone(w.pool), func(l directory.Listing) bool { return !w.listed[l.Physician.NPI] })
}

// week lets some come, go and change, and publishes a generation.
func (w *world) week(t *testing.T) {
	w.weeks++
	for _, npi := range slices.Sorted(maps.Keys(w.listed)) {
		if w.rng.IntN(25) == 0 {
			w.listed[npi] = !w.listed[npi]
		}
	}
	for i := range w.pool {
		if w.rng.IntN(12) == 0 {
			w.change(i)
		}
	}
	w.index.Publish(fmt.Sprintf("g%d", w.weeks+1), w.listings())
	w.load(t)
}

func (w *world) load(t *testing.T) {
	if err := w.api.o.Finder.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// change changes one thing of a listing, or of its physician in all.
func (w *world) change(i int) {
	l := &w.pool[i]
	npi := l.Physician.NPI
	everywhere := func(f func(p *directory.Physician)) {
		for k := range w.pool {
			if w.pool[k].Physician.NPI == npi {
				f(&w.pool[k].Physician)
			}
		}
	}
	n := w.rng.IntN(900)
	switch w.rng.IntN(17) {
	case 0:
		l.Location.Phone = fmt.Sprintf("+16125550%03d", 100+n%100)
	case 1:
		l.Location.Fax = fmt.Sprintf("+16125550%03d", 100+n%100)
	case 2:
		l.Location.Address.Line2 = fmt.Sprintf("Suite %d", n)
	case 3:
		l.Location.Position = w.pool[w.rng.IntN(len(w.pool))].Location.Position
	case 4:
		l.Location.Updated++
	case 5:
		l.Location.ID = fmt.Sprintf("%s-moved%d", npi, n) // as after a move
	case 6:
		l.Location.Name = fmt.Sprintf("Practice %d", n)
	case 7:
		l.Offering = nil
	case 8:
		l.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Source: "a roster file",
			Status:     []directory.Status{directory.Confirmed, directory.SelfReported, directory.Withdrawn}[n%3],
			VerifiedOn: directory.DateOf(w.now()) - directory.Date(n%200),
		}
	case 9:
		l.Accepting = []directory.Accepting{"", directory.AcceptingNew, directory.AcceptingNone}[n%3]
	case 10:
		l.Languages = [][]string{nil, {"en"}, {"en", "es"}}[n%3]
	case 11:
		everywhere(func(p *directory.Physician) { p.Name.Family = fmt.Sprintf("Newname%c", 'a'+n%26) })
	case 12:
		everywhere(func(p *directory.Physician) { p.Telehealth = !p.Telehealth })
	case 13:
		everywhere(func(p *directory.Physician) { p.Hospitals = []string{fmt.Sprintf("Hospital %d", n)} })
	case 14:
		everywhere(func(p *directory.Physician) { p.Gender = []directory.Gender{"F", "M", "X", ""}[n%4] })
	case 15: // nobody sees it
		everywhere(func(p *directory.Physician) { p.FormerNames = []directory.Name{{Given: "A", Family: fmt.Sprint(n)}} })
	case 16:
		everywhere(func(p *directory.Physician) {
			p.Specialties = []directory.Specialty{{Code: directory.Neurosurgery, Primary: true}}
		})
	}
}

// hours lets some time pass in which offices are asked and words taken back.
func (w *world) hours(t *testing.T) {
	w.pass(time.Duration(1+w.rng.IntN(30)) * time.Hour)
	for range w.rng.IntN(6) {
		w.seq++
		if len(w.said) > 0 && w.rng.IntN(3) == 0 {
			a := &w.said[w.rng.IntN(len(w.said))]
			verdict := []roster.Verdict{roster.Approve, roster.Undo, roster.Refuse}[w.rng.IntN(3)]
			w.reviews = append(w.reviews, roster.Review{Seq: w.seq, Attestation: a.ID, Verdict: verdict, At: w.now()})
			continue
		}
		l := &w.pool[w.rng.IntN(len(w.pool))]
		a := roster.Attestation{
			Seq: w.seq, ID: fmt.Sprintf("a%d", w.seq), NPI: l.Physician.NPI, Offices: []directory.Address{l.Location.Address},
			Channel: roster.Call, SaidBy: "office manager", SaidOn: directory.DateOf(w.now()) - directory.Date(w.rng.IntN(200)), RecordedAt: w.now(),
		}
		switch w.rng.IntN(5) {
		case 0, 1:
			a.Claim, a.Value = roster.Offers, "confirmed"
		case 2:
			a.Claim = roster.Withdrawn
		case 3:
			a.Claim, a.Value = roster.Phone, fmt.Sprintf("+16515550%d", 100+w.rng.IntN(100))
		case 4:
			a.Claim, a.Value = roster.Accepting, "nopt"
		}
		w.said = append(w.said, a)
		if a.Claim != roster.Withdrawn {
			w.seq++
			w.reviews = append(w.reviews, roster.Review{Seq: w.seq, Attestation: a.ID, Verdict: roster.Approve, At: w.now()})
		}
	}
	if len(w.said) > 0 {
		w.api.o.Finder.SetEvidence(roster.NewEvidence(w.said, w.reviews, 180))
	}
	w.load(t)
}
