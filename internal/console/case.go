package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
)

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
	Ask       string             `json:"ask"` // NPI
	Assigned  string             `json:"assigned"`
	Remarks   []referral.Remark  `json:"remarks"`
	Voided    referral.Void      `json:"voided"`
	Merged    string             `json:"merged"`
	Since     []string           `json:"since"` // what changed of the surgeons since, in words
	History   []eventView        `json:"history"`
	Texts     texts              `json:"texts"`
}

type eventView struct {
	At      string            `json:"at"`
	Agent   string            `json:"agent"`
	Changes []referral.Change `json:"changes"`
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
		Assigned: k.Assigned, Remarks: k.Remarks, Voided: k.Voided, Merged: k.Merged.String(), Since: c.since(g, k),
	}
	if k.Ask != 0 {
		v.Ask = k.Ask.String()
	}
	if v.Remarks == nil {
		v.Remarks = []referral.Remark{}
	}
	if v.Surgeons == nil {
		v.Surgeons = []referral.Surgeon{}
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
	Reference string                   `json:"reference"`
	Version   int                      `json:"version"`
	How       *string                  `json:"how"`
	Outcome   *string                  `json:"outcome"`
	FollowUp  *string                  `json:"follow_up"`
	Note      *string                  `json:"note"`
	Ask       *string                  `json:"ask"` // NPI, or empty
	Assigned  *string                  `json:"assigned"`
	Remarks   *[]referral.Remark       `json:"remarks"`
	Voided    *string                  `json:"voided"`
	Merged    *string                  `json:"merged"`   // reference, or empty
	Surgeons  map[string]referral.Told `json:"surgeons"` // by NPI
}

// edit reads what is to change.
func (in change) edit() (e referral.Edit, err error) {
	e = referral.Edit{
		How: (*referral.How)(in.How), Outcome: (*referral.Outcome)(in.Outcome), Note: in.Note,
		Assigned: in.Assigned, Remarks: in.Remarks, Voided: (*referral.Void)(in.Voided),
	}
	if in.FollowUp != nil {
		day, err := directory.ParseDate(*in.FollowUp)
		if err != nil {
			return e, fmt.Errorf("%w: follow-up", referral.ErrInvalid)
		}
		e.FollowUp = &day
	}
	if in.Ask != nil {
		var npi directory.NPI
		if *in.Ask != "" {
			if npi, err = directory.ParseNPI(*in.Ask); err != nil {
				return e, fmt.Errorf("%w: ask: %w", referral.ErrInvalid, err)
			}
		}
		e.Ask = &npi
	}
	if in.Merged != nil {
		var other referral.Reference
		if *in.Merged != "" {
			if other, err = referral.ParseReference(*in.Merged); err != nil {
				return e, err
			}
		}
		e.Merged = &other
	}
	for npi, told := range in.Surgeons {
		n, err := directory.ParseNPI(npi)
		if err != nil {
			return e, fmt.Errorf("%w: surgeon: %w", referral.ErrInvalid, err)
		}
		if e.Surgeons == nil {
			e.Surgeons = map[directory.NPI]referral.Told{}
		}
		e.Surgeons[n] = told
	}
	return e, nil
}

func (c *Console) changeCase(g *gin.Context, in change) (caseView, error) {
	ref, err := referral.ParseReference(in.Reference)
	if err != nil {
		return caseView{}, err
	}
	edit, err := in.edit()
	if err != nil {
		return caseView{}, err
	}
	k, err := c.opts.Store.Change(g.Request.Context(), ref, in.Version, account(g).Name, edit)
	if err != nil {
		return caseView{}, err
	}
	return c.caseView(g, k)
}
