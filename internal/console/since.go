package console

import (
	"errors"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// since words what is no longer as the caller was told, surgeon by surgeon, in
// the language of the agent's screen. What cannot be looked up now is left out.
func (c *Console) since(g *gin.Context, k referral.Case) []string {
	catalog := words.For(langOf(g))
	all := []string{}
	for _, s := range k.Surgeons {
		for _, code := range c.changed(g, s, c.viewer(catalog, nil)) {
			all = append(all, catalog.T("console.since."+code.what, "name", s.Name, "now", code.now))
		}
	}
	return all
}

// A difference is what changed, as the end of a key of the catalog, and to what.
type difference struct{ what, now string }

func (c *Console) changed(g *gin.Context, s referral.Surgeon, v viewer) []difference {
	l, _, err := c.opts.Finder.Office(g.Request.Context(), s.NPI, s.Location)
	if errors.Is(err, search.ErrNotFound) {
		card, _, _, err := c.opts.Finder.Physician(g.Request.Context(), s.NPI)
		switch {
		case errors.Is(err, search.ErrNotFound):
			return []difference{{"gone", ""}}
		case err != nil:
			return nil
		}
		return []difference{{"moved", v.office(&card.Listing.Location).Address}}
	}
	if err != nil {
		return nil
	}
	var all []difference
	if now := l.Location; now.Phone != s.Phone {
		all = append(all, difference{"phone", v.Office(&now).Phone})
	}
	if s.Address != "" && v.office(&l.Location).Address != s.Address {
		all = append(all, difference{"address", v.office(&l.Location).Address})
	}
	switch offers := l.Offering.Offered(); {
	case s.Closure != "" && !offers:
		all = append(all, difference{"no_longer_offers", ""})
	case s.Closure == "" && offers:
		all = append(all, difference{"offers", ""})
	}
	if turned := l.Accepting.TurnsAway(); turned != s.Accepting.TurnsAway() {
		what := "accepting"
		if turned {
			what = "turned_away"
		}
		all = append(all, difference{what, ""})
	}
	return all
}
