package site

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/query"
)

// emergency answers words that may mean one where it is not sure which place is
// meant: with the 911 panel and nobody's telephone number, because whoever is
// listed for a guess may be in another state. What the search may have meant
// are links. req is nil where the search was refused with faults.
func (s *Site) emergency(c *gin.Context, v *visit, req *query.Request, faults *query.Faults) {
	f := &findView{
		Urgency: v.urgency(), Form: v.form(true), HeadingID: "list",
		Heading: v.T("find.emergency"), Lead: v.T("find.emergency.lead"),
	}
	if faults != nil {
		for _, fault := range faults.List {
			f.Choices = append(f.Choices, v.candidates(fault)...)
		}
	} else {
		f.Choices = v.meant(req)
	}
	p := v.page("/find", v.values)
	p.NoIndex, p.Strip = true, false
	p.Title = f.Heading + " – " + v.T("page.brand")
	p.Body = f
	s.render(c, http.StatusOK, "find", p)
}

// meant links what a search was guessed to ask for, without the words of the
// emergency: its place, and the name in it.
func (v *visit) meant(req *query.Request) []link {
	var all []link
	if o := req.Search.Origin; o != nil {
		all = append(all, link{
			Text: v.T("find.emergency.near", "place", query.PlaceName(v.Catalog, o)),
			URL:  v.landing(v.with("q", "", "near", o.Value)),
		})
	}
	if text := req.Search.Text; text != "" {
		all = append(all, link{
			Text: v.T("find.emergency.words", "text", text),
			URL:  v.landing(v.with("q", text, "near", "")),
		})
	}
	return all
}
