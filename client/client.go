// Package client asks a physician finder over HTTP.
//
//	c, err := client.New("https://finder.example")
//	answer, err := c.Search(ctx, client.Query{Near: "55401", AnnularClosure: client.Offered})
//
// Answers are the wire models of the service's openapi.yaml: a nil pointer is
// "unknown", never "no". A refusal is an error that wraps a [*Refusal], which
// names the parameters at fault. The package sends what it is given and keeps
// nothing; it does not retry, because the service says itself when to come
// back ([Refusal.RetryAfter]).
package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:generate go tool -modfile=../tools/go.mod oapi-codegen -config oapi-codegen.yaml ../openapi.yaml

// maxAnswer is the largest answer in bytes that is read: a full page is a
// tenth of it.
const maxAnswer = 16 << 20

// A Client asks one finder. It is safe for concurrent use.
type Client struct {
	base *url.URL
	http *http.Client
	key  string
}

// An Option changes a Client.
type Option func(*Client)

// WithHTTP makes a Client use h instead of one with a timeout of 15 seconds.
func WithHTTP(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithServerKey makes a Client ask with the secret key of a partner's server
// (sk_…), and spend that partner's budget.
func WithServerKey(key string) Option { return func(c *Client) { c.key = key } }

// New returns a client of the finder at base, such as "https://finder.example".
func New(base string, options ...Option) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		return nil, fmt.Errorf("client: base %q: want http(s)://host", base)
	}
	c := &Client{base: u, http: &http.Client{Timeout: 15 * time.Second}}
	for _, o := range options {
		o(c)
	}
	return c, nil
}

// Search returns one page of physicians.
func (c *Client) Search(ctx context.Context, q Query) (*SearchAnswer, error) {
	return get[SearchAnswer](ctx, c, "/v1/physicians", q.values())
}

// ErrCut says that a list has more than the 100 pages that the service shows.
// Narrow the question, or take the whole directory.
var ErrCut = errors.New("client: the list has more than 100 pages")

// All yields the physicians who fit, of every page, from q.Page on, until the
// last one or the first error; q.Unknown is left aside. All are of one
// generation: when the service takes up another meanwhile, the error wraps a
// *Refusal with status 410. A list of more than 100 pages ends with [ErrCut].
func (c *Client) All(ctx context.Context, q Query) iter.Seq2[Card, error] {
	q.Unknown = ""
	return func(yield func(Card, error) bool) {
		for q.Page = max(1, q.Page); ; q.Page++ {
			page, err := c.Search(ctx, q)
			if err != nil {
				yield(Card{}, err)
				return
			}
			for _, card := range page.Data {
				if !yield(card, nil) {
					return
				}
			}
			if page.Links.Next == nil {
				if slices.ContainsFunc(page.Warnings, func(w Warning) bool { return w.Code == "list_cut" }) {
					yield(Card{}, ErrCut)
				}
				return
			}
			q.generation = page.Meta.Generation
		}
	}
}

// Physician returns the card of one NPI. For an NPI that is not listed the
// error wraps a *Refusal with status 404.
func (c *Client) Physician(ctx context.Context, npi, lang string) (*PhysicianAnswer, error) {
	return get[PhysicianAnswer](ctx, c, "/v1/physicians/"+url.PathEscape(npi), langOnly(lang))
}

// Places returns up to limit places that begin with text; 0 is the service's
// own limit.
func (c *Client) Places(ctx context.Context, text string, limit int) ([]Place, error) {
	v := url.Values{"q": {text}}
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	answer, err := get[PlacesAnswer](ctx, c, "/v1/places", v)
	if err != nil {
		return nil, err
	}
	return answer.Data, nil
}

// Specialties returns what Query.Specialties takes, named in lang.
func (c *Client) Specialties(ctx context.Context, lang string) ([]SpecialtyChoice, error) {
	answer, err := get[SpecialtiesAnswer](ctx, c, "/v1/specialties", langOnly(lang))
	if err != nil {
		return nil, err
	}
	return answer.Data, nil
}

func langOnly(lang string) url.Values {
	if lang == "" {
		return nil
	}
	return url.Values{"lang": {lang}}
}

// get asks for path and decodes the answer, or the problem that came instead.
func get[T any](ctx context.Context, c *Client, path string, v url.Values) (*T, error) {
	u := *c.base
	u.Path, u.RawQuery = u.Path+path, v.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("client: %s: %w", path, err)
	}
	req.Header.Set("Accept", "application/json")
	if c.key != "" {
		req.Header.Set("Authorization", "Bearer "+c.key)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("client: %s: %w", path, withoutURL(err))
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("client: %s: read answer: %w", path, err)
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("client: %s: %w", path, problemOf(res, body))
	}
	out := new(T)
	if err := json.Unmarshal(body, out); err != nil {
		return nil, fmt.Errorf("client: %s: decode answer: %w", path, err)
	}
	return out, nil
}
