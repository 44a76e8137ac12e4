package api

import (
	"net/url"
	"strings"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// takeMap takes the parameter map out of a form and says whether it asks for
// a map.
func takeMap(values url.Values) (bool, error) {
	given := values["map"]
	delete(values, "map")
	switch {
	case len(given) > 1:
		return false, fault("map", query.Repeated, strings.Join(given, ", "))
	case len(given) == 0 || given[0] == "0":
		return false, nil
	case given[0] == "1":
		return true, nil
	}
	return false, fault("map", query.NotAllowed, given[0], "0", "1")
}

// picture draws the cards of res as data, so that a partner's page shows a map
// without asking anyone for tiles. It is nil when there is nothing to draw.
func (w *writer) picture(req *query.Request, res *search.Result) *MapPicture {
	drawing, number := &cards.Drawing{Radius: req.Search.Radius}, (req.Search.Page-1)*req.Search.Size
	for i, list := range [][]search.Card{res.Cards, res.Unknown, res.Beyond} {
		for j := range list {
			number++
			drawing.Add(number, list[j].Listing.Location.Position, i == 2)
		}
	}
	drawn := w.says.Draw(drawing, "map")
	if drawn == nil {
		return nil
	}
	out := wireMap(drawn.Map, w.says.Ring)
	out.Label, out.Caption = drawn.Label, drawn.Caption
	return out
}

// wireMap puts a drawing into its wire form; length words a ring's radius.
func wireMap(m *basemap.Map, length func(units int) string) *MapPicture {
	out := &MapPicture{
		Land: m.Land, Counties: m.Counties, States: m.States, Origin: wireSpot(m.Origin),
		Rings: make([]MapRing, len(m.Rings)), Towns: make([]MapTown, len(m.Towns)), Pins: make([]MapPin, len(m.Pins)),
	}
	for i, r := range m.Rings {
		out.Rings[i] = MapRing{X: r.X, Y: r.Y, Radius: r.Radius, Search: r.Search, Text: length(r.Units), Label: wireSpot(r.Label)}
	}
	for i, l := range m.Towns {
		out.Towns[i] = MapTown{X: l.X, Y: l.Y, Name: l.Name, Left: l.Left}
	}
	for i, p := range m.Pins {
		out.Pins[i] = MapPin{Number: p.Number, X: p.X, Y: p.Y, At: *wireSpot(&p.At), Moved: p.Moved, Beyond: p.Beyond}
	}
	return out
}

func wireSpot(s *basemap.Spot) *MapSpot {
	if s == nil {
		return nil
	}
	return &MapSpot{X: s.X, Y: s.Y}
}
