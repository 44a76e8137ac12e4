package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSampleCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), []string{"sample", "--count", "20", "--others", "30", "--seed", "3", "--out", dir}, &stdout, &stderr); code != exitOK {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	for name, lines := range map[string]int{"npidata_pfile.csv": 51, "pl_pfile.csv": 2, "roster.csv": 1} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b, []byte("\n")); n < lines || name == "npidata_pfile.csv" && n != lines {
			t.Errorf("%s has %d lines, want %d", name, n, lines)
		}
		if !strings.Contains(stdout.String(), name) {
			t.Errorf("%s is not spoken of: %s", name, stdout.String())
		}
	}
}

func TestSampleUsage(t *testing.T) {
	for _, args := range [][]string{
		{"--count", "5"},
		{"--out", t.TempDir()},
		{"--count", "-5", "--out", t.TempDir()},
		{"--count", "many", "--out", t.TempDir()},
		{"--count", "5", "--out", t.TempDir(), "more"},
		{"--count", "100000000", "--others", "1", "--out", t.TempDir()},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(context.Background(), append([]string{"sample"}, args...), &stdout, &stderr); code != exitUsage || stderr.Len() == 0 {
			t.Errorf("%v: exit %d, %q", args, code, stderr.String())
		}
	}
	var stdout, stderr bytes.Buffer
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(context.Background(), []string{"sample", "--count", "5", "--out", file}, &stdout, &stderr); code != exitFailed {
		t.Errorf("a folder that is a file: exit %d", code)
	}
}
