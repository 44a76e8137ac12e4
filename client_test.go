package finder_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asker is a program of somebody else's that uses the client.
const asker = `package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/physicianfinder/finder/client"
)

func main() {
	c, err := client.New(os.Args[1], client.WithUserAgent("asker/1"), client.WithRetry(client.Retry{}))
	if err != nil {
		panic(err)
	}
	_, err = c.Search(context.Background(), client.Query{Near: "60601"})
	fmt.Println(errors.Is(err, client.ErrGone))
}
`

// TestClientModule takes the client out of the tree and builds it, tests it
// and uses it where there is neither the finder nor a network.
func TestClientModule(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "client"), os.DirFS("client")); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"main.go": asker,
		"go.mod":  "module asker.example\n\ngo 1.25.0\n\nrequire github.com/physicianfinder/finder/client v0.9.0\n\nreplace github.com/physicianfinder/finder/client => ../client\n",
	} {
		if err := os.MkdirAll(filepath.Join(dir, "asker"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "asker", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(in string, command ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
		cmd.Dir = filepath.Join(dir, in)
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "CI=", "FINDER_TEST_URL=")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", command, err, out)
		}
		return string(out)
	}
	run("client", "go", "vet", "./...")
	if out := run("client", "go", "test", "-count=1", "./..."); !strings.Contains(out, "ok  \tgithub.com/physicianfinder/finder/client") {
		t.Errorf("go test says %s", out)
	}
	if deps := strings.Fields(run("client", "go", "list", "-deps", "-test", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")); len(deps) == 0 {
		t.Error("no packages")
	} else {
		for _, d := range deps {
			if !strings.Contains(d, "physicianfinder/finder/client") {
				t.Errorf("the client needs %s", d)
			}
		}
	}
	var agent string
	finder := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		w.WriteHeader(http.StatusGone)
	}))
	defer finder.Close()
	run("asker", "go", "build", "-trimpath", "-o", "asker", ".")
	if out := run("asker", "./asker", finder.URL); out != "true\n" || !strings.HasPrefix(agent, "asker/1 physicianfinder-client/v0.9.0 go") {
		t.Errorf("says %q as %q", out, agent)
	}
}
