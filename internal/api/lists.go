package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// The bounds of a list of suggestions.
const (
	maxSuggestions     = 20
	defaultSuggestions = 7
)

// places answers GET /v1/places.
func (a *API) places(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	s, err := simpleParameters(c, "q", "limit", "key", "lang")
	if err != nil {
		return err
	}
	key := s.text("key", 100)
	if key != "" {
		if err := a.o.Door.Admit(c, key); err != nil { // first: the partner's page may read what else is wrong
			return err
		}
	}
	text, limit := s.text("q", query.MaxNear), s.whole("limit", maxSuggestions, defaultSuggestions)
	s.lang()
	if text == "" && len(s.faults) == 0 {
		s.fault("q", query.Required, "", "the first letters of a town, or the first digits of a ZIP code")
	}
	if err := s.err(); err != nil {
		return err
	}
	out := PlacesAnswer{Data: []Place{}, RequestID: door.RequestID(c)}
	for _, p := range a.o.Gazetteer.Suggest(text, limit) {
		out.Data = append(out.Data, Place{Label: p.Label, Value: p.Value, Kind: string(p.Kind), Lat: p.Point.Lat, Lng: p.Point.Lng})
	}
	c.Header("Cache-Control", "private, max-age=3600")
	door.SendJSON(c, http.StatusOK, string(formatJSON), &out)
	return nil
}

// specialties answers GET /v1/specialties.
func (a *API) specialties(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	lang, err := a.onlyLang(c)
	if err != nil {
		return err
	}
	choices, err := specialtyChoices(lang)
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, max-age=3600")
	door.SendJSON(c, http.StatusOK, string(formatJSON), &SpecialtiesAnswer{Data: choices, RequestID: door.RequestID(c)})
	return nil
}

// specialtyChoices lists the named groups, widest first, then the surgical
// codes one by one.
func specialtyChoices(lang words.Lang) ([]SpecialtyChoice, error) {
	codes, err := directory.Set("surgery")
	if err != nil {
		return nil, err
	}
	groups, catalog := query.Specialties(), words.For(lang)
	var out []SpecialtyChoice
	for _, name := range []string{"spine-surgery", "neurosurgery", "orthopaedic-surgery", "orthopaedic-spine-surgery"} {
		choice := SpecialtyChoice{Value: name, Name: catalog.T("specialty." + name), Codes: []string{}}
		for _, code := range codes {
			if anyPrefix(groups[name], string(code)) {
				choice.Codes = append(choice.Codes, string(code))
			}
		}
		out = append(out, choice)
	}
	for _, code := range codes {
		out = append(out, SpecialtyChoice{Value: string(code), Name: code.Name(string(lang)), Codes: []string{string(code)}})
	}
	return out, nil
}

func anyPrefix(prefixes []string, s string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
