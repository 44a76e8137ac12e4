package console

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

// A report says that a listing is wrong.
type report struct {
	NPI    string `json:"npi"`
	ZIP5   string `json:"zip5"`
	Kind   string `json:"kind"`
	Detail string `json:"detail"`
}

func (c *Console) reportCorrection(g *gin.Context, in report) (correctionView, error) {
	npi, err := directory.ParseNPI(in.NPI)
	if err != nil {
		return correctionView{}, fmt.Errorf("%w: %w", referral.ErrInvalid, err)
	}
	made, err := c.opts.Store.Report(g.Request.Context(), referral.Correction{
		NPI: npi, ZIP5: in.ZIP5, Kind: referral.CorrectionKind(in.Kind), Detail: in.Detail, Reporter: account(g).Name,
	})
	return c.correctionView(made), err
}

// A correctionView is a correction as the agent sees it.
type correctionView struct {
	ID       string                  `json:"id"`
	Created  string                  `json:"created"`
	Due      string                  `json:"due"`
	Overdue  bool                    `json:"overdue"`
	NPI      string                  `json:"npi"`
	ZIP5     string                  `json:"zip5"`
	Kind     referral.CorrectionKind `json:"kind"`
	Detail   string                  `json:"detail"`
	Reporter string                  `json:"reporter"`
	Status   string                  `json:"status"`
	By       string                  `json:"by"`
	Reason   string                  `json:"reason"`
}

func (c *Console) correctionView(k referral.Correction) correctionView {
	due := k.Due()
	return correctionView{
		ID: k.ID, Created: k.Created.Format(time.RFC3339), Due: due.Format(time.RFC3339),
		Overdue: k.Status == referral.CorrectionOpen && c.opts.Now().After(due),
		NPI:     k.NPI.String(), ZIP5: k.ZIP5, Kind: k.Kind, Detail: k.Detail, Reporter: k.Reporter,
		Status: k.Status, By: k.DecidedBy, Reason: k.Reason,
	}
}

func (c *Console) listCorrections(g *gin.Context, in struct {
	Status string `json:"status"`
},
) ([]correctionView, error) {
	if in.Status == "" {
		in.Status = referral.CorrectionOpen
	}
	list, err := c.opts.Store.Corrections(g.Request.Context(), in.Status)
	if err != nil {
		return nil, err
	}
	views := make([]correctionView, len(list))
	for i, k := range list {
		views[i] = c.correctionView(k)
	}
	return views, nil
}

// A decision settles a correction. What it says of the office becomes a row
// of the roster's overrides.
type decision struct {
	ID        string `json:"id"`
	Accept    bool   `json:"accept"`
	Reason    string `json:"reason"`
	Status    string `json:"status"` // of annular closure, or empty
	Phone     string `json:"phone"`
	Accepting string `json:"accepting"`
	Source    string `json:"source"`
}

func (c *Console) decideCorrection(g *gin.Context, in decision) (struct{}, error) {
	override := referral.Override{
		Status: directory.Status(in.Status), Accepting: directory.Accepting(in.Accepting), Source: in.Source,
	}
	if in.Phone != "" {
		phone, err := directory.ParsePhone(in.Phone)
		if err != nil {
			return struct{}{}, fmt.Errorf("%w: phone", referral.ErrInvalid)
		}
		override.Phone = phone
	}
	return struct{}{}, c.opts.Store.Decide(g.Request.Context(), in.ID, referral.Decision{
		Accept: in.Accept, By: account(g).Name, Reason: in.Reason, Override: override,
	})
}

// overridesCSV sends the accepted corrections as roster rows for the indexer.
func (c *Console) overridesCSV(g *gin.Context) {
	var b strings.Builder
	if _, err := c.opts.Store.WriteOverrides(g.Request.Context(), &b); err != nil {
		c.fail(g, err)
		return
	}
	download(g, "roster-overrides.csv", b.String())
}

// casesCSV sends all cases of a span of days (from, until).
func (c *Console) casesCSV(g *gin.Context) {
	from, until, err := span(g.Query("from"), g.Query("until"))
	if err != nil {
		c.fail(g, err)
		return
	}
	if until.IsZero() {
		until = c.opts.Now().Add(time.Millisecond) // a case made meanwhile would move the pages; this millisecond included
	}
	var cases []referral.Case
	for full := true; full; {
		page, err := c.opts.Store.Find(g.Request.Context(), referral.Lookup{From: from, Until: until, Limit: referral.MaxFound, Skip: len(cases)})
		if err != nil {
			c.fail(g, err)
			return
		}
		cases, full = append(cases, page...), len(page) == referral.MaxFound
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write([]string{"reference", "created", "agent", "language", "origin", "surgeons", "how", "outcome", "follow_up"}) // to memory: errors come out of Flush
	for _, k := range cases {
		var npis []string
		for _, s := range k.Surgeons {
			npis = append(npis, s.NPI.String())
		}
		w.Write([]string{
			k.Reference.String(), k.Created.Format(time.RFC3339), k.Agent, k.Language, k.Origin.Value,
			strings.Join(npis, " "), string(k.How), string(k.Outcome), k.FollowUp.String(),
		})
	}
	w.Flush()
	download(g, "referrals.csv", b.String())
}

func download(g *gin.Context, name, text string) {
	g.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	g.Data(http.StatusOK, "text/csv; charset=utf-8", []byte(text))
}
