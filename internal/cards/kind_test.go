package cards

import (
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// TestKind holds that nobody passes for a surgeon of the spine who does not say
// so: then the card says to ask.
func TestKind(t *testing.T) {
	const (
		neuro   = directory.Neurosurgery
		general = directory.OrthopaedicSurgery
		spine   = directory.OrthopaedicSpine
		sports  = directory.Taxonomy("207XX0005X")
	)
	for _, c := range []struct {
		codes    []directory.Taxonomy // the first is the primary one
		en, es   string
		toBeSaid bool
	}{
		{[]directory.Taxonomy{neuro}, "Neurosurgeon", "Neurocirugía", false},
		{[]directory.Taxonomy{spine}, "Orthopedic spine surgeon", "Cirugía ortopédica de la columna", false},
		{[]directory.Taxonomy{general}, "Orthopedic surgeon", "Cirugía ortopédica", true},
		{[]directory.Taxonomy{general, spine}, "Orthopedic spine surgeon", "Cirugía ortopédica de la columna", false},
		{[]directory.Taxonomy{neuro, spine}, "Neurosurgeon", "Neurocirugía", false},
		{[]directory.Taxonomy{sports, general}, sports.Name("en"), sports.Name("es"), true},
		{[]directory.Taxonomy{"208D00000X", general}, "Orthopedic surgeon", "Cirugía ortopédica", true},
		{[]directory.Taxonomy{"174400000X"}, "", "", true}, // "Health service" is no specialty
		{nil, "", "", true},
	} {
		l := directory.Listing{}
		for i := len(c.codes) - 1; i >= 0; i-- { // the primary one comes last
			l.Physician.Specialties = append(l.Physician.Specialties, directory.Specialty{Code: c.codes[i], Primary: i == 0})
		}
		for lang, want := range map[words.Lang]string{words.English: c.en, words.Spanish: c.es} {
			got := (&Presenter{Now: noon}).Writer(words.For(lang), nil, words.Miles).Text(&search.Card{Listing: l, Meters: -1})
			if got.Kind != want || (got.Ask != "") != c.toBeSaid {
				t.Errorf("%v: %q, to ask %q; want %q, to ask: %v", c.codes, got.Kind, got.Ask, want, c.toBeSaid)
			}
		}
	}
}
