package api

import (
	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// picture draws the cards of res as data, so that a partner's page shows a map
// without asking anyone for tiles; group draws those of one place as one pin. It
// is nil when there is nothing to draw.
func (w *writer) picture(req *query.Request, res *search.Result, group bool) *MapPicture {
	drawing, number := &cards.Drawing{Radius: req.Search.Radius, Group: group}, (req.Search.Page-1)*req.Search.Size
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
	for i := range out.Pins {
		if p := &drawn.Pins[i]; group {
			out.Pins[i].Last, out.Pins[i].Half = &p.Last, &p.Half
		}
	}
	return out
}

// wireMap puts a drawing into its wire form; length words a ring's radius.
func wireMap(m *basemap.Map, length func(units int) string) *MapPicture {
	out := &MapPicture{
		Neighbors: m.Neighbors, Shared: m.Shared, Land: m.Land, Urban: m.Urban, Counties: m.Counties, Rivers: m.Rivers,
		Lakes: m.Lakes, States: m.States, Roads: m.Roads, Routes: make([]MapRoute, len(m.Routes)), Origin: wireSpot(m.Origin),
		Rings: make([]MapRing, len(m.Rings)), Towns: make([]MapTown, len(m.Towns)), Pins: make([]MapPin, len(m.Pins)),
	}
	for i, r := range m.Rings {
		out.Rings[i] = MapRing{X: r.X, Y: r.Y, Radius: r.Radius, Search: r.Search, Text: length(r.Units), Label: wireSpot(r.Label)}
	}
	for i, r := range m.Routes {
		out.Routes[i] = MapRoute{X: r.X, Y: r.Y, Name: r.Name}
	}
	for i, l := range m.Towns {
		out.Towns[i] = MapTown{X: l.X, Y: l.Y, Name: l.Name, Left: l.Left, Apart: l.Apart}
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
