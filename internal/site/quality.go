package site

import (
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/roster"
)

// qualityView is the body of the page on how good the data is.
type qualityView struct {
	Day      string
	AsOf     string // the registry's day; empty: not known
	Measure  *roster.Measure
	Fresh    string // share of the offices whose word is fresh: "87 %"; empty: of none
	Channels []counted
	Calls    []counted
	Sources  []counted
	Hours    string // median, to a decision; empty: none was decided
}

// A counted is a number with its name.
type counted struct {
	Name  string
	Count int
}

// quality shows how good the data is, and how that is measured.
func (s *Site) quality(c *gin.Context) {
	v := s.visit(c)
	clear(v.values)
	if wait, ok := s.allow(v, false); !ok {
		s.busy(c, v, wait)
		return
	}
	m, err := s.opts.Measure(c.Request.Context())
	if err != nil {
		s.down(c, v, err)
		return
	}
	p := v.page("/data-quality", nil)
	v.indexed(p, "/data-quality")
	p.Title = v.T("quality.title") + " – " + v.T("page.brand")
	p.Description = v.T("quality.lead")
	view := qualityView{Day: v.Day(m.Day), Measure: m}
	if m.DataAsOf != 0 {
		view.AsOf = v.Day(m.DataAsOf)
	}
	if n := m.Roster.Offices; n > 0 {
		view.Fresh = strconv.Itoa(int(math.Round(100*float64(m.Roster.Fresh)/float64(n)))) + " %"
	}
	for _, channel := range slices.Sorted(maps.Keys(m.Roster.By)) {
		key := "changes.channel." + string(channel)
		if channel == "" {
			key = "quality.file"
		}
		view.Channels = append(view.Channels, counted{v.T(key), m.Roster.By[channel]})
	}
	for _, claim := range []roster.Claim{roster.Offers, roster.Withdrawn, roster.Moved, roster.Unreachable, roster.Note} {
		view.Calls = append(view.Calls, counted{v.T("quality.call." + string(claim)), m.Roster.Calls[claim]})
	}
	view.Calls = append(view.Calls, counted{v.T("quality.dead"), m.Roster.Dead})
	for _, a := range m.Agreement {
		view.Sources = append(view.Sources, counted{v.T("source." + string(a.Source)), a.Offices})
	}
	if d := m.Reports; d != nil && d.Accepted+d.Rejected > 0 {
		view.Hours = strconv.FormatFloat(d.MedianHours, 'f', 1, 64)
	}
	p.Body = view
	s.render(c, http.StatusOK, "quality", p)
}

// Share is how many of all, as a text: "87 %".
func (v qualityView) Share(of, all int) string {
	if all == 0 {
		return "–"
	}
	return strconv.Itoa(int(math.Round(100*float64(of)/float64(all)))) + " %"
}
