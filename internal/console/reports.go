package console

import (
	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

// addReports says on cards what is reported of them and not decided yet: who is
// told a number should know that it may be dead.
func (c *Console) addReports(g *gin.Context, lists ...[]cardView) error {
	var npis []directory.NPI
	for _, cards := range lists {
		for i := range cards {
			if n, err := directory.ParseNPI(cards[i].NPI); err == nil {
				npis = append(npis, n)
			}
		}
	}
	open, err := c.opts.Store.Reported(g.Request.Context(), npis)
	if err != nil || len(open) == 0 {
		return err
	}
	for _, cards := range lists {
		for i := range cards {
			cards[i].Reports = c.reportsOf(words.For(langOf(g)), &cards[i], open)
		}
	}
	return nil
}

// reportsOf words the reports of one card: those of the office that it shows,
// and those of all offices.
func (c *Console) reportsOf(catalog *words.Catalog, card *cardView, open []referral.Correction) []string {
	var all []string
	for _, k := range open {
		if k.NPI.String() != card.NPI || k.ZIP5 != "" && k.ZIP5 != card.Office.ZIP5 {
			continue
		}
		said := catalog.T("console.reported", "day", catalog.Day(c.dayOf(k.Created)), "what", catalog.T("console.app.kind."+string(k.Kind)))
		if k.Phone != "" {
			said += " " + catalog.T("console.reported.phone", "phone", directory.FormatPhone(k.Phone))
		}
		all = append(all, said)
	}
	return all
}
