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
	NPIs        []string `json:"npis"`
	Language    string   `json:"language"` // the caller's
	How         string   `json:"how"`
	FollowUp    string   `json:"follow_up"` // ISO date, or empty
	Note        string   `json:"note"`
	Idempotency string   `json:"idempotency"`
}

// A caseView is a case as the agent sees it.
type caseView struct {
	Reference string             `json:"reference"` // "K4T-9XM"
	Spoken    string             `json:"spoken"`
	Created   string             `json:"created"`
	Version   int                `json:"version"`
	Agent     string             `json:"agent"`
	Language  string             `json:"language"`
	Origin    string             `json:"origin"`
	Surgeons  []referral.Surgeon `json:"surgeons"`
	How       referral.How       `json:"how"`
	Outcome   referral.Outcome   `json:"outcome"`
	FollowUp  string             `json:"follow_up"`
	Note      string             `json:"note"`
	History   []eventView        `json:"history"`
	Texts     texts              `json:"texts"`
}

type eventView struct {
	At      string            `json:"at"`
	Agent   string            `json:"agent"`
	Changes []referral.Change `json:"changes"`
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
// and kept as they stand; what the screen says of them is not believed.
func (c *Console) draft(g *gin.Context, m making) (referral.Case, error) {
	if len(m.NPIs) == 0 || len(m.NPIs) > referral.MaxSurgeons {
		return referral.Case{}, fmt.Errorf("%w: surgeons", referral.ErrInvalid)
	}
	req, _, err := c.read(g.Request.Context(), m.Question)
	if err != nil {
		return referral.Case{}, err
	}
	origin, err := coarse(req.Search.Origin)
	if err != nil {
		return referral.Case{}, err
	}
	followUp, err := directory.ParseDate(m.FollowUp)
	if err != nil {
		return referral.Case{}, fmt.Errorf("%w: follow-up", referral.ErrInvalid)
	}
	k := referral.Case{
		Agent: account(g).Name, Language: m.Language, Origin: origin, Filters: filters(m.Question, req),
		How: referral.How(m.How), Outcome: referral.OutcomeOpen, FollowUp: followUp, Note: m.Note,
	}
	for _, npi := range m.NPIs {
		surgeon, err := c.snapshot(g, npi, req, callers(m.Language))
		if err != nil {
			return referral.Case{}, err
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

// script words what is about to be handed over, in the caller's language.
func (c *Console) script(g *gin.Context, m making) (reading, error) {
	k, err := c.draft(g, m)
	if err != nil {
		return reading{}, err
	}
	k.Created = c.opts.Now()
	return reading{k.Language, c.texts(g, k).Script}, nil
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

// snapshot is a surgeon as they stand, at the office nearest to the origin of
// the search, in the caller's language.
func (c *Console) snapshot(g *gin.Context, npi string, req *query.Request, catalog *words.Catalog) (referral.Surgeon, error) {
	n, err := directory.ParseNPI(npi)
	if err != nil {
		return referral.Surgeon{}, fmt.Errorf("%w: %w", referral.ErrInvalid, err)
	}
	card, err := c.cardOf(g, n, req.Search)
	if err != nil {
		return referral.Surgeon{}, err
	}
	v := c.viewer(catalog, req).card(&card.Card)
	s := referral.Surgeon{
		NPI: n, Name: v.Name, Specialty: v.Specialty, Location: card.Listing.ID(), Address: v.Office.Address,
		Phone: v.Office.Dial, Generation: card.generation,
	}
	if card.Meters >= 0 {
		s.Miles = float64(int(card.Meters/geo.MetersPerMile*10+0.5)) / 10
	}
	if o := card.Listing.Offering; o.Offered() {
		s.Closure, s.VerifiedOn = string(o.Status), o.VerifiedOn
	}
	return s, nil
}

// A generationCard is a card and the generation that it is of.
type generationCard struct {
	search.Card
	generation string
}

// cardOf finds one surgeon under the filters and the origin of a search, so
// that the office is the one the agent saw; beyond the radius too.
func (c *Console) cardOf(g *gin.Context, n directory.NPI, q search.Query) (generationCard, error) {
	q.Filter.NPI, q.Text, q.Page, q.Size = n, "", 1, 1
	if q.Origin == nil {
		q.Sort = search.ByName
	}
	result, err := c.opts.Finder.Search(g.Request.Context(), q)
	if err != nil {
		return generationCard{}, err
	}
	for _, card := range append(result.Cards, result.Beyond...) {
		return generationCard{card, result.Generation.ID}, nil
	}
	return generationCard{}, search.ErrNotFound
}

// openCase answers a reference as typed.
func (c *Console) openCase(g *gin.Context, in struct {
	Reference string `json:"reference"`
},
) (caseView, error) {
	ref, err := referral.ParseReference(in.Reference)
	if err != nil {
		return caseView{}, err
	}
	return c.viewCase(g, ref)
}

func (c *Console) viewCase(g *gin.Context, ref referral.Reference) (caseView, error) {
	stored, err := c.opts.Store.Case(g.Request.Context(), ref)
	if err != nil {
		return caseView{}, err
	}
	return c.caseView(g, stored)
}

func (c *Console) caseView(g *gin.Context, k referral.Case) (caseView, error) {
	v := caseView{
		Reference: k.Reference.String(), Spoken: spokenReference(k.Reference), Created: k.Created.Format(time.RFC3339),
		Version: k.Version, Agent: k.Agent, Language: k.Language, Origin: k.Origin.Value, Surgeons: k.Surgeons,
		How: k.How, Outcome: k.Outcome, FollowUp: k.FollowUp.String(), Note: k.Note,
	}
	v.Texts = c.texts(g, k)
	events, err := c.opts.Store.History(g.Request.Context(), k.Reference)
	if err != nil {
		return caseView{}, err
	}
	for _, e := range events {
		v.History = append(v.History, eventView{e.At.Format(time.RFC3339), e.Agent, e.Changes})
	}
	return v, nil
}

// A change is a request to change a case.
type change struct {
	Reference string  `json:"reference"`
	Version   int     `json:"version"`
	How       *string `json:"how"`
	Outcome   *string `json:"outcome"`
	FollowUp  *string `json:"follow_up"`
	Note      *string `json:"note"`
}

func (c *Console) changeCase(g *gin.Context, in change) (caseView, error) {
	ref, err := referral.ParseReference(in.Reference)
	if err != nil {
		return caseView{}, err
	}
	edit := referral.Edit{How: (*referral.How)(in.How), Outcome: (*referral.Outcome)(in.Outcome), Note: in.Note}
	if in.FollowUp != nil {
		day, err := directory.ParseDate(*in.FollowUp)
		if err != nil {
			return caseView{}, fmt.Errorf("%w: follow-up", referral.ErrInvalid)
		}
		edit.FollowUp = &day
	}
	k, err := c.opts.Store.Change(g.Request.Context(), ref, in.Version, account(g).Name, edit)
	if err != nil {
		return caseView{}, err
	}
	return c.caseView(g, k)
}
