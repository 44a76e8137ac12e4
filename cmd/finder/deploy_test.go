package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// root is the repository.
const root = "../.."

// known returns every key of the environment that the program reads: those of
// the settings, those that stand in this package's code, and the _FILE form of
// the secret ones.
func known(t *testing.T) map[string]bool {
	t.Helper()
	keys := map[string]bool{"FINDER_STORE_FILE": true, "FINDER_MEILI_MASTER_KEY_FILE": true}
	for _, s := range defaults().settings() {
		keys[s.key] = true
		if s.secret {
			keys[s.key+"_FILE"] = true
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if v, err := strconv.Unquote(lit.Value); err == nil && variable.FindString(v) == v {
					keys[v] = true
				}
			}
			return true
		})
	}
	return keys
}

var variable = regexp.MustCompile(`\bFINDER_[A-Z_]+\b`)

// TestEveryVariableIsKnown holds whatever tells operators of a setting to the
// settings that there are, and the runbook to telling of all.
func TestEveryVariableIsKnown(t *testing.T) {
	keys := known(t)
	var files []string
	for _, pattern := range []string{"docker-compose.yml", "Dockerfile", "docs/*", "deploy/*", "deploy/systemd/*", "README.md", "SECURITY.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	looked := 0
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range variable.FindAllString(string(text), -1) {
			looked++
			if !keys[key] && key != "FINDER_VERIFY" { // that one is of the tests
				t.Errorf("%s: the program knows no %s", filepath.Base(name), key)
			}
		}
	}
	if looked < 50 {
		t.Errorf("only %d variables found in %d files", looked, len(files))
	}
	runbook, err := os.ReadFile(filepath.Join(root, "docs/operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	for key := range keys {
		if !strings.Contains(string(runbook), "`"+key+"`") && key != "FINDER_VERIFY" {
			t.Errorf("docs/operations.md does not tell of %s", key)
		}
	}
}

// A composed is what the tests look at in a service of docker-compose.yml.
type composed struct {
	Image       string
	Build       any
	User        string
	ReadOnly    bool     `yaml:"read_only"`
	CapDrop     []string `yaml:"cap_drop"`
	SecurityOpt []string `yaml:"security_opt"`
	Ports       []string
	Profiles    []string
	Environment map[string]string
	Secrets     []string
	Volumes     []string
	Networks    []string
	Command     []string
	Entrypoint  []string
	Healthcheck *struct{ Test []string }
	Deploy      struct {
		Resources struct {
			Limits struct{ CPUs, Memory string }
		}
	}
	DependsOn map[string]struct{ Condition string } `yaml:"depends_on"`
}

type compose struct {
	Services map[string]composed
	Secrets  map[string]struct{ File string }
	Volumes  map[string]any
	Networks map[string]any
}

func readCompose(t *testing.T) compose {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var c compose
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCompose holds every service to what a deployment must be.
func TestCompose(t *testing.T) {
	c := readCompose(t)
	for _, name := range []string{"proxy", "api-1", "api-2", "meilisearch", "postgresql", "keys", "fetch", "indexer", "report", "staff", "prometheus", "textfile", "alertmanager", "grafana"} {
		if _, ok := c.Services[name]; !ok {
			t.Errorf("no service %s", name)
		}
	}
	pinned := regexp.MustCompile(`^[a-z0-9./-]+:v?\d+\.\d+(\.\d+)?(-[a-z0-9]+)?$`)
	for name, s := range c.Services {
		if !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %q is not pinned", name, s.Image)
		}
		for _, port := range s.Ports {
			if name != "proxy" && !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s publishes %s: only the proxy may, beyond this machine", name, port)
			}
		}
		if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: read-only %t, drops %v, %v", name, s.ReadOnly, s.CapDrop, s.SecurityOpt)
		}
		if (s.User == "" || strings.HasPrefix(s.User, "0")) && name != "prepare" {
			t.Errorf("%s runs as %q", name, s.User)
		}
		if l := s.Deploy.Resources.Limits; l.CPUs == "" || l.Memory == "" {
			t.Errorf("%s has no limits", name)
		}
		job := slices.Contains(s.Profiles, "job")
		if !job && s.Healthcheck == nil {
			t.Errorf("%s has no health check", name)
		}
		for on := range s.DependsOn {
			if c.Services[on].Healthcheck == nil {
				t.Errorf("%s waits for the health of %s, which tells none", name, on)
			}
		}
		composeSecrets(t, c, name, s)
	}
}

// composeSecrets sees that secrets are declared, given to who reads them, and
// never stand in the environment.
func composeSecrets(t *testing.T, c compose, name string, s composed) {
	t.Helper()
	for _, secret := range s.Secrets {
		if c.Secrets[secret].File == "" {
			t.Errorf("%s: secret %s is not declared as a file", name, secret)
		}
	}
	for key, value := range s.Environment {
		if path, ok := strings.CutPrefix(value, "/run/secrets/"); ok && !slices.Contains(s.Secrets, path) {
			t.Errorf("%s: %s names a secret that it does not get", name, key)
		}
		for _, set := range defaults().settings() {
			if set.secret && set.key == key {
				t.Errorf("%s: %s stands in the environment", name, key)
			}
		}
	}
	for _, v := range s.Volumes {
		from, _, _ := strings.Cut(v, ":")
		if _, named := c.Volumes[from]; !named && !strings.ContainsAny(from, "./$") {
			t.Errorf("%s: volume %s is not declared", name, from)
		}
	}
	for _, n := range s.Networks {
		if _, ok := c.Networks[n]; !ok {
			t.Errorf("%s: network %s is not declared", name, n)
		}
	}
	if strings.HasPrefix(s.Image, "physician-finder:") {
		args := s.Command
		if len(s.Entrypoint) > 0 {
			args = append(s.Entrypoint[1:], args...)
		}
		known := slices.ContainsFunc(commands(), func(k command) bool { return len(args) > 0 && k.name == args[0] })
		if !known {
			t.Errorf("%s runs %v, which is no subcommand", name, args)
		}
	}
}

// TestComposeSettings loads the environment of the replicas as they would.
func TestComposeSettings(t *testing.T) {
	c := readCompose(t)
	for _, name := range []string{"api-1", "api-2"} {
		for key, value := range c.Services[name].Environment {
			if key == "FINDER_ADMIN_ADDR" { // resolved by the container engine's own names
				if value != name+":9090" {
					t.Errorf("%s: admin listener at %s", name, value)
				}
				continue
			}
			if strings.HasSuffix(key, "_FILE") || strings.HasPrefix(value, "${") {
				continue
			}
			if err := defaults().load(func(k string) string { return map[string]string{key: value}[k] }); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	scrape, err := os.ReadFile(filepath.Join(root, "deploy/prometheus.yml"))
	if err != nil || !strings.Contains(string(scrape), `"api-1:9090", "api-2:9090"`) {
		t.Errorf("Prometheus does not scrape both replicas: %v", err)
	}
}

// TestComposeConfig lets docker-compose itself read the file; it needs no
// engine for that.
func TestComposeConfig(t *testing.T) {
	program, err := exec.LookPath("docker-compose")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "run tools/install docker-compose")
	}
	for _, profiles := range [][]string{nil, {"--profile", "job", "--profile", "watch"}} {
		args := append([]string{"-f", filepath.Join(root, "docker-compose.yml")}, append(profiles, "config", "--quiet")...)
		if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
			t.Errorf("docker-compose config %v: %v\n%s", profiles, err, out)
		}
	}
}

// TestUnits lets systemd read the units, where it is installed.
func TestUnits(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "deploy/systemd/*"))
	if err != nil || len(files) < 4 {
		t.Fatalf("units: %v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ".timer") {
			continue
		}
		for _, want := range []string{"DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet=\n", "MemoryMax="} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s lacks %s", filepath.Base(name), want)
			}
		}
	}
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip(err)
	}
	out, err := exec.CommandContext(t.Context(), program, append([]string{"verify", "--man=no"}, files...)...).CombinedOutput()
	for line := range strings.Lines(string(out)) {
		// The programs are not installed where the tests run.
		if strings.Contains(line, "deploy/systemd") && !strings.Contains(line, "is not executable") {
			t.Error(line)
		}
	}
	t.Logf("systemd-analyze: %v\n%s", err, out)
}
