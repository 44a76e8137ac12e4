package roster

import (
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A Measure is all that the page on how good the data is tells, of one day.
type Measure struct {
	Day         directory.Date
	Generation  string
	DataAsOf    directory.Date // of the registry
	Physicians  int
	Offices     int
	Roster      Quality
	Reports     *referral.Decisions // of a year; nil: the store is away
	Agreement   []Agreement         // of offices that the registry lists, by the other sources that were read
	States      []StateCount        // of 11 physicians and more, by their letters
	FreshDays   int                 // how old a word is that counts as fresh, at most
	ExpireDays  int                 // how old a word is that counts, at most
	ReportsDays int                 // how many days Reports is of
}

// An Agreement says how many offices of the registry another source names, too,
// at the same address.
type Agreement struct {
	Source  directory.Source
	Offices int
}

// LeastCount is the least count that is told of a state.
const LeastCount = 11

// A StateCount is what is listed in one state.
type StateCount struct {
	State      string
	Physicians int
	Offices    int
	Offering   int // offices
	Agreeing   int // offices that another source names, too, if any was read
}

// A Quality says how good what is told of annular closure is on a day.
type Quality struct {
	Offices   int             // that offer it, by what counts
	Fresh     int             // of those, said within the days that count as fresh
	MedianAge int             // of what was said of them, in days; 0: of none
	By        map[Channel]int // by the channel of the word that counts; "" is the documents
	Named     int             // offices that only a list names
	Expired   int             // offices whose word is too old to count
	Calls     map[Claim]int   // what the calls of the desk gave, a note being no answer to the question
	Dead      int             // numbers that were found to reach nobody
}

// Quality measures the offices of physicians, all of each, as their documents
// have them.
func (b *Book) Quality(people [][]directory.Listing, today directory.Date, fresh, expire int) Quality {
	q := Quality{By: map[Channel]int{}, Calls: map[Claim]int{}}
	var ages []int
	for _, listings := range people {
		offices := make([]directory.Documented, len(listings))
		for i := range listings {
			offices[i] = listings[i].Documented()
		}
		for _, said := range b.said(listings[0].Physician.NPI, offices) {
			h := holdingOf(said)
			switch age := int(today - h.newest()); {
			case h.closure != nil && !h.ended():
				if age = int(today - h.closure.SaidOn); age > expire {
					q.Expired++
					continue
				}
				q.Offices++
				q.By[h.closure.Channel]++
				ages = append(ages, age)
				if age <= fresh {
					q.Fresh++
				}
			case h.list != nil && age <= expire:
				q.Named++
			}
		}
	}
	if len(ages) > 0 {
		slices.Sort(ages)
		q.MedianAge = ages[(len(ages)-1)/2]
	}
	for i := range b.all {
		a := &b.all[i]
		if a.Channel == Call && a.Claim != Phone && a.Claim != Accepting && a.Claim != Languages {
			q.Calls[a.Claim]++
		}
		if a.Claim == Phone && a.Value[:1] == "!" && b.entry(a).Standing.Acts() {
			q.Dead++
		}
	}
	return q
}
