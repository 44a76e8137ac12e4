package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
func (c *client) send(ctx context.Context, method, path, contentType string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	if len(body) > 0 {
		req.Header.Set("Content-Type", contentType)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := readAll(resp)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 300 {
		var e struct{ Code string }
		_ = json.Unmarshal(answer, &e) // a proxy's answer has no code
		return nil, &refusal{resp.StatusCode, e.Code}
	}
	return answer, nil
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

// passing says whether the same request may well succeed a moment later.
func passing(err error) bool {
	var r *refusal
	if errors.As(err, &r) {
		return r.status == http.StatusBadGateway || r.status == http.StatusServiceUnavailable
	}
	return errors.Is(err, errDropped)
}
