package cluster

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestRestoreSQLite backs the store up while cases are being made, destroys
// it, and puts the backup in its place: every case from before the backup is
// there, and the session holds.
func TestRestoreSQLite(t *testing.T) {
	if testing.Short() {
		t.Skip("boots the whole program")
	}
	t.Parallel()
	c := start(t)
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "store.db")
	env := []string{"FINDER_DIR=" + dir}
	r := serve(t, c, env...)
	before := record(t, r.URL)
	a := newAgent(t, c, r.URL, "restore", env...)
	made, status := a.refer(t, r.URL, "before")
	if status != http.StatusOK {
		t.Fatalf("answered %d", status)
	}
	if _, err := c.Run(t.Context(), env, "staff", "backup", copied); err != nil {
		t.Fatal(err)
	}
	late, status := a.refer(t, r.URL, "after")
	if status != http.StatusOK {
		t.Fatalf("answered %d", status)
	}
	r.Kill()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(copied, filepath.Join(dir, "referrals.db")); err != nil {
		t.Fatal(err)
	}
	r = serve(t, c, env...)
	holds(t, r.URL, before, 5*time.Second)
	found, status := a.open(t, r.URL, made.Reference)
	if diff := cmp.Diff(made, found); status != http.StatusOK || diff != "" {
		t.Errorf("answered %d: %s", status, diff)
	}
	if _, status := a.open(t, r.URL, late.Reference); status != http.StatusNotFound {
		t.Errorf("a case from after the backup is answered %d: was the store destroyed at all?", status)
	}
}
