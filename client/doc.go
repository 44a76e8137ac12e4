// Package client asks a physician finder over HTTP. It needs nothing but the
// standard library.
//
//	c, err := client.New("https://finder.example")
//	found, err := c.Search(ctx, client.Query{Near: "55401", AnnularClosure: client.Offered})
//
// Answers are the wire models of the service's openapi.yaml: a nil pointer is
// "unknown", never "no". Beside each stands its [Info]: request, ETag,
// generation and what is left of the budget.
//
// A refusal is an error that wraps a [*Refusal], which names the parameters at
// fault and says when to come back. [errors.Is] tells its kinds apart:
// [ErrBadRequest], [ErrNotFound], [ErrGone], [ErrRateLimited], [ErrBusy],
// [ErrKey]. A list that the service cut ends with [ErrCut], and an export that
// broke off with [ErrBroken]: neither is ever taken for the whole. [Client.Changes] tells what became of an export
// since.
//
// Nothing is tried again unless [WithRetry] asks for it. The package sends what
// it is given and keeps nothing, and none of its errors holds what was asked
// for: the place of a patient does not end up in a log.
package client
