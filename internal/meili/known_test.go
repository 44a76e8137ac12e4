package meili

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// variants are listings of one physician and of people who nearly are the
// same: each differs from the first in one thing.
func variants() []directory.Listing {
	base := example()
	base.Physician.Specialties, base.Physician.FormerNames = slices.Clone(base.Physician.Specialties), slices.Clone(base.Physician.FormerNames)
	other := base
	other.Location, other.Others = base.Others[0], []directory.Location{base.Location}
	all := []directory.Listing{base, other}
	for _, change := range []func(*directory.Listing){
		func(l *directory.Listing) { l.Physician.NPI++ },
		func(l *directory.Listing) { l.Physician.Name.Given = "Ann" },
		func(l *directory.Listing) { l.Physician.Name.Middle = "R" },
		func(l *directory.Listing) { l.Physician.Name.Family = "Ng" },
		func(l *directory.Listing) { l.Physician.Name.Suffix = "III" },
		func(l *directory.Listing) { l.Physician.Name.Credentials = []string{"DO", "PhD"} },
		func(l *directory.Listing) { l.Physician.Gender = directory.Male },
		func(l *directory.Listing) { l.Physician.FormerNames = nil },
		func(l *directory.Listing) { l.Physician.FormerNames = []directory.Name{{Family: "Oak"}} },
		func(l *directory.Listing) { l.Physician.Specialties = l.Physician.Specialties[:1] },
		func(l *directory.Listing) { l.Physician.Specialties = slices.Clone(l.Physician.Specialties[1:]) },
		func(l *directory.Listing) { l.Location.Name = "Other Clinic" },
		func(l *directory.Listing) { l.Location.Phone = "" },
		func(l *directory.Listing) { l.Location.Address.Line2 = "" },
		func(l *directory.Listing) { l.Location.Position.Point.Lat = 44.5 },
		func(l *directory.Listing) { l.Location.Position.Precision = directory.PrecisionRooftop },
		func(l *directory.Listing) { l.Location.Source = directory.SourceDAC },
		func(l *directory.Listing) { l.Location.Updated++ },
		func(l *directory.Listing) { l.Location.Sources = nil },
		func(l *directory.Listing) {
			l.Location.Sources = []directory.Provenance{{Source: directory.SourceRoster, Date: 20_701}}
		},
		func(l *directory.Listing) { l.Others = nil },
		func(l *directory.Listing) { l.Offering = nil },
	} {
		l := base
		change(&l)
		all = append(all, l)
	}
	return all
}

// What a documenter knows of the listings before must not show.
func TestDocumentsDoNotDependOnThoseBefore(t *testing.T) {
	all := variants()
	alone := make([][]byte, len(all))
	for i := range all {
		alone[i] = mustDocument(t, &all[i])
		for j := range i {
			if bytes.Equal(alone[i], alone[j]) {
				t.Fatalf("variants %d and %d have one document: %s", i, j, alone[i])
			}
		}
	}
	d := newDocumenter()
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		i := r.IntN(len(all))
		if _, err := d.append(&all[i]); err != nil {
			t.Fatal(err)
		}
		if got := bytes.TrimSuffix(d.take(), []byte("\n")); !bytes.Equal(got, alone[i]) {
			t.Fatalf("variant %d after others:\n%s\nalone:\n%s", i, got, alone[i])
		}
	}
}
