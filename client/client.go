package client

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A Client asks one finder. It is safe for concurrent use.
type Client struct {
	base  *url.URL
	http  *http.Client
	key   string
	agent string
	retry Retry

	pause  func(context.Context, time.Duration) error
	jitter func() float64 // 0 to 1
}

// An Option changes a Client.
type Option func(*Client)

// WithHTTP makes a Client use h instead of one with a timeout of 15 seconds.
func WithHTTP(h *http.Client) Option { return func(c *Client) { c.http = h } }

// WithServerKey makes a Client ask with the secret key of a partner's server
// (sk_…), and spend that partner's budget.
func WithServerKey(key string) Option { return func(c *Client) { c.key = key } }

// WithUserAgent puts the name of a program, such as "intake/2.1", before the
// package's own in User-Agent, so that operators can tell who asks.
func WithUserAgent(program string) Option {
	return func(c *Client) { c.agent = strings.TrimSpace(program + " " + userAgent()) }
}

// New returns a client of the finder at base, such as "https://finder.example".
func New(base string, options ...Option) (*Client, error) {
	u, err := url.Parse(strings.TrimSuffix(base, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		return nil, fmt.Errorf("client: base %q: want http(s)://host", base)
	}
	c := &Client{
		base: u, http: &http.Client{Timeout: 15 * time.Second}, agent: userAgent(),
		retry: Retry{Attempts: 1}, pause: pause, jitter: jitter,
	}
	for _, o := range options {
		o(c)
	}
	return c, nil
}

// A PhysicianResult is the card of one physician and what came beside it.
type PhysicianResult struct {
	PhysicianAnswer
	Info Info
}

// Physician returns the card of one NPI. For an NPI that is not listed the
// error is [ErrNotFound].
func (c *Client) Physician(ctx context.Context, npi, lang string) (*PhysicianResult, error) {
	out := new(PhysicianResult)
	var err error
	out.Info, err = c.get(ctx, "/v1/physicians/"+url.PathEscape(npi), langOnly(lang), "", &out.PhysicianAnswer)
	if err != nil {
		return nil, err
	}
	out.Info.Generation = out.Meta.Generation
	return out, nil
}

// Places returns up to limit places that begin with text; 0 is the service's
// own limit.
func (c *Client) Places(ctx context.Context, text string, limit int) ([]Place, error) {
	v := url.Values{"q": {text}}
	if limit > 0 {
		v.Set("limit", strconv.Itoa(limit))
	}
	var answer PlacesAnswer
	_, err := c.get(ctx, "/v1/places", v, "", &answer)
	return answer.Data, err
}

// Specialties returns what Query.Specialties takes, named in lang.
func (c *Client) Specialties(ctx context.Context, lang string) ([]SpecialtyChoice, error) {
	var answer SpecialtiesAnswer
	_, err := c.get(ctx, "/v1/specialties", langOnly(lang), "", &answer)
	return answer.Data, err
}

func langOnly(lang string) url.Values {
	if lang == "" {
		return nil
	}
	return url.Values{"lang": {lang}}
}
