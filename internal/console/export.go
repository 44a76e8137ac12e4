package console

import (
	"encoding/csv"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/referral"
)

// exportPatience is how long whoever downloads may take for one page of cases:
// the whole has no bound, as it has none in length.
const exportPatience = 15 * time.Second

const csvType = "text/csv; charset=utf-8"

func attach(g *gin.Context, name string) {
	g.Header("Content-Disposition", `attachment; filename="`+name+`"`)
}

// exported is the header of the cases as CSV.
var exported = []string{"reference", "created", "agent", "language", "origin", "surgeons", "how", "outcome", "follow_up", "state", "remarks", "voided", "merged"}

// casesCSV sends all cases of a span of days (from, until), the oldest first, a
// page at a time. One that breaks off ends without the last chunk, so that
// nobody takes it for whole.
func (c *Console) casesCSV(g *gin.Context) {
	from, until, err := c.span(g.Query("from"), g.Query("until"))
	if err != nil {
		c.fail(g, err)
		return
	}
	if until.IsZero() {
		until = c.opts.Now().Add(time.Millisecond) // a case made meanwhile would never let it end; this millisecond included
	}
	c.audit(g, account(g).Name, referral.DeedExport, strings.TrimSpace(g.Query("from")+" "+g.Query("until")))
	writing := http.NewResponseController(g.Writer)
	w := csv.NewWriter(g.Writer)
	begin := func() error {
		attach(g, "referrals.csv")
		g.Header("Content-Type", csvType)
		return w.Write(exported)
	}
	err = c.opts.Store.Each(g.Request.Context(), from, until, func(page []referral.Case) error {
		if !g.Writer.Written() {
			if err := begin(); err != nil {
				return err
			}
		}
		for _, k := range page {
			if err := w.Write(c.exported(k)); err != nil {
				return err
			}
		}
		w.Flush()
		writing.SetWriteDeadline(c.opts.Now().Add(exportPatience)) // not to be had in tests without a network
		writing.Flush()
		return w.Error()
	})
	switch {
	case err != nil && g.Writer.Written():
		c.opts.Log.Warn("an export broke off", "gone", door.Gone(g))
		panic(http.ErrAbortHandler)
	case err != nil:
		c.fail(g, err)
	case !g.Writer.Written():
		begin() // to a buffer: errors come out of Flush
		w.Flush()
	}
}

// exported is a case as a row.
func (c *Console) exported(k referral.Case) []string {
	npis := make([]string, len(k.Surgeons))
	for i, s := range k.Surgeons {
		npis[i] = s.NPI.String()
	}
	return []string{
		k.Reference.String(), k.Created.In(c.opts.Zone).Format(time.RFC3339), k.Agent, k.Language, k.Origin.Value,
		strings.Join(npis, " "), string(k.How), string(k.Outcome), k.FollowUp.String(),
		k.State, joined(k.Remarks), string(k.Voided), k.Merged.String(),
	}
}

func joined(remarks []referral.Remark) string {
	all := make([]string, len(remarks))
	for i, r := range remarks {
		all[i] = string(r)
	}
	return strings.Join(all, " ")
}
