package site

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// faulty asks again: which of several places is meant, or what could not be
// used and why. Nothing that was typed is lost.
func (s *Site) faulty(c *gin.Context, v *visit, faults *query.Faults, also []link) {
	f := &findView{
		Urgency: faults.Urgency.Or(v.urgency()), Form: v.form(true), HeadingID: "answer",
		Heading: v.T("find.fault"),
	}
	if f.Urgency != words.NotUrgent {
		f.HeadingID = "list"
	}
	status := http.StatusBadRequest
	for _, fault := range faults.List {
		text := fault.In(v.Catalog)
		switch {
		case fault.Reason == query.AmbiguousPlace: // a question back, no mistake
			f.Heading, f.Lead = v.T("find.which", "place", fault.Given), text
			f.Choices = v.candidates(fault)
			status = http.StatusOK
			continue
		case fault.Reason == query.UnknownPlace, fault.Reason == query.UnknownRegion, fault.Reason == query.OutsideUS:
			f.Heading = v.T("find.unknown", "place", fault.Given)
			f.Choices = append(f.Choices, v.candidates(fault)...)
			status = http.StatusNotFound
		}
		problem := link{Text: text, URL: "#" + fault.Parameter}
		switch {
		case fault.Parameter == "near" && fault.Reason == query.Required && v.boxed: // the words are kept, the box is for the place
			f.Form.Near, f.Form.Text, f.Form.Open = "", f.Form.Near, true
			f.Form.NearFault = text
		case fault.Parameter == "q" && v.boxed:
			problem.URL = "#near"
			f.Form.NearFault = text
		case fault.Parameter == "near":
			f.Form.NearFault = text
		case fault.Parameter == "q":
			f.Form.TextFault, f.Form.Open = text, true
		default:
			problem = link{Text: v.T("find.fault.of", "parameter", v.T("parameter."+fault.Parameter), "text", text)}
		}
		f.Problems = append(f.Problems, problem)
	}
	f.Also = also
	if len(faults.List) > 1 && status == http.StatusOK {
		status = http.StatusBadRequest
	}
	p := v.page("/find", v.values)
	p.NoIndex, p.Strip = true, f.Urgency != words.Emergency
	p.Switch.URL += "#answer"
	p.Title = f.Heading + " – " + v.T("page.brand")
	if len(f.Problems) > 0 {
		p.Title = v.T("find.title.fault", "heading", p.Title)
	}
	p.Body = f
	s.render(c, status, "find", p)
}

// candidates are the places that a name may mean, each with the same search
// there.
func (v *visit) candidates(f query.Fault) []link {
	links := make([]link, len(f.Candidates))
	for i, p := range f.Candidates {
		values := v.with(f.Parameter, p.Value)
		if q := v.values.Get("q"); f.Parameter == "near" && v.values.Get("near") == "" { // it stands among the words
			values = v.with("q", query.Replace(q, f.Given, p.Value))
		}
		links[i] = link{Text: p.Label, URL: v.landing(values)}
	}
	return links
}

// neither says of words from the box that they name no place and nobody.
func (s *Site) neither(c *gin.Context, v *visit) {
	f := &findView{Urgency: v.urgency(), Form: v.form(true), HeadingID: "answer", Heading: v.T("find.neither", "text", query.Clip(v.values.Get("q")))}
	f.Form.NearFault = v.T("find.neither.lead")
	f.Problems = []link{{Text: f.Form.NearFault, URL: "#near"}}
	p := v.page("/find", v.values)
	p.NoIndex, p.Strip = true, true
	p.Title = f.Heading + " – " + v.T("page.brand")
	p.Body = f
	s.render(c, http.StatusNotFound, "find", p)
}

// A messageView is the body of a page that can only say something.
type messageView struct {
	Heading string
	Text    string
	Urgency words.Urgency
	Form    *form
}

// message renders such a page.
func (s *Site) message(c *gin.Context, v *visit, status int, m messageView) {
	m.Urgency = v.urgency()
	p := v.page(c.Request.URL.Path, v.values)
	p.NoIndex, p.Strip = true, m.Urgency != words.Emergency
	p.Title = m.Heading + " – " + v.T("page.brand")
	p.Body = m
	s.render(c, status, "message", p)
}

// busy answers someone who searches faster than people do.
func (s *Site) busy(c *gin.Context, v *visit, wait time.Duration) {
	seconds := retryAfter(c, wait)
	f := v.form(true)
	s.message(c, v, http.StatusTooManyRequests, messageView{
		Heading: v.T("problem.too-many-requests.title"),
		Text:    v.T("problem.too-many-requests.detail", "seconds", seconds),
		Form:    &f,
	})
}

// retryAfter tells a browser, and returns for the page, after how many seconds
// to try again.
func retryAfter(c *gin.Context, wait time.Duration) int {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	c.Writer.Header().Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}

// down answers when no answer can be had: with the phone number.
func (s *Site) down(c *gin.Context, v *visit, err error) {
	k, ok := s.opts.Door.Translate(c, err)
	if !ok {
		return // nobody waits any more
	}
	f := v.form(true)
	s.message(c, v, k.Status, messageView{
		Heading: v.T("problem." + k.Name + ".title"),
		Text:    v.T("problem."+k.Name+".detail", "phone", s.opts.Line),
		Form:    &f,
	})
}

// NotFound answers an address that nothing is at.
func (s *Site) NotFound(c *gin.Context) {
	s.headers(c)
	v := s.visit(c)
	clear(v.values)
	f := v.form(false)
	s.message(c, v, http.StatusNotFound, messageView{
		Heading: v.T("problem.unknown-path.title"),
		Text:    v.T("problem.unknown-path.detail"),
		Form:    &f,
	})
}
