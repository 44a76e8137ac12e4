package finder_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/physicianfinder/finder"

// rooms says which rooms each room may import. A room missing here fails the
// test, so a new one is a decision. "*" may import anything.
var rooms = map[string][]string{
	"":                           {},
	"bench":                      {"*"},
	"client":                     {},
	"cmd/finder":                 {"*"},
	"data":                       {},
	"web":                        {},
	"indexer":                    {"indexer/fetch", "indexer/geocode", "indexer/source", "internal/directory", "internal/place", "internal/geo"},
	"indexer/indexertest":        {"internal/directory"},
	"indexer/source":             {"internal/directory", "internal/geo"},
	"indexer/fetch":              {"internal/directory"},
	"indexer/geocode":            {"indexer/source", "internal/directory", "internal/geo", "internal/place"},
	"internal/geo":               {},
	"internal/pasted":            {},
	"internal/fold":              {},
	"internal/directory":         {"internal/geo", "internal/pasted", "data"},
	"internal/place":             {"internal/fold", "internal/geo", "internal/pasted", "data"},
	"internal/words":             {"internal/fold", "internal/directory", "data"},
	"internal/record":            {"internal/directory"},
	"internal/search":            {"internal/fold", "internal/record", "internal/directory", "internal/geo", "internal/place", "data"},
	"internal/search/searchtest": {"internal/fold", "internal/record", "internal/search", "internal/directory", "internal/geo", "internal/place"},
	"internal/meili":             {"internal/fold", "internal/record", "internal/search", "internal/directory", "internal/geo"},
	"internal/meili/server":      {},
	"internal/query":             {"internal/pasted", "internal/search", "internal/place", "internal/directory", "internal/geo", "internal/words", "data"},
	"internal/limit":             {},
	"internal/door":              {"internal/limit", "internal/query", "internal/search", "internal/words", "internal/partner"},
	"internal/doctor":            {"indexer/fetch", "indexer/source", "internal/directory", "internal/door", "internal/meili", "internal/partner", "internal/referral", "internal/search"},
	"internal/cards":             {"internal/query", "internal/search", "internal/place", "internal/directory", "internal/geo", "internal/words", "internal/basemap"},
	"internal/api":               {"internal/cards", "internal/door", "internal/query", "internal/search", "internal/place", "internal/directory", "internal/roster", "internal/geo", "internal/words", "internal/basemap"},
	"internal/site":              {"internal/cards", "internal/door", "internal/limit", "internal/query", "internal/search", "internal/place", "internal/directory", "internal/roster", "internal/words", "internal/basemap", "internal/referral", "internal/partner", "web"},
	"internal/console":           {"internal/cards", "internal/door", "internal/limit", "internal/query", "internal/search", "internal/place", "internal/directory", "internal/geo", "internal/words", "internal/referral", "internal/roster", "web"},
	"internal/fhir":              {"internal/fold", "internal/door", "internal/query", "internal/search", "internal/place", "internal/directory", "internal/geo"},
	"internal/basemap":           {"internal/geo", "data"},
	"internal/cluster":           {"internal/meili/server"},
	"internal/referral":          {"internal/directory"},
	"internal/referral/server":   {},
	"internal/roster":            {"internal/directory", "internal/referral", "indexer/source"},
	"internal/partner":           {},
	"internal/sample":            {"internal/directory", "internal/place", "internal/geo", "data"},
}

// only names the rooms that alone may import a library, so that it can be
// replaced in one place.
var only = map[string][]string{
	"github.com/uber/h3-go":                 {"internal/geo"},
	"github.com/meilisearch/meilisearch-go": {"internal/meili", "bench"},
	"github.com/goccy/go-json":              {"internal/door"},
	"github.com/gin-gonic/gin":              {"internal/door", "internal/api", "internal/site", "internal/console", "internal/fhir", "cmd/finder", "bench"},
	"github.com/mattn/go-sqlite3":           {"internal/referral"},
	"github.com/jackc/pgx":                  {"internal/referral", "internal/referral/server", "bench"},
	"go.etcd.io/bbolt":                      {"indexer"},
	"github.com/tidwall/rtree":              {"bench"},
}

// badNames are package names that say nothing about what is in them.
var badNames = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "types", "base", "misc", "shared"}

type source struct {
	name string // path from the root, with slashes
	dir  string
	test bool
	file *ast.File
	src  []byte
}

// sources parses every Go file of the module, in this process, so that the
// test cache sees each file it depends on.
func sources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	fset := token.NewFileSet()
	var all []source
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			if base := path.Base(name); name != "." && (base == "node_modules" || base == "tools" || base == "testdata" || base[0] == '.') {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, name, src, parser.ParseComments)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		if dir == "." {
			dir = ""
		}
		all = append(all, source{name, dir, strings.HasSuffix(name, "_test.go"), file, src})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fset, all
}

func TestImports(t *testing.T) {
	_, all := sources(t)
	used := map[string]bool{}
	for _, s := range all {
		if s.test {
			continue
		}
		allowed, known := rooms[s.dir]
		if !known {
			t.Errorf("%s: room %q is in no row of rooms", s.name, s.dir)
			continue
		}
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if room, ours := strings.CutPrefix(imported, module); ours {
				room = strings.TrimPrefix(room, "/")
				used[s.dir+" "+room] = true
				if !slices.Contains(allowed, "*") && !slices.Contains(allowed, room) {
					t.Errorf("%s: %q may not import %q", s.name, s.dir, room)
				}
			}
			for library, importers := range only {
				if strings.HasPrefix(imported, library) && !slices.Contains(importers, s.dir) {
					t.Errorf("%s: only %v may import %s", s.name, importers, library)
				}
			}
			if imported == "testing" && !strings.HasSuffix(s.dir, "test") {
				t.Errorf("%s: testing code outside a test package", s.name)
			}
		}
	}
	for room, allowed := range rooms {
		for _, imported := range allowed {
			if imported != "*" && !used[room+" "+imported] {
				t.Errorf("%q need not import %q: take it off its row", room, imported)
			}
		}
	}
}

// TestRoomsTable holds the table of ARCHITECTURE.md to rooms. A room beneath
// another may stand in the row of that one, without its own imports; what only
// embeds files is not told among the imports.
func TestRoomsTable(t *testing.T) {
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Rooms\n")
	told := map[string]string{} // room to its row
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*) \\| ([^|]*) \\| ([^|]*) \\|$").FindAllStringSubmatch(section, -1) {
		names := regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(row[1], -1)
		var want []string
		for _, name := range names {
			told[name[1]] = row[0]
			if _, known := rooms[name[1]]; !known {
				t.Errorf("ARCHITECTURE.md: %q is no room", name[1])
			}
			for _, room := range rooms[name[1]] {
				want = append(want, strings.TrimPrefix(room, "internal/"))
			}
		}
		want = slices.DeleteFunc(want, func(room string) bool {
			return slices.Contains([]string{"", "data", "web"}, room) ||
				slices.ContainsFunc(names, func(name []string) bool { return name[1] == room })
		})
		slices.Sort(want)
		got := strings.Split(strings.NewReplacer("–", "", "anything", "*").Replace(row[3]), ", ")
		slices.Sort(got)
		if want := strings.Join(slices.Compact(want), ", "); strings.Join(got, ", ") != want {
			t.Errorf("ARCHITECTURE.md: %s imports %q, not %q", row[1], want, row[3])
		}
	}
	for room := range rooms {
		above := told[path.Dir(room)]
		if room != "" && told[room] == "" && !strings.Contains(above, "`"+path.Base(room)+"`") {
			t.Errorf("ARCHITECTURE.md: %q is in no row", room)
		}
	}
}

func TestPackages(t *testing.T) {
	_, all := sources(t)
	comments := map[string][]string{}
	for _, s := range all {
		if slices.Contains(badNames, s.file.Name.Name) {
			t.Errorf("%s: package name %q says nothing", s.name, s.file.Name.Name)
		}
		if s.test {
			continue
		}
		if _, seen := comments[s.dir]; !seen {
			comments[s.dir] = nil
		}
		if s.file.Doc != nil && !generated.Match(s.src) && !standalone.Match(s.src) {
			comments[s.dir] = append(comments[s.dir], s.name)
		}
	}
	for dir, files := range comments {
		if len(files) != 1 {
			t.Errorf("package %q: exactly one package comment wanted, have %v", dir, files)
		}
	}
}

// standalone is the mark of a program that lies beside a package without being
// part of it, such as a generator.
var standalone = regexp.MustCompile(`(?m)^//go:build ignore$`)

var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func TestFileSize(t *testing.T) {
	_, all := sources(t)
	for _, s := range all {
		limit := 400
		if s.test {
			limit = 600
		}
		if n := strings.Count(string(s.src), "\n"); n > limit && !generated.Match(s.src) {
			t.Errorf("%s: %d lines, limit %d", s.name, n, limit)
		}
	}
}

// TestDocumented wants a comment on every exported top-level name and method.
func TestDocumented(t *testing.T) {
	fset, all := sources(t)
	for _, s := range all {
		if s.test || s.file.Name.Name == "main" || generated.Match(s.src) {
			continue
		}
		for _, decl := range s.file.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: %s has no comment", fset.Position(decl.Pos()), name)
			}
		}
	}
}

// ofErrors are the methods by which a type is an error; they say no more than
// the type's own comment.
var ofErrors = map[string]bool{"Error": true, "Is": true, "As": true, "Unwrap": true}

func undocumented(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !ofErrors[d.Name.Name] {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		if d.Doc != nil && d.Tok != token.TYPE {
			return nil // one comment may speak for a block of constants
		}
		var names []string
		for _, spec := range d.Specs {
			switch sp := spec.(type) {
			case *ast.TypeSpec:
				if sp.Name.IsExported() && sp.Doc == nil && d.Doc == nil {
					names = append(names, sp.Name.Name)
				}
			case *ast.ValueSpec:
				for _, n := range sp.Names {
					if n.IsExported() && sp.Doc == nil && sp.Comment == nil {
						names = append(names, n.Name)
					}
				}
			}
		}
		return names
	}
	return nil
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	id, ok := typ.(*ast.Ident)
	return ok && id.IsExported()
}

// TestNothingBuilt sees that no program lies in the tree, and nothing as large
// as one: a build that forgot -o once did.
func TestNothingBuilt(t *testing.T) {
	const most = 1 << 20
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "dist", "artifacts", ".finder", ".tools"}, d.Name()) {
				return fs.SkipDir
			}
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > most {
			t.Errorf("%s has %d bytes, more than %d", file, info.Size(), most)
		}
		f, err := os.Open(file)
		if err != nil {
			return err
		}
		defer f.Close()
		start := make([]byte, 4)
		if n, _ := f.Read(start); string(start[:n]) == "\x7fELF" {
			t.Errorf("%s is a program", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestNoReplace(t *testing.T) {
	for _, name := range []string{"go.mod", "client/go.mod"} {
		mod, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if regexp.MustCompile(`(?m)^\s*replace\b`).Match(mod) {
			t.Errorf("%s: replace makes the module impossible to install", name)
		}
	}
}

// TestDataDescribed wants a line in data/README.md for every file of data/.
func TestDataDescribed(t *testing.T) {
	readme, err := os.ReadFile("data/README.md")
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir("data", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		if err != nil || d.IsDir() || strings.HasSuffix(base, ".go") || base == "README.md" {
			return err
		}
		dir := path.Base(path.Dir(filepath.ToSlash(name)))
		if !strings.Contains(string(readme), base) && !strings.Contains(string(readme), dir+"/*") {
			t.Errorf("%s: not described in data/README.md", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
