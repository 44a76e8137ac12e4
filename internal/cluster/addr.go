package cluster

import (
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
)

// The ports that [FreeAddr] draws from: below those that systems give by
// themselves, to connections and to whoever asks for any port.
const (
	firstPort = 10_240
	lastPort  = 32_767
)

// drawn holds the ports that this process was given.
var drawn sync.Map

// FreeAddr returns a loopback address that nobody listens on, a different one
// each time, for a program that is started later.
func FreeAddr() (string, error) {
	for range 1000 {
		port := firstPort + rand.IntN(lastPort-firstPort)
		addr := fmt.Sprintf("127.0.0.1:%d", port)
		if _, before := drawn.LoadOrStore(port, true); before {
			continue
		}
		if l, err := net.Listen("tcp", addr); err == nil {
			return addr, l.Close()
		}
	}
	return "", fmt.Errorf("cluster: no port from %d to %d is free", firstPort, lastPort)
}
