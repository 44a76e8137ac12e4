package meili

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/search"
)

// A refusal is an answer of Meilisearch that is not a success. Its text names
// the status and the error code, which are a closed list; the message is left
// out, because it may quote the request.
type refusal struct {
	status  int
	code    string
	message string
}

func (r *refusal) Error() string {
	if r.code == "" {
		return fmt.Sprintf("http %d", r.status)
	}
	return fmt.Sprintf("http %d %s", r.status, r.code)
}

// Unwrap places the refusal among the sentinels of search.
func (r *refusal) Unwrap() error {
	switch {
	case r.code == codeIndexNotFound:
		return search.ErrGone
	case r.status == http.StatusTooManyRequests || r.status >= 500,
		r.status == http.StatusUnauthorized || r.status == http.StatusForbidden: // to whoever searches, a server that lets us no longer in is down
		return search.ErrUnavailable
	}
	return nil
}

// The error codes that the package tells apart.
const (
	codeIndexNotFound    = "index_not_found"
	codeIndexExists      = "index_already_exists"
	codeDocumentNotFound = "document_not_found"
	codeKeyExists        = "api_key_already_exists"
	codeGlobalAction     = "index_scoped_api_key_with_global_action" // see ensureKey
	codeInternal         = "internal"
)

// hasCode reports whether err is a refusal with the given code.
func hasCode(err error, code string) bool {
	var r *refusal
	return errors.As(err, &r) && r.code == code
}

// translate turns an error of the SDK or of the transport into one of ours:
// a sentinel of search where one fits, never the text of a request or answer.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	var me *meilisearch.Error
	if errors.As(err, &me) && me.StatusCode >= 400 {
		return fmt.Errorf("meili: %s: %w", doing, &refusal{status: me.StatusCode, code: string(me.APIError.Code)})
	}
	var r *refusal
	switch {
	case errors.As(err, &r):
		return fmt.Errorf("meili: %s: %w", doing, r)
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("meili: %s: %w", doing, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("meili: %s: %w: %w", doing, search.ErrUnavailable, context.DeadlineExceeded)
	case dropped(err):
		return fmt.Errorf("meili: %s: %w: %w", doing, search.ErrUnavailable, errDropped)
	case errors.As(err, new(*net.OpError)):
		return fmt.Errorf("meili: %s: %w: no connection", doing, search.ErrUnavailable)
	}
	return fmt.Errorf("meili: %s: %w: answer not understood (%T)", doing, search.ErrUnavailable, err)
}

// errDropped says that a connection broke under a request.
var errDropped = errors.New("connection lost")

// dropped reports whether err is a connection that broke under a request.
func dropped(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// A taskFailure is a task that did not succeed.
type taskFailure struct {
	status meilisearch.TaskStatus
	code   string
	detail string // only of errors of the server itself: a full disk, say
}

func (f *taskFailure) Error() string {
	text := "task " + string(f.status)
	if f.code != "" {
		text += ": " + f.code
	}
	if f.detail != "" {
		text += ": " + f.detail
	}
	return text
}

func taskError(doing string, t *meilisearch.Task) error {
	f := &taskFailure{status: t.Status, code: string(t.Error.Code)}
	if t.Error.Type != "invalid_request" { // those quote documents
		f.detail = t.Error.Message
	}
	return fmt.Errorf("meili: %s: %w", doing, f)
}

// taskHasCode reports whether err is a task that failed with the given code.
func taskHasCode(err error, code string) bool {
	var f *taskFailure
	return errors.As(err, &f) && f.code == code
}
