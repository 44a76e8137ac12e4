package site

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
)

// correctView is the body of the page for mistakes in the list. Without a
// name there is no form: a report is about somebody.
type correctView struct {
	Name    string
	Action  string // where the form goes; empty: no form
	NPI     string
	Offices []option
	Kinds   []option
	Phone   string // the office's number, as it was typed
	Detail  string
	Max     int    // characters of Detail
	Fault   string // why the report was not taken
	Field   string // the field that it is about; empty: none alone
	Search  string // where a surgeon is looked up by name, to report on; empty: not here
	Hidden  []field
	Sent    bool
}

// maxReport bounds the body of a report, in bytes.
const maxReport = 8 << 10

// correct tells how to have an entry put right; ?npi= names it.
func (s *Site) correct(c *gin.Context) {
	v := s.visit(c)
	if v.values.Get("npi") != "" {
		if wait, ok := s.allow(v, false); !ok {
			s.busy(c, v, wait)
			return
		}
	}
	sent := v.values.Get("sent") == "1"
	view := s.correctable(c, v, v.values.Get("npi"))
	if view.Name == "" && s.opts.Report != nil && v.frame == nil {
		view.Search, view.Hidden = v.path("/find")+"#answer", v.hidden()
	}
	view.Sent = sent && view.Name != ""
	s.correctPage(c, v, http.StatusOK, view)
}

// correctable prepares the form for the physician of an NPI, if listed.
func (s *Site) correctable(c *gin.Context, v *visit, given string) correctView {
	clear(v.values)
	npi, err := directory.ParseNPI(given)
	if err != nil {
		return correctView{}
	}
	one, _, _, err := s.opts.Finder.Physician(c.Request.Context(), npi)
	if err != nil {
		return correctView{}
	}
	v.values.Set("npi", npi.String())
	view := correctView{Name: one.Listing.Physician.Name.Display(), NPI: npi.String(), Max: referral.MaxNote / 2}
	if s.opts.Report != nil && v.frame == nil {
		view.Action = v.to("/correct", nil)
	}
	view.Offices = append(view.Offices, option{Text: v.T("correct.office.all")})
	for _, l := range offices(&one) {
		view.Offices = append(view.Offices, option{Value: l.Address.ZIP5(), Text: strings.Join(cards.AddressLines(l.Address), ", ")})
	}
	for _, kind := range referral.CorrectionKinds() {
		view.Kinds = append(view.Kinds, option{Value: string(kind), Text: v.T("correct.kind." + string(kind))})
	}
	return view
}

// offices are all locations of a card, the one shown first.
func offices(c *search.Card) []directory.Location {
	return append([]directory.Location{c.Listing.Location}, c.Others...)
}

// report takes a report from the page. It is kept with the referral cases for
// the staff to decide; nothing of the sender is.
func (s *Site) report(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxReport)
	v := s.visit(c)
	view := s.correctable(c, v, c.PostForm("npi"))
	if view.Name == "" || s.opts.Report == nil {
		s.correctPage(c, v, http.StatusBadRequest, view)
		return
	}
	npi, err := directory.ParseNPI(view.NPI)
	phone, badPhone := "", error(nil)
	if typed := strings.TrimSpace(c.PostForm("phone")); typed != "" {
		phone, badPhone = directory.ParsePhone(typed)
	}
	wait, allowed := s.allow(v, false)
	if err == nil && badPhone == nil && allowed {
		err = s.opts.Report(c.Request.Context(), referral.Correction{
			NPI: npi, ZIP5: c.PostForm("office"), Kind: referral.CorrectionKind(c.PostForm("kind")),
			Phone: phone, Detail: strings.TrimSpace(c.PostForm("detail")), Reporter: referral.Public,
		})
		if err == nil {
			v.values.Set("sent", "1")
			c.Redirect(http.StatusSeeOther, v.to("/correct", v.values))
			return
		}
	}
	status := http.StatusServiceUnavailable
	view.Fault, view.Detail, view.Phone = v.T("correct.fault", "phone", s.opts.Line), c.PostForm("detail"), c.PostForm("phone")
	choose(view.Kinds, c.PostForm("kind"))
	choose(view.Offices, c.PostForm("office"))
	var personal *referral.PersonalError
	switch {
	case !allowed:
		status = http.StatusTooManyRequests
		retryAfter(c, wait)
	case badPhone != nil:
		status, view.Fault, view.Field = http.StatusBadRequest, v.T("correct.fault.phone"), "phone"
	case errors.As(err, &personal):
		status, view.Fault, view.Field = http.StatusBadRequest, v.T("correct.fault.personal"), "detail"
	case errors.Is(err, referral.ErrInvalid):
		status, view.Fault = http.StatusBadRequest, v.T("correct.fault.invalid")
	case err != nil && c.Request.Context().Err() == nil: // else nobody waits any more
		s.opts.Log.ErrorContext(c.Request.Context(), "a report was not kept", "error", err)
	}
	s.correctPage(c, v, status, view)
}

// choose marks the option that was sent.
func choose(options []option, value string) {
	for i := range options {
		options[i].Selected = options[i].Value == value
	}
}

func (s *Site) correctPage(c *gin.Context, v *visit, status int, view correctView) {
	p := v.page("/correct", v.values)
	p.NoIndex = true
	p.Title = v.T("correct.title") + " – " + v.T("page.brand")
	p.Body = view
	s.render(c, status, "correct", p)
}

// sameOrigin refuses a form that another site makes a browser send.
func (s *Site) sameOrigin(c *gin.Context) {
	if err := http.NewCrossOriginProtection().Check(c.Request); err != nil {
		c.AbortWithStatus(http.StatusForbidden)
	}
}
