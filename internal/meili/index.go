package meili

import (
	"context"
	"iter"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/physicianfinder/finder/internal/search"
)

// How long one call to the index may take.
const (
	pageTimeout  = 10 * time.Second
	matchTimeout = 5 * time.Second
)

// A generation is read in pages of so many listings, some 2 MB, so many at a
// time.
const (
	pageSize     = 4_000
	pagesAtATime = 2
)

// An Index reads listings from Meilisearch. It implements search.Index and is
// safe for concurrent use.
type Index struct {
	c *client

	mu   sync.Mutex
	last *search.Generation // that was live when last asked; it never changes
}

// Open returns the index behind c. It makes no request.
func Open(c Config) (*Index, error) {
	cl, err := newClient(c, readerPatience)
	if err != nil {
		return nil, err
	}
	return &Index{c: cl}, nil
}

// Live implements search.Index. It reads one small document, and what the
// generation holds only when it is not that of the last call. The error wraps
// record.ErrUnreadable when the generation is of a form that this program does
// not read.
func (x *Index) Live(ctx context.Context) (*search.Generation, error) {
	p, err := x.c.pointer(ctx)
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	g := x.last
	x.mu.Unlock()
	if g == nil || g.ID != p.Generation {
		if g, err = x.c.generation(ctx, p.Generation); err != nil {
			return nil, err
		}
		x.mu.Lock()
		x.last = g
		x.mu.Unlock()
	}
	own := *g
	own.Offerings, own.Sources = maps.Clone(g.Offerings), maps.Clone(g.Sources)
	return &own, nil
}

// Generation implements search.Index.
func (x *Index) Generation(ctx context.Context, id string) (*search.Generation, error) {
	if id == pointerID || id == "" || strings.ContainsFunc(id, notOfID) {
		return nil, search.ErrGone
	}
	return x.c.generation(ctx, id)
}

// notOfID reports whether r is in no id of a document.
func notOfID(r rune) bool {
	return !('0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || r == '-' || r == '_')
}

// Records implements search.Index. It reads ahead while records are used.
func (x *Index) Records(ctx context.Context, g *search.Generation) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		pages := make(chan *page)
		var failed error // set before pages is closed
		go func() {
			defer close(pages)
			failed = x.c.read(ctx, g, pages)
		}()
		going := true
		for p := range pages { // to its end, so that nothing goes on behind us
			for i := 0; going && i < len(p.Results); i++ {
				if going = yield(p.Results[i].Listing, nil); !going {
					stop()
				}
			}
		}
		if going && failed != nil {
			yield("", failed)
		}
	}
}

// read sends every page of a generation to pages.
func (c *client) read(ctx context.Context, g *search.Generation, pages chan<- *page) error {
	var asked atomic.Int64 // pages
	all, ctx := errgroup.WithContext(ctx)
	for range pagesAtATime {
		all.Go(func() error {
			for {
				offset := int(asked.Add(1)-1) * pageSize
				if offset > 0 && offset >= g.Listings {
					return nil
				}
				p, err := c.fetch(ctx, g.ID, fetchRequest{Fields: []string{storedField}, Offset: offset, Limit: pageSize})
				if err != nil {
					return err
				}
				select {
				case pages <- p:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		})
	}
	return all.Wait()
}
