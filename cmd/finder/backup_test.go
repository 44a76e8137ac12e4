package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// TestBackup makes backups by deploy/backup.sh and reads them back: of a
// PostgreSQL that asks for a password, of a SQLite store, and of one that is away.
func TestBackup(t *testing.T) {
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	pg, err := postgres.Start(t.Context())
	if errors.Is(err, postgres.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pg.Stop)
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, name := range []string{"bin", "files", "backup", "lite"} {
		if err := os.Mkdir(at(name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink(program, at("bin/finder")), os.Symlink(pg.Program("pg_dump"), at("bin/pg_dump")),
		os.WriteFile(at("files/roster.csv"), []byte("npi,…\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	do := func(env []string, name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		cmd.Env = append(slices.DeleteFunc(os.Environ(), func(e string) bool { return strings.HasPrefix(e, "PG") }), append(env, "PATH="+at("bin")+":"+os.Getenv("PATH"))...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	must := func(env []string, name string, args ...string) string {
		t.Helper()
		out, err := do(env, name, args...)
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return out
	}
	for _, name := range []string{"ours", "another"} {
		must(nil, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=backup", "-keyout", at(name+".key"), "-out", at(name+".pem"))
	}
	script, err := filepath.Abs(filepath.Join(root, "deploy/backup.sh"))
	if err != nil {
		t.Fatal(err)
	}
	store := func(dsn string) []string {
		if err := os.WriteFile(at("store"), []byte(dsn+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return []string{"FINDER_STORE_FILE=" + at("store")}
	}
	if _, err := pg.Create(t.Context(), "finder"); err != nil {
		t.Fatal(err)
	}
	password, err := pg.AddRole(t.Context(), "keeper")
	if err != nil {
		t.Fatal(err)
	}
	must(nil, pg.Program("psql"), "-qc", "ALTER DATABASE finder OWNER TO keeper", pg.URL("postgres"))
	escaped := "" // every character, as a URL may write it
	for _, b := range []byte(password) {
		escaped += fmt.Sprintf("%%%02X", b)
	}
	guarded := strings.Replace(pg.URL("finder"), "postgres@", "keeper:"+escaped+"@", 1)
	for kind, dsn := range map[string]string{"store.sql": guarded, "referrals.db": at("lite/cases.db")} {
		env := store(dsn)
		must(env, program, "staff", "add", "--generate", "witness-of-backup")
		must(env, script, at("ours.pem"), at("backup"), at("files"))
		made := backups(t, at("backup"))
		newest := made[len(made)-1]
		text, err := os.ReadFile(newest)
		if err != nil || strings.Contains(string(text), "witness-of-backup") || strings.Contains(string(text), password) {
			t.Errorf("%s can be read by anybody: %v", newest, err)
		}
		if out, err := do(nil, "openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-inkey", at("another.key"), "-in", newest, "-out", at("wrong")); err == nil {
			t.Errorf("another key reads it: %s", out)
		}
		must(nil, "openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-inkey", at("ours.key"), "-in", newest, "-out", at("backup.tar.gz"))
		must(nil, "tar", "-C", at("lite"), "-xzf", at("backup.tar.gz"))
		kept, err := os.ReadFile(at("lite/store/" + kind))
		if err != nil || !strings.Contains(string(kept), "witness-of-backup") {
			t.Errorf("the store is not in it: %v", err)
		}
		if roster, err := os.ReadFile(at("lite" + at("files/roster.csv"))); err != nil || string(roster) != "npi,…\n" {
			t.Errorf("the roster is not in it: %q, %v", roster, err)
		}
		if err := errors.Join(os.Remove(newest), os.RemoveAll(at("lite/store"))); err != nil {
			t.Fatal(err)
		}
	}

	for i := range 35 {
		if err := os.WriteFile(at(fmt.Sprintf("backup/finder-202601%02dT000000Z.cms", i+1)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	must(store(guarded), script, at("ours.pem"), at("backup"))
	if made := backups(t, at("backup")); len(made) != 30 || !strings.Contains(made[0], "20260107") {
		t.Errorf("%d are kept, the oldest %s", len(made), made[0])
	}
	before := backups(t, at("backup"))
	if err := os.Remove(at("backup/finder_backup.prom")); err != nil {
		t.Fatal(err)
	}
	if out, err := do(store("postgres://keeper:hidden-word@127.0.0.1:9/finder"), script, at("ours.pem"), at("backup")); err == nil || strings.Contains(out, "hidden-word") {
		t.Errorf("of a store that is away: %v\n%s", err, out)
	}
	if _, err := os.Stat(at("backup/finder_backup.prom")); err == nil || !slices.Equal(before, backups(t, at("backup"))) {
		t.Error("a backup that failed counts as one")
	}
	if left, err := filepath.Glob(at("backup/.backup-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// backups lists the backups of a folder, the oldest first.
func backups(t *testing.T, dir string) []string {
	t.Helper()
	made, err := filepath.Glob(filepath.Join(dir, "finder-*.cms"))
	if err != nil || len(made) == 0 {
		t.Fatalf("no backup in %s: %v", dir, err)
	}
	slices.Sort(made)
	return made
}
