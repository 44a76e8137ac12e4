package site

import (
	"strings"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/words"
)

// A mapView is a drawn map with its words.
type mapView struct {
	*basemap.Map
	Rings   []ringView
	Towns   []townView
	Label   string
	Caption string
}

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

// A drawing is what a map is drawn of.
type drawing struct {
	origin *place.Place
	radius float64 // metres
	unit   words.Unit
	pins   []basemap.Pin
	coarse bool // a pin stands for a ZIP code or a town
}

func (d *drawing) add(number int, at directory.Position, beyond bool) {
	d.pins = append(d.pins, basemap.Pin{Number: number, Point: at.Point, Beyond: beyond})
	if at.Precision != directory.PrecisionRooftop && at.Precision != directory.PrecisionStreet {
		d.coarse = true
	}
}

// draw returns the map of d, or nil when there is nothing to show. of is what
// the numbers stand for, "map" or "profile.map": the keys of its words.
func (s *Site) draw(v *visit, d *drawing, of string) *mapView {
	scene := basemap.Scene{Radius: d.radius, Pins: d.pins, RingUnit: d.unit.Meters()}
	if d.origin != nil {
		scene.Origin = &d.origin.Point
	}
	if s.opts.Towns != nil {
		scene.Towns = s.towns
	}
	m := s.opts.Atlas.Draw(scene)
	if m == nil {
		return nil
	}
	view := &mapView{Map: m, Label: v.T(of+".label", "count", len(d.pins)), Caption: v.T(of + ".caption")}
	for _, r := range m.Rings {
		ring := ringView{Ring: r}
		if r.Label != nil {
			ring.Label = &ringLabel{*r.Label, v.T("map.ring."+string(d.unit), "count", r.Units)}
		}
		view.Rings = append(view.Rings, ring)
	}
	for _, t := range m.Towns {
		town := townView{Label: t, TextX: t.X + 6, TextY: t.Y + 5}
		if t.Left {
			town.TextX = t.X - 6
		}
		view.Towns = append(view.Towns, town)
	}
	if d.coarse {
		view.Caption += " " + v.T("map.caption.coarse")
	}
	return view
}

func (s *Site) towns(b geo.Bounds, limit int) []basemap.Town {
	found := s.opts.Towns(b, limit)
	towns := make([]basemap.Town, len(found))
	for i, p := range found {
		name, _, _ := strings.Cut(p.Label, ", ")
		towns[i] = basemap.Town{Name: name, Point: p.Point}
	}
	return towns
}
