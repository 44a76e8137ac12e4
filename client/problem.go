package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// A Refusal is the error of an answer other than 200. Find it with errors.As.
type Refusal struct {
	Problem
	// RetryAfter is how long the service asks to be left alone; 0 when it
	// does not say.
	RetryAfter time.Duration
}

// Error names the status, the title and the request, and nothing that was
// asked for.
func (r *Refusal) Error() string {
	return fmt.Sprintf("status %d: %s (request %s)", r.Status, r.Title, r.RequestID)
}

// problemOf reads the problem of an answer; one that is none, as a proxy may
// give, keeps its status alone.
func problemOf(res *http.Response, body []byte) *Refusal {
	r := &Refusal{}
	if json.Unmarshal(body, &r.Problem) != nil || r.Status == 0 {
		r.Problem = Problem{Title: http.StatusText(res.StatusCode), RequestID: res.Header.Get("X-Request-Id")}
	}
	r.Status = res.StatusCode
	if n, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil && n > 0 {
		r.RetryAfter = time.Duration(n) * time.Second
	}
	return r
}

// withoutURL takes the URL, which holds a place, out of an error.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
