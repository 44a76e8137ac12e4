package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// maxAnswer is the largest answer in bytes that is read: a full page is a
// tenth of it.
const maxAnswer = 16 << 20

var errTooLarge = fmt.Errorf("the answer has more than %d bytes", maxAnswer)

// get asks for path, as often as the client tries, and decodes the answer into
// out, or gives the refusal that came instead. held is the ETag of an answer
// that the caller has.
func (c *Client) get(ctx context.Context, path string, v url.Values, held string, out any) (Info, error) {
	var info Info
	err := c.tries(ctx, func() error {
		res, err := c.send(ctx, c.http, path, v, "application/json", held)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
		switch {
		case err != nil:
			return broken{fmt.Errorf("read answer: %w", err)}
		case len(body) > maxAnswer:
			return errTooLarge
		}
		if err := json.Unmarshal(body, out); err != nil {
			return fmt.Errorf("decode answer: %w", err)
		}
		info = infoOf(res)
		return nil
	})
	if err != nil {
		return info, fmt.Errorf("client: %s: %w", templateOf(path), err)
	}
	return info, nil
}

// send asks once. Its answer has status 200; anything else is an error.
func (c *Client) send(ctx context.Context, by *http.Client, path string, v url.Values, accept, held string) (*http.Response, error) {
	u := c.base.JoinPath(path)
	u.RawQuery = v.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, withoutURL(err)
	}
	req.Header.Set("Accept", accept)
	req.Header.Set("User-Agent", c.agent)
	if held != "" {
		req.Header.Set("If-None-Match", held)
	}
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := by.Do(req)
	if err != nil {
		return nil, broken{withoutURL(err)}
	}
	if res.StatusCode == http.StatusOK {
		return res, nil
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusNotModified {
		return nil, ErrNotModified
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		body = nil // its status says enough
	}
	return nil, refusalOf(res, body)
}

// A broken connection is tried again; what the service itself says is not,
// unless it asks for it.
type broken struct{ error }

func (b broken) Unwrap() error { return b.error }

// withoutURL takes the URL, which holds a place, out of an error.
func withoutURL(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
