package console

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

var (
	errBadRequest = errors.New("console: request cannot be read")
	errForbidden  = errors.New("console: not for this role")
	errSignedOut  = errors.New("console: no session")
)

// newDecoder reads JSON and refuses fields that nobody knows.
func newDecoder(r io.Reader) *json.Decoder {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	return dec
}

// A fault is the answer when something did not go as asked.
type fault struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// statuses maps errors to a status and the code of a text ("console.fault.…").
// The first that fits counts; anything else is a 500.
var statuses = []struct {
	err    error
	status int
	code   string
}{
	{errSignedOut, http.StatusUnauthorized, "signed_out"},
	{errForbidden, http.StatusForbidden, "forbidden"},
	{errBadRequest, http.StatusBadRequest, "bad_request"},
	{referral.ErrReference, http.StatusBadRequest, "reference"},
	{referral.ErrInvalid, http.StatusBadRequest, "invalid"},
	{referral.ErrNotFound, http.StatusNotFound, "not_found"},
	{referral.ErrConflict, http.StatusConflict, "conflict"},
	{referral.ErrUnavailable, http.StatusServiceUnavailable, "store"},
	{search.ErrNotFound, http.StatusNotFound, "not_listed"},
	{search.ErrUnavailable, http.StatusServiceUnavailable, "search"},
	{search.ErrNoGeneration, http.StatusServiceUnavailable, "search"},
}

// fail answers with the text of an error in the agent's language.
func (c *Console) fail(g *gin.Context, err error) {
	catalog := words.For(langOf(g))
	var personal *referral.PersonalError
	if errors.As(err, &personal) {
		g.AbortWithStatusJSON(http.StatusBadRequest, fault{"personal", catalog.T("console.fault.personal." + string(personal.Kind))})
		return
	}
	var faults *query.Faults
	if errors.As(err, &faults) && len(faults.List) > 0 {
		g.AbortWithStatusJSON(http.StatusBadRequest, fault{string(faults.List[0].Reason), faults.List[0].In(catalog)})
		return
	}
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			g.AbortWithStatusJSON(s.status, fault{s.code, catalog.T("console.fault." + s.code)})
			return
		}
	}
	c.opts.Log.Error("console request failed", "route", g.FullPath(), "error", err)
	g.AbortWithStatusJSON(http.StatusInternalServerError, fault{"internal", catalog.T("problem.internal.detail")})
}
