package cards

import (
	"strings"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A Drawing is what a map is drawn of.
type Drawing struct {
	Radius float64 // metres; 0: no circle
	Group  bool    // draws what stands at one place as one
	pins   []basemap.Pin
	coarse bool // a pin stands for a ZIP code or a town
}

// Add puts a numbered pin on the map.
func (d *Drawing) Add(number int, at directory.Position, beyond bool) {
	d.pins = append(d.pins, basemap.Pin{Number: number, Point: at.Point, Beyond: beyond})
	if at.Precision != directory.PrecisionRooftop && at.Precision != directory.PrecisionStreet {
		d.coarse = true
	}
}

// A Map is a drawn map with its words.
type Map struct {
	*basemap.Map
	Label   string
	Caption string
}

// Draw returns the map of d, or nil where there is nothing to show. of is what
// the numbers stand for, "map" or "profile.map", with which the keys of its words
// begin: "map.label" and "map.caption".
func (w *Writer) Draw(d *Drawing, of string) *Map {
	if w.p.Atlas == nil {
		return nil
	}
	scene := basemap.Scene{Radius: d.Radius, Pins: d.pins, Group: d.Group, RingUnit: w.unit.Meters()}
	if w.origin != nil {
		scene.Origin = &w.origin.Point
	}
	if w.p.Towns != nil {
		scene.Towns = w.p.towns
	}
	drawn := w.p.Atlas.Draw(scene)
	if drawn == nil {
		return nil
	}
	m := &Map{Map: drawn, Label: w.T(of+".label", "count", len(d.pins)), Caption: w.T(of + ".caption")}
	if d.coarse {
		m.Caption += " " + w.T("map.caption.coarse")
	}
	return m
}

// Ring words the radius of a ring.
func (w *Writer) Ring(units int) string {
	return w.T("map.ring."+string(w.unit), "count", units)
}

// towns names the towns of a rectangle without their states.
func (p *Presenter) towns(b geo.Bounds, limit int) []basemap.Town {
	found := p.Towns(b, limit)
	towns := make([]basemap.Town, len(found))
	for i, at := range found {
		name, _, _ := strings.Cut(at.Label, ", ")
		towns[i] = basemap.Town{Name: name, Point: at.Point}
	}
	return towns
}
