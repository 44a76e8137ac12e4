package indexer

import "github.com/physicianfinder/finder/internal/directory"

// A tally counts listings on their way to the writer.
type tally struct {
	report *Report
}

func newTally(r *Report) *tally { return &tally{report: r} }

func (t *tally) add(listings []directory.Listing) {
	if len(listings) > 0 {
		t.report.Listed++
	}
	for i := range listings {
		l := &listings[i]
		t.report.Listings++
		t.report.Located[l.Location.Position.Precision]++
		if l.Offering != nil {
			t.report.OfferedListings[l.Offering.Status]++
			count(t.report.OfferedStates, l.Location.Address.State, l.Offering.Status)
		}
		count(t.report.Freshness, l.Location.Source, year(l.Location.Updated))
	}
}

// checks is what the writer holds the build against.
func (t *tally) checks(minKeep float64) directory.Checks {
	return directory.Checks{
		DataAsOf: t.report.DataAsOf, Sources: t.report.AsOf, MissingDays: t.report.Registry.Days.missing(),
		Listings: t.report.Listings, Physicians: t.report.Listed,
		Offerings: t.report.OfferedListings, MinKeep: minKeep,
	}
}

// count adds one to a cell of a table of two keys.
func count[A, B comparable](table map[A]map[B]int64, a A, b B) {
	if table[a] == nil {
		table[a] = map[B]int64{}
	}
	table[a][b]++
}
