package referral

import (
	"path/filepath"
	"testing"
	"time"
)

// TestDevices tells of which devices an account is known on, and until when.
func TestDevices(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		for _, name := range []string{"ana", "ben"} {
			if err := s.AddAccount(ctx, name, Agent, right); err != nil {
				t.Fatal(err)
			}
		}
		remember := func(old, name string) string {
			t.Helper()
			token, err := s.RememberDevice(ctx, old, name)
			if err != nil || token == "" || token == old {
				t.Fatalf("remember: %q, %v", token, err)
			}
			return token
		}
		known := func(what, token, name string, want bool) {
			t.Helper()
			if got, err := s.KnownDevice(ctx, token, name); got != want || err != nil {
				t.Errorf("%s: known %v, %v; want %v", what, got, err, want)
			}
		}
		for _, token := range []string{"", "invented", "' OR 1=1 --"} {
			known("no device: "+token, token, "ana", false)
		}
		desk := remember("", "ana")
		known("signed in here", desk, "ana", true)
		known("another account", desk, "ben", false)
		known("an unknown account", desk, "eve", false)

		shared := remember(desk, "ben") // on the same device
		known("both since", shared, "ana", true)
		known("both since", shared, "ben", true)
		known("the token of before", desk, "ana", false)
		again := remember(shared, "ben")
		known("again", again, "ben", true)
		stranger := remember("planted", "ana")
		known("a planted token", "planted", "ana", false)
		known("a second device", stranger, "ana", true)
		known("the first", again, "ana", true)
		if _, err := s.RememberDevice(ctx, "", "nobody"); err == nil {
			t.Error("a device of nobody was remembered")
		}

		session, err := s.SignIn(ctx, "ana", right)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SignOut(ctx, session); err != nil {
			t.Fatal(err)
		}
		known("after sign-out", again, "ana", true)
		for name, forget := range map[string]func() error{
			"new password":        func() error { return s.SetPassword(ctx, "ana", right) },
			"disabled":            func() error { return s.SetDisabled(ctx, "ana", true) },
			"enabled":             func() error { return s.SetDisabled(ctx, "ana", false) },
			"sign-out everywhere": func() error { return s.SignOutEverywhere(ctx, "ana") },
		} {
			device := remember("", "ana")
			if err := forget(); err != nil {
				t.Fatal(err)
			}
			known(name, device, "ana", false)
			known(name+", another account", again, "ben", true)
		}

		ofBen, ofAna := remember(again, "ben"), remember("", "ana")
		c.advance(DeviceExpiry - time.Second)
		known("before expiry", ofBen, "ben", true)
		ofBen = remember(ofBen, "ben")
		c.advance(time.Second)
		known("after expiry", ofAna, "ana", false)
		known("a use keeps it", ofBen, "ben", true)
		c.advance(DeviceExpiry)
		known("after expiry of the use", ofBen, "ben", false)
		remember("", "ana")
		if n := rowsOf(t, s, "devices"); n != 1 {
			t.Errorf("%d devices stored, want 1: those expired are deleted", n)
		}
	})
}

// TestDevicesHashed wants no token as such in the store.
func TestDevicesHashed(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, _ *clock) {
		if err := s.AddAccount(t.Context(), "ana", Agent, right); err != nil {
			t.Fatal(err)
		}
		token, err := s.RememberDevice(t.Context(), "", "ana")
		if err != nil {
			t.Fatal(err)
		}
		var stored string
		if err := s.db.QueryRow("SELECT token FROM devices").Scan(&stored); err != nil {
			t.Fatal(err)
		}
		if stored == token || len(stored) != 64 {
			t.Errorf("stored as %q", stored)
		}
	})
}

func rowsOf(t *testing.T, s *Store, table string) (n int) {
	t.Helper()
	if err := s.db.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMigrateAccounts brings a store of the first version up to date: accounts
// keep their passwords, locked ones too, and a replica of the version before
// goes on beside.
func TestMigrateAccounts(t *testing.T) {
	for name, dsn := range map[string]func(*testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "old.db") },
		"postgres": func(t *testing.T) string { return postgresDSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, c, address := t.Context(), newClock(), dsn(t)
			s, err := Open(ctx, address, c.now)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.AddAccount(ctx, "ana", Agent, right); err != nil {
				t.Fatal(err)
			}
			for _, statement := range []string{ // back to the first version
				"DROP TABLE devices", "DELETE FROM schema_version WHERE version = 2",
				"UPDATE accounts SET failures = 99, locked_until = 9000000000000",
			} {
				if _, err := s.db.Exec(statement); err != nil {
					t.Fatal(statement, err)
				}
			}
			s.Close()
			if s, err = Open(ctx, address, c.now); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if _, err := s.SignIn(ctx, "ana", right); err != nil {
				t.Errorf("sign-in after the migration: %v", err)
			}
			const asBefore = "UPDATE accounts SET failures = 0, locked_until = 0 WHERE name = 'ana' AND failures = 99 AND locked_until > 0"
			if done, err := s.db.Exec(asBefore); err != nil {
				t.Errorf("a sign-in as the version before writes it: %v", err)
			} else if n, err := done.RowsAffected(); n != 1 || err != nil {
				t.Errorf("a sign-in as the version before finds %d accounts, %v", n, err)
			}
		})
	}
}
