package cluster

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRebuildBeside feeds a second Meilisearch from the state of the first, as
// an upgrade does and growth: a replica on it answers the same, and those on
// the first do not notice.
func TestRebuildBeside(t *testing.T) {
	if testing.Short() {
		t.Skip("boots the whole program")
	}
	t.Parallel()
	c := start(t)
	old := serve(t, c)
	before := record(t, old.URL)
	second, err := Start(t.Context(), c.Program, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	if _, err := second.Index(t.Context(), "--state", c.State(), "--roster", filepath.Join(c.Dir, "files", "roster.csv")); err != nil {
		t.Fatal(err)
	}
	beside := serve(t, second)
	holds(t, beside.URL, before, 5*time.Second)
	holds(t, old.URL, before, 5*time.Second)
	one, _ := readyz(t, old.URL)
	two, _ := readyz(t, beside.URL)
	if one.Generation == two.Generation {
		t.Errorf("both say that they serve generation %s", one.Generation)
	}
	old.Kill()
	moved := serve(t, c, "FINDER_MEILI_URL="+second.Relay.URL(), "FINDER_MEILI_KEY_FILE="+filepath.Join(second.Secrets(), "meili-service-key"))
	holds(t, moved.URL, before, 5*time.Second)
}

// TestTwoTargets feeds two Meilisearches in one run, as growth past one
// machine does: replicas on either serve the same generation and say so, one
// roster later too, and a run that one of them cannot take changes neither.
func TestTwoTargets(t *testing.T) {
	if testing.Short() {
		t.Skip("boots the whole program")
	}
	t.Parallel()
	c := start(t)
	second, err := Start(t.Context(), c.Program, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer second.Stop()
	both := []string{"--target", c.Meilisearch.URL(), "--target", second.Meilisearch.URL() + "," + filepath.Join(second.Secrets(), "meili-indexer-key")}
	roster := append(both, "--roster", filepath.Join(c.Dir, "files", "roster.csv"))
	if _, err := c.Index(t.Context(), roster...); err != nil {
		t.Fatal(err)
	}
	one, two := serve(t, c), serve(t, second)
	before := record(t, one.URL)
	holds(t, two.URL, before, 5*time.Second)
	first, _ := readyz(t, one.URL)
	agree := func(when string) standing {
		t.Helper()
		var a, b standing
		eventually(t, 20*time.Second, when+": both serve one generation", func() bool {
			a, _ = readyz(t, one.URL)
			b, _ = readyz(t, two.URL)
			return a.Generation == b.Generation
		})
		return a
	}
	agree("after the first run")

	second.Meilisearch.Kill()
	if out, err := c.Index(t.Context(), roster...); err == nil || !strings.Contains(out, second.Meilisearch.URL()) || !strings.Contains(out, "as it was") {
		t.Errorf("a run without the second: %v\n%s", err, out)
	}
	if err := second.Meilisearch.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	awaitWhole(t, two)
	if now := agree("after a run that failed"); now.Generation != first.Generation {
		t.Errorf("generation %s is live, want %s", now.Generation, first.Generation)
	}

	if _, err := c.Index(t.Context(), roster...); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "the next generation is served", func() bool { return agree("after the next").Generation != first.Generation })
	holds(t, two.URL, before, 5*time.Second)
	if _, err := c.Index(t.Context(), append(both, "--rollback")...); err != nil {
		t.Fatal(err)
	}
	eventually(t, 20*time.Second, "both went back", func() bool { return agree("after going back").Generation == first.Generation })
}
