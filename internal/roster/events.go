package roster

import (
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// What says what the registry says of somebody who offers annular closure.
type What string

// What the registry may say. Who has moved is due at the new office.
const (
	Gone      What = "gone"       // no longer listed: deactivated, or of another calling
	Renamed   What = "renamed"    // listed by another family name
	NoSurgeon What = "no_surgeon" // listed by no code of a surgeon any more
)

// An Event is something that the registry says of somebody of whom a word counts
// that they offer annular closure, or did until lately.
type Event struct {
	NPI  directory.NPI
	Name string // as it was attested
	What What
	Now  string // as listed today; empty: not listed
	On   directory.Date
}

// Events returns what the registry says, by NPI, of everybody who was said to offer
// annular closure within so many days, out of the listings of people, all of each.
func (b *Book) Events(people [][]directory.Listing, surgeon func(directory.Taxonomy) bool, today directory.Date, days int) (list []Event) {
	listed := map[directory.NPI]*directory.Physician{}
	for _, own := range people {
		listed[own[0].Physician.NPI] = &own[0].Physician
	}
	for _, npi := range slices.Sorted(b.Physicians()) {
		offer := b.offer(npi)
		if offer == nil || int(today-offer.SaidOn) > days {
			continue
		}
		e := Event{NPI: npi, Name: offer.Name, On: offer.SaidOn}
		p := listed[npi]
		switch {
		case p == nil:
			e.What = Gone
		case !strings.Contains(strings.ToLower(offer.Name), strings.ToLower(p.Name.Family)):
			e.What, e.Now = Renamed, p.Name.Display()
		case !slices.ContainsFunc(p.Specialties, func(s directory.Specialty) bool { return surgeon(s.Code) }):
			e.What, e.Now = NoSurgeon, p.Name.Display()
		default:
			continue
		}
		list = append(list, e)
	}
	return list
}

// offer returns the newest word by which some office of a physician offers it; nil:
// none does.
func (b *Book) offer(npi directory.NPI) (newest *Attestation) {
	for _, o := range b.Attested(npi) {
		h := holdingOf(b.saidOf(npi, o))
		if h.closure != nil && !h.ended() && (newest == nil || h.closure.SaidOn > newest.SaidOn) {
			newest = h.closure
		}
	}
	return newest
}
