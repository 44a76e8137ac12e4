package query

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// placeForms says what near takes, for faults.
func placeForms() []string {
	return []string{"55401", "Austin, TX", "44.98,-93.27", "H3 cell"}
}

// radiusForms says what radius takes, for faults.
func radiusForms() []string { return []string{"above 0, up to 500 mi (804.672 km)"} }

// readOrigin reads near. It is required unless q has something to search by, or
// for programs a filter that says who is asked for, and q may have named the
// place already.
func (p *Parser) readOrigin(r *reader, req *Request) {
	near := r.one("near")
	switch {
	case near != "":
		p.resolve(r, req, near)
	case req.Search.Origin != nil || r.faulty("near", "q"):
	case p.opts.Anywhere && r.given("npi", "state", "bbox", "specialty", "annular_closure"):
	case req.Search.Text == "" && req.Search.Filter.NPI == 0 && req.Search.Filter.Phone == "":
		r.fault(Fault{Parameter: "near", Reason: Required, Allowed: placeForms()})
	}
}

// resolve looks near up and makes it the origin, or notes why not.
func (p *Parser) resolve(r *reader, req *Request, near string) {
	if utf8.RuneCountInString(near) > MaxNear {
		allowed := []string{"up to " + strconv.Itoa(MaxNear) + " characters"}
		r.fault(Fault{Parameter: "near", Reason: TooLong, Given: near, Allowed: allowed})
		return
	}
	if words.UrgencyOf(near) != words.NotUrgent { // never the town that is spelled a bit like it
		r.fault(placeFault(near, place.ErrUnknown))
		return
	}
	found, notices, err := p.opts.Gazetteer.Resolve(near)
	if err != nil {
		r.fault(placeFault(near, err))
		return
	}
	req.Search.Origin = &found
	for _, n := range notices {
		req.Warnings = append(req.Warnings, Warning{Code: string(n), Parameter: "near", Value: found.Label})
	}
}

// placeFault says why a place could not be resolved.
func placeFault(near string, err error) Fault {
	f := Fault{Parameter: "near", Reason: Malformed, Given: near, Allowed: placeForms()}
	var ambiguous *place.AmbiguousError
	var suggested *place.SuggestionError
	switch {
	case errors.As(err, &ambiguous):
		f.Reason, f.Allowed = AmbiguousPlace, nil
		f.Candidates = ambiguous.Candidates[:min(maxOptions, len(ambiguous.Candidates))]
	case errors.As(err, &suggested):
		f.Reason = UnknownPlace
		f.Candidates = suggested.Candidates[:min(maxOptions, len(suggested.Candidates))]
	case errors.Is(err, place.ErrAbroad):
		f.Reason = OutsideUS
	case errors.Is(err, place.ErrRegion):
		f.Reason = UnknownRegion
	case errors.Is(err, place.ErrUnknown):
		f.Reason = UnknownPlace
	case errors.Is(err, geo.ErrRange):
		f.Reason = OutOfRange
		f.Allowed = []string{"latitude -90 to 90", "longitude -180 to 180"}
	}
	return f
}

// coverRegion widens the radius to the reach of a region that is searched, so
// that all of it is.
func coverRegion(q *search.Query) {
	if o := q.Origin; o != nil && o.Kind == place.KindRegion {
		q.Radius = max(q.Radius, min(o.Precision, search.MaxRadius))
	}
}

// readRadius reads radius, in req.Unit, into metres.
func (p *Parser) readRadius(r *reader, req *Request) {
	v := r.one("radius")
	if v == "" {
		switch {
		case req.Search.Origin == nil:
			req.Search.Radius = 0 // "within 25 miles" of nothing
		case req.Search.Radius == 0:
			req.Search.Radius = search.DefaultMiles * geo.MetersPerMile
		}
		return
	}
	req.Search.Radius = 0 // what q says gives way
	allowed := radiusForms()
	n, ok := decimal(v)
	meters := n * req.Unit.Meters()
	// 804.672 km is 500 mi on paper and a bit more in floating point.
	if meters > search.MaxRadius && meters < search.MaxRadius+0.001 {
		meters = search.MaxRadius
	}
	switch {
	case !ok:
		r.fault(Fault{Parameter: "radius", Reason: Malformed, Given: v, Allowed: allowed})
	case !(meters > 0 && meters <= search.MaxRadius):
		r.fault(Fault{Parameter: "radius", Reason: OutOfRange, Given: v, Allowed: allowed})
	case req.Search.Origin != nil:
		req.Search.Radius = meters
	case !p.opts.Lenient && !r.faulty("near"):
		r.fault(Fault{Parameter: "radius", Reason: NeedsOrigin, Given: v, Allowed: []string{"near"}})
	}
}

func readUnit(r *reader) words.Unit {
	if r.choice("unit", string(words.Miles), string(words.Kilometers)) == string(words.Kilometers) {
		return words.Kilometers
	}
	return words.Miles
}

// readBounds reads bbox: west,south,east,north in degrees.
func readBounds(r *reader) *geo.Bounds {
	v := r.one("bbox")
	if v == "" {
		return nil
	}
	allowed := []string{"west,south,east,north"}
	parts := strings.Split(v, ",")
	var n [4]float64
	if len(parts) != len(n) {
		r.fault(Fault{Parameter: "bbox", Reason: Malformed, Given: v, Allowed: allowed})
		return nil
	}
	for i, part := range parts {
		var ok bool
		if n[i], ok = decimal(strings.TrimSpace(part)); !ok {
			r.fault(Fault{Parameter: "bbox", Reason: Malformed, Given: v, Allowed: allowed})
			return nil
		}
	}
	b, err := geo.NewBounds(n[0], n[1], n[2], n[3])
	if err != nil {
		r.fault(Fault{Parameter: "bbox", Reason: OutOfRange, Given: v, Allowed: allowed})
		return nil
	}
	return &b
}
