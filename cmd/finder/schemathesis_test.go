package main

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"syscall"
	"testing"
)

// TestSchemathesis lets a tester that other people made, and that reads nothing
// but the document, look for answers that break it. It runs at full counts alone.
func TestSchemathesis(t *testing.T) {
	if os.Getenv("FINDER_VERIFY") != "1" {
		t.Skip("FINDER_VERIFY=1 runs it")
	}
	needMeilisearch(t)
	d := startDemo(t, t.TempDir())
	defer d.stop(t, syscall.SIGTERM)
	cmd := exec.CommandContext(t.Context(), "tools/schemathesis/run", d.url, "--max-examples", "400")
	cmd.Dir = "../.."
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if errors.As(err, &ended) && ended.ExitCode() == 77 {
		t.Skipf("%s", out)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sent := regexp.MustCompile(`([0-9]+) generated`).FindSubmatch(out)
	if sent == nil {
		t.Fatalf("nothing was sent:\n%s", out)
	}
	t.Logf("%s requests, no violation", sent[1])
}
