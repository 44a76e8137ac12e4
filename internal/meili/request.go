package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"time"
)

// maxAnswer bounds an answer that is read into memory: a page of listings of
// the largest sort is some 20 MB.
const maxAnswer = 256 << 20

// send makes one request with a JSON body and returns the answer's body. The
// error is a *refusal or one of the transport; translate it.
func (c *client) send(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	req, err := c.request(ctx, method, path, body)
	if err != nil {
		return nil, err
	}
	answer, _, err := c.do(c.http, req)
	return answer, err
}

// upload adds a batch of NDJSON documents to an index and returns the task.
func (c *client) upload(ctx context.Context, uid string, batch []byte) (int64, error) {
	const doing = "adding listings"
	req, err := c.request(ctx, http.MethodPost, "/indexes/"+uid+"/documents", batch)
	if err != nil {
		return 0, translate(doing, err)
	}
	req.Header.Set("Content-Type", "application/x-ndjson")
	// A server whose disk is full answers before it has read the batch, and
	// never answers again on the same connection.
	req.Close = true
	answer, _, err := c.do(c.slow, req)
	var task struct{ TaskUID int64 }
	if err == nil {
		err = json.Unmarshal(answer, &task)
	}
	var r *refusal
	if errors.As(err, &r) && r.code == codeInternal { // what the disk says, and nothing of the listings
		return 0, fmt.Errorf("meili: %s: %w: %s", doing, r, r.message)
	}
	return task.TaskUID, translate(doing, err)
}

func (c *client) request(ctx context.Context, method, path string, body []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// do returns the body and the header of a successful answer.
func (c *client) do(by *http.Client, req *http.Request) ([]byte, http.Header, error) {
	resp, err := by.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	answer, err := readAll(resp)
	if err != nil {
		return nil, nil, err
	}
	if resp.StatusCode >= 300 {
		var e struct{ Code, Message string }
		_ = json.Unmarshal(answer, &e) // a proxy's answer has neither
		return nil, nil, &refusal{status: resp.StatusCode, code: e.Code, message: e.Message}
	}
	return answer, resp.Header, nil
}

// readAll reads the body into a buffer of the stated length.
func readAll(resp *http.Response) ([]byte, error) {
	var b bytes.Buffer
	if n := resp.ContentLength; n > 0 && n <= maxAnswer {
		b.Grow(int(n) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(resp.Body, maxAnswer+1))
	if err == nil && n > maxAnswer {
		err = errors.New("answer too large")
	}
	return b.Bytes(), err
}

// retryPause is how long a read waits before its second and last attempt.
const retryPause = 20 * time.Millisecond

// retry runs a read, and runs it once more when the connection broke or a
// gateway in between had a moment of weakness. The errors of read are
// translated ones.
func retry(ctx context.Context, read func() error) error {
	err := read()
	if err == nil || !passing(err) {
		return err
	}
	select {
	case <-ctx.Done():
		return err
	case <-time.After(retryPause + rand.N(retryPause)):
		return read()
	}
}

// passing reports whether the same request may well succeed a moment later.
func passing(err error) bool {
	var r *refusal
	if errors.As(err, &r) {
		return r.status == http.StatusBadGateway || r.status == http.StatusServiceUnavailable
	}
	return errors.Is(err, errDropped)
}
