package search

import "sync"

// A cardCache keeps the packed cards of tiles within a budget of bytes. When
// the budget is spent the clock hand goes round: a tile used since its last
// pass is spared once, others lose their cards. Slim forms are not its
// business; they stay.
type cardCache struct {
	budget int64

	mu      sync.Mutex
	held    []*tile // with cards, in no order
	bytes   int64
	hand    int
	evicted int64
}

// keep stores the cards of a tile of g. Without force it does so only while
// the budget has room: warming fills the cache and evicts nothing.
func (c *cardCache) keep(g *generation, t *tile, cards *packed, force bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g.retired.Load() || t.cards.Load() != nil {
		return
	}
	size := cards.bytes()
	if size > c.budget || !force && c.bytes+size > c.budget {
		return
	}
	for c.bytes+size > c.budget {
		c.evictOne()
	}
	t.used.Store(force)
	t.cards.Store(cards)
	c.held = append(c.held, t)
	c.bytes += size
}

// hasRoom says whether cards can be kept without evicting others, a tenth of
// the budget left to tiles that searches ask for.
func (c *cardCache) hasRoom() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes < c.budget/10*9
}

// evictOne moves the hand to a tile that was not used and drops its cards;
// mu is held and at least one tile is.
func (c *cardCache) evictOne() {
	for {
		if c.hand >= len(c.held) {
			c.hand = 0
		}
		t := c.held[c.hand]
		if t.used.Swap(false) {
			c.hand++
			continue
		}
		c.bytes -= t.cards.Load().bytes()
		t.cards.Store(nil)
		c.evicted++
		last := len(c.held) - 1
		c.held[c.hand] = c.held[last]
		c.held[last] = nil
		c.held = c.held[:last]
		return
	}
}

// retire drops all cards of g, now and for good.
func (c *cardCache) retire(g *generation) {
	c.mu.Lock()
	defer c.mu.Unlock()
	g.retired.Store(true)
	kept := c.held[:0]
	for _, t := range c.held {
		if i, ok := g.index[t.cell]; ok && &g.tiles[i] == t {
			c.bytes -= t.cards.Load().bytes()
			t.cards.Store(nil)
			continue
		}
		kept = append(kept, t)
	}
	clear(c.held[len(kept):])
	c.held = kept
}

// usage returns the bytes held, of how many tiles, and the evictions so far.
func (c *cardCache) usage() (bytes int64, tiles int, evicted int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes, len(c.held), c.evicted
}
