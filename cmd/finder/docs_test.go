package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// block is a fenced block of a document: its language and its text.
var block = regexp.MustCompile("(?ms)^```(sh|js|yaml)\n(.*?)^```")

// examples runs every shell and JavaScript example of README.md, docs/api.md and docs/fhir.md
// against the demo, and every one of the document's own samples.
func examples(t *testing.T, d *program) {
	for name, least := range map[string]int{"README.md": 6, "docs/api.md": 6, "docs/fhir.md": 4} {
		text, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		blocks := block.FindAllStringSubmatch(string(text), -1)
		if len(blocks) < least {
			t.Errorf("%s: only %d examples", name, len(blocks))
		}
		for _, b := range blocks {
			runExample(t, d, b[1], b[2])
		}
	}
	document, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	samples := regexp.MustCompile(`(?m)^ +(curl .*)$`).FindAllStringSubmatch(string(document), -1)
	if len(samples) < 3 {
		t.Errorf("only %d samples in the document", len(samples))
	}
	for _, s := range samples {
		runExample(t, d, "sh", strings.Replace(s[1], "curl ", "curl -fsS ", 1))
	}
}

func runExample(t *testing.T, d *program, language, text string) {
	t.Helper()
	text = strings.ReplaceAll(text, "http://127.0.0.1:8080", d.url)
	text = strings.ReplaceAll(text, "bin/finder", d.cmd.Path)
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", text)
	if language == "js" {
		cmd = exec.Command("node", "--input-type=module", "-e", text)
	}
	cmd.Dir = t.TempDir()
	cmd.WaitDelay = 20 * time.Second
	out, err := cmd.CombinedOutput()
	if err != nil || len(out) == 0 {
		t.Errorf("%v\n%s\n%s", err, text, out)
	}
}
