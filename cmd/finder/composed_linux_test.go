package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A stack is docker-compose.yml brought up by the commands of docs/operations.md
// in a copy of this repository, and by nothing else.
type stack struct {
	*engine
	dir    string
	cms    *cmsPages
	inbox  *inbox
	client *http.Client
}

// TestComposeOnADaemon brings Compose up on a real Docker daemon as the runbook
// says, lets a week go by, and restarts every part and the daemon itself.
func TestComposeOnADaemon(t *testing.T) {
	if os.Getenv("FINDER_VERIFY") != "1" {
		t.Skip("builds images for minutes: FINDER_VERIFY=1")
	}
	s := &stack{engine: startEngine(t), dir: t.TempDir(), cms: newPages(t), inbox: newInbox()}
	s.images(t)
	s.checkout(t)
	s.follow(t, "With Docker Compose", 0)
	s.trust(t)
	s.follow(t, "The watch profile", 0)
	t.Run("receivers left out", s.receiversLeftOut)
	s.receivers(t)
	s.follow(t, "The watch profile", 1)
	t.Run("healthy", s.healthy)
	t.Run("serves over TLS", s.serves)
	t.Run("doctor", s.doctor)
	t.Run("without rights", s.withoutRights)
	t.Run("volumes", s.volumes)
	t.Run("secrets in no layer", s.secretsInNoLayer)
	t.Run("a week", s.week)
	t.Run("watched", s.watched)
	t.Run("a new version", s.newVersion)
	t.Run("restarts", s.restarts)
	t.Run("an empty Meilisearch", s.emptyMeilisearch)
}

// images builds a stand-in for every image that is pulled.
func (s *stack) images(t *testing.T) {
	t.Helper()
	made := standIns(t)
	wanted := map[string]bool{}
	for _, service := range readCompose(t).Services {
		if service.Build == nil && !strings.HasPrefix(service.Image, "physician-finder:") {
			wanted[service.Image] = true
		}
	}
	text, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^FROM (\S+)`).FindAllStringSubmatch(string(text), -1) {
		wanted[m[1]] = true
	}
	for image := range wanted {
		name := image[:strings.LastIndexByte(image, ':')]
		with, ok := made[name]
		if !ok {
			t.Fatalf("there is no stand-in for %s", image)
		}
		with.install(t, s.engine, image)
	}
}

// checkout is this repository as Git knows it, with what an operator adds.
func (s *stack) checkout(t *testing.T) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			continue // removed, and not committed yet
		}
		s.write(t, name, string(text))
	}
	roster, err := os.ReadFile(s.cms.files.Roster)
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "data-in/roster.csv", string(roster))
	// What is not as the runbook says: the sources are here, and so is the site. The
	// first address of a network is the machine's.
	port := s.serve(t, s.cms)
	base := fmt.Sprintf("http://10.213.80.1:%d", port)
	command, err := json.Marshal(append(readCompose(t).Services["fetch"].Command, "--nppes-page", base+"/NPI_Files.html", "--dac-record", base+"/record"))
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "docker-compose.override.yml", fmt.Sprintf(`services:
  fetch: {command: %s}
  doctor: # no public name leads here, and no public authority has signed
    extra_hosts: ["localhost:10.213.80.1"]
    environment: {SSL_CERT_FILE: /proxy/caddy/pki/authorities/local/root.crt}
    volumes: ["proxy:/proxy:ro,nocopy"]
networks: {outside: {ipam: {config: [{subnet: 10.213.80.0/24}]}}}
`, command))
	s.sh(t, "git init -q . && git add -A && git -c user.name=t -c user.email=t@t.invalid commit -qm t")
}

func (s *stack) write(t *testing.T, name, text string) {
	t.Helper()
	name = filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	mode := os.FileMode(0o644)
	if strings.HasPrefix(text, "#!") {
		mode = 0o755
	}
	if err := os.WriteFile(name, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// follow runs one console block under a heading of the runbook.
func (s *stack) follow(t *testing.T, title string, at int) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs/operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "# "+title+"\n")
	section, _, _ = strings.Cut(section, "\n#")
	blocks := regexp.MustCompile("(?ms)^```console\n(.*?)^```").FindAllStringSubmatch(section, -1)
	if !ok || len(blocks) <= at {
		t.Fatalf("docs/operations.md has no block %d under %q", at, title)
	}
	// A name that no public authority is asked about, a crontab of nobody's, and a
	// new version that comes from nowhere.
	commands := strings.NewReplacer("finder.example", "localhost", "/etc/cron.d/", s.dir+"/",
		"git pull", "git -c user.name=t -c user.email=t@t.invalid commit -q --allow-empty -m next").Replace(blocks[at][1])
	begin := time.Now()
	s.sh(t, commands)
	t.Logf("%s: %s", title, time.Since(begin).Round(time.Second))
}

// sh runs commands as one who copies them into a terminal.
func (s *stack) sh(t *testing.T, commands string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", commands)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "PATH="+s.bin+":"+os.Getenv("PATH"), "DOCKER_HOST=unix://"+s.socket(), "COMPOSE_PROJECT_NAME=finder")
	var out, wrong bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s\n%v\n%s\n%s\n%s", commands, err, tail(out.String()), tail(wrong.String()), s.logs(t))
	}
	return strings.TrimSpace(out.String())
}

func tail(s string) string { return s[max(0, len(s)-4000):] }

// logs returns what the containers have said last.
func (s *stack) logs(t *testing.T) string {
	var all strings.Builder
	for name := range strings.FieldsSeq(s.mustDocker(t, "ps", "-a", "--format", "{{.Names}}")) {
		cmd := exec.Command(filepath.Join(s.bin, "docker"), "logs", "--tail", "12", name)
		cmd.Env = append(os.Environ(), "DOCKER_HOST=unix://"+s.socket())
		out, _ := cmd.CombinedOutput() // of a container that has just gone
		fmt.Fprintf(&all, "== %s\n%s", name, out)
	}
	return all.String()
}

// running returns the container of each service.
func (s *stack) running(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for line := range strings.Lines(s.mustDocker(t, "ps", "--format", `{{.ID}} {{.Label "com.docker.compose.service"}}`)) {
		if id, service, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			found[service] = id
		}
	}
	return found
}

// lasting are the services that go on running.
func lasting(t *testing.T) (names []string) {
	t.Helper()
	for name, service := range readCompose(t).Services {
		if !slices.Contains(service.Profiles, "job") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// healthy waits until every service says that it is well.
func (s *stack) healthy(t *testing.T) {
	t.Helper()
	var states string
	for deadline := time.Now().Add(5 * time.Minute); ; time.Sleep(500 * time.Millisecond) {
		running, well := s.running(t), 0
		states = ""
		for _, name := range lasting(t) {
			state := "none"
			if id := running[name]; id != "" {
				state, _ = s.docker(t.Context(), "inspect", "-f", "{{.State.Health.Status}}", id) // it may end meanwhile
				state = strings.TrimSpace(state)
			}
			if state == "healthy" {
				well++
			}
			states += name + " " + state + "\n"
		}
		if well == len(lasting(t)) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not all are well:\n%s%s", states, s.logs(t))
		}
	}
}

// trust makes the client that believes Caddy's own authority and asks the
// daemon's machine.
func (s *stack) trust(t *testing.T) {
	t.Helper()
	pem := s.sh(t, `docker run --rm -v finder_proxy:/v:ro,nocopy busybox:1.37.0 cat /v/caddy/pki/authorities/local/root.crt`)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM([]byte(pem)) {
		t.Fatalf("no certificate: %q", pem)
	}
	s.client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return s.dial(ctx, network, net.JoinHostPort("127.0.0.1", port))
		},
	}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (s *stack) ask(address string) (*http.Response, []byte, error) {
	res, err := s.client.Get(address)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return res, body, err
}
