package console

import (
	"cmp"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/words"
)

// A dueView is an office to be asked.
type dueView struct {
	NPI         string     `json:"npi"`
	Name        string     `json:"name"`
	Office      officeView `json:"office"`
	Why         roster.Why `json:"why"`
	Holds       string     `json:"holds"` // what was said last, in words
	Age         int        `json:"age"`   // of that, in days
	Given       int        `json:"given"` // callers who were given the surgeon in 180 days
	Tried       string     `json:"tried"` // day of the last call without an answer; else empty
	Unreachable bool       `json:"unreachable"`
}

// A dueList is who is to be asked, as many as are shown, and how many there are.
type dueList struct {
	Due    []dueView    `json:"due"`
	Total  int          `json:"total"`
	Events []noticeView `json:"events"` // what the registry says of whoever offers it
}

// A noticeView is something that the registry says of somebody.
type noticeView struct {
	NPI  string      `json:"npi"`
	Name string      `json:"name"`
	What roster.What `json:"what"`
	Now  string      `json:"now"` // as listed today; empty: not listed
	On   string      `json:"on"`  // of the word that counts
}

// dueOffices is how many offices to ask are shown.
const dueOffices = 100

// due lists the offices to be asked: whom most callers were given first, then
// what was said longest ago; those that could not be reached come last.
func (c *Console) due(g *gin.Context, _ struct{}) (dueList, error) {
	ctx := g.Request.Context()
	b, err := c.opts.Roster.Read(ctx)
	if err != nil {
		return dueList{}, err
	}
	people, err := c.opts.Finder.Documented(ctx, slices.Collect(b.Physicians()))
	if err != nil {
		return dueList{}, err
	}
	given, err := c.opts.Store.Given(ctx, c.opts.Now().Add(-directory.ExpireAfter*24*time.Hour))
	if err != nil {
		return dueList{}, err
	}
	all := b.Due(people, c.day(), c.opts.Cards.StaleAfter())
	slices.SortStableFunc(all, func(x, y roster.Due) int {
		return cmp.Or(compareTrue(x.Unreachable, y.Unreachable), -cmp.Compare(given[x.NPI], given[y.NPI]), cmp.Compare(x.On, y.On))
	})
	list := dueList{Due: []dueView{}, Total: len(all), Events: []noticeView{}}
	for _, e := range b.Events(people, isSurgeon, c.day(), directory.ExpireAfter) {
		list.Events = append(list.Events, noticeView{e.NPI.String(), e.Name, e.What, e.Now, e.On.String()})
	}
	v := c.viewer(words.For(langOf(g)), nil)
	for _, d := range all[:min(len(all), dueOffices)] {
		l := d.Listing
		if now, _, err := c.opts.Finder.Office(ctx, d.NPI, l.ID()); err == nil {
			l = now // with the number that was told
		}
		list.Due = append(list.Due, dueView{
			d.NPI.String(), l.Physician.Name.Display(), v.office(&l.Location), d.Why, c.held(g, d.Holds), int(c.day() - d.On),
			given[d.NPI], d.Tried.String(), d.Unreachable,
		})
	}
	return list, nil
}

// isSurgeon reports whether a code is one of a surgeon's.
func isSurgeon(code directory.Taxonomy) bool {
	codes, err := directory.Set("surgery")
	return err == nil && slices.Contains(codes, code)
}

// compareTrue orders false before true.
func compareTrue(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// A surgeonView is everything that the roster has of one physician.
type surgeonView struct {
	NPI      string            `json:"npi"`
	Name     string            `json:"name"` // empty: not listed
	Offices  []surgeonOffice   `json:"offices"`
	Timeline []attestationView `json:"timeline"` // the newest first
	Reports  []correctionView  `json:"reports"`  // not decided yet
	Given    int               `json:"given"`    // callers in 180 days
}

// A surgeonOffice is an office with what holds there today.
type surgeonOffice struct {
	officeView
	Evidence string `json:"evidence"` // as patients read it
	Holds    string `json:"holds"`    // what was said last, however old
}

// surgeon shows what there is of a physician, listed or not.
func (c *Console) surgeon(g *gin.Context, in struct {
	NPI string `json:"npi"`
},
) (surgeonView, error) {
	ctx := g.Request.Context()
	npi, err := directory.ParseNPI(in.NPI)
	if err != nil {
		return surgeonView{}, notListed(err)
	}
	b, err := c.opts.Roster.Read(ctx)
	if err != nil {
		return surgeonView{}, err
	}
	view := surgeonView{NPI: npi.String(), Offices: []surgeonOffice{}, Timeline: []attestationView{}, Reports: []correctionView{}}
	people, err := c.opts.Finder.Documented(ctx, []directory.NPI{npi})
	if err != nil {
		return surgeonView{}, err
	}
	v := c.viewer(words.For(langOf(g)), nil)
	for _, own := range people {
		if own[0].Physician.NPI != npi {
			continue
		}
		view.Name = own[0].Physician.Name.Display()
		holds := b.HoldsListed(own)
		for i := range own {
			l, _, err := c.opts.Finder.Office(ctx, npi, own[i].ID())
			if err != nil {
				return surgeonView{}, err
			}
			view.Offices = append(view.Offices, surgeonOffice{v.office(&l.Location), v.Evidence(l.Offering, l.NamedOn).Text, c.held(g, holds[i])})
		}
	}
	for _, e := range b.Of(npi) {
		view.Timeline = append(view.Timeline, c.attestationView(g, b, &e))
	}
	reports, err := c.opts.Store.Reported(ctx, []directory.NPI{npi})
	if err != nil {
		return surgeonView{}, err
	}
	for _, k := range reports {
		view.Reports = append(view.Reports, c.correctionView(g, k))
	}
	given, err := c.opts.Store.Given(ctx, c.opts.Now().Add(-directory.ExpireAfter*24*time.Hour))
	view.Given = given[npi]
	return view, err
}
