package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// actor is who is signed in, as the roster knows them.
func actor(g *gin.Context) roster.Actor {
	a := account(g)
	return roster.Actor{Name: a.Name, Role: a.Role}
}

// An attestationView is one word of the roster as the desk sees it.
type attestationView struct {
	ID         string          `json:"id"`
	NPI        string          `json:"npi"`
	Name       string          `json:"name"`
	Offices    []string        `json:"offices"`
	Claim      roster.Claim    `json:"claim"`
	Value      string          `json:"value"` // for people
	Channel    roster.Channel  `json:"channel"`
	SaidBy     string          `json:"said_by"`
	SaidOn     string          `json:"said_on"`
	RecordedBy string          `json:"recorded_by"`
	RecordedAt string          `json:"recorded_at"`
	Standing   roster.Standing `json:"standing"`
	Own        bool            `json:"own"`   // recorded by who looks at it
	Holds      []string        `json:"holds"` // at each office now, in words
	Reviews    []reviewView    `json:"reviews"`
	Batch      string          `json:"batch"`
}

type reviewView struct {
	Reviewer string         `json:"reviewer"`
	Verdict  roster.Verdict `json:"verdict"`
	Reason   string         `json:"reason"`
	At       string         `json:"at"`
}

func reviewViews(all []roster.Review) []reviewView {
	views := make([]reviewView, len(all))
	for i, r := range all {
		views[i] = reviewView{r.Reviewer, r.Verdict, r.Reason, r.At.Format(time.RFC3339)}
	}
	return views
}

func (c *Console) attestationView(g *gin.Context, b *roster.Book, e *roster.Entry) attestationView {
	v := attestationView{
		ID: e.ID, NPI: e.NPI.String(), Name: e.Name, Claim: e.Claim, Value: c.claimed(g, e), Channel: e.Channel, SaidBy: e.SaidBy,
		SaidOn: e.SaidOn.String(), RecordedBy: e.RecordedBy, RecordedAt: e.RecordedAt.Format(time.RFC3339),
		Standing: e.Standing, Own: e.RecordedBy == account(g).Name, Reviews: reviewViews(e.Reviews), Batch: e.Batch,
	}
	for _, o := range e.Offices {
		v.Offices = append(v.Offices, oneLine(o))
		v.Holds = append(v.Holds, c.held(g, c.holdsAt(g, b, e.NPI, o)))
	}
	return v
}

// holdsAt is what holds of an office as it was attested: where it is listed, with
// what its document says.
func (c *Console) holdsAt(g *gin.Context, b *roster.Book, npi directory.NPI, office directory.Address) string {
	if own, err := c.opts.Finder.DocumentedOf(g.Request.Context(), npi); err == nil {
		for i, holds := range b.HoldsListed(own) {
			if own[i].Location.Address.Key().SameOffice(office.Key()) {
				return holds
			}
		}
	}
	return b.Holds(npi, office)
}

func oneLine(a directory.Address) string {
	parts := []string{a.Line1, a.Line2, a.City, a.State + " " + a.ZIP5()}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), ", ")
}

// claimed words the value of a claim.
func (c *Console) claimed(g *gin.Context, e *roster.Entry) string {
	says := words.For(langOf(g))
	switch e.Claim {
	case roster.Phone:
		return directory.FormatPhone(strings.TrimPrefix(e.Value, "!"))
	case roster.Accepting:
		return says.Accepting(directory.Accepting(e.Value))
	case roster.Languages:
		return c.viewer(says, nil).Languages(strings.Split(e.Value, ";"))
	case roster.Offers:
		return says.T("console.app.holds." + e.Value)
	case roster.Note:
		if e.Value == roster.WouldNotSay {
			return says.T("console.app.roster.result.would_not_say")
		}
	}
	return e.Value
}

// held words what holds of an office, which is a status and a day.
func (c *Console) held(g *gin.Context, holds string) string {
	says := words.For(langOf(g))
	status, day, found := strings.Cut(holds, " ")
	if !found {
		return says.T("console.app.holds.nothing")
	}
	return says.T("console.app.holds."+status) + " · " + day
}

// A waiting is what is to be reviewed.
type waiting struct {
	Single  []attestationView `json:"single"`
	Batches []batchView       `json:"batches"`
}

type batchView struct {
	ID         string          `json:"id"`
	RecordedBy string          `json:"recorded_by"`
	RecordedAt string          `json:"recorded_at"`
	Size       int             `json:"size"`
	Standing   roster.Standing `json:"standing"`
	Own        bool            `json:"own"`
	Claims     map[string]int  `json:"claims"`
	Reviews    []reviewView    `json:"reviews"`
}

// batchesShown is how many imports are listed, the newest first.
const batchesShown = 20

func (c *Console) toReview(g *gin.Context, _ struct{}) (waiting, error) {
	b, err := c.opts.Roster.Read(g.Request.Context())
	if err != nil {
		return waiting{}, err
	}
	w := waiting{Single: []attestationView{}, Batches: []batchView{}}
	for _, e := range b.Waiting() {
		w.Single = append(w.Single, c.attestationView(g, b, &e))
	}
	for i, k := range b.Batches() {
		if i == batchesShown {
			break
		}
		v := batchView{
			k.ID, k.RecordedBy, k.RecordedAt.Format(time.RFC3339), k.Size, k.Standing, k.RecordedBy == account(g).Name, map[string]int{}, reviewViews(k.Reviews),
		}
		for claim, n := range k.Claims {
			v.Claims[string(claim)] = n
		}
		w.Batches = append(w.Batches, v)
	}
	return w, nil
}

// A ruling decides about one attestation, or about an import.
type ruling struct {
	ID      string         `json:"id"`
	Batch   string         `json:"batch"`
	Verdict roster.Verdict `json:"verdict"`
	Reason  string         `json:"reason"`
}

func (c *Console) rule(g *gin.Context, in ruling) (waiting, error) {
	ctx := g.Request.Context()
	var err error
	if in.Batch != "" {
		_, err = c.opts.Attestations.ReviewBatch(ctx, actor(g), in.Batch, in.Verdict, in.Reason)
	} else {
		err = c.opts.Attestations.Review(ctx, actor(g), in.ID, in.Verdict, in.Reason)
	}
	if err != nil {
		return waiting{}, err
	}
	return c.toReview(g, struct{}{})
}

// A heard is what a call to an office gave.
type heard struct {
	NPI    string `json:"npi"`
	Office string `json:"office"` // id of the listing that was called
	Result string `json:"result"`
	Act    string `json:"act"` // names the keystroke, so that it counts once
}

// results are what a call may give, with the claim and the value that it is.
var results = map[string]struct {
	claim roster.Claim
	value string
}{
	"still_offers":  {roster.Offers, string(directory.Confirmed)},
	"no_longer":     {roster.Withdrawn, ""},
	"moved":         {roster.Moved, ""},
	"no_answer":     {roster.Unreachable, ""},
	"would_not_say": {roster.Note, roster.WouldNotSay},
}

// officeCalled records what a call to an office gave.
func (c *Console) officeCalled(g *gin.Context, in heard) (attestationView, error) {
	ctx := g.Request.Context()
	result, known := results[in.Result]
	npi, err := directory.ParseNPI(in.NPI)
	if err != nil || !known {
		return attestationView{}, fmt.Errorf("%w: result", referral.ErrInvalid)
	}
	l, _, err := c.opts.Finder.Office(ctx, npi, in.Office)
	if err != nil {
		return attestationView{}, notListed(err)
	}
	list, err := c.opts.Attestations.Record(ctx, actor(g), in.Act, []roster.Attestation{{
		NPI: npi, Name: l.Physician.Name.Display(), Offices: []directory.Address{l.Location.Address}, Claim: result.claim, Value: result.value,
		Channel: roster.Call, SaidBy: words.For(words.English).T("roster.front_desk"), SaidOn: c.saidToday(),
	}})
	if err != nil {
		return attestationView{}, err
	}
	b, err := c.opts.Roster.Read(ctx)
	if err != nil {
		return attestationView{}, err
	}
	return c.attestationView(g, b, &roster.Entry{Attestation: list[0], Standing: roster.StandingOf(&list[0], nil)}), nil
}

// saidToday is the day on which something is said that is recorded now: that of
// the organisation, unless it lies ahead of where the roster's days end.
func (c *Console) saidToday() directory.Date {
	return min(c.day(), directory.LatestDate(c.opts.Now()))
}

func notListed(err error) error {
	if errors.Is(err, search.ErrNotFound) {
		return referral.ErrNotFound
	}
	return err
}

// listedOffices returns the name and the addresses that the directory lists for
// a physician; none where it does not.
func (c *Console) listedOffices(ctx context.Context) roster.Lookup {
	return func(npi directory.NPI) (string, []directory.Address, error) {
		card, _, _, err := c.opts.Finder.Physician(ctx, npi)
		if errors.Is(err, search.ErrNotFound) {
			return "", nil, nil
		}
		if err != nil {
			return "", nil, err
		}
		offices := []directory.Address{card.Listing.Location.Address}
		for _, o := range card.Others {
			offices = append(offices, o.Address)
		}
		return card.Listing.Physician.Name.Display(), offices, nil
	}
}
