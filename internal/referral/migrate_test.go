package referral

import (
	"database/sql"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
)

// storeOfVersion makes a store as a program of that version left it, with the
// rows that the statements put there, and returns its DSN.
func storeOfVersion(t *testing.T, d dialect, version int, rows ...string) string {
	t.Helper()
	dsn := filepath.Join(t.TempDir(), "old.db")
	if d == postgres {
		dsn = postgresDSN(t)
	}
	_, address, err := dialectOf(dsn)
	if err != nil {
		t.Fatal(err)
	}
	s := &Store{dialect: d}
	if s.db, err = s.connect(address); err != nil {
		t.Fatal(err)
	}
	defer s.db.Close()
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	tx, err := s.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	run := func(tx *sql.Tx, statement string, args ...any) {
		if _, err := tx.Exec(statement, args...); err != nil {
			t.Fatal(statement, err)
		}
	}
	run(tx, "CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY)")
	for i, name := range names[:version] {
		if err := runMigration(t.Context(), tx, name); err != nil {
			t.Fatal(err)
		}
		run(tx, "INSERT INTO schema_version (version) VALUES ($1)", i+1)
	}
	for _, row := range rows {
		run(tx, row)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	return dsn
}

// TestMigrateCases brings a store of each version before up to date: a case is
// still there and not void, and the tables of calls are.
func TestMigrateCases(t *testing.T) {
	c := newClock()
	for _, d := range []dialect{sqlite, postgres} {
		for version := 1; version <= 4; version++ {
			dsn := storeOfVersion(t, d, version, `INSERT INTO cases (reference, created, changed, version, agent, language,
				origin_kind, origin, filters, surgeons, how, outcome, follow_up, note, idempotency)
				VALUES ('KT4M2P', 1790000000000, 1790000000000, 1, 'ana', 'en', 'zip', '554', '', '[]', 'copied', 'open', '', '', 'k')`)
			s, err := Open(t.Context(), dsn, c.now)
			if err != nil {
				t.Errorf("%v, version %d: %v", d, version, err)
				continue
			}
			var n int
			if err := s.db.QueryRow("SELECT COUNT(*) FROM cases WHERE voided = '' AND merged = '' AND assigned = '' AND ask = 0").Scan(&n); err != nil || n != 1 {
				t.Errorf("%v, version %d: %d cases that are not void, %v", d, version, n, err)
			}
			for _, table := range []string{"calls", "callbacks", "audit"} {
				if err := s.db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n != 0 {
					t.Errorf("%v, version %d: %d rows of %s, %v", d, version, n, table, err)
				}
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}
