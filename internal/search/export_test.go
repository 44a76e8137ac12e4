package search

// WaitForTiles makes f believe that so many more searches wait for tiles.
func (f *Finder) WaitForTiles(n int64) { f.foreground.Add(n) }
