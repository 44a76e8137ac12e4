package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kinds of refusals, for errors.Is. The [*Refusal] behind each says more.
var (
	// ErrBadRequest says that the question is at fault: Refusal.Errors names
	// each parameter, and Refusal.Candidates the places that may be meant.
	ErrBadRequest = errors.New("client: bad request")
	// ErrNotFound says that the service knows no such physician or place. A
	// 404 from elsewhere, as of a wrong base address, is not it.
	ErrNotFound = errors.New("client: not found")
	// ErrGone says that the generation asked for is served no longer: begin again.
	ErrGone = errors.New("client: gone")
	// ErrRateLimited says that the budget is spent: come back after
	// Refusal.RetryAfter.
	ErrRateLimited = errors.New("client: rate limited")
	// ErrBusy says that the service cannot answer now: come back after
	// Refusal.RetryAfter. Refusal.Detail names the line to call.
	ErrBusy = errors.New("client: busy")
	// ErrKey says that the server's key is not valid, or was taken for a browser's.
	ErrKey = errors.New("client: key refused")
	// ErrNotModified says that what the caller holds is still the answer.
	ErrNotModified = errors.New("client: not modified")
)

// A Refusal is the error of an answer other than 200. Find it with errors.As.
type Refusal struct {
	Problem
	// RetryAfter is how long the service asks to be left alone; 0 when it
	// does not say.
	RetryAfter time.Duration
	Info       Info
}

// Error names the status, the title and the request, and nothing that was
// asked for.
func (r *Refusal) Error() string {
	return fmt.Sprintf("status %d: %s (request %s)", r.Status, r.Title, r.RequestID)
}

// Is reports whether r is of a kind.
func (r *Refusal) Is(kind error) bool {
	switch r.Status {
	case http.StatusBadRequest:
		return kind == ErrBadRequest
	case http.StatusNotFound:
		return kind == ErrNotFound && (r.Type == "/problems/unknown-physician" || r.Type == "/problems/unknown-place")
	case http.StatusGone:
		return kind == ErrGone
	case http.StatusTooManyRequests:
		return kind == ErrRateLimited
	case http.StatusServiceUnavailable:
		return kind == ErrBusy
	case http.StatusUnauthorized, http.StatusForbidden:
		return kind == ErrKey
	}
	return false
}

// refusalOf reads the problem of an answer; one that is none, as a proxy may
// give, keeps its status alone.
func refusalOf(res *http.Response, body []byte) *Refusal {
	r := &Refusal{Info: infoOf(res), RetryAfter: retryAfter(res.Header)}
	if json.Unmarshal(body, &r.Problem) != nil || r.Problem.Status == 0 {
		r.Problem = Problem{Title: http.StatusText(res.StatusCode), RequestID: r.Info.RequestID}
	}
	r.Status = res.StatusCode
	return r
}

// templateOf names what was asked, without whom.
func templateOf(path string) string {
	if strings.HasPrefix(path, "/v1/physicians/") {
		return "/v1/physicians/{npi}"
	}
	return path
}
