package search

// A Status says what a Finder can answer now.
type Status struct {
	Ready      bool        // searches are answered
	Reason     string      // why not; fit for a log and for operators
	Generation *Generation // the current one; nil: none yet
	Next       *Generation // being loaded behind the current one; nil: none
	Degraded   bool        // the index did not answer when last asked
	Tiles      int         // non-empty tiles of the current generation
	Resident   int         // of them in memory, in slim form
	Cards      int         // of them with full cards
	SlimBytes  int64
	CardBytes  int64
	Hits       int64 // tiles that searches found in memory so far
	Misses     int64 // tiles that searches had to wait for so far
	Fetches    int64 // calls for tiles answered so far
	Evictions  int64 // tiles whose cards made room for others so far
}

// Status returns what the finder holds. It does not ask the index.
func (f *Finder) Status() Status {
	s := Status{Degraded: f.guard.isAway(), Hits: f.hits.Load(), Misses: f.misses.Load(), Fetches: f.fetches.Load()}
	s.CardBytes, s.Cards, s.Evictions = f.cards.usage()
	g := f.current.Load()
	if g == nil {
		s.Reason = "no generation has been read yet"
		switch {
		case s.Degraded:
			s.Reason = "the index does not answer and nothing is in memory"
		case f.guard.isEmpty():
			s.Reason = "nothing has been published yet"
		}
		return s
	}
	s.Ready, s.Generation = true, g.info
	s.Tiles, s.Resident, s.SlimBytes = len(g.tiles), int(g.loaded.Load()), g.slimBytes.Load()
	f.turn.Lock()
	defer f.turn.Unlock()
	if f.next != nil {
		s.Next = f.next.info
	}
	return s
}
