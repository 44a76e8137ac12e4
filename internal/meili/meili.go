// Package meili keeps the listings in Meilisearch and asks for them there.
//
// A generation is one build: an index of its own, "listings_<id>", that never
// changes once it is live. Which one is served is said by a single document,
// the pointer, in the index "finder_live"; beside it stands what each
// generation holds. A [Writer] fills a new index, verifies it
// against what it was given and against the live generation, and then writes
// the pointer: a reader sees the old generation or the new one, never both.
// An [Index] reads: the pointer, the records of a generation, and the listings a
// text matches.
//
// Documents are a shape of their own (document.go); settings are settings.json.
// No error that leaves the package quotes a request or an answer, because a
// filter tells where somebody searched.
package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/meilisearch/meilisearch-go"
)

// The names of the indexes.
const (
	liveIndex     = "finder_live"   // the pointer, and what each generation holds
	listingsIndex = "listings_"     // + generation: the listings
	lockIndex     = "finder_build_" // + build, host, process: held by the one who builds
	primaryKey    = "id"
)

// readerPatience is how long a reader waits for an answer, a page of listings
// included; the calls that people wait for are bounded by whoever makes them.
const readerPatience = pageTimeout

// Config says where Meilisearch is.
type Config struct {
	URL string // "http://127.0.0.1:7700"
	Key string // one of the keys that Setup makes
	// Transport carries the requests; nil is [NewTransport]'s. It must not ask
	// for compressed answers: they cost 40 ms each.
	Transport http.RoundTripper
}

// NewTransport returns the transport for Meilisearch. Asked for gzip,
// Meilisearch writes an answer in small pieces, and the delayed
// acknowledgement of the first holds up the second for 40 ms.
func NewTransport() *http.Transport {
	return &http.Transport{
		DisableCompression:  true,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     90 * time.Second,
	}
}

// A client speaks to one Meilisearch: through the SDK, and by plain requests
// where the SDK's types are in the way. Both use the same transport.
type client struct {
	url, key string
	http     *http.Client
	slow     *http.Client // for batches of documents, which bound themselves
	sdk      meilisearch.ServiceManager
}

func newClient(c Config, patience time.Duration) (*client, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("meili: the URL of Meilisearch is not of the form http://host:port")
	}
	if c.Transport == nil {
		c.Transport = NewTransport()
	}
	base := u.Scheme + "://" + u.Host
	carrier := &http.Client{Transport: c.Transport, Timeout: patience}
	return &client{
		url:  base,
		key:  c.Key,
		http: carrier,
		slow: &http.Client{Transport: c.Transport},
		sdk: meilisearch.New(base,
			meilisearch.WithAPIKey(c.Key),
			meilisearch.WithCustomClient(carrier),
			meilisearch.DisableRetries(), // retry is ours: reads only, once, within milliseconds
			meilisearch.WithCustomJsonUnmarshaler(unmarshal)),
	}, nil
}

// unmarshal hands a raw answer on without copying it: b is fresh from the
// connection and nobody else's.
func unmarshal(b []byte, v any) error {
	if raw, ok := v.(*json.RawMessage); ok {
		*raw = b
		return nil
	}
	return json.Unmarshal(b, v)
}

// Between two questions about a task passes a share of the time that it has
// taken so far, within bounds: while it indexes, Meilisearch 1.21 spends some
// 1.6 ms of its processor on each.
const (
	pollShare = 16
	pollLeast = 2 * time.Millisecond
	pollMost  = 60 * time.Millisecond
)

// await polls a task until it is done, and fails unless it succeeded.
func (c *client) await(ctx context.Context, doing string, task int64) error {
	for began := time.Now(); ; {
		t, err := c.sdk.GetTask(ctx, task)
		if err != nil {
			return translate(doing, err)
		}
		switch t.Status {
		case meilisearch.TaskStatusSucceeded:
			return nil
		case meilisearch.TaskStatusFailed, meilisearch.TaskStatusCanceled:
			return taskError(doing, t)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("meili: %s: %w", doing, ctx.Err())
		case <-time.After(max(pollLeast, min(time.Since(began)/pollShare, pollMost))):
		}
	}
}
