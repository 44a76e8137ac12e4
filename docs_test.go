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
	for _, name := range append(documents, "SECURITY.md", "ARCHITECTURE.md", "CONTRIBUTING.md") {
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
