package console

import (
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// suggest chooses who of an answer is to be handed over unless the agent
// chooses otherwise: the nearest within the radius who may take a new patient.
// Without anybody it returns why, as the end of a key of the catalog
// ("console.nobody.…"): staff hand over with one key what they have hardly
// read, so who is not near, or perhaps not where the caller is, is chosen by
// hand or not at all, and beside an emergency nobody is.
func suggest(req *query.Request, result *search.Result, places []choice) (npis []string, nobody string) {
	switch {
	case req.Urgency == words.Emergency:
		return nil, "red_flag"
	case len(places) > 0:
		return nil, "which_place"
	case req.Search.Origin == nil:
		return nil, "no_place"
	case len(result.Cards) == 0 && len(result.Unknown) > 0:
		return nil, "to_ask"
	case len(result.Cards) == 0:
		return nil, "none_near"
	}
	for i := range result.Cards {
		if l := &result.Cards[i].Listing; !l.Accepting.TurnsAway() && len(npis) < referral.MaxSurgeons {
			npis = append(npis, l.Physician.NPI.String())
		}
	}
	if len(npis) == 0 {
		return nil, "turned_away"
	}
	return npis, ""
}
