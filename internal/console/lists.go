package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A caseLine is a case in a list.
type caseLine struct {
	Reference string           `json:"reference"`
	Created   string           `json:"created"`
	Agent     string           `json:"agent"`
	Surgeons  []string         `json:"surgeons"`
	Outcome   referral.Outcome `json:"outcome"`
	FollowUp  string           `json:"follow_up"`
	Overdue   bool             `json:"overdue"`
}

func (c *Console) lines(cases []referral.Case) []caseLine {
	today := directory.DateOf(c.opts.Now())
	list := make([]caseLine, len(cases))
	for i, k := range cases {
		list[i] = caseLine{
			Reference: k.Reference.String(), Created: k.Created.Format(time.RFC3339), Agent: k.Agent,
			Outcome: k.Outcome, FollowUp: k.FollowUp.String(), Overdue: k.FollowUp != 0 && k.FollowUp < today,
		}
		for _, s := range k.Surgeons {
			list[i].Surgeons = append(list[i].Surgeons, s.Name)
		}
	}
	return list
}

// A lookup is a request for cases; empty fields do not narrow.
type lookup struct {
	Agent string `json:"agent"`
	NPI   string `json:"npi"`
	From  string `json:"from"`   // ISO date
	Until string `json:"until"`  // ISO date, included
	DueBy string `json:"due_by"` // ISO date
	Page  int    `json:"page"`
}

const linesOnPage = 50

func (c *Console) findCases(g *gin.Context, in lookup) ([]caseLine, error) {
	l := referral.Lookup{Agent: in.Agent, Limit: linesOnPage, Skip: max(0, in.Page-1) * linesOnPage}
	if in.NPI != "" {
		npi, err := directory.ParseNPI(in.NPI)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", referral.ErrInvalid, err)
		}
		l.NPI = npi
	}
	from, until, err := span(in.From, in.Until)
	if err != nil {
		return nil, err
	}
	l.From, l.Until = from, until
	if l.DueBy, err = directory.ParseDate(in.DueBy); err != nil {
		return nil, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	cases, err := c.opts.Store.Find(g.Request.Context(), l)
	if err != nil {
		return nil, err
	}
	return c.lines(cases), nil
}

// span reads the first and the last day of a span of time; an empty one leaves
// that end open.
func span(from, until string) (start, end time.Time, err error) {
	first, err := directory.ParseDate(from)
	if err != nil {
		return start, end, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	last, err := directory.ParseDate(until)
	if err != nil {
		return start, end, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	if first != 0 {
		start = first.Time()
	}
	if last != 0 {
		end = (last + 1).Time()
	}
	return start, end, nil
}

// A day is what the first screen shows.
type day struct {
	Due         []caseLine `json:"due"`
	Mine        []caseLine `json:"mine"`
	Corrections int        `json:"corrections"`
}

func (c *Console) today(g *gin.Context, _ struct{}) (day, error) {
	ctx := g.Request.Context()
	due, err := c.opts.Store.Find(ctx, referral.Lookup{DueBy: directory.DateOf(c.opts.Now()), Limit: 20})
	if err != nil {
		return day{}, err
	}
	mine, err := c.opts.Store.Find(ctx, referral.Lookup{Agent: account(g).Name, Limit: 10})
	if err != nil {
		return day{}, err
	}
	open, err := c.opts.Store.Corrections(ctx, referral.CorrectionOpen)
	if err != nil {
		return day{}, err
	}
	return day{Due: c.lines(due), Mine: c.lines(mine), Corrections: len(open)}, nil
}

// A summary is what a supervisor sees of the last days.
type summary struct {
	Days        int                      `json:"days"`
	Cases       int                      `json:"cases"`
	Due         int                      `json:"due"`
	ByHour      [24]int                  `json:"by_hour"` // UTC
	ByOutcome   map[referral.Outcome]int `json:"by_outcome"`
	ByHow       map[referral.How]int     `json:"by_how"`
	ByAgent     map[string]int           `json:"by_agent"`
	NoneNearby  []string                 `json:"none_nearby"` // states without a listed surgeon
	Corrections int                      `json:"corrections"`
	Overdue     int                      `json:"overdue"` // corrections past their clock
}

func (c *Console) summary(g *gin.Context, in struct {
	Days int `json:"days"`
},
) (summary, error) {
	if in.Days < 1 || in.Days > 366 {
		return summary{}, fmt.Errorf("%w: 1 to 366 days", referral.ErrInvalid)
	}
	ctx, now := g.Request.Context(), c.opts.Now()
	counts, err := c.opts.Store.Count(ctx, now.AddDate(0, 0, -in.Days), now.Add(time.Millisecond)) // this millisecond included
	if err != nil {
		return summary{}, err
	}
	open, err := c.opts.Store.Corrections(ctx, referral.CorrectionOpen)
	if err != nil {
		return summary{}, err
	}
	s := summary{
		Days: in.Days, Cases: counts.Cases, Due: counts.Due, ByHour: counts.ByHour, ByOutcome: counts.ByOutcome,
		ByHow: counts.ByHow, ByAgent: counts.ByAgent, Corrections: len(open),
	}
	for _, k := range open {
		if now.After(k.Due()) {
			s.Overdue++
		}
	}
	s.NoneNearby, err = c.statesWithout(ctx)
	return s, err
}
