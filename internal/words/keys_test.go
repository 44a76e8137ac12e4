package words_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/words"
)

// asked finds the keys that Go code and templates ask a catalog for, and
// literal anything in quotes that could be a key, begin one or, in browser code
// that is handed the texts of one prefix, end one.
var (
	asked   = regexp.MustCompile(`(?:\.T\(|\{\{-? ?t |\(t |\bt\()"([a-z0-9_]+(?:\.[A-Za-z0-9_-]+)+)"`)
	literal = regexp.MustCompile("[\"'`]([a-z0-9_]+\\.(?:[A-Za-z0-9_.-]*))")
)

// readSources gives each source file that may hold keys to look.
func readSources(t *testing.T, look func(name, text string)) {
	t.Helper()
	files := 0
	for _, root := range []string{"../../internal", "../../web", "../../cmd"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && slices.Contains([]string{"dist", "node_modules", "testdata"}, d.Name()) {
				return fs.SkipDir
			}
			source := slices.Contains([]string{".go", ".html", ".ts", ".css"}, filepath.Ext(name)) && !strings.HasSuffix(name, "_test.go")
			if d.IsDir() || !source {
				return nil
			}
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			files++
			look(name, string(b))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 20 {
		t.Fatalf("only %d source files found: the paths have moved", files)
	}
}

// TestKeys_exist wants a text for every key that is asked for.
func TestKeys_exist(t *testing.T) {
	t.Parallel()
	c := words.For(words.English)
	n := 0
	readSources(t, func(name, text string) {
		for _, m := range asked.FindAllStringSubmatch(text, -1) {
			n++
			if key := m[1]; filepath.Ext(name) != ".ts" && !c.Has(key) {
				t.Errorf("%s: no text for %q", name, key)
			}
		}
	})
	t.Logf("%d keys asked for", n)
}

// TestKeys_used wants every text to be asked for somewhere, whole or by the
// beginning of its key ("month." + "03").
func TestKeys_used(t *testing.T) {
	t.Parallel()
	used := make(map[string]bool)
	readSources(t, func(_, text string) {
		for _, m := range literal.FindAllStringSubmatch(text, -1) {
			used[strings.TrimRight(m[1], ".")] = true
		}
	})
	for key := range forms(t, words.English) {
		found := used[key]
		for i := range key {
			found = found || key[i] == '.' && (used[key[:i]] || used[key[i+1:]])
		}
		if !found {
			t.Errorf("%s: a text that nothing asks for", key)
		}
	}
}
