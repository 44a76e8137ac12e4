package cluster

import (
	"path/filepath"
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
