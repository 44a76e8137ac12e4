package indexer

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer/source"
)

// counting gives the numbers from 1 on, refuses every seventh, and ends with
// err after the last.
type counting struct {
	n, last int
	err     error
	closed  bool
	late    bool // asked after it was closed
}

func (c *counting) Next() (int, error) {
	c.late = c.late || c.closed
	if c.n == c.last {
		return 0, c.err
	}
	if c.n++; c.n%7 == 0 {
		return 0, &source.Rejected{Row: int64(c.n)}
	}
	return c.n, nil
}

func (c *counting) Counts() source.Counts { return source.Counts{} }

func (c *counting) Close() error { c.closed = true; return nil }

// Rows come in the order of the file, refused ones among them, up to what
// ended the reading.
func TestDrainKeepsTheOrder(t *testing.T) {
	broken := errors.New("broken")
	for _, end := range []error{io.EOF, broken} {
		for _, last := range []int{0, 1, 7, drainRows - 1, drainRows, drainRows + 1, 10 * drainRows} {
			at := 0
			next := func(n int) {
				if at++; n != at {
					t.Fatalf("row %d where %d is due", n, at)
				}
			}
			err := drain(t.Context(), &counting{last: last, err: end}, next, func(r *source.Rejected) {
				if r.Row%7 != 0 {
					t.Errorf("row %d is refused", r.Row)
				}
				next(int(r.Row))
			})
			if at != last {
				t.Errorf("%d rows of %d", at, last)
			}
			if end == io.EOF && err != nil || end == broken && !errors.Is(err, broken) {
				t.Errorf("the end %v becomes %v", end, err)
			}
		}
	}
}

// Whoever has drained a reader may close it, also after an interrupt.
func TestDrainLeavesTheReaderAtRest(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := &counting{last: 1 << 40, err: io.EOF}
	taken := 0
	err := drain(ctx, r, func(int) {
		if taken++; taken == 3*drainRows {
			cancel()
		}
	}, func(*source.Rejected) {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	if r.late {
		t.Error("a reader is asked after drain has returned")
	}
}
