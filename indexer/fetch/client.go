package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	tries    = 5                // in a row that bring nothing
	longWait = 10 * time.Minute // the longest that Retry-After is obeyed
)

// newClient returns a client that goes through the proxy of the environment
// and gets files as they are stored: a range of a packed answer is of no use.
func newClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableCompression = true
	return &http.Client{Transport: t, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) >= 10 {
			return fmt.Errorf("%w: in a circle", errRedirect)
		}
		if via[0].URL.Scheme == "https" && req.URL.Scheme != "https" {
			return fmt.Errorf("%w: to %s, without encryption", errRedirect, req.URL.Host)
		}
		return nil
	}}
}

// get asks for an address. The answer's body, and the answer itself, fail with
// errStalled when nothing comes for as long as idle.
func (f *fetcher) get(ctx context.Context, address string, header http.Header) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel(nil)
		return nil, bare(err)
	}
	req.Header = header
	req.Header.Set("User-Agent", "physician-finder/"+f.o.Version+" (+https://github.com/physicianfinder/finder)")
	w := &watched{ctx: ctx, cancel: cancel, clock: f.clock}
	stop := w.watch()
	resp, err := f.client.Do(req)
	stop()
	if err != nil {
		err = w.cause(bare(err))
		cancel(nil)
		if untrusted(err) || errors.Is(err, errRedirect) || req.Context().Err() != nil && !errors.Is(err, errStalled) {
			return nil, err
		}
		return nil, &again{err: err}
	}
	w.body, resp.Body = resp.Body, w
	return resp, nil
}

// A watched body ends the request when it stalls.
type watched struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	clock  clock
	body   io.ReadCloser
}

func (w *watched) watch() (stop func() bool) {
	return w.clock.AfterFunc(idle, func() { w.cancel(errStalled) })
}

func (w *watched) cause(err error) error {
	if c := context.Cause(w.ctx); errors.Is(c, errStalled) {
		return c
	}
	return err
}

func (w *watched) Read(p []byte) (int, error) {
	stop := w.watch()
	n, err := w.body.Read(p)
	stop()
	if err != nil && err != io.EOF {
		err = w.cause(err)
	}
	return n, err
}

func (w *watched) Close() error {
	err := w.body.Close()
	w.cancel(nil)
	return err
}

// again wraps an error after which it is worth trying again.
type again struct {
	err    error
	gained bool          // this try brought a part of the file that stays
	after  time.Duration // no sooner than this
}

func (a *again) Error() string { return a.err.Error() }
func (a *again) Unwrap() error { return a.err }

// retry calls try until it succeeds, fails for good, or has failed for too
// many times without a gain. The pauses grow and are spread at random.
func (f *fetcher) retry(ctx context.Context, try func() error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval = time.Second
	for failed := 0; ; {
		err := try()
		var a *again
		if err == nil || ctx.Err() != nil || !errors.As(err, &a) {
			return err
		}
		if a.gained {
			failed = 0
			pauses.Reset()
		}
		if failed++; failed == tries {
			return fmt.Errorf("%w (%d times in a row)", a.err, tries)
		}
		if a.after > longWait {
			return fmt.Errorf("%w and asks to come back in %s", a.err, a.after)
		}
		if err := f.clock.Sleep(ctx, max(a.after, pauses.NextBackOff())); err != nil {
			return err
		}
	}
}

// badStatus makes an error of an answer that is none of those hoped for, and
// closes it.
func (f *fetcher) badStatus(resp *http.Response) error {
	resp.Body.Close()
	e := &statusError{code: resp.StatusCode, after: f.retryAfter(resp)}
	if resp.Request.Response != nil { // a redirect led here
		e.redirected = resp.Request.URL.Host
	}
	if e.passes() {
		return &again{err: e, after: e.after}
	}
	return e
}

// retryAfter reads the header of that name: seconds, or a moment.
func (f *fetcher) retryAfter(resp *http.Response) time.Duration {
	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	if t, err := http.ParseTime(value); err == nil {
		return max(0, t.Sub(f.o.Now()).Round(time.Second))
	}
	return 0
}

// document reads a small file whole: a page, a record, a manifest.
func (f *fetcher) document(ctx context.Context, what, address string) (text []byte, header http.Header, err error) {
	const most = 64 << 20
	err = f.retry(ctx, func() error {
		resp, err := f.get(ctx, address, http.Header{})
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return f.badStatus(resp)
		}
		defer resp.Body.Close()
		text, err = io.ReadAll(io.LimitReader(resp.Body, most+1))
		if err != nil {
			return &again{err: err}
		}
		if len(text) > most {
			return fmt.Errorf("%w: more than %d MB", errContent, most>>20)
		}
		header = resp.Header
		return nil
	})
	if err != nil {
		return nil, nil, explain(what+" ("+plain(address)+")", err)
	}
	return text, header, nil
}
