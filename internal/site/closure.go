package site

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
)

// closurePath is the page that says what annular closure is.
const closurePath = "/annular-closure"

// A Review says which clinician has read the page on annular closure, and when.
// The zero Review: nobody has.
type Review struct {
	Name string // as it is to be shown: "Jane Example, MD"
	Day  directory.Date
}

func (r Review) done() bool { return r.Name != "" && r.Day != 0 }

// closureView is the body of the page on annular closure.
type closureView struct {
	Reviewed string // by whom and when; empty: the page is a draft
	Sources  []link
}

// explains reports whether the page on annular closure is shown: once a clinician
// has reviewed it or, as a draft, where drafts are.
func (s *Site) explains() bool { return s.opts.Review.done() || s.opts.Drafts }

func (s *Site) closure(c *gin.Context) {
	if !s.explains() {
		s.NotFound(c)
		return
	}
	v := s.visit(c)
	clear(v.values)
	p := v.page(closurePath, nil)
	view := closureView{Sources: v.closureSources()}
	if r := s.opts.Review; r.done() {
		view.Reviewed = v.T("closure.reviewed", "name", r.Name, "date", v.Day(r.Day))
		v.indexed(p, closurePath)
	} else {
		p.NoIndex = true
	}
	p.Title = v.T("closure.title") + " – " + v.T("page.brand")
	p.Description = v.T("closure.lead")
	p.Body = view
	s.render(c, http.StatusOK, "closure", p)
}

func (v *visit) closureSources() []link {
	return []link{
		{Text: v.T("closure.sources.fda"), URL: "https://www.accessdata.fda.gov/scripts/cdrh/cfdocs/cfpma/pma.cfm?id=P160050"},
		{Text: v.T("closure.sources.panel")},
		{Text: v.T("closure.sources.ijss", "journal", "International Journal of Spine Surgery"), URL: "https://www.ijssurgery.com/content/early/2025/06/17/8770"},
		{Text: v.T("closure.sources.jama")},
		{Text: v.T("closure.sources.registry"), URL: "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC5755945/"},
	}
}
