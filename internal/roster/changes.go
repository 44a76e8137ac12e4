package roster

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A Change is one line of the public log: what is told of one office of a
// physician changed from one thing to another. Who recorded it is not in it.
type Change struct {
	At       time.Time
	NPI      directory.NPI
	Name     string
	Office   directory.Address
	Claim    Claim  // Offers for all that is said of annular closure
	From, To string // of Offers: a status, "moved" or "withdrawn"; else a value; empty: nothing is known
	Channel  Channel
	ID       string // of the attestation
	Undone   bool   // it was taken back
}

// An event is the moment at which an attestation begins or ends to count.
type event struct {
	seq    int64
	at     time.Time
	of     int // index of the attestation
	counts bool
}

// Changes returns the public log, the newest first.
func (b *Book) Changes() []Change { return b.log() }

func (b *Book) changes() []Change {
	by := map[directory.NPI][]event{}
	for i := range b.all {
		a := &b.all[i]
		was := StandingOf(a, nil).Acts()
		if was {
			by[a.NPI] = append(by[a.NPI], event{a.Seq, a.RecordedAt, i, true})
		}
		reviews := b.reviews[a.ID]
		for n := range reviews {
			if now := StandingOf(a, reviews[:n+1]).Acts(); now != was {
				by[a.NPI] = append(by[a.NPI], event{reviews[n].Seq, reviews[n].At, i, now})
				was = now
			}
		}
	}
	var all []Change
	var order []int64
	for _, events := range by {
		slices.SortFunc(events, func(x, y event) int { return cmp.Compare(x.seq, y.seq) })
		changes, seqs := b.replay(events)
		all, order = append(all, changes...), append(order, seqs...)
	}
	places := make([]int, len(all))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(x, y int) int { return cmp.Compare(order[y], order[x]) })
	sorted := make([]Change, len(all))
	for i, p := range places {
		sorted[i] = all[p]
	}
	return sorted
}

// replay tells what changed at each event of one physician.
func (b *Book) replay(events []event) (all []Change, seqs []int64) {
	counting := map[int]bool{}
	evidence := func() *Evidence {
		e := &Evidence{by: map[directory.NPI][]attested{}}
		righted := map[string]bool{}
		for i := range counting {
			righted[b.all[i].Supersedes] = b.all[i].Supersedes != ""
		}
		for i := range counting {
			if a := b.all[i]; !righted[a.ID] {
				keys := make([]directory.Key, len(a.Offices))
				for k, o := range a.Offices {
					keys[k] = o.Key()
				}
				e.by[a.NPI] = append(e.by[a.NPI], attested{a, keys})
			}
		}
		return e
	}
	before := evidence()
	for _, ev := range events {
		a := &b.all[ev.of]
		if ev.counts {
			counting[ev.of] = true
		} else {
			delete(counting, ev.of)
		}
		now := evidence()
		for _, o := range a.Offices {
			h, g := holdingOf(before.saidOf(a.NPI, o)), holdingOf(now.saidOf(a.NPI, o))
			c := Change{ev.at, a.NPI, a.Name, o, a.Claim, "", "", a.Channel, a.ID, !ev.counts}
			switch a.Claim {
			case Phone, Accepting, Languages:
				c.From, c.To = valueOf(h.newestOf[a.Claim]), valueOf(g.newestOf[a.Claim])
			case Unreachable, Note:
				continue
			default:
				c.Claim = Offers
				c.From, _, _ = strings.Cut(h.String(), " ")
				c.To, _, _ = strings.Cut(g.String(), " ")
				if c.From == c.To && h.String() != g.String() { // said again, later
					all, seqs = append(all, c), append(seqs, ev.seq)
					continue
				}
			}
			if c.From != c.To {
				all, seqs = append(all, c), append(seqs, ev.seq)
			}
		}
		before = now
	}
	return all, seqs
}

func valueOf(a *Attestation) string {
	if a == nil {
		return ""
	}
	return a.Value
}
