//go:build !race

package place

// slower is how much more time the race detector may take.
const slower = 1
