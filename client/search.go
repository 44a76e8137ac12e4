package client

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// ErrCut says that a list has more than the 100 pages that the service shows.
// Narrow the question, or take the whole directory with [Client.Export].
var ErrCut = errors.New("client: the list has more than 100 pages")

// A SearchResult is one page of physicians and what came beside it.
type SearchResult struct {
	SearchAnswer
	Info Info
}

// Search returns one page of physicians. With q.IfNoneMatch the error is
// [ErrNotModified] while the answer held is still the answer.
func (c *Client) Search(ctx context.Context, q Query) (*SearchResult, error) {
	out := new(SearchResult)
	var err error
	out.Info, err = c.get(ctx, "/v1/physicians", q.values(), q.IfNoneMatch, &out.SearchAnswer)
	if err != nil {
		return nil, err
	}
	out.Info.Generation = out.Meta.Generation
	return out, nil
}

// All yields the physicians who fit, of every page, from q.Page on, until the
// last one or the first error; q.Unknown and q.IfNoneMatch are left aside. All
// are of one generation: when the service takes up another meanwhile, the error
// is [ErrGone]. A list of more than 100 pages ends with [ErrCut].
func (c *Client) All(ctx context.Context, q Query) iter.Seq2[Card, error] {
	q.Unknown, q.IfNoneMatch = "", ""
	return func(yield func(Card, error) bool) {
		q := q // whoever ranges again begins again
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
