package finder_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocsNameTests sees that every test which a document calls as its witness
// is there, and every file or folder that it names.
func TestDocsNameTests(t *testing.T) {
	_, all := sources(t)
	var tests strings.Builder
	for _, s := range all {
		if s.test {
			tests.Write(s.src)
		}
	}
	documents, err := filepath.Glob("docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatalf("%v, %v", documents, err)
	}
	named := 0
	for _, name := range append(documents, "README.md", "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "data/queries/README.md", "web/examples/README.md", "web/widget/README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range regexp.MustCompile("`(Test[A-Z][A-Za-z0-9_]*)`").FindAllStringSubmatch(string(text), -1) {
			named++
			if !strings.Contains(tests.String(), "func "+test[1]+"(") {
				t.Errorf("%s: no test %s", name, test[1])
			}
		}
		for _, file := range regexp.MustCompile("`((?:deploy|docs|internal|web|tools|data)/[A-Za-z0-9_./@-]+)`").FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(file[1]); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if named < 8 {
		t.Errorf("only %d tests are named", named)
	}
}

// TestDocsNameTargets sees that README shows how to run and how to test the
// project, and that every make target which a document names is there.
func TestDocsNameTargets(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	documents, err := filepath.Glob("docs/*.md")
	if err != nil || len(documents) == 0 {
		t.Fatalf("%v, %v", documents, err)
	}
	command := regexp.MustCompile("(?m)(?:^|`)make ([a-z]+)")
	for _, name := range append(documents, "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "data/README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range command.FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(string(makefile), "\n"+m[1]+":") {
				t.Errorf("%s: make has no target %s", name, m[1])
			}
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"make run", "make test"} {
		if !strings.Contains(string(readme), "\n"+line+"\n") {
			t.Errorf("README.md has no block with %q", line)
		}
	}
}
