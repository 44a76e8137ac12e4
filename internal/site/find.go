package site

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A findView is the body of the results page, in each of its states.
type findView struct {
	Urgency   words.Urgency // of the words of the search
	Form      form
	Asked     *asked // what the folded form asked for; nil: it stands open
	Chips     []link
	Pills     []pill
	HeadingID string
	Heading   string
	Lead      string
	Also      []link   // what the box could be as well
	Notices   []string // where the reading departs from what was sent
	Problems  []link   // what could not be used, each with the field to put it right in, if there is one
	Choices   []link   // ways on
	Farther   []link   // the way on that stands below who is shown

	Cards          []card
	First          int // number of the first card
	Unknown        []card
	UnknownFirst   int
	UnknownHeading string
	Beyond         []card
	BeyondHeading  string
	Map            *mapView
	Previous       string
	Next           string
	PageText       string
	Why            string // how the list is ordered
	Note           string // what distances are and how new the list is
	OnPaper        string // what was asked
	Send           *send  // nil: nobody to call
	Printed        string // on paper: where the newest list is
}

// asked names a search in a line, to be read on the form that is folded up.
type asked struct {
	Place string
	More  []string
}

// texts are all that was asked for.
func (a *asked) texts() []string {
	if a.Place == "" {
		return a.More
	}
	return append([]string{a.Place}, a.More...)
}

// find answers a search.
func (s *Site) find(c *gin.Context) {
	v := s.visit(c)
	partner := s.askedBy(v)
	onlyKnown(v.values)
	if len(v.values) == 0 {
		c.Redirect(http.StatusSeeOther, v.to("/", nil))
		return
	}
	box := oneBox{s.opts.Parser, s.opts.Finder}
	if wait, ok := s.allow(v, box.searches(v.values)); !ok {
		s.busy(c, v, wait)
		return
	}
	read := box.read(c.Request.Context(), v.values)
	v.values, v.boxed = read.values, read.boxed || box.holds(read.values)
	also := v.alternatives(read)
	req, err := s.opts.Parser.Parse(v.values)
	var faults *query.Faults
	errors.As(err, &faults)
	switch {
	case v.urgency() == words.Emergency && (faults != nil || err == nil && !req.SurePlace()):
		s.emergency(c, v, req, faults)
		return
	case faults != nil:
		s.faulty(c, v, faults, also)
		return
	case err != nil:
		s.down(c, v, err)
		return
	}
	req.Search.Apart = true
	res, err := s.opts.Finder.Search(c.Request.Context(), req.Search)
	if err != nil {
		s.down(c, v, err)
		return
	}
	if partner != nil && req.Search.Page == 1 {
		s.opts.Door.SearchedIn(partner, res.Total+res.UnknownTotal == 0)
	}
	if v.boxed && req.Search.Origin == nil && len(req.Understood) == 0 && res.Total+res.UnknownTotal+len(res.Beyond) == 0 && !req.Narrowed() {
		s.neither(c, v)
		return
	}
	a := &answer{visit: v, site: s, req: req, res: res, others: s.opts.Parser.Others(c.Request.Context(), s.opts.Finder, v.values, req, res)}
	a.farther = s.opts.Parser.Farther(c.Request.Context(), s.opts.Finder, v.values, req, res)
	view := a.view()
	view.Also = also
	p := v.page("/find", v.values)
	p.NoIndex, p.Strip = true, view.Urgency != words.Emergency
	p.Switch.URL += "#answer"
	p.Title = view.Heading + " – " + v.T("page.brand")
	if req.Search.Page > 1 {
		p.Title = view.Heading + " – " + view.PageText + " – " + v.T("page.brand")
	}
	p.Body = view
	s.render(c, http.StatusOK, "find", p)
}

// urgency is that of the words of the search: people type them into whichever
// field is nearest.
func (v *visit) urgency() words.Urgency {
	return words.UrgencyOf(v.values.Get("q")).Or(words.UrgencyOf(v.values.Get("near")))
}

// An answer words one result.
type answer struct {
	*visit
	site    *Site
	req     *query.Request
	res     *search.Result
	others  *query.Others
	farther *query.Farther
}

// listed is how many the pages hold.
func (a *answer) listed() int { return a.res.Total + a.res.UnknownTotal }

func (a *answer) view() *findView {
	q := &a.req.Search
	d := a.site.describer(a.visit, q.Origin, a.req.Unit)
	f := &findView{
		Urgency: a.req.Urgency.Or(a.urgency()), Form: a.form(true), Asked: a.asked(),
		HeadingID: "answer", First: (q.Page-1)*q.Size + 1,
		Heading: a.req.Found(a.Catalog, a.res), Lead: d.says.Lead(a.req, a.res), Notices: d.notices(a.req, a.res),
	}
	f.Chips, f.Pills = a.pills(d.says)
	if f.Urgency != words.NotUrgent {
		f.HeadingID = "list"
	}
	m := &cards.Drawing{Radius: q.Radius, Group: true}
	for i := range a.res.Cards {
		f.Cards = append(f.Cards, d.card(&a.res.Cards[i], f.First+i))
		m.Add(f.First+i, a.res.Cards[i].Listing.Location.Position, false)
	}
	f.UnknownFirst = f.First + len(f.Cards)
	for i := range a.res.Unknown {
		f.Unknown = append(f.Unknown, d.card(&a.res.Unknown[i], f.UnknownFirst+i))
		m.Add(f.UnknownFirst+i, a.res.Unknown[i].Listing.Location.Position, false)
	}
	if len(f.Unknown) > 0 {
		f.UnknownHeading = a.req.Unsure(a.Catalog, a.res)
	}
	for i := range a.res.Beyond {
		one := d.card(&a.res.Beyond[i], f.UnknownFirst+len(f.Unknown)+i)
		one.Beyond = true
		f.Beyond = append(f.Beyond, one)
		m.Add(one.Number, a.res.Beyond[i].Listing.Location.Position, true)
	}
	f.BeyondHeading = d.says.Beyond(a.req, a.res)
	f.Map = d.draw(m, "map")
	f.Choices, f.Farther = a.choices()
	if len(f.Cards)+len(f.Unknown) == 0 && len(f.Beyond) > 0 {
		f.Lead = "" // the heading of those who are farther away says it
	}
	if len(f.Cards)+len(f.Unknown) > 1 && q.Origin != nil && q.Sort == search.ByDistance {
		f.Why = a.to("/how-we-list", nil) + "#order"
	}
	f.Note = d.says.Note(a.req, a.res)
	f.Send = a.send(f.Cards, f.Unknown, f.Beyond)
	a.paging(f)
	a.paper(f)
	return f
}

// asked names the search: the place and how far, and the words.
func (a *answer) asked() *asked {
	var out asked
	if o := a.req.Search.Origin; o != nil {
		out.Place, out.More = query.PlaceName(a.Catalog, o), []string{a.req.Reach(a.Catalog)}
		out.Place = sentence(out.Place)
	}
	if q := a.values.Get("q"); q != "" {
		out.More = append(out.More, "“"+q+"”")
	}
	return &out
}

// notices say where the answer departs from the question.
func (d *describer) notices(req *query.Request, res *search.Result) []string {
	var all []string
	for _, w := range d.says.Warnings(req, res) {
		all = append(all, w.Text)
	}
	return all
}

// choices are the ways on: whom the search finds without its filters and, from
// a short answer, farther.
func (a *answer) choices() (without, farther []link) {
	if a.req.Search.Page > 1 {
		return nil, nil
	}
	if a.others != nil {
		without = []link{{Text: a.others.In(a.Catalog), URL: a.landing(a.others.Values)}}
	}
	if a.farther != nil {
		farther = []link{{Text: a.farther.In(a.Catalog), URL: a.landing(a.farther.Values)}}
	}
	return without, farther
}

// paging links the pages before and after.
func (a *answer) paging(f *findView) {
	q := &a.req.Search
	pages := min(search.MaxPage, (a.listed()+q.Size-1)/q.Size)
	at := func(page int) string {
		values := a.with()
		if page > 1 {
			values.Set("page", strconv.Itoa(page))
		}
		return a.landing(values)
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
	texts := a.asked().texts()
	for _, p := range f.Pills {
		if p.On && !p.All {
			texts = append(texts, p.Text)
		}
	}
	for _, chip := range f.Chips {
		texts = append(texts, chip.Text)
	}
	f.OnPaper = strings.Join(texts, " · ")
	path := a.to("/find", a.values)
	if a.req.Search.Origin != nil && query.OnlyPosition(a.req.Search.Origin) {
		path = a.to("/", nil) // a sheet is passed on: it does not tell where somebody was
	}
	f.Printed = a.T("print.newest", "url", a.base+path)
}
