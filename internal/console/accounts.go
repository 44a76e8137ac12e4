package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/referral"
)

// An accountView is an account as a supervisor sees it.
type accountView struct {
	Name     string        `json:"name"`
	Role     referral.Role `json:"role"`
	Disabled bool          `json:"disabled"`
	Since    string        `json:"since"`
}

func (c *Console) accounts(g *gin.Context, _ struct{}) ([]accountView, error) {
	all, err := c.opts.Store.Accounts(g.Request.Context())
	views := make([]accountView, len(all))
	for i, a := range all {
		views[i] = accountView{a.Name, a.Role, a.Disabled, c.dayOf(a.Created).String()}
	}
	return views, err
}

// changeAccount gives an account a role, or closes or opens it. Nobody changes
// their own: the last supervisor would lock everybody out.
func (c *Console) changeAccount(g *gin.Context, in struct {
	Name     string  `json:"name"`
	Role     *string `json:"role"`
	Disabled *bool   `json:"disabled"`
},
) ([]accountView, error) {
	ctx := g.Request.Context()
	if in.Name == account(g).Name {
		return nil, errOwnAccount
	}
	var err error
	deed, subject := "", in.Name
	switch {
	case in.Role != nil:
		deed, subject = referral.DeedRole, in.Name+" "+*in.Role
		err = c.opts.Store.SetRole(ctx, in.Name, referral.Role(*in.Role))
	case in.Disabled != nil:
		if deed = referral.DeedEnable; *in.Disabled {
			deed = referral.DeedDisable
		}
		err = c.opts.Store.SetDisabled(ctx, in.Name, *in.Disabled)
	default:
		err = fmt.Errorf("%w: role or disabled", referral.ErrInvalid)
	}
	if err != nil {
		return nil, err
	}
	c.audit(g, account(g).Name, deed, subject)
	return c.accounts(g, struct{}{})
}

// audit keeps who did what. One that cannot be kept is told in the log: what was
// done is done.
func (c *Console) audit(g *gin.Context, name, deed, subject string) {
	if err := c.opts.Store.Audit(g.Request.Context(), name, deed, subject); err != nil {
		c.opts.Log.Error("a deed was not audited", "deed", deed, "error", err)
	}
}

// An auditView is one deed.
type auditView struct {
	At      string `json:"at"`
	Account string `json:"account"`
	Deed    string `json:"deed"`
	Subject string `json:"subject"`
}

func (c *Console) audits(g *gin.Context, in struct {
	From  string `json:"from"`
	Until string `json:"until"`
},
) ([]auditView, error) {
	first, last, err := c.reported(in.From, in.Until)
	if err != nil {
		return nil, err
	}
	all, err := c.opts.Store.Audits(g.Request.Context(), c.begin(first), c.begin(last+1))
	views := make([]auditView, len(all))
	for i, a := range all {
		views[i] = auditView{a.At.Format(time.RFC3339), a.Account, a.Deed, a.Subject}
	}
	return views, err
}
