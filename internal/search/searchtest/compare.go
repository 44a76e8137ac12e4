package searchtest

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// compare returns how an answer departs from the wanted one, or "".
func compare(want wanted, q search.Query, r *search.Result) string {
	switch {
	case r.Total != want.total || !r.TotalExact:
		return fmt.Sprintf("total %d (exact %v), want %d", r.Total, r.TotalExact, want.total)
	case r.UnknownTotal != want.unknownTotal:
		return fmt.Sprintf("%d of whom it is not known, want %d", r.UnknownTotal, want.unknownTotal)
	case r.Degraded:
		return "degraded"
	case len(r.Dropped) > 0:
		return fmt.Sprintf("dropped %q", r.Dropped)
	}
	if diff := cmp.Diff(want.facets, r.Facets, cmpopts.EquateEmpty()); diff != "" {
		return "facets (-want +got):\n" + diff
	}
	if problem := compareCards(want.page, q, r.Cards); problem != "" {
		return "cards: " + problem
	}
	if problem := compareCards(want.unknown, q, r.Unknown); problem != "" {
		return "unknown: " + problem
	}
	if problem := compareCards(want.beyond, q, r.Beyond); problem != "" {
		return "beyond: " + problem
	}
	return ""
}

func compareCards(want []expected, q search.Query, got []search.Card) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d, want %d", len(got), len(want))
	}
	for i, w := range want {
		c := got[i]
		switch {
		case c.Listing.Physician.NPI != w.npi:
			return fmt.Sprintf("place %d: NPI %v at %.3f m, want %v at %.3f m", i, c.Listing.Physician.NPI, c.Meters, w.npi, w.meters)
		case c.Listing.ID() != w.listing.ID():
			return fmt.Sprintf("place %d: listing %s, want %s", i, c.Listing.ID(), w.listing.ID())
		case math.Abs(c.Meters-w.meters) > 1e-3 || c.WholeMeters() != rounded(w.meters):
			return fmt.Sprintf("place %d: %.6f m, want %.6f m", i, c.Meters, w.meters)
		case c.Tied != w.tied:
			return fmt.Sprintf("place %d: tied %v, want %v", i, c.Tied, w.tied)
		case c.Tier != w.tier:
			return fmt.Sprintf("place %d: tier %d, want %d", i, c.Tier, w.tier)
		case (len(c.Reasons) > 0) != (q.Explain && hasReason(q)):
			return fmt.Sprintf("place %d: %d reasons", i, len(c.Reasons))
		}
		if problem := compareOffices(othersOf(w, q), c.Others); problem != "" {
			return fmt.Sprintf("place %d, others%s", i, problem)
		}
		if !reflect.DeepEqual(w.listing, c.Listing) {
			return fmt.Sprintf("place %d (-want +got):\n%s", i, cmp.Diff(w.listing, c.Listing))
		}
	}
	return ""
}

// hasReason reports whether q asks anything that a card can be explained by.
func hasReason(q search.Query) bool {
	return q.Origin != nil || q.Text != "" || !cmp.Equal(q.Filter, search.Filter{})
}

func compareOffices(want, got []directory.Location) string {
	if len(want) == 0 && len(got) == 0 || reflect.DeepEqual(want, got) {
		return ""
	}
	return " (-want +got):\n" + cmp.Diff(want, got)
}

// othersOf returns the offices that are not shown, nearest first.
func othersOf(w expected, q search.Query) []directory.Location {
	var others []directory.Location
	for _, l := range w.all {
		if l.Location.ID != w.listing.Location.ID {
			others = append(others, l.Location)
		}
	}
	slices.SortFunc(others, func(a, b directory.Location) int {
		if q.Origin != nil {
			x, y := haversine(q.Origin.Point, a.Position.Point), haversine(q.Origin.Point, b.Position.Point)
			if x != y {
				if x < y {
					return -1
				}
				return 1
			}
		}
		return strings.Compare(a.ID, b.ID)
	})
	return others
}

// describe prints a query of a test, whose places are made up.
func describe(q search.Query) string {
	var from geo.Point
	if q.Origin != nil {
		from = q.Origin.Point
	}
	bounds := q.Filter.Bounds
	q.Filter.Bounds = nil
	return fmt.Sprintf("from %v (%v) within %.0f m, text %q, order %q, page %d of %d, unknown apart %v, filter %+v, bounds %v",
		from, q.Origin != nil, q.Radius, q.Text, q.Sort, q.Page, q.Size, q.Apart, q.Filter, bounds)
}
