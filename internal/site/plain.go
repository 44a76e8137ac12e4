package site

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/words"
)

// homeView is the body of the first page.
type homeView struct{ Form form }

func (s *Site) home(c *gin.Context) {
	v := s.visit(c)
	clear(v.values)
	p := v.page("/", nil)
	v.indexed(p, "/")
	p.Title = v.T("home.title") + " – " + v.T("page.brand")
	p.Description = v.T("home.lead")
	p.Body = homeView{v.form(false)}
	s.render(c, http.StatusOK, "home", p)
}

// howView is the body of the page on how the list is made.
type howView struct {
	Sources []string
	Draft   bool // the emergency wording awaits review
	// Where the log of changes and the measure of the data are; Public: they are told.
	Public                 bool
	ChangesURL, QualityURL string
}

func (s *Site) how(c *gin.Context) {
	v := s.visit(c)
	clear(v.values)
	p := v.page("/how-we-list", nil)
	v.indexed(p, "/how-we-list")
	p.Title = v.T("how.title") + " – " + v.T("page.brand")
	p.Description = v.T("how.lead")
	var view howView
	for _, key := range []string{"nppes", "dac", "npd", "roster", "nucc", "census", "geonames", "atlas"} {
		view.Sources = append(view.Sources, v.T("how.sources."+key))
	}
	clinical, spanish := words.RedFlagsReviewed()
	view.Draft = !clinical || !spanish
	if s.opts.Changes != nil && s.opts.Measure != nil && v.frame == nil {
		view.Public, view.ChangesURL, view.QualityURL = true, v.to("/changes", nil), v.to("/data-quality", nil)
	}
	p.Body = view
	s.render(c, http.StatusOK, "how", p)
}
