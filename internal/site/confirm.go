package site

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/words"
)

// How often a code may be typed from one network: so often at once, and once more
// each so long. Using one takes two. Of 80 bits nobody guesses any in a thousand years.
const (
	codeTries   = 20
	codeEvery   = 3 * time.Minute
	codeBudgets = 50_000
)

// spoken are the languages that the page offers to tell; what else an office speaks
// is told by telephone.
var spoken = []string{"ar", "en", "es", "fr", "hi", "ko", "pt", "ru", "tl", "vi", "zh"}

// confirmView is the body of the page where an office types its printed code.
type confirmView struct {
	Action    string
	Code      string // once it opens an office
	Fault     string
	Sent      bool
	Name      string
	Office    string
	Closure   []option
	Phone     string
	Accepting []option
	Languages []option
}

func (s *Site) confirm(c *gin.Context) {
	v := s.visit(c)
	s.confirmPage(c, v, http.StatusOK, confirmView{Sent: v.values.Get("sent") == "1"})
}

func (s *Site) confirmPage(c *gin.Context, v *visit, status int, view confirmView) {
	clear(v.values)
	view.Action = v.to("/confirm", nil)
	p := v.page("/confirm", nil)
	p.NoIndex = true
	p.Title = v.T("confirm.title") + " – " + v.T("page.brand")
	p.Body = view
	s.render(c, status, "confirm", p)
}

// confirmed takes a code, and what an office says with it.
func (s *Site) confirmed(c *gin.Context) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxReport)
	v := s.visit(c)
	code := c.PostForm("code")
	budget := limit.Budget{Key: door.Network(c.Request), Most: codeTries, Every: codeEvery}
	if _, _, wait := s.codes.Take(budget, 1); wait > 0 {
		minutes := max(1, int((wait+time.Minute-1)/time.Minute))
		retryAfter(c, wait)
		s.confirmPage(c, v, http.StatusTooManyRequests, confirmView{Fault: v.T("confirm.slow", "count", minutes, "phone", s.opts.Line)})
		return
	}
	o, err := s.opts.Codes.CodeOffice(c.Request.Context(), code)
	if err != nil {
		s.confirmFault(c, v, confirmView{}, err)
		return
	}
	view := confirmView{Code: code, Name: o.Name, Office: strings.Join(cards.AddressLines(o.Office), ", "), Phone: c.PostForm("phone")}
	view.choices(v, c)
	if c.PostForm("said") == "" {
		s.confirmPage(c, v, http.StatusOK, view)
		return
	}
	said, fault := read(c, v)
	if fault != "" {
		view.Fault = fault
		s.confirmPage(c, v, http.StatusBadRequest, view)
		return
	}
	if err := s.opts.Codes.UseCode(c.Request.Context(), code, said, s.today(), words.For(words.English).T("roster.office")); err != nil {
		s.confirmFault(c, v, view, err)
		return
	}
	v.values.Set("sent", "1")
	c.Redirect(http.StatusSeeOther, v.to("/confirm", v.values))
}

// confirmFault says why nothing was taken; of a code never why it opens nothing.
func (s *Site) confirmFault(c *gin.Context, v *visit, view confirmView, err error) {
	status := http.StatusServiceUnavailable
	view.Fault = v.T("confirm.away", "phone", s.opts.Line)
	switch {
	case errors.Is(err, roster.ErrCode):
		status, view = http.StatusBadRequest, confirmView{Fault: v.T("confirm.wrong", "phone", s.opts.Line)}
	case errors.Is(err, referral.ErrInvalid):
		status, view.Fault = http.StatusBadRequest, v.T("confirm.invalid")
	case c.Request.Context().Err() == nil:
		s.opts.Log.ErrorContext(c.Request.Context(), "what an office said was not kept", "error", err)
	}
	s.confirmPage(c, v, status, view)
}

// choices are what may be chosen, with what was.
func (view *confirmView) choices(v *visit, c *gin.Context) {
	for _, what := range []string{"", "offers", "no_longer", "not_here"} {
		view.Closure = append(view.Closure, option{Value: what, Text: v.T("confirm.closure." + orNone(what))})
	}
	for _, a := range []directory.Accepting{"", directory.AcceptingNew, directory.AcceptingExisting, directory.AcceptingExistingFamily, directory.AcceptingNone} {
		text := v.T("confirm.closure.none")
		if a != "" {
			text = v.Accepting(a)
		}
		view.Accepting = append(view.Accepting, option{Value: string(a), Text: text})
	}
	choose(view.Closure, c.PostForm("closure"))
	choose(view.Accepting, c.PostForm("accepting"))
	for _, tag := range spoken {
		view.Languages = append(view.Languages, option{Value: tag, Text: v.Language(tag), Selected: slices.Contains(c.PostFormArray("language"), tag)})
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// read reads what an office says; fault says what of it cannot be taken.
func read(c *gin.Context, v *visit) (said map[roster.Claim]string, fault string) {
	said = map[roster.Claim]string{}
	switch c.PostForm("closure") {
	case "offers":
		said[roster.Offers] = string(directory.SelfReported)
	case "no_longer":
		said[roster.Withdrawn] = ""
	case "not_here":
		said[roster.Moved] = ""
	}
	if text := strings.TrimSpace(c.PostForm("phone")); text != "" {
		phone, err := directory.ParsePhone(text)
		if err != nil {
			return nil, v.T("confirm.phone.wrong")
		}
		said[roster.Phone] = phone
	}
	if a := c.PostForm("accepting"); a != "" {
		said[roster.Accepting] = a
	}
	tags := slices.DeleteFunc(c.PostFormArray("language"), func(tag string) bool { return !slices.Contains(spoken, tag) })
	if slices.Sort(tags); len(tags) > 0 {
		said[roster.Languages] = strings.Join(slices.Compact(tags), ";")
	}
	if len(said) == 0 {
		return nil, v.T("confirm.nothing")
	}
	return said, ""
}
