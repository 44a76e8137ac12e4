package console

import (
	"cmp"
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
)

// partnerSearches is what was searched with a partner's keys.
type partnerSearches struct {
	Partner  string `json:"partner"` // its id
	Searches int    `json:"searches"`
	Nobody   int    `json:"nobody"` // of them, those that found nobody
	Days     int    `json:"days"`   // on which it was searched
}

// partners sums the searches of each partner from the first day to the last.
func (c *Console) partners(ctx context.Context, first, last directory.Date) ([]partnerSearches, error) {
	days, err := c.opts.Store.PartnerDays(ctx, first, last)
	at := map[string]int{}
	var all []partnerSearches
	for _, d := range days {
		i, seen := at[d.Partner]
		if !seen {
			i = len(all)
			at[d.Partner], all = i, append(all, partnerSearches{Partner: d.Partner})
		}
		all[i].Searches, all[i].Nobody, all[i].Days = all[i].Searches+d.Searches, all[i].Nobody+d.Nobody, all[i].Days+1
	}
	slices.SortFunc(all, func(a, b partnerSearches) int {
		return cmp.Or(b.Searches-a.Searches, strings.Compare(a.Partner, b.Partner))
	})
	return all, err
}

// partnersCSV sends the searches of partners by day, to hand on.
func (c *Console) partnersCSV(g *gin.Context) {
	first, last, err := c.reported(g.Query("from"), g.Query("until"))
	if err != nil {
		c.fail(g, err)
		return
	}
	days, err := c.opts.Store.PartnerDays(g.Request.Context(), first, last)
	if err != nil {
		c.fail(g, err)
		return
	}
	attach(g, "partners.csv")
	g.Header("Content-Type", csvType)
	w := csv.NewWriter(g.Writer)
	w.Write([]string{"day", "partner", "searches", "nobody"}) // errors come out of Error
	for _, d := range days {
		w.Write([]string{d.Day.String(), d.Partner, strconv.Itoa(d.Searches), strconv.Itoa(d.Nobody)})
	}
	if w.Flush(); w.Error() != nil {
		c.opts.Log.Warn("an export broke off")
	}
}
