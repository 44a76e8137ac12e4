package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestStaff_mistyped holds that a folder that is not the service's is refused by
// every verb, and that nothing is made there.
func TestStaff_mistyped(t *testing.T) {
	t.Setenv("FINDER_STORE", "")
	t.Setenv("FINDER_DIR", "")
	right := t.TempDir()
	staff := func(args ...string) (int, string) {
		var out, err bytes.Buffer
		return runStaff(t.Context(), args, &out, &err), err.String()
	}
	if code, said := staff("add", "--generate", "--dir", right, "first"); code != exitOK { // before the service's first start
		t.Fatal(said)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	for _, args := range [][]string{
		{"add", "--generate", "second"}, {"password", "--generate", "first"}, {"list"}, {"disable", "first"}, {"enable", "first"}, {"backup", copied},
	} {
		wrong := filepath.Join(t.TempDir(), "mistyped")
		code, said := staff(append([]string{args[0], "--dir", wrong}, args[1:]...)...)
		if code != exitFailed || !strings.Contains(said, "no store at") || !strings.Contains(said, "--dir") {
			t.Errorf("%s: exit code %d, %q", args[0], code, said)
		}
		if _, err := os.Stat(wrong); err == nil {
			t.Errorf("%s made the mistyped folder", args[0])
		}
		if args[0] == "add" {
			continue
		}
		empty := t.TempDir() // there, but not the service's
		if code, _ := staff(append([]string{args[0], "--dir", empty}, args[1:]...)...); code != exitFailed {
			t.Errorf("%s in an empty folder: exit code %d", args[0], code)
		}
		t.Setenv("FINDER_STORE", filepath.Join(empty, "mistyped.db"))
		if code, _ := staff(args...); code != exitFailed {
			t.Errorf("%s of a file that is not there: exit code %d", args[0], code)
		}
		t.Setenv("FINDER_STORE", "")
		if left, err := os.ReadDir(empty); err != nil || len(left) != 0 {
			t.Errorf("%s made %v, %v", args[0], left, err)
		}
	}
	if _, err := os.Stat(copied); err == nil {
		t.Error("an empty store was backed up")
	}
	if code, said := staff("backup", "--dir", right, copied); code != exitOK {
		t.Error(said)
	}
}
