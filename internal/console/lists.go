package console

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
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
	Language  string           `json:"language"`
	Assigned  string           `json:"assigned"`
	Voided    referral.Void    `json:"voided"`
}

func (c *Console) lines(cases []referral.Case) []caseLine {
	today := c.day()
	list := make([]caseLine, len(cases))
	for i, k := range cases {
		list[i] = caseLine{
			Reference: k.Reference.String(), Created: k.Created.Format(time.RFC3339), Agent: k.Agent,
			Outcome: k.Outcome, FollowUp: k.FollowUp.String(), Overdue: k.FollowUp != 0 && k.FollowUp < today,
			Language: k.Language, Assigned: k.Assigned, Voided: k.Voided,
		}
		for _, s := range k.Surgeons {
			list[i].Surgeons = append(list[i].Surgeons, s.Name)
		}
	}
	return list
}

// A lookup is a request for cases; empty fields do not narrow.
type lookup struct {
	Agent    string `json:"agent"`
	Surgeon  string `json:"surgeon"` // NPI, or a name
	ZIP3     string `json:"zip3"`
	Language string `json:"language"`
	Assigned string `json:"assigned"`
	From     string `json:"from"`   // ISO date
	Until    string `json:"until"`  // ISO date, included
	DueBy    string `json:"due_by"` // ISO date
	Page     int    `json:"page"`
}

const linesOnPage = 50

func (c *Console) findCases(g *gin.Context, in lookup) ([]caseLine, error) {
	l := referral.Lookup{
		Agent: in.Agent, ZIP3: in.ZIP3, Language: in.Language, Assigned: in.Assigned,
		Limit: linesOnPage, Skip: max(0, in.Page-1) * linesOnPage,
	}
	if in.Surgeon != "" {
		npis, err := c.named(g.Request.Context(), in.Surgeon)
		if err != nil || len(npis) == 0 {
			return []caseLine{}, err
		}
		l.NPIs = npis
	}
	from, until, err := c.span(in.From, in.Until)
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

// named returns who is meant by an NPI or a name: those who are called so, else
// those whom a search takes for it, as many as it shows.
func (c *Console) named(ctx context.Context, text string) ([]directory.NPI, error) {
	if npi, err := directory.ParseNPI(text); err == nil {
		return []directory.NPI{npi}, nil
	}
	result, err := c.opts.Finder.Search(ctx, search.Query{Text: text, Sort: search.ByRelevance, Page: 1, Size: shown})
	if err != nil {
		return nil, err
	}
	var exact, near []directory.NPI
	for i := range result.Cards {
		p := &result.Cards[i].Listing.Physician
		near = append(near, p.NPI)
		if strings.Contains(strings.ToLower(text), strings.ToLower(p.Name.Family)) {
			exact = append(exact, p.NPI)
		}
	}
	if len(exact) > 0 {
		return exact, nil
	}
	return near, nil
}

// span reads the first and the last day of a span of time, in the
// organisation's time zone; an empty one leaves that end open.
func (c *Console) span(from, until string) (start, end time.Time, err error) {
	first, err := directory.ParseDate(from)
	if err != nil {
		return start, end, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	last, err := directory.ParseDate(until)
	if err != nil {
		return start, end, fmt.Errorf("%w: date", referral.ErrInvalid)
	}
	if first != 0 {
		start = c.begin(first)
	}
	if last != 0 {
		end = c.begin(last + 1)
	}
	return start, end, nil
}

// A day is what the first screen shows.
type day struct {
	Due         []caseLine `json:"due"`
	DueTotal    int        `json:"due_total"` // shown or not
	Mine        []caseLine `json:"mine"`
	Callbacks   []promise  `json:"callbacks"`
	Corrections int        `json:"corrections"`
}

// dueShown is how many cases to follow up the first screen names.
const dueShown = 20

func (c *Console) today(g *gin.Context, _ struct{}) (day, error) {
	ctx := g.Request.Context()
	due, err := c.opts.Store.Find(ctx, referral.Lookup{DueBy: c.day(), Limit: dueShown})
	if err != nil {
		return day{}, err
	}
	total, err := c.opts.Store.Due(ctx, c.day())
	if err != nil {
		return day{}, err
	}
	mine, err := c.opts.Store.Find(ctx, referral.Lookup{Agent: account(g).Name, Limit: 10})
	if err != nil {
		return day{}, err
	}
	open, err := c.opts.Store.Pending(ctx)
	if err != nil {
		return day{}, err
	}
	promised, err := c.opts.Store.Callbacks(ctx)
	if err != nil {
		return day{}, err
	}
	d := day{Due: c.lines(due), DueTotal: total, Mine: c.lines(mine), Callbacks: []promise{}, Corrections: open}
	for _, k := range promised {
		d.Callbacks = append(d.Callbacks, c.promised(k))
	}
	return d, nil
}
