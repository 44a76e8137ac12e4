package web

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestDistInDate builds the front end again and compares. The build also holds
// each file to its budget.
func TestDistInDate(t *testing.T) {
	if _, err := os.Stat("../node_modules/esbuild"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("node_modules/esbuild is missing: npm ci")
		}
		t.Skip("node_modules/esbuild is missing: npm ci")
	}
	if out, err := exec.Command("node", "build/build.mjs", "--check").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestBuilt(t *testing.T) {
	a, err := Built()
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []string{"page.js", "site.css", "icon.svg"} {
		name := a.Names[source]
		if len(a.Files[name]) == 0 {
			t.Errorf("%s is not built", source)
		}
		stem, ext, _ := strings.Cut(source, ".")
		if !strings.HasPrefix(name, stem+"-") || !strings.HasSuffix(name, "."+ext) {
			t.Errorf("%s is served as %s, without a hash", source, name)
		}
	}
}
