package cluster

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// networkCut cuts a replica off from Meilisearch so that packets vanish and
// nothing is reset: in a network namespace of its own whose link to
// Meilisearch goes down, or, where the test may not make one, by a relay that
// swallows every request.
func networkCut(t *testing.T, b *bed) {
	n, ok := newNetwork(t)
	if !ok {
		b.Relay.Fail(Failure{Delay: time.Hour})
		refusedWithLine(t, get(t, b.replica.URL+textSearch()))
		b.whileAway(t)
		return
	}
	listener, err := net.Listen("tcp", n.meilisearch+":0")
	if err != nil {
		t.Fatal(err)
	}
	relay := &http.Server{Handler: b.Relay, ReadHeaderTimeout: time.Second}
	go relay.Serve(listener)
	defer relay.Close()
	cmd := b.Command(t.Context(), []string{
		"FINDER_ADDR=" + n.service + ":8080", "FINDER_MEILI_URL=http://" + listener.Addr().String(), "FINDER_RATE=0", "FINDER_DRAIN=0s",
		"FINDER_MEILI_KEY_FILE=" + filepath.Join(b.Secrets(), "meili-service-key"), "FINDER_DIR=" + t.TempDir(),
	}, "serve")
	cmd.Args = append([]string{"ip", "netns", "exec", n.name}, append([]string{b.Program}, cmd.Args[1:]...)...)
	if cmd.Path, err = exec.LookPath("ip"); err != nil {
		t.Fatal(err)
	}
	r, err := launch(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Kill()
	if err := r.AwaitReady(readyTimeout); err != nil {
		t.Fatal(err)
	}
	awaitWhole(t, r)
	apart := &bed{Cluster: b.Cluster, replica: r, before: b.before}
	n.ip(t, "link", "set", n.cut, "down")
	first := get(t, r.URL+textSearch())
	refusedWithLine(t, first)
	if first.took > 6*time.Second {
		t.Errorf("the first search by name waits %s", first.took)
	}
	apart.whileAway(t)
	n.ip(t, "link", "set", n.cut, "up")
	t.Logf("after the cut whole again within %s", awaitWhole(t, r).Round(time.Millisecond))
	holds(t, r.URL, b.before, atOnce)
}

// A network is a namespace with two links to this one: to its clients, and to
// Meilisearch.
type network struct {
	name                 string
	service, meilisearch string // the replica's address, and this side's for Meilisearch
	cut                  string // this side's end of the link to Meilisearch
}

// newNetwork makes a namespace and its links; ok is false when that is not
// permitted here.
func newNetwork(t *testing.T) (n network, ok bool) {
	id := os.Getpid() % 100_000
	n = network{name: fmt.Sprint("pf", id), cut: fmt.Sprint("pf", id, "m"), service: "10.213.71.2", meilisearch: "10.213.72.1"}
	if out, err := exec.CommandContext(t.Context(), "ip", "netns", "add", n.name).CombinedOutput(); err != nil {
		t.Logf("no namespace here, the relay stands in: %v %s", err, out)
		return n, false
	}
	t.Cleanup(func() {
		if out, err := exec.Command("ip", "netns", "del", n.name).CombinedOutput(); err != nil { // its links go with it
			t.Errorf("%v: %s", err, out)
		}
	})
	clients := fmt.Sprint("pf", id, "c")
	for _, l := range []struct{ out, here, there string }{
		{clients, "10.213.71.1/30", "10.213.71.2/30"}, {n.cut, "10.213.72.1/30", "10.213.72.2/30"},
	} {
		n.ip(t, "link", "add", l.out, "type", "veth", "peer", "name", l.out+"i", "netns", n.name)
		n.ip(t, "addr", "add", l.here, "dev", l.out)
		n.ip(t, "link", "set", l.out, "up")
		n.ip(t, "-n", n.name, "addr", "add", l.there, "dev", l.out+"i")
		n.ip(t, "-n", n.name, "link", "set", l.out+"i", "up")
	}
	n.ip(t, "-n", n.name, "link", "set", "lo", "up")
	return n, true
}

func (n network) ip(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "ip", args...).CombinedOutput(); err != nil {
		t.Fatalf("ip %v: %v %s", args, err, out)
	}
}
