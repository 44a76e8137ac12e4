package api

import (
	"cmp"
	"math"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/roster"
)

// quality answers GET /v1/data-quality.
func (a *API) quality(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	m, err := a.o.Measure(c.Request.Context())
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, no-cache")
	door.SendJSON(c, http.StatusOK, string(formatJSON), &QualityAnswer{Data: wireQuality(m), RequestID: door.RequestID(c)})
	return nil
}

func wireQuality(m *roster.Measure) Quality {
	r := &m.Roster
	q := Quality{
		Day: m.Day.String(), Generation: m.Generation, DataAsOf: date(m.DataAsOf), Physicians: m.Physicians, Offices: m.Offices,
		Offering: OfferingQuality{
			Offices: r.Offices, Fresh: r.Fresh, FreshDays: m.FreshDays, ExpireDays: m.ExpireDays, MedianAgeDays: r.MedianAge,
			ByChannel: map[string]int{}, NamedOnLists: r.Named, Expired: r.Expired,
		},
		Calls: map[string]int{}, DeadNumbers: r.Dead, Agreement: map[string]int{}, States: []StateQuality{},
	}
	for channel, n := range r.By {
		q.Offering.ByChannel[cmp.Or(string(channel), "file")] = n
	}
	for claim, n := range r.Calls {
		q.Calls[string(claim)] = n
	}
	for _, s := range m.Agreement {
		q.Agreement[string(s.Source)] = s.Offices
	}
	for _, s := range m.States {
		state := StateQuality{State: s.State, Physicians: s.Physicians, Offices: s.Offices, Offering: s.Offering}
		if len(m.Agreement) > 0 {
			state.Agreeing = &s.Agreeing
		}
		q.States = append(q.States, state)
	}
	if d := m.Reports; d != nil {
		q.Reports = &ReportsQuality{Open: d.Open, Accepted: d.Accepted, Rejected: d.Rejected, MedianHours: math.Round(d.MedianHours*10) / 10}
	}
	return q
}
