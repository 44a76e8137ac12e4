package console

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A summary is what a supervisor sees of a span of days.
type summary struct {
	From        string                              `json:"from"`  // ISO date
	Until       string                              `json:"until"` // ISO date, included
	Days        int                                 `json:"days"`
	Cases       int                                 `json:"cases"`
	Due         int                                 `json:"due"`
	ByHour      [24]int                             `json:"by_hour"` // of the organisation's clock
	ByOutcome   map[referral.Outcome]int            `json:"by_outcome"`
	ByHow       map[referral.How]int                `json:"by_how"`
	ByAgent     map[string]map[referral.Outcome]int `json:"by_agent"`
	Calls       int                                 `json:"calls"`
	Spanish     int                                 `json:"spanish"`
	ByWrapup    map[referral.Wrapup]int             `json:"by_wrapup"`
	CallsBy     map[string]referral.AgentCalls      `json:"calls_by"`
	Unmet       []referral.Unmet                    `json:"unmet"`
	NoneNearby  []string                            `json:"none_nearby"` // states without a listed surgeon
	Corrections int                                 `json:"corrections"`
	Overdue     int                                 `json:"overdue"` // corrections past their clock
	Partners    []partnerSearches                   `json:"partners"`
}

// The days of a summary: at most, and unless others are asked for.
const (
	mostDays  = 366
	usualDays = 30
)

// summary sums a span of days; without one, the last thirty, today included.
func (c *Console) summary(g *gin.Context, in struct {
	From  string `json:"from"`
	Until string `json:"until"`
},
) (summary, error) {
	first, last, err := c.reported(in.From, in.Until)
	if err != nil {
		return summary{}, err
	}
	ctx := g.Request.Context()
	counts, err := c.opts.Store.Count(ctx, c.begin(first), c.begin(last+1), c.opts.Zone, c.day())
	if err != nil {
		return summary{}, err
	}
	calls, err := c.opts.Store.CountCalls(ctx, c.begin(first), c.begin(last+1))
	if err != nil {
		return summary{}, err
	}
	open, err := c.opts.Store.Corrections(ctx, referral.CorrectionOpen)
	if err != nil {
		return summary{}, err
	}
	s := summary{
		From: first.String(), Until: last.String(), Days: int(last-first) + 1,
		Cases: counts.Cases, Due: counts.Due, ByHour: counts.ByHour, ByOutcome: counts.ByOutcome,
		ByHow: counts.ByHow, ByAgent: counts.ByAgent,
		Calls: calls.Calls, Spanish: calls.Spanish, ByWrapup: calls.ByWrapup, CallsBy: calls.ByAgent, Unmet: calls.Unmet, Corrections: len(open),
	}
	for _, k := range open {
		if c.opts.Now().After(k.Due(c.opts.Zone)) {
			s.Overdue++
		}
	}
	if s.Partners, err = c.partners(ctx, first, last); err != nil {
		return summary{}, err
	}
	s.NoneNearby, err = c.statesWithout(ctx)
	return s, err
}

// reported reads the first and the last day of a report.
func (c *Console) reported(from, until string) (first, last directory.Date, err error) {
	last, err = directory.ParseDate(until)
	if err != nil {
		return 0, 0, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	if last == 0 {
		last = c.day()
	}
	if first, err = directory.ParseDate(from); err != nil {
		return 0, 0, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	if first == 0 {
		first = last - usualDays + 1
	}
	if first > last || last-first >= mostDays {
		return 0, 0, fmt.Errorf("%w: 1 to %d days", referral.ErrInvalid, mostDays)
	}
	return first, last, nil
}
