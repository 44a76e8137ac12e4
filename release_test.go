package finder_test

import (
	"archive/zip"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// clone gives a test a repository of its own, with everything that is in the
// tree committed and a section of the changelog for the version.
func clone(t *testing.T) (tree, version string) {
	t.Helper()
	tree = copyTree(t, ".")
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	version = string(regexp.MustCompile(`(?m)^VERSION := (.+)$`).FindSubmatch(makefile)[1])
	changelog := filepath.Join(tree, "CHANGELOG.md")
	text, err := os.ReadFile(changelog)
	if err != nil {
		t.Fatal(err)
	}
	section := "## " + version + " (2026-11-28)\n\n## Unreleased"
	if err := os.WriteFile(changelog, []byte(strings.Replace(string(text), "## Unreleased", section, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	modules, err := filepath.Abs("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(modules, filepath.Join(tree, "node_modules")); err != nil {
		t.Fatal(err)
	}
	inTree(t, tree, "git", "init", "-q")
	inTree(t, tree, "bash", "-c", "echo node_modules >>.git/info/exclude; git add -A; git -c user.name=t -c user.email=t@example.com commit -qm all")
	return tree, version
}

func inTree(t *testing.T, tree, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = tree
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// release runs tools/release in tree and returns what it printed.
func release(t *testing.T, tree, out string, env ...string) (string, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "tools/release", out)
	c.Dir, c.Env = tree, append(os.Environ(), env...)
	text, err := c.CombinedOutput()
	return string(text), err
}

// TestRelease makes a release twice: not a byte may differ, each sum fits its
// file, and the signature is that of the key and of nothing else. At full
// counts it builds the programs and runs the one of this machine.
func TestRelease(t *testing.T) {
	if _, err := os.Stat("node_modules/lit"); err != nil && os.Getenv("CI") != "true" {
		t.Skip("node_modules is not installed")
	}
	tree, version := clone(t)
	key := filepath.Join(t.TempDir(), "key")
	inTree(t, tree, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "release", "-f", key)
	platforms := "PLATFORMS="
	want := []string{"physician-finder-widget", "physician-finder-wordpress-" + version + ".zip", "sbom.json", "SHA256SUMS", "SHA256SUMS.sig"}
	if os.Getenv("FINDER_VERIFY") == "1" {
		platforms += "amd64 arm64"
		want = append(want, "finder-"+version+"-linux-amd64.tar.gz", "finder-"+version+"-linux-arm64.tar.gz")
	}
	var sums []string
	var out string
	for range 2 {
		out = t.TempDir()
		if text, err := release(t, tree, out, platforms, "RELEASE_KEY="+key); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		sum, err := os.ReadFile(filepath.Join(out, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, string(sum))
	}
	if diff := cmp.Diff(sums[0], sums[1]); diff != "" {
		t.Errorf("two releases differ:\n%s", diff)
	}
	files, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), "SHA256SUMS") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(out, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if line := fmt.Sprintf("%x  %s\n", sha256.Sum256(text), f.Name()); !strings.Contains(sums[1], line) {
			t.Errorf("SHA256SUMS lacks %s", line)
		}
	}
	if len(files) != len(want) {
		t.Errorf("%d files, want %d: %v", len(files), len(want), files)
	}
	for _, name := range want {
		if found, _ := filepath.Glob(filepath.Join(out, name+"*")); len(found) == 0 {
			t.Errorf("no %s in %v", name, files)
		}
	}
	plugin, err := zip.OpenReader(filepath.Join(out, "physician-finder-wordpress-"+version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer plugin.Close()
	for _, f := range plugin.File {
		if !strings.HasPrefix(f.Name, "physician-finder/") {
			t.Errorf("the plugin's archive holds %s outside its folder", f.Name)
		}
	}
	verifySignature(t, out, key)
	if os.Getenv("FINDER_VERIFY") == "1" {
		name := "finder-" + version + "-linux-" + runtime.GOARCH
		inTree(t, out, "tar", "-xzf", name+".tar.gz")
		if text := inTree(t, out, filepath.Join(".", name, "finder"), "version"); !strings.Contains(text, version) {
			t.Errorf("the program says %q", text)
		}
		if linked, _ := exec.Command("ldd", filepath.Join(out, name, "finder")).CombinedOutput(); !strings.Contains(string(linked), "not a dynamic") {
			t.Errorf("the program is linked with %s", linked)
		}
	}
}

// verifySignature holds that SHA256SUMS is signed by key, and that one byte
// more is not.
func verifySignature(t *testing.T, out, key string) {
	t.Helper()
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	signers := filepath.Join(t.TempDir(), "signers")
	if err := os.WriteFile(signers, append([]byte("release "), public...), 0o644); err != nil {
		t.Fatal(err)
	}
	const verify = "ssh-keygen -Y verify -f %s -I release -n finder-release -s SHA256SUMS.sig"
	inTree(t, out, "bash", "-c", fmt.Sprintf(verify, signers)+" <SHA256SUMS")
	c := exec.CommandContext(t.Context(), "bash", "-c", "(cat SHA256SUMS; echo) | "+fmt.Sprintf(verify, signers))
	c.Dir = out
	if text, err := c.CombinedOutput(); err == nil {
		t.Errorf("changed sums are verified: %s", text)
	}
}

// TestRelease_refused: a release is of a commit, with its changes told, into a
// folder of its own.
func TestRelease_refused(t *testing.T) {
	tree, version := clone(t)
	write := func(file, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(tree, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	refuse := func(what, out string, env ...string) {
		t.Helper()
		text, err := release(t, tree, out, append(env, "PLATFORMS=")...)
		if err == nil || !strings.Contains(text, what) {
			t.Errorf("want it refused with %q: %v\n%s", what, err, text)
		}
	}
	commit := func() {
		inTree(t, tree, "git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qam", "x")
	}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "of-last-week"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	refuse("not empty", full)
	refuse("RELEASE_KEY names no file", t.TempDir(), "RELEASE_KEY=/nowhere")
	write("NEW.md", "not committed")
	refuse("NEW.md", t.TempDir())
	if err := os.Remove(filepath.Join(tree, "NEW.md")); err != nil {
		t.Fatal(err)
	}
	inTree(t, tree, "git", "tag", "v9.9.9")
	refuse("the tag is v9.9.9", t.TempDir())
	inTree(t, tree, "git", "tag", "-d", "v9.9.9")
	write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n")
	commit()
	refuse(`no section "## `+version, t.TempDir())
}
