package console

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/words"
)

var (
	errBadRequest = errors.New("console: request cannot be read")
	errForbidden  = errors.New("console: not for this role")
	errSignedOut  = errors.New("console: no session")
	errOwnAccount = errors.New("console: one's own account")
	errPhone      = errors.New("console: no telephone number")
	errNoSurgeon  = errors.New("console: the case names no surgeon")
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

// statuses maps the console's own errors to a status and the code of a text
// ("console.fault.…"). The first that fits counts; anything else is what the
// door says it is. What passes by itself says with 503 in how many seconds to
// try again.
var statuses = []struct {
	err    error
	status int
	code   string
	retry  string
}{
	{errSignedOut, http.StatusUnauthorized, "signed_out", ""},
	{errForbidden, http.StatusForbidden, "forbidden", ""},
	{errPhone, http.StatusBadRequest, "phone", ""},
	{errOwnAccount, http.StatusBadRequest, "own_account", ""},
	{errBadRequest, http.StatusBadRequest, "bad_request", ""},
	{roster.ErrOwn, http.StatusForbidden, "own", ""},
	{roster.ErrRole, http.StatusForbidden, "forbidden", ""},
	{errNoSurgeon, http.StatusNotFound, "no_surgeon", ""},
	{referral.ErrReference, http.StatusBadRequest, "reference", ""},
	{referral.ErrInvalid, http.StatusBadRequest, "invalid", ""},
	{referral.ErrNotFound, http.StatusNotFound, "not_found", ""},
	{referral.ErrConflict, http.StatusConflict, "conflict", ""},
	{referral.ErrUnavailable, http.StatusServiceUnavailable, "store", storeRetry},
}

// storeRetry is in how many seconds to try again when the store is away.
const storeRetry = "5"

// fail answers with the text of an error in the agent's language.
func (c *Console) fail(g *gin.Context, err error) {
	if door.Gone(g) { // before what may wrap it
		g.Abort()
		return
	}
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
			if s.retry != "" {
				g.Header("Retry-After", s.retry)
			}
			g.AbortWithStatusJSON(s.status, fault{s.code, catalog.T("console.fault." + s.code)})
			return
		}
	}
	k, _ := c.opts.Door.Translate(g, err)
	key := "console.fault." + k.Name
	if !catalog.Has(key) {
		key = "problem." + k.Name + ".detail"
	}
	g.AbortWithStatusJSON(k.Status, fault{k.Name, catalog.T(key, "phone", c.opts.Line)})
}
