package cluster

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// freeAddr returns a loopback address that nobody listens on.
func freeAddr(t testing.TB) string {
	t.Helper()
	addr, err := FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// addrOf is the address that a replica was told to listen on.
func addrOf(r *Replica) string {
	addr := ""
	for _, e := range r.cmd.Env {
		if v, ok := strings.CutPrefix(e, "FINDER_ADDR="); ok {
			addr = v
		}
	}
	return addr
}

// anyOf draws one of the paths each time.
func anyOf(paths []string) func(*rand.Rand) string {
	return func(rng *rand.Rand) string { return paths[rng.IntN(len(paths))] }
}
