package api

import (
	"net/url"
	"strings"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
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
func (a *API) picture(req *query.Request, res *search.Result) *MapPicture {
	if a.o.Atlas == nil {
		return nil
	}
	t := words.For(req.Lang)
	scene := basemap.Scene{Radius: req.Search.Radius, RingUnit: req.Unit.Meters()}
	if o := req.Search.Origin; o != nil {
		scene.Origin = &o.Point
	}
	if a.o.Gazetteer != nil {
		scene.Towns = a.towns
	}
	coarse := false
	pin := func(c *search.Card, beyond bool) {
		at := c.Listing.Location.Position
		scene.Pins = append(scene.Pins, basemap.Pin{
			Number: (req.Search.Page-1)*req.Search.Size + len(scene.Pins) + 1, Point: at.Point, Beyond: beyond,
		})
		coarse = coarse || at.Precision != directory.PrecisionRooftop && at.Precision != directory.PrecisionStreet
	}
	for i := range res.Cards {
		pin(&res.Cards[i], false)
	}
	for i := range res.Beyond {
		pin(&res.Beyond[i], true)
	}
	drawn := a.o.Atlas.Draw(scene)
	if drawn == nil {
		return nil
	}
	out := wireMap(drawn, func(units int) string { return t.T("map.ring."+string(req.Unit), "count", units) })
	out.Label = t.T("map.label", "count", len(scene.Pins))
	out.Caption = t.T("map.caption")
	if coarse {
		out.Caption += " " + t.T("map.caption.coarse")
	}
	return out
}

// towns names the towns of a rectangle without their states.
func (a *API) towns(b geo.Bounds, limit int) []basemap.Town {
	found := a.o.Gazetteer.Towns(b, limit)
	towns := make([]basemap.Town, len(found))
	for i, p := range found {
		name, _, _ := strings.Cut(p.Label, ", ")
		towns[i] = basemap.Town{Name: name, Point: p.Point}
	}
	return towns
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
