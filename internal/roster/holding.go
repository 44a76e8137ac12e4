package roster

import (
	"fmt"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// A holding is the words that count most of one office, however old.
type holding struct {
	said     []Attestation // from the least to the most that count
	newestOf map[Claim]*Attestation
	closure  *Attestation // offers, withdrawn or moved; nil: nothing was said
	list     *Attestation // where it is not older than a withdrawal
}

// holdingOf weighs what was said of an office.
func holdingOf(said []Attestation) holding {
	said = slices.SortedFunc(slices.Values(said), compare)
	h := holding{said: said, newestOf: map[Claim]*Attestation{}}
	for i := range said {
		a := &said[i]
		h.newestOf[a.Claim] = a
		switch a.Claim {
		case Offers, Withdrawn, Moved:
			h.closure = a
		}
	}
	if list := h.newestOf[NamedOnList]; list != nil && (h.closure == nil || h.closure.Claim == Offers || h.closure.SaidOn < list.SaidOn) {
		h.list = list
	}
	return h
}

// saidOf returns what counts of one office as it was attested.
func (e *Evidence) saidOf(npi directory.NPI, office directory.Address) (said []Attestation) {
	key := []directory.Key{office.Key()}
	for i := range e.by[npi] {
		if a := &e.by[npi][i]; a.of(key)[0] {
			said = append(said, a.Attestation)
		}
	}
	return said
}

// ended reports whether the office offers it no more.
func (h *holding) ended() bool { return h.closure != nil && withdraws(h.closure.Claim) == 1 }

// newest is the day of the newest word of annular closure.
func (h *holding) newest() (day directory.Date) {
	if h.closure != nil {
		day = h.closure.SaidOn
	}
	if h.list != nil {
		day = max(day, h.list.SaidOn)
	}
	return day
}

// String words what holds of annular closure: "confirmed 2026-09-14".
func (h holding) String() string {
	switch {
	case h.closure != nil && h.closure.Claim == Offers:
		return fmt.Sprintf("%s %s", h.closure.Value, h.closure.SaidOn)
	case h.list != nil:
		return fmt.Sprintf("%s %s", NamedOnList, h.list.SaidOn)
	case h.closure != nil:
		return fmt.Sprintf("%s %s", h.closure.Claim, h.closure.SaidOn)
	}
	return ""
}

// yields reports whether a would count in place of what holds, or be told beside
// it.
func (h holding) yields(a *Attestation) bool {
	if a.Claim == NamedOnList {
		return (h.closure == nil || h.ended() && h.closure.SaidOn < a.SaidOn) && (h.list == nil || h.list.SaidOn < a.SaidOn)
	}
	return h.closure == nil || h.closure.SaidOn < a.SaidOn ||
		h.closure.SaidOn == a.SaidOn && withdraws(h.closure.Claim) <= withdraws(a.Claim)
}
