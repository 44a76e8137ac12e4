package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// maxLine is the largest physician in bytes that an export is read by.
const maxLine = 4 << 20

// ErrBroken says that an export ended before its end. What came is not whole.
var ErrBroken = errors.New("client: the export broke off")

// An ExportQuery says in which language and, with the ETag of the export that
// is held, whether it has changed.
type ExportQuery struct {
	Lang        string // "en", "es"
	IfNoneMatch string // Info.ETag; the error is ErrNotModified while nothing has changed
}

// An Export is the whole directory of one generation, as it arrives.
type Export struct {
	Info       Info
	Physicians int // how many will come

	body io.ReadCloser
}

// Export begins to take the whole directory. Whoever does not range over
// [Export.All] closes it. The client's own timeout does not bound it, ctx does.
func (c *Client) Export(ctx context.Context, q ExportQuery) (*Export, error) {
	patient := *c.http
	patient.Timeout = 0
	var e *Export
	err := c.tries(ctx, func() error {
		res, err := c.send(ctx, &patient, "/v1/export", langOnly(q.Lang), "application/x-ndjson", q.IfNoneMatch)
		if err != nil {
			return err
		}
		e, err = exportOf(res)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("client: /v1/export: %w", err)
	}
	return e, nil
}

// A ChangesResult is in whom the directory has changed, and what came beside it.
type ChangesResult struct {
	ChangesAnswer
	Info Info
}

// Changes tells in whom the directory has changed since the Info.State of an
// export or of changes. The error is [ErrGone] where that is no longer known, or
// too much has changed: then it is time for another export.
func (c *Client) Changes(ctx context.Context, since string) (*ChangesResult, error) {
	out := new(ChangesResult)
	var err error
	out.Info, err = c.get(ctx, "/v1/changes", url.Values{"since": {since}}, "", &out.ChangesAnswer)
	if err != nil {
		return nil, err
	}
	out.Info.Generation, out.Info.State = out.Meta.Generation, out.Meta.State
	return out, nil
}

func exportOf(res *http.Response) (*Export, error) {
	n, err := strconv.Atoi(res.Header.Get("X-Physicians"))
	if err != nil || n < 0 {
		return nil, errors.Join(errors.New("the answer does not say how many physicians it has"), res.Body.Close())
	}
	return &Export{Info: infoOf(res), Physicians: n, body: res.Body}, nil
}

// All yields every physician once, and ends with an error that wraps
// [ErrBroken] when fewer or more come than were announced.
func (e *Export) All() iter.Seq2[ExportedPhysician, error] {
	return func(yield func(ExportedPhysician, error) bool) {
		defer e.Close()
		lines := bufio.NewScanner(e.body)
		lines.Buffer(make([]byte, 64<<10), maxLine)
		n := 0
		for ; lines.Scan(); n++ {
			var p ExportedPhysician
			if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
				yield(p, fmt.Errorf("%w: line %d: %w", ErrBroken, n+1, err))
				return
			}
			if !yield(p, nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(ExportedPhysician{}, fmt.Errorf("%w after %d physicians: %w", ErrBroken, n, withoutURL(err)))
		} else if n != e.Physicians {
			yield(ExportedPhysician{}, fmt.Errorf("%w: %d physicians of %d", ErrBroken, n, e.Physicians))
		}
	}
}

// Close ends an export.
func (e *Export) Close() error { return e.body.Close() }
