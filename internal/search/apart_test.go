package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// office is one more listing of the physician of l, a degree of latitude
// farther north for each step.
func office(l directory.Listing, step float64, accepting directory.Accepting, languages ...string) directory.Listing {
	l.Location.ID += string(rune('a' + int(step*10)))
	l.Location.Position.Point.Lat += step
	l.Accepting, l.Languages = accepting, languages
	return l
}

// Three physicians near, each with one or two offices, and one far away.
func apartListings() []directory.Listing {
	const yes, no = directory.AcceptingNew, directory.AcceptingNone
	a, b, c, d := one(1, minneapolis), one(2, minneapolis), one(3, minneapolis), one(4, minneapolis)
	e := one(5, minneapolis)
	return []directory.Listing{
		office(a, 0.1, yes, "en", "es"),
		// One office takes new patients and another speaks Spanish: no office
		// does both, and the second may.
		office(b, 0.1, yes, "en"), office(b, 0.2, "", "es"),
		// Known not to, at both offices, each for a reason of its own.
		office(c, 0.1, no), office(c, 0.2, "", "en"),
		// Nothing is known near; far away all is.
		office(d, 0.3, ""), office(d, 3, yes, "es-MX"),
		office(e, 4, yes, "es"),
	}
}

func apartQuery() search.Query {
	q := from(minneapolis, 50)
	q.Filter = search.Filter{Accepting: []directory.Accepting{directory.AcceptingNew}, Languages: []string{"es"}}
	q.Apart = true
	return q
}

func TestUnknownApart(t *testing.T) {
	f := searchtest.Loaded(t, searchtest.NewMemory("one", apartListings()))
	number := func(n int) directory.NPI { return one(n, geo.Point{}).Physician.NPI }
	q := apartQuery()
	q.Explain = true
	r := search1(t, f, q)
	if r.Total != 1 || r.UnknownTotal != 2 {
		t.Errorf("total %d, not known %d; want 1 and 2", r.Total, r.UnknownTotal)
	}
	if diff := cmp.Diff([]directory.NPI{number(1)}, npis(r.Cards)); diff != "" {
		t.Errorf("who fits (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]directory.NPI{number(2), number(4)}, npis(r.Unknown)); diff != "" {
		t.Fatalf("of whom it is not known (-want +got):\n%s", diff)
	}
	if len(r.Beyond) != 0 {
		t.Errorf("%d beyond the radius although three are listed", len(r.Beyond))
	}
	want := []search.Reason{
		{Parameter: "accepting", Value: "unknown"}, {Parameter: "language", Value: "es"}, {Parameter: "near", Value: "22239"},
	}
	if diff := cmp.Diff(want, r.Unknown[0].Reasons); diff != "" {
		t.Errorf("reasons (-want +got):\n%s", diff)
	}
	q.Apart = false
	if r := search1(t, f, q); r.Total != 1 || r.UnknownTotal != 0 || len(r.Unknown) != 0 || len(r.Beyond) != 2 {
		t.Errorf("without apart: total %d, not known %d, %d beyond; want 1, 0, 2", r.Total, r.UnknownTotal, len(r.Beyond))
	}
}

// Who is listed as not known is not offered again from beyond the radius.
func TestUnknownIsNotBeyond(t *testing.T) {
	listings := apartListings()[5:]
	f := searchtest.Loaded(t, searchtest.NewMemory("one", listings))
	r := search1(t, f, apartQuery())
	if len(r.Unknown) != 1 || len(r.Beyond) != 1 || r.Beyond[0].Listing.Physician.NPI == r.Unknown[0].Listing.Physician.NPI {
		t.Errorf("not known %v, beyond %v", npis(r.Unknown), npis(r.Beyond))
	}
}

// The pages cut one sequence: nobody twice, nobody left out.
func TestUnknownPages(t *testing.T) {
	f := searchtest.Loaded(t, searchtest.NewMemory("one", apartListings()))
	var seen []directory.NPI
	for page := 1; page <= 4; page++ {
		q := apartQuery()
		q.Page, q.Size = page, 1
		r := search1(t, f, q)
		if r.Total != 1 || r.UnknownTotal != 2 || len(r.Cards)+len(r.Unknown) > 1 {
			t.Errorf("page %d: total %d, not known %d, %d and %d cards", page, r.Total, r.UnknownTotal, len(r.Cards), len(r.Unknown))
		}
		seen = append(append(seen, npis(r.Cards)...), npis(r.Unknown)...)
	}
	whole := search1(t, f, apartQuery())
	if diff := cmp.Diff(append(npis(whole.Cards), npis(whole.Unknown)...), seen); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}
