package search

// A Status says what a Finder can answer now.
type Status struct {
	Ready      bool        // searches are answered
	Reason     string      // why not; fit for a log and for operators
	Generation *Generation // the current one; nil: none yet
	Degraded   bool        // the index did not answer when last asked, or no evidence can be read
	Tiles      int         // non-empty tiles of the current generation
	Bytes      int64       // memory of the current generation
	Loads      int64       // generations loaded so far
}

// Status returns what the finder holds. It does not ask the index.
func (f *Finder) Status() Status {
	snap := f.current.Load()
	s := Status{Degraded: f.breaker.isAway() || snap != nil && snap.dark, Loads: f.loads.Load()}
	switch {
	case snap != nil:
		s.Ready, s.Generation, s.Tiles, s.Bytes = true, snap.info, len(snap.cells), snap.size
	case s.Degraded:
		s.Reason = "the index does not answer and nothing is in memory"
	case f.breaker.isEmpty():
		s.Reason = "nothing has been published yet"
	default:
		s.Reason = "the first generation is being loaded"
	}
	return s
}
