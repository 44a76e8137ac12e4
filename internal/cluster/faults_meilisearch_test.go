package cluster

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// atOnce is what an answer from memory, or a refusal, may take on a busy
// machine.
const atOnce = time.Second

// whileAway sees what a replica does without Meilisearch: places as before and
// marked degraded, words refused at once, still ready for its proxy.
func (b *bed) whileAway(t *testing.T) {
	t.Helper()
	holds(t, b.replica.URL, b.before, atOnce)
	eventually(t, 10*time.Second, "degraded", func() bool {
		return decoded(t, get(t, b.replica.URL+places[0])).Meta.Degraded
	})
	for range 3 {
		r := get(t, b.replica.URL+textSearch())
		refusedWithLine(t, r)
		if r.took > 2500*time.Millisecond { // one in every half second finds out by waiting
			t.Errorf("a refusal takes %s", r.took)
		}
	}
	if s, status := readyz(t, b.replica.URL); status != http.StatusOK || !s.Degraded {
		t.Errorf("readyz answers %d, degraded %t", status, s.Degraded)
	}
	holds(t, b.replica.URL, b.before, atOnce)
}

func meilisearchKilled(t *testing.T, b *bed) {
	for range rounds(1, 20) {
		b.Meilisearch.Kill()
		b.whileAway(t)
		if err := b.Meilisearch.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		awaitWhole(t, b.replica)
	}
}

func meilisearchHung(t *testing.T, b *bed) {
	for range rounds(1, 10) {
		if err := b.Meilisearch.Pause(); err != nil {
			t.Fatal(err)
		}
		r := get(t, b.replica.URL+textSearch())
		refusedWithLine(t, r)
		if r.took > 6*time.Second {
			t.Errorf("the first search by name waits %s", r.took)
		}
		b.whileAway(t)
		if err := b.Meilisearch.Resume(); err != nil {
			t.Fatal(err)
		}
		awaitWhole(t, b.replica)
	}
}

// meilisearchRestarted restarts it under traffic by place: none of that fails.
func meilisearchRestarted(t *testing.T, b *bed) {
	for range rounds(1, 10) {
		done := make(chan *Tally)
		go func() {
			done <- Load{URLs: []string{b.replica.URL}, Path: anyOf(places), Workers: 2, Rate: 50, For: 3 * time.Second, Seed: 1}.Run(t.Context())
		}()
		if err := b.Meilisearch.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := <-done
		if got.Answered == 0 || got.Answered != got.Sent() {
			t.Errorf("%d of %d answered; %+v %s", got.Answered, got.Sent(), got, got.Example())
		}
		awaitWhole(t, b.replica)
	}
}

func meilisearchErrors(t *testing.T, b *bed) {
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable} {
		b.Relay.Fail(Failure{Status: status})
		b.whileAway(t)
	}
}

func meilisearchGarbage(t *testing.T, b *bed) {
	b.Relay.Fail(Failure{Garbage: true})
	b.whileAway(t)
}

func meilisearchCutAnswers(t *testing.T, b *bed) {
	b.Relay.Fail(Failure{Cut: true})
	b.whileAway(t)
}

// meilisearchSlow makes every call take three seconds: longer than the
// question which generation is live may take, shorter than a search may.
func meilisearchSlow(t *testing.T, b *bed) {
	b.Relay.Fail(Failure{Delay: 3 * time.Second})
	for range 2 {
		r := get(t, b.replica.URL+textSearch())
		if r.status != http.StatusOK {
			refusedWithLine(t, r)
		}
		if r.took > 6*time.Second {
			t.Errorf("answered %d after %s", r.status, r.took)
		}
	}
	holds(t, b.replica.URL, b.before, atOnce)
}

// meilisearchKeyRevoked deletes the service's key, and makes it again.
func meilisearchKeyRevoked(t *testing.T, b *bed) {
	key, err := os.ReadFile(filepath.Join(b.Secrets(), "meili-service-key"))
	if err != nil {
		t.Fatal(err)
	}
	b.master(t, http.MethodDelete, "/keys/"+strings.TrimSpace(string(key)))
	b.whileAway(t)
	if err := b.MakeKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(b.Secrets(), "meili-service-key"))
	if err != nil || string(again) != string(key) {
		t.Errorf("the key made again is another one: running services would need a restart (%v)", err)
	}
}

// master sends a request with the master key, which only operators have, and
// returns the answer.
func (b *bed) master(t *testing.T, method, path string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, b.Meilisearch.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+b.Meilisearch.MasterKey())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s answered %d: %v", method, path, res.StatusCode, err)
	}
	return string(text)
}

func startWithoutMeilisearch(t *testing.T, b *bed) {
	b.Relay.Fail(Failure{Reset: true})
	r, err := b.Launch(t.Context(), "FINDER_ADDR="+freeAddr(t), "FINDER_DIR="+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Kill()
	if err := r.AwaitReady(1500 * time.Millisecond); err == nil {
		t.Error("ready without anything to answer from")
	}
	base := "http://" + addrOf(r)
	if s, status := readyz(t, base); status != http.StatusServiceUnavailable || !strings.Contains(s.Detail, "does not answer") {
		t.Errorf("readyz answers %d: %q", status, s.Detail)
	}
	refusedWithLine(t, get(t, base+places[0]))
	b.Relay.Heal()
	if err := r.AwaitReady(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	holds(t, base, b.before, 5*time.Second)
}

// startFromDisk starts a replica without Meilisearch in the folder of one that
// had it: it answers places, degraded, and is whole when Meilisearch is back.
func startFromDisk(t *testing.T, b *bed) {
	dir := t.TempDir()
	first, err := b.Serve(t.Context(), "FINDER_DIR="+dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Stop(); err != nil {
		t.Fatal(err)
	}
	b.Relay.Fail(Failure{Reset: true})
	r, err := b.Serve(t.Context(), "FINDER_DIR="+dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Kill()
	holds(t, r.URL, b.before, 5*time.Second)
	if s, status := readyz(t, r.URL); status != http.StatusOK || !s.Degraded {
		t.Errorf("readyz answers %d, degraded %t", status, s.Degraded)
	}
	refusedWithLine(t, get(t, r.URL+textSearch()))
	b.Relay.Heal()
	awaitWhole(t, r)
	holds(t, r.URL, b.before, 5*time.Second)
}

func addressTaken(t *testing.T, b *bed) {
	r, err := b.Launch(t.Context(), "FINDER_ADDR="+strings.TrimPrefix(b.replica.URL, "http://"), "FINDER_DIR="+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	<-r.done
	if r.err == nil || !strings.Contains(r.Log(), "address already in use") {
		t.Errorf("ended with %v\n%s", r.err, r.Log())
	}
}

// liveIndexDeleted deletes the live index by hand, as no program of ours does.
// Words are refused, places go on; rolling back or the next run mends it.
func liveIndexDeleted(t *testing.T, b *bed) {
	s, _ := readyz(t, b.replica.URL)
	b.master(t, http.MethodDelete, "/indexes/listings_"+s.Generation)
	eventually(t, 10*time.Second, "words are refused", func() bool {
		return get(t, b.replica.URL+textSearch()).status == http.StatusServiceUnavailable
	})
	refusedWithLine(t, get(t, b.replica.URL+textSearch()))
	holds(t, b.replica.URL, b.before, atOnce)
	if err := b.Rollback(t.Context()); err != nil {
		t.Error(err)
	}
}

// meilisearchRestartedEmpty loses the database: what is in memory goes on
// answering until the keys and the index have been made again.
func meilisearchRestartedEmpty(t *testing.T, b *bed) {
	s, _ := readyz(t, b.replica.URL)
	b.Meilisearch.Kill()
	if err := os.RemoveAll(filepath.Join(b.path("meilisearch"), "data.ms")); err != nil {
		t.Fatal(err)
	}
	if err := b.Meilisearch.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		holds(t, b.replica.URL, b.before, atOnce)
		time.Sleep(50 * time.Millisecond)
	}
	refusedWithLine(t, get(t, b.replica.URL+textSearch()))
	if err := b.MakeKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Index(t.Context(), "--roster", b.path("files/roster.csv")); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "the generation built anew is served", func() bool {
		now, status := readyz(t, b.replica.URL)
		return status == http.StatusOK && now.Generation != s.Generation && !now.Degraded
	})
}
