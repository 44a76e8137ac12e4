package cluster

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"
)

// overload sends ten times what one replica answers. The rest is refused at
// once with the time to come back, what is answered is answered in time,
// memory stays bounded, and the load once gone, all is as before.
func overload(t *testing.T, b *bed) {
	closed := Load{URLs: []string{b.replica.URL}, Path: anyOf(places), Workers: 4, For: time.Second, Seed: 2}.Run(t.Context())
	before, err := b.replica.Resident()
	if err != nil {
		t.Fatal(err)
	}
	seconds := time.Duration(rounds(2, 60)) * time.Second
	got := Load{
		URLs: []string{b.replica.URL}, Path: anyOf(places), Seed: 3, For: seconds,
		Rate: 10 * closed.PerSecond(), Workers: 1200,
	}.Run(t.Context())
	after, err := b.replica.Resident()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.0f a second by 4 workers; at ten times that %d answered (p99 %s), %d shed (p99 %s), %d not sent; resident %d -> %d MB",
		closed.PerSecond(), got.Answered, got.Latency(0.99), got.Shed, got.ShedLatency(0.99), got.Unsent, before>>20, after>>20)
	if got.Answered == 0 || got.Failed > 0 || got.Lost > 0 || got.Refused > 0 {
		t.Errorf("%+v: %s", got, got.Example())
	}
	if p99 := got.Latency(0.99); p99 > 5*time.Second {
		t.Errorf("p99 of what is answered: %s", p99)
	}
	if after > before+512<<20 {
		t.Errorf("resident memory grows from %d to %d MB", before>>20, after>>20)
	}
	overloadByName(t, b)
}

// overloadByName sends more searches by name than may wait for a Meilisearch
// that takes its time: the rest is refused at once, and searches by place do
// not wait behind them.
func overloadByName(t *testing.T, b *bed) {
	b.Relay.Fail(Failure{Delay: 200 * time.Millisecond})
	done := make(chan *Tally, 1)
	go func() {
		done <- Load{
			URLs: []string{b.replica.URL}, Path: func(*rand.Rand) string { return textSearch() }, Seed: 5,
			Rate: 1000, Workers: 600, For: time.Duration(rounds(2, 30)) * time.Second,
		}.Run(t.Context())
	}()
	time.Sleep(time.Second)
	holds(t, b.replica.URL, b.before, atOnce)
	got := <-done
	t.Logf("1,000 searches by name a second: %d answered, %d shed (p99 %s)", got.Answered, got.Shed, got.ShedLatency(0.99))
	if got.Shed == 0 || got.Failed > 0 || got.Lost > 0 || got.Refused > 0 {
		t.Errorf("%d shed, %d failed, %d lost, %d refused: %s", got.Shed, got.Failed, got.Lost, got.Refused, got.Example())
	}
}

// replicaKilled kills a replica in the middle of its traffic, and starts
// another in its place.
func replicaKilled(t *testing.T, b *bed) {
	addr, dir := freeAddr(t), t.TempDir()
	for range rounds(1, 20) {
		r, err := b.Serve(t.Context(), "FINDER_ADDR="+addr, "FINDER_DIR="+dir)
		if err != nil {
			t.Fatal(err)
		}
		a := &agent{}
		if a, err = againAgent(t, b, r, dir); err != nil {
			t.Fatal(err)
		}
		c, status := a.refer(t, r.URL, "kill")
		if status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		r.Kill()
		r, err = b.Serve(t.Context(), "FINDER_ADDR="+addr, "FINDER_DIR="+dir)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, r.URL, b.before, 5*time.Second)
		if _, status := a.open(t, r.URL, c.Reference); status != http.StatusOK {
			t.Errorf("the case of before, in the session of before: answered %d", status)
		}
		r.Kill()
	}
}

// againAgent signs in an account that may exist already.
func againAgent(t *testing.T, b *bed, r *Replica, dir string) (*agent, error) {
	out, err := b.Run(t.Context(), []string{"FINDER_DIR=" + dir}, "staff", "add", "--generate", "again")
	if err != nil {
		out, err = b.Run(t.Context(), []string{"FINDER_DIR=" + dir}, "staff", "password", "--generate", "again")
	}
	if err != nil {
		return nil, err
	}
	return signIn(t, r.URL, "again", strings.TrimSpace(out)), nil
}

// stoppedUnderLoad stops replicas under load, as a proxy sees it that asks
// /readyz and sends nothing more once that turns: every request is answered,
// those that come during the drain and a slow one that outlasts it included.
func stoppedUnderLoad(t *testing.T, b *bed) {
	for range rounds(1, 20) {
		r, err := b.Serve(t.Context(), "FINDER_DIR="+t.TempDir(), "FINDER_DRAIN=600ms")
		if err != nil {
			t.Fatal(err)
		}
		awaitWhole(t, r)
		ctx, turned := context.WithCancel(t.Context())
		done := make(chan *Tally, 1)
		go func() {
			done <- Load{URLs: []string{r.URL}, Path: anyOf(places), Workers: 16, For: 10 * time.Second, Seed: 4}.Run(ctx)
		}()
		time.Sleep(400 * time.Millisecond)
		b.Relay.Fail(Failure{Delay: 400 * time.Millisecond})
		slow := make(chan int, 1)
		go func() {
			res, err := patient.Get(r.URL + textSearch())
			if err != nil {
				slow <- 0
				return
			}
			res.Body.Close()
			slow <- res.StatusCode
		}()
		time.Sleep(100 * time.Millisecond)
		stopped := make(chan error, 1)
		go func() { stopped <- r.Stop() }()
		eventually(t, 5*time.Second, "readyz turns", func() bool {
			_, status := readyz(t, r.URL)
			return status == http.StatusServiceUnavailable
		})
		time.Sleep(200 * time.Millisecond) // the proxy asks now and then
		turned()
		got := <-done
		if got.Answered == 0 || got.Answered != got.Sent() {
			t.Errorf("%d of %d answered: %s", got.Answered, got.Sent(), got.Example())
		}
		if status := <-slow; status != http.StatusOK {
			t.Errorf("the slow search in hand is answered %d", status)
		}
		if err := <-stopped; err != nil {
			t.Errorf("ends with %v\n%s", err, r.Log())
		}
		b.Relay.Heal()
		t.Logf("%d of %d answered", got.Answered, got.Sent())
	}
}
