package cluster

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// partnerFileHalfWritten writes half of the partner registry: the one before
// stays in force and the log says so, until the file is whole again.
func partnerFileHalfWritten(t *testing.T, b *bed) {
	const registry = `{"partners":[{"id":"one","name":"One","key":"pk_one","status":"active","origins":["https://one.example"]}%s]}`
	const second = `,{"id":"two","name":"Two","key":"pk_two","status":"active","origins":["https://two.example"]}`
	path := filepath.Join(t.TempDir(), "partners.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(fmt.Sprintf(registry, ""))
	r, err := b.Serve(t.Context(), "FINDER_PARTNERS="+path, "FINDER_DIR="+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer r.Stop()
	asks := func(name string) int {
		t.Helper()
		body := strings.NewReader("near=60601&key=pk_" + name)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/v1/search", body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://"+name+".example")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := patient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	whole := fmt.Sprintf(registry, second)
	write(whole[:len(whole)/2])
	eventually(t, 20*time.Second, "the half file is noticed", func() bool { return strings.Contains(r.Log(), "not taken up") })
	if got := asks("one"); got != http.StatusOK {
		t.Errorf("the partner of before is answered %d", got)
	}
	write(whole)
	eventually(t, 20*time.Second, "the whole file is in force", func() bool { return asks("two") == http.StatusOK })
	if got := asks("one"); got != http.StatusOK {
		t.Errorf("the partner of before is answered %d", got)
	}
}

// indexerKilled kills the indexer at several moments of a build. Each time the
// generation of before is served, or, where the run had already published, the
// whole of its own; the next run that takes over succeeds, and nothing is left
// behind.
func indexerKilled(t *testing.T, b *bed) {
	files, err := b.Sample(t.Context(), "more", 2500, 11)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if _, err := b.Index(t.Context(), append(files, "--state", filepath.Join(t.TempDir(), "state"))...); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(began) // how long a run takes that nobody kills
	b.awaitPointed(t)
	more := record(t, b.replica.URL)
	b.indexAgainSmaller(t)
	early, late, ended := 0, 0, 0
	kills := rounds(3, 40)
	for n := range kills {
		live := b.pointed(t)
		run := b.Indexer(t.Context(), append(files, "--take-over", "--state", filepath.Join(t.TempDir(), "state"))...)
		if err := run.Start(); err != nil {
			t.Fatal(err)
		}
		if n == 0 { // one is sure to die while it builds
			eventually(t, 20*time.Second, "the run builds", func() bool { return b.building(t) })
		} else {
			time.Sleep(time.Duration(n) * whole / time.Duration(kills))
		}
		_ = run.Process.Kill() // it may have ended by itself
		killed := run.Wait() != nil
		b.awaitTasks(t)
		published := b.pointed(t) != live
		answers := b.before
		switch {
		case !killed:
			ended++
		case published:
			late++
		default:
			early++
		}
		if published {
			answers = more
		}
		b.awaitPointed(t)
		holds(t, b.replica.URL, answers, time.Second)
		if published {
			b.indexAgainSmaller(t, "--take-over")
		}
	}
	if early == 0 {
		t.Error("no run was killed before it published: nothing is tested")
	}
	b.indexAgain(t, "--take-over")
	if extra := b.unnamed(t); len(extra) > 0 {
		t.Errorf("left behind: %s", extra)
	}
	t.Logf("%d runs killed before they published and %d after, %d had ended", early, late, ended)
}

// pointed is the generation that the pointer names.
func (b *bed) pointed(t *testing.T) string {
	t.Helper()
	return b.pointer(t)[0]
}

// pointer returns the generations that Meilisearch is to keep, the live one
// first.
func (b *bed) pointer(t *testing.T) []string {
	t.Helper()
	var p struct {
		Generation string
		Kept       []struct{ Generation string }
	}
	text := b.master(t, http.MethodGet, "/indexes/finder_live/documents/live")
	if err := json.Unmarshal([]byte(text), &p); err != nil || p.Generation == "" {
		t.Fatalf("the pointer: %v\n%s", err, text)
	}
	names := []string{p.Generation}
	for _, k := range p.Kept {
		names = append(names, k.Generation)
	}
	return names
}

// awaitTasks waits until Meilisearch has done what it was told, be it by
// somebody who is no longer there.
func (b *bed) awaitTasks(t *testing.T) {
	t.Helper()
	eventually(t, 20*time.Second, "nothing is under way", func() bool {
		return strings.Contains(b.master(t, http.MethodGet, "/tasks?limit=1&statuses=enqueued,processing"), `"total":0`)
	})
}

// awaitPointed waits until the replica serves what the pointer names.
func (b *bed) awaitPointed(t *testing.T) {
	t.Helper()
	eventually(t, 20*time.Second, "what the pointer names is served", func() bool {
		now, _ := readyz(t, b.replica.URL)
		return now.Generation == b.pointed(t)
	})
}

// unnamed returns the generations in Meilisearch that the pointer does not
// name.
func (b *bed) unnamed(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(b.generations(t), func(id string) bool { return slices.Contains(b.pointer(t), id) })
}

// generations returns those that Meilisearch holds, built or being built.
func (b *bed) generations(t *testing.T) []string {
	t.Helper()
	uids := regexp.MustCompile(`"listings_[0-9A-Za-z-]+"`).FindAllString(b.master(t, http.MethodGet, "/indexes?limit=100"), -1)
	for i, uid := range uids {
		uids[i] = strings.TrimPrefix(strings.Trim(uid, `"`), "listings_")
	}
	return uids
}

// indexAgain runs the indexer on the sources it keeps and waits until what it
// published is served.
func (b *bed) indexAgain(t *testing.T, flags ...string) {
	t.Helper()
	if _, err := b.Index(t.Context(), append(flags, "--roster", b.path("files/roster.csv"))...); err != nil {
		t.Fatal(err)
	}
	b.awaitPointed(t)
}

// indexerTwiceAtOnce starts a second indexer while one builds: it refuses and
// changes nothing, and the first is not disturbed.
func indexerTwiceAtOnce(t *testing.T, b *bed) {
	files, err := b.Sample(t.Context(), "more", 2500, 11)
	if err != nil {
		t.Fatal(err)
	}
	first := b.Indexer(t.Context(), append(files, "--state", filepath.Join(t.TempDir(), "state"))...)
	var out bytes.Buffer
	first.Stdout, first.Stderr = &out, &out
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "the first run builds", func() bool { return b.building(t) })
	if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	refusal, err := b.Index(t.Context(), "--roster", b.path("files/roster.csv"))
	if err == nil {
		t.Error("a second run is not refused")
	}
	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(refusal, "as it was") {
		t.Errorf("the refusal says: %s", refusal)
	}
	if err := first.Wait(); err != nil {
		t.Errorf("the first run: %v\n%s", err, out.String())
	}
	b.indexAgainSmaller(t)
}

// building reports whether Meilisearch holds a generation that is not published.
func (b *bed) building(t *testing.T) bool {
	t.Helper()
	live := b.pointed(t)
	return slices.ContainsFunc(b.generations(t), func(id string) bool { return id > live }) // they begin with their time
}

// indexAgainSmaller goes back to the listings of the bed, which are far fewer
// than those that are live.
func (b *bed) indexAgainSmaller(t *testing.T, flags ...string) {
	t.Helper()
	if _, err := b.Index(t.Context(), append(flags, "--roster", b.path("files/roster.csv"), "--min-keep", "0")...); err != nil {
		t.Fatal(err)
	}
	b.awaitPointed(t)
}

// indexerDiskFull bounds the size of the files that the indexer may write, as
// a full disk under its state does. It notices before it publishes: the
// generation of before is served, and the same run with room goes through.
func indexerDiskFull(t *testing.T, b *bed) {
	files, err := b.Sample(t.Context(), "more", 2500, 11)
	if err != nil {
		t.Fatal(err)
	}
	live := b.pointed(t)
	run := b.Indexer(t.Context(), files...)
	run.Args = append([]string{"bash", "-c", `ulimit -f 100; exec "$0" "$@"`, run.Path}, run.Args[1:]...)
	run.Path = "/bin/bash"
	if out, err := output(run); err == nil || !strings.Contains(out, "saving the state") || !strings.Contains(out, "as it was") {
		t.Errorf("with a full disk: %v\n%s", err, out)
	}
	if now := b.pointed(t); now != live {
		t.Errorf("generation %s is live, want %s", now, live)
	}
	b.indexAgain(t) // from the state as it was
	if _, err := b.Index(t.Context(), files...); err != nil {
		t.Errorf("repeated with room: %v", err)
	}
	if _, err := b.Index(t.Context(), "--rollback"); err != nil {
		t.Fatalf("back to the files of the bed: %v", err)
	}
	b.awaitPointed(t)
}

// indexerInputCut gives the indexer the first part of a download that broke
// off: too few would be left, so it refuses.
func indexerInputCut(t *testing.T, b *bed) {
	live := b.pointed(t)
	text, err := os.ReadFile(b.path("files/npidata_pfile.csv"))
	if err != nil {
		t.Fatal(err)
	}
	cut := filepath.Join(t.TempDir(), "npidata_pfile.csv")
	if err := os.WriteFile(cut, text[:len(text)/3], 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := b.Index(t.Context(), "--nppes", cut, "--practice-locations", b.path("files/pl_pfile.csv"), "--roster", b.path("files/roster.csv"))
	if err == nil || !strings.Contains(out, "as it was") {
		t.Errorf("a third of the file: %v\n%s", err, out)
	}
	if now := b.pointed(t); now != live {
		t.Errorf("generation %s is live, want %s", now, live)
	}
	b.indexAgain(t)
}
