package cards

import (
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
)

// Specialist reports whether any of the specialties is of the spine or of nerves.
func Specialist(all []directory.Specialty) bool {
	return slices.ContainsFunc(all, func(s directory.Specialty) bool { return s.Code.OfSpineOrNerves() })
}

// Kind says what a surgeon is, for people who look for one for their back: a
// specialist of the spine or of nerves first, then an orthopedic surgeon of any
// kind, of equals the primary specialty; "" where none is known.
func (w *Writer) Kind(all []directory.Specialty) string {
	var code directory.Taxonomy
	best := 0
	for _, s := range all {
		rank := 1
		switch {
		case !s.Code.Named():
			continue
		case s.Code.OfSpineOrNerves():
			rank = 5
		case directory.Taxonomy("207X").Covers(s.Code):
			rank = 3
		}
		if s.Primary {
			rank++
		}
		if rank > best {
			code, best = s.Code, rank
		}
	}
	switch code {
	case "":
		return ""
	case directory.Neurosurgery:
		return w.T("kind.neurosurgery")
	case directory.OrthopaedicSpine:
		return w.T("kind.orthopaedic-spine-surgery")
	case directory.OrthopaedicSurgery:
		return w.T("kind.orthopaedic-surgery")
	}
	return code.Name(string(w.Lang()))
}

// Ask is what to ask whoever is no specialist of the spine or of nerves: a
// surgeon of bones and joints is never called a spine surgeon, and may be one.
// "" of a specialist.
func (w *Writer) Ask(all []directory.Specialty) string {
	if Specialist(all) {
		return ""
	}
	return w.T("card.ask_spine")
}
