package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/referral"
)

// A wrapping says how a call ended.
type wrapping struct {
	Call      ringing  `json:"call"`
	Wrapup    string   `json:"wrapup"`
	Language  string   `json:"language"` // the caller's
	Question  question `json:"question"`
	Reference string   `json:"reference"` // of the case made or asked about, or empty
}

// wrap stores how a call ended: what was asked as filters and a state, never the
// place or the words.
func (c *Console) wrap(g *gin.Context, in wrapping) (struct{}, error) {
	k := in.Call.call()
	k.Agent, k.Wrapup, k.Language = account(g).Name, referral.Wrapup(in.Wrapup), in.Language
	if in.Reference != "" {
		ref, err := referral.ParseReference(in.Reference)
		if err != nil {
			return struct{}{}, err
		}
		k.Reference = ref
	}
	if req, _, err := c.read(g.Request.Context(), in.Question); err == nil { // a call about nothing that can be read counts too
		k.Filters, k.State = filters(in.Question, req), stateOf(req.Search.Origin)
	}
	return struct{}{}, c.opts.Store.Wrap(g.Request.Context(), k)
}

// A promise is a callback to be made, or one that was.
type promise struct {
	ID        string `json:"id"`
	Agent     string `json:"agent"`
	Due       string `json:"due"` // by the organisation's clock: "2026-11-27T15:30"
	Overdue   bool   `json:"overdue"`
	Reason    string `json:"reason"`
	Reference string `json:"reference"`
	Language  string `json:"language"`
	Assigned  string `json:"assigned"`
}

// minute is the form of a moment by the organisation's clock.
const minute = "2006-01-02T15:04"

func (c *Console) promise(g *gin.Context, in promise) (promise, error) {
	due, err := time.ParseInLocation(minute, in.Due, c.opts.Zone)
	if err != nil {
		return promise{}, fmt.Errorf("%w: time of the callback", referral.ErrInvalid)
	}
	k := referral.Callback{Agent: account(g).Name, Due: due, Reason: in.Reason, Language: in.Language, Assigned: in.Assigned}
	if in.Reference != "" {
		if k.Reference, err = referral.ParseReference(in.Reference); err != nil {
			return promise{}, err
		}
	}
	made, err := c.opts.Store.Promise(g.Request.Context(), k)
	return c.promised(made), err
}

func (c *Console) promised(k referral.Callback) promise {
	return promise{
		ID: k.ID, Agent: k.Agent, Due: k.Due.In(c.opts.Zone).Format(minute), Overdue: c.opts.Now().After(k.Due), Reason: k.Reason,
		Reference: k.Reference.String(), Language: k.Language, Assigned: k.Assigned,
	}
}

func (c *Console) keptPromise(g *gin.Context, in struct {
	ID string `json:"id"`
},
) (struct{}, error) {
	return struct{}{}, c.opts.Store.Kept(g.Request.Context(), in.ID, account(g).Name)
}

// handOver gives what the agent still has to do to another, or to whoever is
// there.
func (c *Console) handOver(g *gin.Context, in struct {
	To string `json:"to"`
},
) (struct {
	Count int `json:"count"`
}, error,
) {
	var done struct {
		Count int `json:"count"`
	}
	var err error
	done.Count, err = c.opts.Store.HandOver(g.Request.Context(), account(g).Name, in.To)
	return done, err
}
