package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestGeneratedInDate makes everything again that is generated from
// openapi.yaml and compares it with what is committed.
func TestGeneratedInDate(t *testing.T) {
	for _, room := range []string{".", "../door", "../../client"} {
		settings, err := os.ReadFile(filepath.Join(room, "oapi-codegen.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		fresh := filepath.Join(t.TempDir(), "wire.go")
		elsewhere := filepath.Join(t.TempDir(), "oapi-codegen.yaml")
		settings = bytes.Replace(settings, []byte("output: wire.gen.go"), []byte("output: "+fresh), 1)
		if err := os.WriteFile(elsewhere, settings, 0o600); err != nil {
			t.Fatal(err)
		}
		codegen := exec.Command("go", "tool", "-modfile="+absolute(t, "../../tools/go.mod"), "oapi-codegen", "-config", elsewhere, absolute(t, "../../openapi.yaml"))
		codegen.Dir = room
		if out, err := codegen.CombinedOutput(); err != nil {
			t.Fatalf("oapi-codegen: %v\n%s", err, out)
		}
		sameFile(t, fresh, filepath.Join(room, "wire.gen.go"))
	}
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

func sameFile(t *testing.T, fresh, committed string) {
	t.Helper()
	a, err := os.ReadFile(fresh)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("%s is out of date: go generate", committed)
	}
}

// TestTypesInDate holds the types of the browser code to the document that
// they name.
func TestTypesInDate(t *testing.T) {
	document, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	types, err := os.ReadFile("../../web/src/api.gen.ts")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`openapi\.yaml sha256 ([0-9a-f]{64})`).FindSubmatch(types)
	sum := sha256.Sum256(document)
	if m == nil || string(m[1]) != hex.EncodeToString(sum[:]) {
		t.Error("web/src/api.gen.ts is out of date: node tools/openapi/generate.mjs")
	}
}

// TestDocsInDate holds the packed library to the package that it comes from.
func TestDocsInDate(t *testing.T) {
	const from = "../../node_modules/swagger-ui-dist"
	if _, err := os.Stat(from); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("node_modules is not installed")
	}
	sourceMap := regexp.MustCompile(`(?m)\n?(//|/\*)# sourceMappingURL=.*$`)
	for _, name := range []string{"swagger-ui-bundle.js", "swagger-ui.css"} {
		want, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		packed, err := docsFiles.ReadFile("docs/" + name + ".gz")
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if loc := sourceMap.FindIndex(want); loc != nil {
			want = append(want[:loc[0]:loc[0]], want[loc[1]:]...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("docs/%s.gz is out of date: node tools/openapi/generate.mjs", name)
		}
	}
}
