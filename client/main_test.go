package client_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// source is the program's, where the module lies in the finder's own tree.
const source = "../cmd/finder"

// TestMain leaves the examples and the tests that need a finder aside where
// there is none: in a copy of the module alone, without FINDER_TEST_URL.
func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "client")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	var running *exec.Cmd
	booted = sync.OnceValues(func() (string, error) {
		if url := os.Getenv("FINDER_TEST_URL"); url != "" {
			return url, nil
		}
		var url string
		var err error
		running, url, err = boot(dir)
		return url, err
	})
	if why := absent(); why != "" {
		fmt.Println("without the examples and TestClient:", why)
		if err := flag.Set("test.skip", "^(Example|TestClient$)"); err != nil {
			panic(err)
		}
	}
	code := m.Run()
	if running != nil {
		_ = running.Process.Signal(syscall.SIGTERM)
		_ = running.Wait()
	}
	return code
}

// absent says why there is no finder to ask, if there is none. In continuous
// integration that is a fault.
func absent() string {
	if os.Getenv("FINDER_TEST_URL") != "" || os.Getenv("CI") == "true" {
		return ""
	}
	if _, err := os.Stat(source); err != nil {
		return "the module stands alone"
	}
	if _, err := os.Stat("../node_modules/@gaubee"); err != nil && os.Getenv("MEILISEARCH_BIN") == "" {
		return "there is no Meilisearch to run"
	}
	return ""
}

// booted is the address of a finder with sample data, one for all.
var booted func() (string, error)

func program(t *testing.T) string {
	t.Helper()
	url, err := booted()
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// boot builds and runs the program.
func boot(dir string) (*exec.Cmd, string, error) {
	path := filepath.Join(dir, "finder")
	build := exec.Command("go", "build", "-tags", "nomsgpack", "-o", path, "./cmd/finder")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return nil, "", fmt.Errorf("%w\n%s", err, out)
	}
	cmd := exec.Command(path, "demo", "--addr", "127.0.0.1:0", "--dir", filepath.Join(dir, "data"))
	var stderr strings.Builder
	cmd.Stderr = &stderr
	cmd.Dir = ".."
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready "); ok {
		return cmd, url, nil
	}
	return nil, "", errors.Join(fmt.Errorf("not ready: %w", err), cmd.Process.Kill(), cmd.Wait(), errors.New(stderr.String()))
}
