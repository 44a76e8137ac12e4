package referral

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestExamine looks at stores as they are on the way through their life, and
// sees that looking changes nothing.
func TestExamine(t *testing.T) {
	for _, d := range []dialect{sqlite, postgres} {
		t.Run(string(d), func(t *testing.T) {
			dsn := storeOfVersion(t, d, 2)
			look := func(have, active int) Condition {
				t.Helper()
				c, err := Examine(t.Context(), dsn)
				if err != nil || c.Have != have || c.Active != active || c.SQLite != (d == sqlite) {
					t.Fatalf("%+v, %v; want version %d with %d accounts", c, err, have, active)
				}
				return c
			}
			want := look(2, 0).Want
			look(2, 0)
			s, err := Open(t.Context(), dsn, time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			for _, name := range []string{"one", "two"} {
				if err := s.AddAccount(t.Context(), name, Agent, "correct horse battery"); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.SetDisabled(t.Context(), "two", true); err != nil {
				t.Fatal(err)
			}
			c := look(want, 1)
			if d == postgres && time.Since(c.Now).Abs() > time.Minute {
				t.Errorf("PostgreSQL's clock says %s", c.Now)
			}
			if _, err := s.db.Exec("INSERT INTO schema_version (version) VALUES (99)"); err != nil {
				t.Fatal(err)
			}
			look(99, 1)
		})
	}
}

// TestExamineWhatIsNotThere makes no file, and keeps a password out of its
// errors.
func TestExamineWhatIsNotThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := Examine(t.Context(), path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("looking made the file")
	}
	_, err := Examine(t.Context(), "postgres://finder:hidden-word@127.0.0.1:1/finder")
	if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "127.0.0.1:1: nothing listens there") || strings.Contains(err.Error(), "hidden-word") {
		t.Errorf("nobody there: %v", err)
	}
	if c, err := Examine(t.Context(), postgresDSN(t)); err != nil || c.Have != 0 || c.Want == 0 {
		t.Errorf("an empty database: %+v, %v", c, err)
	}
}
