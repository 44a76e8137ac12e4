package site

import (
	"strconv"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
)

// A mapView is a drawn map with its words.
type mapView struct {
	*cards.Map
	Rings []ringView
	Towns []townView
	Pins  []pinView
}

type pinView struct {
	basemap.Placed
	Numbers string // of all who stand there: "1 2 3"
	Text    string // what the mark says: "1–3"
	Left    float64
	Top     float64
	Width   float64
}

// pinHeight is that of a mark, in frame units.
const pinHeight = 42.0

type ringView struct {
	basemap.Ring
	Label *ringLabel
}

type ringLabel struct {
	basemap.Spot
	Text string
}

type townView struct {
	basemap.Label
	TextX, TextY float64
}

// draw returns the map of m, or nil when there is nothing to show. of is what the
// numbers stand for, "map" or "profile.map".
func (d *describer) draw(m *cards.Drawing, of string) *mapView {
	drawn := d.says.Draw(m, of)
	if drawn == nil {
		return nil
	}
	view := &mapView{Map: drawn}
	for _, r := range drawn.Rings {
		ring := ringView{Ring: r}
		if r.Label != nil {
			ring.Label = &ringLabel{*r.Label, d.says.Ring(r.Units)}
		}
		view.Rings = append(view.Rings, ring)
	}
	for _, t := range drawn.Towns {
		town := townView{Label: t, TextX: t.X + 6, TextY: t.Y + 5}
		if t.Left {
			town.TextX = t.X - 6
		}
		view.Towns = append(view.Towns, town)
	}
	for _, p := range drawn.Pins {
		pin := pinView{Placed: p, Text: strconv.Itoa(p.Number), Numbers: strconv.Itoa(p.Number), Left: p.X - p.Half, Top: p.Y - pinHeight/2, Width: 2 * p.Half}
		for n := p.Number + 1; n <= p.Last; n++ {
			pin.Numbers += " " + strconv.Itoa(n)
		}
		if p.Last > p.Number {
			pin.Text += "–" + strconv.Itoa(p.Last)
		}
		view.Pins = append(view.Pins, pin)
	}
	return view
}
