package roster

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestEvents holds what the registry is noticed to say of whom, and of whom not.
func TestEvents(t *testing.T) {
	offers := func(npi directory.NPI, name string) Attestation {
		a := say(Offers, "confirmed", today-40)
		a.NPI, a.Name = npi, name
		return a
	}
	old := offers(2000000085, "Old Doe, MD")
	old.SaidOn = today - 200
	ended := say(Withdrawn, "", today-1)
	ended.NPI = 2000000093
	all, reviews := approved(
		offers(2000000002, "Jane Doe, MD"), offers(2000000010, "Jane Doe, MD"), offers(2000000028, "Jane Doe, MD"),
		offers(2000000036, "Jane Doe, MD"), old, offers(2000000093, "Gone Doe, MD"), ended,
	)
	person := func(npi directory.NPI, family string, code directory.Taxonomy) []directory.Listing {
		return []directory.Listing{{Physician: directory.Physician{
			NPI: npi, Name: directory.Name{Given: "Jane", Family: family}, Specialties: []directory.Specialty{{Code: code, Primary: true}},
		}}}
	}
	people := [][]directory.Listing{
		person(2000000002, "DOE", directory.Neurosurgery), person(2000000010, "Roe", directory.Neurosurgery), person(2000000028, "Doe", "207R00000X"),
	}
	got := NewBook(all, reviews, 180).Events(people, func(c directory.Taxonomy) bool { return c == directory.Neurosurgery }, today, 180)
	want := []Event{
		{2000000010, "Jane Doe, MD", Renamed, "Jane Roe", today - 40},
		{2000000028, "Jane Doe, MD", NoSurgeon, "Jane Doe", today - 40},
		{2000000036, "Jane Doe, MD", Gone, "", today - 40},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
