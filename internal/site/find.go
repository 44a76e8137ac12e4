package site

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// patience is how long a page waits for an answer before it gives the person
// the phone number.
const patience = 8 * time.Second

// A findView is the body of the results page, in each of its states.
type findView struct {
	RedFlag   bool // words of the search may mean an emergency
	Form      form
	Chips     []link
	HeadingID string
	Heading   string
	Lead      string
	Notices   []string // where the reading departs from what was sent
	Problems  []link   // what could not be used, each with the field to put it right in, if there is one
	Choices   []link   // ways on

	Cards         []card
	First         int // number of the first card
	Beyond        []card
	BeyondHeading string
	Map           *mapView
	Previous      string
	Next          string
	PageText      string
	Asked         string // on paper: what was asked, when
	Printed       string // on paper: where the newest list is
}

// find answers a search.
func (s *Site) find(c *gin.Context) {
	v := s.visit(c)
	onlyKnown(v.values)
	if len(v.values) == 0 {
		c.Redirect(http.StatusSeeOther, v.to("/", nil))
		return
	}
	if wait, ok := s.allow(v); !ok {
		s.busy(c, v, wait)
		return
	}
	req, err := s.opts.Parser.Parse(v.values)
	var faults *query.Faults
	switch {
	case errors.As(err, &faults):
		s.faulty(c, v, faults)
		return
	case err != nil:
		s.down(c, v, err)
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), patience)
	defer cancel()
	res, err := s.opts.Finder.Search(ctx, req.Search)
	if err != nil {
		s.down(c, v, err)
		return
	}
	a := &answer{visit: v, site: s, req: req, res: res}
	view := a.view()
	p := v.page("/find", v.values)
	p.NoIndex = true
	p.Title = view.Heading + " – " + v.T("page.brand")
	if req.Search.Page > 1 {
		p.Title = view.Heading + " – " + view.PageText + " – " + v.T("page.brand")
	}
	p.Body = view
	s.render(c, http.StatusOK, "find", p)
}

// redFlag says whether any words of the search may mean an emergency: people
// type them into whichever field is nearest.
func (v *visit) redFlag() bool {
	return words.RedFlag(v.values.Get("q")) || words.RedFlag(v.values.Get("near"))
}

// An answer words one result.
type answer struct {
	*visit
	site *Site
	req  *query.Request
	res  *search.Result
}

func (a *answer) view() *findView {
	q := &a.req.Search
	f := &findView{
		RedFlag: a.req.RedFlag || a.redFlag(), Form: a.form(true), Chips: a.chips(a.req),
		HeadingID: "answer", First: (q.Page-1)*q.Size + 1,
		Heading: a.heading(), Lead: a.lead(), Notices: a.notices(),
	}
	if f.RedFlag {
		f.HeadingID = "list"
	}
	d := &describer{visit: a.visit, today: a.site.today(), stale: a.site.opts.StaleDays, origin: q.Origin, unit: a.req.Unit}
	m := &drawing{origin: q.Origin, radius: q.Radius, unit: a.req.Unit}
	for i := range a.res.Cards {
		f.Cards = append(f.Cards, d.card(&a.res.Cards[i], f.First+i))
		m.add(f.First+i, a.res.Cards[i].Listing.Location.Position, false)
	}
	for i := range a.res.Beyond {
		one := d.card(&a.res.Beyond[i], f.First+len(f.Cards)+i)
		one.Beyond = true
		f.Beyond = append(f.Beyond, one)
		m.add(one.Number, a.res.Beyond[i].Listing.Location.Position, true)
	}
	if len(f.Beyond) > 0 {
		f.BeyondHeading = a.T("find.beyond", "radius", a.radius())
	}
	f.Map = a.site.draw(a.visit, m, "map")
	f.Choices = a.choices()
	a.paging(f)
	a.paper(f)
	return f
}

// heading says how many were found, and where.
func (a *answer) heading() string {
	n := a.res.Total
	if o := a.req.Search.Origin; o != nil {
		if n == 0 {
			return a.T("find.none.near", "radius", a.radius(), "place", a.place(o))
		}
		if !a.res.TotalExact {
			return a.T("find.many.near", "count", n, "radius", a.radius(), "place", a.place(o))
		}
		return a.T("find.some.near", "count", n, "radius", a.radius(), "place", a.place(o))
	}
	switch {
	case n == 0:
		return a.T("find.none")
	case !a.res.TotalExact:
		return a.T("find.many", "count", n)
	}
	return a.T("find.some", "count", n)
}

// place names an origin; one that is only a position is the person's area.
func (a *answer) place(o *place.Place) string {
	if o.Kind == place.KindCoords || o.Kind == place.KindCell {
		return a.T("find.area")
	}
	return o.Label
}

// radius words the radius of the search.
func (a *answer) radius() string {
	return a.length(math.Round(a.req.Search.Radius/a.req.Unit.Meters()*100)/100, string(a.req.Unit))
}

// lead says what is shown of the answer and how it is ordered.
func (a *answer) lead() string {
	q, n := &a.req.Search, len(a.res.Cards)
	if n == 0 {
		if a.res.Total > 0 {
			return a.T("find.past_end")
		}
		if len(a.res.Beyond) > 0 {
			return a.T("find.none.lead")
		}
		return a.T("find.none.advice")
	}
	from := (q.Page-1)*q.Size + 1
	text := a.T("find.range", "from", from, "to", from+n-1, "total", a.res.Total)
	if n == a.res.Total {
		text = a.T("find.all")
	}
	if q.Origin != nil && q.Sort == search.ByDistance {
		text += " " + a.T("find.order", "place", a.place(q.Origin))
	}
	if g := a.res.Generation; g != nil && g.DataAsOf != 0 {
		text += " " + a.T("find.as_of", "date", a.Day(g.DataAsOf))
	}
	return text
}

// notices say where the answer departs from the question.
func (a *answer) notices() []string {
	var all []string
	if a.res.Degraded {
		date := ""
		if a.res.Generation != nil {
			date = a.Day(a.res.Generation.DataAsOf)
		}
		all = append(all, a.T("warning.degraded", "date", date))
	}
	for _, w := range a.req.Warnings {
		all = append(all, w.In(a.Catalog))
	}
	for _, word := range a.res.Dropped {
		all = append(all, a.T("warning.words_dropped", "value", word))
	}
	return all
}

// choices are the ways on from a short answer: farther, or with fewer filters.
func (a *answer) choices() []link {
	if a.res.Total >= search.MaxBeyond || a.req.Search.Page > 1 {
		return nil
	}
	var all []link
	if a.req.Search.Origin != nil {
		unit := string(a.req.Unit)
		for _, r := range radii() {
			if r*a.req.Unit.Meters() > 1.5*a.req.Search.Radius && r >= 100 && len(all) == 0 {
				values := a.with("radius", strconv.Itoa(int(r)))
				all = append(all, link{Text: a.T("find.wider", "radius", a.length(r, unit)), URL: a.to("/find", values)})
			}
		}
	}
	for _, name := range []string{"annular_closure", "specialty", "language", "accepting", "gender", "verified_within_days"} {
		if v := a.values.Get(name); v != "" && v != "spine-surgery" && len(all) < 4 {
			all = append(all, link{Text: a.T("find.without", "filter", query.Meaning(a.Catalog, name, v)), URL: a.to("/find", a.with(name, ""))})
		}
	}
	return all
}

// paging links the pages before and after.
func (a *answer) paging(f *findView) {
	q := &a.req.Search
	pages := min(search.MaxPage, (a.res.Total+q.Size-1)/q.Size)
	at := func(page int) string {
		values := a.with()
		if page > 1 {
			values.Set("page", strconv.Itoa(page))
		}
		return a.to("/find", values) + "#answer"
	}
	if q.Page > 1 && pages > 0 {
		f.Previous = at(min(q.Page-1, pages))
	}
	if q.Page < pages {
		f.Next = at(q.Page + 1)
	}
	f.PageText = a.T("pager.page", "page", min(q.Page, max(1, pages)), "pages", max(1, pages))
}

// paper adds what a printed sheet must say of itself.
func (a *answer) paper(f *findView) {
	f.Asked = a.T("print.as_of", "date", a.Day(a.site.today()))
	for _, chip := range f.Chips {
		f.Asked += " · " + chip.Text
	}
	f.Printed = a.T("print.newest", "url", a.base+a.to("/find", a.values))
}
