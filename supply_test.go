package finder_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestNotice sees that NOTICE tells of what is linked and shipped, no more and
// no less, and that the same list is well-formed CycloneDX.
func TestNotice(t *testing.T) {
	if _, err := os.Stat("node_modules/lit"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("node_modules is not installed")
	}
	file := filepath.Join(t.TempDir(), "sbom.json")
	out, err := exec.CommandContext(t.Context(), "node", "tools/sbom.mjs", "--check", "NOTICE", "--json", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var bom struct {
		BOMFormat, SpecVersion, SerialNumber string
		Components                           []struct {
			Name, Version, Purl string
			Licenses            []struct{ License struct{ ID string } }
		}
	}
	if err := json.Unmarshal(text, &bom); err != nil {
		t.Fatal(err)
	}
	if bom.BOMFormat != "CycloneDX" || bom.SpecVersion != "1.6" || !regexp.MustCompile(`^urn:uuid:[0-9a-f-]{36}$`).MatchString(bom.SerialNumber) {
		t.Errorf("%s %s %s", bom.BOMFormat, bom.SpecVersion, bom.SerialNumber)
	}
	listed := map[string]bool{}
	for _, c := range bom.Components {
		listed[c.Name] = true
		if c.Version == "" || c.Purl == "" || len(c.Licenses) != 1 || c.Licenses[0].License.ID == "" {
			t.Errorf("%+v", c)
		}
	}
	for _, name := range []string{"github.com/gin-gonic/gin", "github.com/mattn/go-sqlite3", "github.com/uber/h3-go/v4", "lit"} {
		if !listed[name] {
			t.Errorf("%s is not listed", name)
		}
	}
}

// TestReproducible builds the program from two copies of the tree in different
// folders: not a byte may differ. At full counts each build has an empty cache
// of its own.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds twice")
	}
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"-trimpath", "-buildvcs=false", "main.commit=$(COMMIT)"} {
		if !bytes.Contains(makefile, []byte(flag)) {
			t.Errorf("make build does not use %s", flag)
		}
	}
	var sums [][32]byte
	tree := "."
	for range 2 {
		tree = copyTree(t, tree) // a copy of the copy: the first may change under us
		program := filepath.Join(t.TempDir(), "finder")
		build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-tags", "nomsgpack",
			"-ldflags", "-s -w -X main.version=0.1.0 -X main.commit=0123456789ab", "-o", program, "./cmd/finder")
		build.Dir = tree
		if os.Getenv("FINDER_VERIFY") == "1" {
			build.Env = append(os.Environ(), "GOCACHE="+t.TempDir())
		}
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		binary, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, sha256.Sum256(binary))
		out, err := exec.CommandContext(t.Context(), program, "version").Output()
		if err != nil || !strings.Contains(string(out), "0.1.0 (0123456789ab") {
			t.Errorf("finder version says %q: %v", out, err)
		}
	}
	if sums[0] != sums[1] {
		t.Errorf("two builds differ: %x and %x", sums[0], sums[1])
	}
}

// copyTree copies what a build reads to a folder of its own.
func copyTree(t *testing.T, from string) string {
	t.Helper()
	tree := t.TempDir()
	copied := exec.CommandContext(t.Context(), "bash", "-c",
		`tar -cf - --exclude node_modules --exclude .git --exclude bin --exclude artifacts --exclude testdata . | tar -xf - -C "$0"`, tree)
	copied.Dir = from
	if out, err := copied.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return tree
}
