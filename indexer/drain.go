package indexer

import (
	"context"
	"errors"
	"io"

	"github.com/physicianfinder/finder/indexer/source"
)

// drainRows is how many rows are handed over at a time, and drainAhead how
// many such parts may wait: reading and taking go on side by side.
const (
	drainRows  = 256
	drainAhead = 2
)

// A delivery is what a reader gave for one row: the row, or why it was refused.
type delivery[T any] struct {
	row      T
	rejected *source.Rejected
}

// drain reads r to its end. It takes and refuses rows in the order of the
// file, while r is at later ones; when it returns, r is at rest.
func drain[T any](ctx context.Context, r rows[T], take func(T), refuse func(*source.Rejected)) error {
	ctx, cancel := context.WithCancel(ctx)
	parts, used := make(chan []delivery[T], drainAhead), make(chan []delivery[T], drainAhead)
	failed := make(chan error, 1) // the end of reading
	go func() {
		defer close(parts)
		failed <- deliver(ctx, r, parts, used)
	}()
	defer func() {
		cancel()
		for range parts { // until r is at rest
		}
	}()
	for part := range parts {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for i := range part {
			if d := &part[i]; d.rejected != nil {
				refuse(d.rejected)
			} else {
				take(d.row)
			}
		}
		select {
		case used <- part[:0]:
		default:
		}
	}
	return <-failed
}

// deliver sends everything that r gives, in parts that come back in used. The
// error is what ended the reading; nil: the end of the file.
func deliver[T any](ctx context.Context, r rows[T], parts chan<- []delivery[T], used <-chan []delivery[T]) error {
	for {
		var part []delivery[T]
		select {
		case part = <-used:
		default:
			part = make([]delivery[T], 0, drainRows)
		}
		part, err := fillPart(r, part)
		select {
		case parts <- part:
		case <-ctx.Done():
			return ctx.Err()
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// fillPart appends to part until it is full or reading has ended.
func fillPart[T any](r rows[T], part []delivery[T]) ([]delivery[T], error) {
	for len(part) < cap(part) {
		row, err := r.Next()
		var rejected *source.Rejected
		switch {
		case err == nil:
			part = append(part, delivery[T]{row: row})
		case errors.As(err, &rejected):
			part = append(part, delivery[T]{rejected: rejected})
		default:
			return part, err
		}
	}
	return part, nil
}
