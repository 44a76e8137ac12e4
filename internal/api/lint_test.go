package api

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocumentLinted has two linters of other people read the document, and, at
// full counts, ones that they must not let pass.
func TestDocumentLinted(t *testing.T) {
	if _, err := os.Stat("../../node_modules/.bin/spectral"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("node_modules is not installed")
	}
	lint := func(name string) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), "tools/openapi/lint", name)
		cmd.Dir = "../.."
		return cmd.CombinedOutput()
	}
	if out, err := lint("openapi.yaml"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	if os.Getenv("FINDER_VERIFY") != "1" {
		return
	}
	document, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string][2]string{
		"null of 3.0":             {`type: [string, "null"]`, "type: string\n          nullable: true"},
		"a schema that is absent": {"#/components/schemas/Card", "#/components/schemas/Cards"},
		"an example that is none": {`example: "55401"`, "example: 55401"},
	} {
		if !strings.Contains(string(document), change[0]) {
			t.Fatalf("%s: nothing to spoil", what)
		}
		spoilt := filepath.Join(t.TempDir(), "openapi.yaml")
		if err := os.WriteFile(spoilt, []byte(strings.Replace(string(document), change[0], change[1], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := lint(spoilt); err == nil {
			t.Errorf("%s passes:\n%s", what, out)
		}
	}
}
