package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A making is a request to store a case: the search it came from, and who of
// its answer was given.
type making struct {
	Question    question `json:"question"`
	Surgeons    []given  `json:"surgeons"`
	Language    string   `json:"language"` // the caller's
	How         string   `json:"how"`
	Outcome     string   `json:"outcome"`   // empty: open; a caller sent to 911 needs no surgeon
	FollowUp    string   `json:"follow_up"` // ISO date, or empty
	Note        string   `json:"note"`
	Remarks     []string `json:"remarks"`
	Call        ringing  `json:"call"`
	Idempotency string   `json:"idempotency"`
}

// A ringing is the call that is going on.
type ringing struct {
	ID    string `json:"id"`
	Began int64  `json:"began"` // as the first answer of the call said (answer.At); 0: not known
	Found int    `json:"found"` // who fitted, as the answer on the screen said
}

func (r ringing) call() referral.Call {
	k := referral.Call{ID: r.ID, Found: max(0, r.Found)}
	if r.Began > 0 {
		k.Began = time.UnixMilli(r.Began)
	}
	return k
}

// A given is a surgeon at the office that the agent's screen shows.
type given struct {
	NPI    string `json:"npi"`
	Office string `json:"office"` // officeView.ID
}

// makeCase stores a case.
func (c *Console) makeCase(g *gin.Context, m making) (caseView, error) {
	k, err := c.draft(g, m)
	if err != nil {
		return caseView{}, err
	}
	stored, err := c.opts.Store.Make(g.Request.Context(), k, m.Idempotency)
	if err != nil {
		return caseView{}, err
	}
	return c.caseView(g, stored)
}

// draft is the case that a request asks for. The surgeons are looked up again
// and kept as they stand; what the screen says of them is not believed, only
// which office of theirs it shows.
func (c *Console) draft(g *gin.Context, m making) (referral.Case, error) {
	k := referral.Case{
		Agent: account(g).Name, Language: m.Language, How: referral.How(m.How), Outcome: referral.Outcome(m.Outcome), Note: m.Note,
		Call: m.Call.call(),
	}
	for _, r := range m.Remarks {
		k.Remarks = append(k.Remarks, referral.Remark(r))
	}
	if k.Outcome == "" {
		k.Outcome = referral.OutcomeOpen
	}
	if len(m.Surgeons) > referral.MaxSurgeons || len(m.Surgeons) == 0 && k.Outcome != referral.OutcomeEmergency {
		return k, fmt.Errorf("%w: surgeons", referral.ErrInvalid)
	}
	var err error
	if k.FollowUp, err = directory.ParseDate(m.FollowUp); err != nil {
		return k, fmt.Errorf("%w: follow-up", referral.ErrInvalid)
	}
	req, _, err := c.read(g.Request.Context(), m.Question)
	if err != nil && len(m.Surgeons) == 0 {
		return k, nil // an emergency needs no place, nor one that can be read
	}
	if err != nil {
		return k, err
	}
	if k.Origin, err = coarse(req.Search.Origin); err != nil {
		return k, err
	}
	k.Filters, k.State = filters(m.Question, req), stateOf(req.Search.Origin)
	for _, one := range m.Surgeons {
		surgeon, err := c.snapshot(g, one, req.Search.Origin, callers(m.Language))
		if err != nil {
			return k, err
		}
		k.Surgeons = append(k.Surgeons, surgeon)
	}
	return k, nil
}

// A reading is what an agent reads aloud before anything is stored.
type reading struct {
	Language string `json:"language"`
	Text     string `json:"text"`
}

// script words what is about to be handed over, in the caller's language;
// nobody yet, the question about red flags alone.
func (c *Console) script(g *gin.Context, m making) (reading, error) {
	if catalog := callers(m.Language); len(m.Surgeons) == 0 {
		return reading{string(catalog.Lang()), catalog.T("referral.script.red_flag")}, nil
	}
	k, err := c.draft(g, m)
	if err != nil {
		return reading{}, err
	}
	k.Created = c.opts.Now()
	return reading{k.Language, c.texts(g, k).Script}, nil
}

// stateOf is the state of a place, where it is known.
func stateOf(p *place.Place) string {
	if p == nil {
		return ""
	}
	return p.State
}

// coarse is what a case keeps of where the caller is.
func coarse(p *place.Place) (referral.Origin, error) {
	switch {
	case p == nil:
		return referral.Origin{}, nil
	case (p.Kind == place.KindZIP || p.Kind == place.KindZIP3) && len(p.Value) >= 3:
		return referral.Origin{Kind: "zip3", Value: p.Value[:3]}, nil
	}
	cell, err := geo.CellAt(p.Point, 5)
	return referral.Origin{Kind: "cell5", Value: cell.String()}, err
}

// filters are the choices of a search that a case keeps: none of the place,
// none of the words.
func filters(q question, req *query.Request) map[string]string {
	kept := map[string]string{}
	for name, value := range map[string]string{
		"specialty": q.Specialty, "annular_closure": q.Closure, "language": q.Language, "accepting": q.Accepting,
	} {
		if value != "" {
			kept[name] = value
		}
	}
	for _, u := range req.Understood {
		if u.Parameter != "near" && u.Parameter != "q" {
			kept[u.Parameter] = u.Value
		}
	}
	if req.Search.Radius > 0 {
		kept["radius"] = fmt.Sprintf("%.0f mi", req.Search.Radius/geo.MetersPerMile)
	}
	return kept
}

// snapshot is a surgeon as they stand at one office, in the caller's language.
func (c *Console) snapshot(g *gin.Context, one given, origin *place.Place, catalog *words.Catalog) (referral.Surgeon, error) {
	n, err := directory.ParseNPI(one.NPI)
	if err != nil {
		return referral.Surgeon{}, fmt.Errorf("%w: %w", referral.ErrInvalid, err)
	}
	listing, generation, err := c.opts.Finder.Office(g.Request.Context(), n, one.Office)
	if err != nil {
		return referral.Surgeon{}, err
	}
	v := c.viewer(catalog, nil).card(&search.Card{Listing: listing, Meters: -1})
	s := referral.Surgeon{
		NPI: n, Name: v.Name, Specialty: v.Specialty, Location: listing.ID(), Address: v.Office.Address,
		Phone: v.Office.Dial, Extension: listing.Location.PhoneExtension(), Accepting: listing.Accepting, Generation: generation.ID,
	}
	if origin != nil {
		meters := origin.Point.Distance(listing.Location.Position.Point)
		s.Miles = float64(int(meters/geo.MetersPerMile*10+0.5)) / 10
	}
	if o := listing.Offering; o.Offered() {
		s.Closure, s.VerifiedOn = string(o.Status), o.VerifiedOn
	}
	return s, nil
}
