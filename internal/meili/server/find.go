package server

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// ErrNoProgram says that no Meilisearch program was found.
var ErrNoProgram = errors.New("no Meilisearch program found")

// Version is the version of the program that npm brings, and that is tried.
const Version = "1.21.0"

// packaged is where npm puts the pinned program.
var packaged = filepath.Join("node_modules", "@gaubee", "meilisearch-linux-amd64", "meilisearch")

// Find returns the path of the Meilisearch program: MEILISEARCH_BIN of the
// environment, else "meilisearch" on the PATH, else the npm package in a
// node_modules above the working directory or above the running executable.
// The package lacks the run bit; where it cannot be set, the program is copied
// to dir. The error wraps [ErrNoProgram].
func Find(dir string) (string, error) {
	if set := os.Getenv("MEILISEARCH_BIN"); set != "" {
		path, err := exec.LookPath(set)
		if err != nil {
			return "", fmt.Errorf("server: MEILISEARCH_BIN: %w: %w", ErrNoProgram, err)
		}
		return filepath.Abs(path)
	}
	if path, err := exec.LookPath("meilisearch"); err == nil {
		return filepath.Abs(path)
	}
	var starts []string
	if wd, err := os.Getwd(); err == nil {
		starts = append(starts, wd)
	}
	if exe, err := os.Executable(); err == nil {
		starts = append(starts, filepath.Dir(exe))
	}
	for _, start := range starts {
		if path, ok := above(start, packaged); ok {
			return runnable(path, dir)
		}
	}
	return "", missing(runtime.GOOS, runtime.GOARCH)
}

// missing tells what to do where no program was found. The npm package is for
// one platform alone; elsewhere npm leaves it out.
func missing(system, arch string) error {
	if system == "linux" && arch == "amd64" {
		return fmt.Errorf("server: %w: run npm ci, or set MEILISEARCH_BIN to the program's path", ErrNoProgram)
	}
	name, ok := map[string]string{
		"linux/arm64": "meilisearch-linux-aarch64", "darwin/arm64": "meilisearch-macos-apple-silicon", "darwin/amd64": "meilisearch-macos-amd64",
	}[system+"/"+arch]
	if !ok {
		return fmt.Errorf("server: %w: nobody publishes it for %s/%s; build Meilisearch %s from its source and run\n"+
			"  MEILISEARCH_BIN=/path/to/meilisearch make run", ErrNoProgram, system, arch, Version)
	}
	return fmt.Errorf("server: %w: no package has it for %s/%s. The official program, and then the same again:\n"+
		"  curl -fL -o meilisearch https://github.com/meilisearch/meilisearch/releases/download/v%s/%s\n"+
		"  chmod +x meilisearch\n"+
		"  MEILISEARCH_BIN=$PWD/meilisearch make run", ErrNoProgram, system, arch, Version, name)
}

// above looks for name in dir and in every directory above it.
func above(dir, name string) (string, bool) {
	for {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, true
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}
		dir = parent
	}
}

// runnable gives path its run bit, or a copy of it in dir that has one.
func runnable(path, dir string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("server: %w", err)
	}
	if info.Mode()&0o111 != 0 || os.Chmod(path, info.Mode()|0o755) == nil {
		return path, nil
	}
	copied := filepath.Join(dir, "meilisearch")
	if have, err := os.Stat(copied); err == nil && have.Size() == info.Size() {
		return copied, nil
	}
	if err := copyProgram(copied, path); err != nil {
		return "", fmt.Errorf("server: copying the program: %w", err)
	}
	return copied, nil
}

// copyProgram copies whole or not at all: a half program is never left.
func copyProgram(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(to+".new", to)
}
