package roster

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Book is the whole roster at one moment, for those who keep it. It never
// changes.
type Book struct {
	*Evidence
	all     []Attestation
	reviews map[string][]Review
	log     func() []Change // made when it is first asked for
}

// NewBook returns the roster of all attestations and their reviews, both in the
// order in which they were recorded.
func NewBook(all []Attestation, reviews []Review, expire int) *Book {
	b := &Book{Evidence: NewEvidence(all, reviews, expire), all: all, reviews: map[string][]Review{}}
	for _, r := range reviews {
		b.reviews[r.Attestation] = append(b.reviews[r.Attestation], r)
	}
	b.log = sync.OnceValue(b.changes)
	return b
}

// An Entry is an attestation with what came of it.
type Entry struct {
	Attestation
	Standing Standing
	Reviews  []Review
}

func (b *Book) entry(a *Attestation) Entry {
	r := b.reviews[a.ID]
	return Entry{*a, StandingOf(a, r), r}
}

// Waiting returns what waits for a review by itself, the oldest first.
func (b *Book) Waiting() (list []Entry) {
	for i := range b.all {
		if e := b.entry(&b.all[i]); e.Standing == Pending && e.Batch == "" {
			list = append(list, e)
		}
	}
	return list
}

// A Batch is an import.
type Batch struct {
	ID         string
	RecordedBy string
	RecordedAt time.Time
	Size       int
	Standing   Standing // of all in it
	Reviews    []Review // of the first in it
	Claims     map[Claim]int
}

// Batches returns the imports, the newest first.
func (b *Book) Batches() (list []Batch) {
	at := map[string]int{}
	for i := range b.all {
		a := &b.all[i]
		if a.Batch == "" {
			continue
		}
		n, ok := at[a.Batch]
		if !ok {
			e := b.entry(a)
			n = len(list)
			at[a.Batch] = n
			list = append(list, Batch{a.Batch, a.RecordedBy, a.RecordedAt, 0, e.Standing, e.Reviews, map[Claim]int{}})
		}
		list[n].Size++
		list[n].Claims[a.Claim]++
	}
	slices.Reverse(list)
	return list
}

// Of returns everything that was ever recorded of a physician, the newest first.
func (b *Book) Of(npi directory.NPI) (list []Entry) {
	for i := range b.all {
		if b.all[i].NPI == npi {
			list = append(list, b.entry(&b.all[i]))
		}
	}
	slices.Reverse(list)
	return list
}

// Holds words what holds of an office of a physician as it was attested, however
// old: "confirmed 2026-09-14", or empty.
func (b *Book) Holds(npi directory.NPI, office directory.Address) string {
	return holdingOf(b.saidOf(npi, office)).String()
}

// Upcoming is what would count if all imports that wait were approved, however
// old.
func (b *Book) Upcoming() *Evidence {
	var reviews []Review
	for i := range b.all {
		reviews = append(reviews, b.reviews[b.all[i].ID]...)
	}
	return Upcoming(b.all, reviews, math.MaxInt)
}

// HoldsListed words what holds of each of the offices of a physician, all as
// their documents have them, however old.
func (b *Book) HoldsListed(listings []directory.Listing) []string {
	offices := make([]directory.Documented, len(listings))
	for i := range listings {
		offices[i] = listings[i].Documented()
	}
	all := make([]string, len(listings))
	if len(listings) == 0 {
		return all
	}
	for i, said := range b.said(listings[0].Physician.NPI, offices) {
		all[i] = holdingOf(said).String()
	}
	return all
}

// A Why says why an office is to be asked.
type Why string

// The reasons to ask an office.
const (
	Relocated  Why = "moved"  // somebody who offers it is listed here since; nobody was asked
	Aged       Why = "aged"   // what it said is old
	ListedOnly Why = "listed" // a list names them; the office was never asked
)

// A Due is an office to be asked whether it offers annular closure.
type Due struct {
	NPI     directory.NPI
	Listing directory.Listing // as its document has it
	Why     Why
	Holds   string         // what was said last: "confirmed 2026-05-14"
	On      directory.Date // when
	// Tried is the day of the last call that gave no answer to the question; 0:
	// none since what was said last.
	Tried directory.Date
	// Unreachable says that several calls in a row were not answered.
	Unreachable bool
}

// Due returns the offices to be asked on a day, of physicians whose listings
// the directory has, all offices of each: what was said more than fresh days
// ago, what was never asked, and who has moved. Who was called on that day is
// left out.
func (b *Book) Due(people [][]directory.Listing, today directory.Date, fresh int) (list []Due) {
	for _, listings := range people {
		npi := listings[0].Physician.NPI
		offices := make([]directory.Documented, len(listings))
		for i := range listings {
			offices[i] = listings[i].Documented()
		}
		left := b.left(npi, offices)
		for i, said := range b.said(npi, offices) {
			h := holdingOf(said)
			d := Due{NPI: npi, Listing: listings[i], Holds: h.String(), On: h.newest()}
			d.Tried, d.Unreachable = h.tried(), lastUnanswered(h.said) > 0
			switch {
			case h.ended() && h.list == nil:
				continue
			case h.closure == nil && h.list == nil:
				if left == nil {
					continue
				}
				d.Why, d.Holds, d.On = Relocated, left.String(), left.newest()
			case h.closure == nil || h.ended():
				d.Why = ListedOnly
			case int(today-h.closure.SaidOn) > fresh:
				d.Why = Aged
			default:
				continue
			}
			if d.Tried < today {
				list = append(list, d)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Due) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.NPI, b.NPI))
	})
	return list
}

// left returns what holds of an office that offers it and that is listed for the
// physician no more; nil: there is none.
func (b *Book) left(npi directory.NPI, offices []directory.Documented) *holding {
	keys := make([]directory.Key, len(offices))
	for i := range offices {
		keys[i] = offices[i].Address.Key()
	}
	for i := range b.by[npi] {
		a := &b.by[npi][i]
		if a.Claim != Offers || slices.Contains(a.of(keys), true) {
			continue
		}
		if h := holdingOf(b.saidOf(npi, a.Offices[0])); h.closure != nil && !h.ended() {
			return &h
		}
	}
	return nil
}

// tried is the day of the last call that was not answered, or gave no answer,
// since the newest word; else 0.
func (h *holding) tried() (day directory.Date) {
	for _, claim := range []Claim{Unreachable, Note} {
		if a := h.newestOf[claim]; a != nil && a.SaidOn >= h.newest() && (claim == Unreachable || a.Value == WouldNotSay) {
			day = max(day, a.SaidOn)
		}
	}
	return day
}
