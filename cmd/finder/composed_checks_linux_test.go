package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/doctor"
)

const composedSearch = "https://localhost/v1/physicians?near=60601&radius=300"

// search asks through the proxy until it is answered, and returns the last day
// of the registry and how many were found.
func (s *stack) search(t *testing.T) (asOf string, total int) {
	t.Helper()
	var last string
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		res, body, err := s.ask(composedSearch)
		if err != nil || res.StatusCode != http.StatusOK {
			last = fmt.Sprint(err, res, string(body))
			continue
		}
		var answer struct {
			Meta struct {
				Total    int
				DataAsOf string `json:"data_as_of"`
			}
		}
		if err := json.Unmarshal(body, &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Meta.DataAsOf, answer.Meta.Total
	}
	t.Fatalf("no answer: %s\n%s", last, s.logs(t))
	return "", 0
}

// serves asks the site as people do.
func (s *stack) serves(t *testing.T) {
	if asOf, total := s.search(t); asOf != "2026-09-20" || total == 0 {
		t.Errorf("%d listings as of %q", total, asOf)
	}
	res, page, err := s.ask("https://localhost/")
	if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(page), "<form") || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("the page: %v, %v", err, res)
	}
	res, _, err = s.ask("http://localhost/")
	if err != nil || res.StatusCode/100 != 3 || res.Header.Get("Location") != "https://localhost/" {
		t.Errorf("plain HTTP: %v, %v", err, res)
	}
	// The links that it makes of itself are of the name in .env.
	if res, body, err := s.ask("https://localhost/robots.txt"); err != nil || !strings.Contains(string(body), "https://localhost/sitemap") {
		t.Errorf("robots.txt: %v, %v, %s", err, res, body)
	}
	if list := s.sh(t, "docker compose run --rm -T staff list"); !strings.Contains(list, "first") {
		t.Errorf("staff: %s", list)
	}
	text, err := os.ReadFile(filepath.Join(s.dir, "secrets", "first-password"))
	if err != nil || len(strings.TrimSpace(string(text))) < 12 {
		t.Errorf("the first account's password: %v, %q", err, text)
	}
}

// doctor asks the job of that name about all as it should be, and about a
// replica that is down. Nothing of the runbook names a reviewer, and the registry
// of these sources grows old.
func (s *stack) doctor(t *testing.T) {
	s.follow(t, "Doctor", 1)
	var report doctor.Report
	if err := json.Unmarshal([]byte(s.sh(t, "docker compose run --rm -T doctor --json")), &report); err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Check != "review" && f.Check != "registry-old" {
			t.Errorf("of a deployment by the runbook: %+v", f)
		}
	}
	if want := []string{"backups: --backup DIR"}; !slices.Equal(report.NotAsked, want) {
		t.Errorf("not asked: %q, want %q", report.NotAsked, want)
	}
	s.sh(t, "docker compose stop api-2")
	defer s.sh(t, "docker compose start api-2")
	if said := s.sh(t, "! docker compose run --rm -T doctor"); !strings.Contains(said, "no replica answers at api-2:8080") {
		t.Errorf("of a replica that is down: %s", said)
	}
}

// withoutRights looks at every process as the kernel sees it.
func (s *stack) withoutRights(t *testing.T) {
	for service, id := range s.running(t) {
		var c []struct {
			State      struct{ Pid int }
			HostConfig struct {
				ReadonlyRootfs   bool
				Memory, NanoCpus int64
			}
		}
		if err := json.Unmarshal([]byte(s.mustDocker(t, "inspect", id)), &c); err != nil || len(c) != 1 {
			t.Fatal(err)
		}
		if !c[0].HostConfig.ReadonlyRootfs || c[0].HostConfig.Memory == 0 || c[0].HostConfig.NanoCpus == 0 {
			t.Errorf("%s: %+v", service, c[0].HostConfig)
		}
		status, err := os.ReadFile("/proc/" + strconv.Itoa(c[0].State.Pid) + "/status")
		if err != nil {
			t.Fatal(err)
		}
		fields := map[string]string{}
		for line := range strings.Lines(string(status)) {
			name, value, _ := strings.Cut(line, ":")
			fields[name] = strings.Join(strings.Fields(value), " ")
		}
		rights, err := strconv.ParseUint(fields["CapEff"], 16, 64)
		if err != nil {
			t.Fatal(err)
		}
		if service == "proxy" {
			rights &^= 1 << 10 // it may bind ports below 1024
		}
		if fields["Uid"] != "65532 65532 65532 65532" || fields["Gid"] != "65532 65532 65532 65532" || rights != 0 || fields["NoNewPrivs"] != "1" {
			t.Errorf("%s runs as %s:%s with %s, no new privileges %s", service, fields["Uid"], fields["Gid"], fields["CapEff"], fields["NoNewPrivs"])
		}
	}
}

// volumes sees whose they are, and that without nocopy they would not be.
func (s *stack) volumes(t *testing.T) {
	for name := range readCompose(t).Volumes {
		if by := s.mustDocker(t, "run", "--rm", "-v", "finder_"+name+":/v:nocopy", "busybox:1.37.0", "stat", "-c", "%u:%g", "/v"); by != "65532:65532" {
			t.Errorf("volume %s is of %s", name, by)
		}
	}
	image := readCompose(t).Services["meilisearch"].Image
	for mount, want := range map[string]string{"kept:/meili_data:nocopy": "65532", "lost:/meili_data": "0"} {
		volume, _, _ := strings.Cut(mount, ":")
		s.mustDocker(t, "run", "--rm", "-v", volume+":/v:nocopy", "busybox:1.37.0", "chown", "65532:65532", "/v")
		s.mustDocker(t, "run", "--rm", "-v", mount, "--entrypoint", "/bin/sh", image, "-c", ":")
		if by := s.mustDocker(t, "run", "--rm", "-v", volume+":/v:nocopy", "busybox:1.37.0", "stat", "-c", "%u", "/v"); by != want {
			t.Errorf("after a first mount as %s the volume is of %s, want %s", mount, by, want)
		}
	}
}

// week lets a weekly file appear and runs what the runbook gives to cron.
func (s *stack) week(t *testing.T) {
	s.follow(t, "With Docker Compose", 1)
	text, err := os.ReadFile(filepath.Join(s.dir, "finder"))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.SplitN(strings.TrimSpace(string(text)), " ", 7)
	if len(fields) != 7 || fields[5] != "root" {
		t.Fatalf("%q", text)
	}
	night := fields[6]
	s.sh(t, night)
	if asOf, _ := s.search(t); asOf != "2026-09-20" {
		t.Errorf("after a night without news the data are as of %s", asOf)
	}
	s.cms.show()
	s.sh(t, night)
	var asOf string
	for deadline := time.Now().Add(time.Minute); asOf != "2026-09-27" && time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		asOf, _ = s.search(t)
	}
	if asOf != "2026-09-27" {
		t.Errorf("after the week the data are as of %s", asOf)
	}
	report, err := os.ReadFile(filepath.Join(s.dir, "report.html"))
	if err != nil || !strings.Contains(string(report), "2026-09-27") {
		t.Errorf("the report does not tell of the week: %v\n%.500s", err, report)
	}
}

// secretsInNoLayer looks for what is the operator's in the stage that has seen
// the whole folder.
func (s *stack) secretsInNoLayer(t *testing.T) {
	s.sh(t, "DOCKER_BUILDKIT=0 docker build -q --target build -t whole .")
	found := strings.Fields(s.mustDocker(t, "run", "--rm", "whole", "/bin/busybox", "ls", "-A", "/src"))
	if !slices.Contains(found, "go.mod") || !slices.Contains(found, "cmd") {
		t.Fatalf("/src holds %v", found)
	}
	for _, name := range []string{"secrets", "data-in", ".env", ".git"} {
		if _, err := os.Stat(filepath.Join(s.dir, name)); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(found, name) {
			t.Errorf("%s got into a layer", name)
		}
	}
}

// newVersion replaces one replica after the other, while somebody asks without a
// pause: every question is answered.
func (s *stack) newVersion(t *testing.T) {
	s.search(t)
	done, asked := make(chan struct{}), make(chan int)
	go func() {
		n := 0
		defer func() { asked <- n }()
		for {
			select {
			case <-done:
				return
			default:
			}
			// A page that no budget counts.
			if res, body, err := s.ask("https://localhost/"); err != nil || res.StatusCode != http.StatusOK {
				t.Errorf("while replicas are replaced: %v, %v, %.300s", err, res, body)
			}
			n++
			time.Sleep(10 * time.Millisecond)
		}
	}()
	stop := sync.OnceValue(func() int { close(done); return <-asked })
	defer stop() // where a command fails, too
	s.follow(t, "With Docker Compose", 2)
	if n := stop(); n < 10 {
		t.Errorf("only %d questions were asked meanwhile", n)
	}
	commit := s.sh(t, "git rev-parse --short=12 HEAD")
	for _, replica := range []string{"api-1", "api-2"} {
		if version := s.mustDocker(t, "exec", s.running(t)[replica], "/finder", "version"); !strings.Contains(version, commit) {
			t.Errorf("%s is %s, want %s", replica, version, commit)
		}
	}
}

// restarts restarts each part, by the engine's hand and by a crash, and then the
// engine itself. What was there is there afterwards.
func (s *stack) restarts(t *testing.T) {
	asOf, total := s.search(t)
	same := func(after string) {
		t.Helper()
		s.healthy(t)
		if a, n := s.search(t); a != asOf || n != total {
			t.Errorf("after %s: %d listings as of %s, want %d as of %s", after, n, a, total, asOf)
		}
		if list := s.sh(t, "docker compose run --rm -T staff list"); !strings.Contains(list, "first") {
			t.Errorf("after %s the store knows no account: %s", after, list)
		}
	}
	for _, service := range lasting(t) {
		s.sh(t, "docker compose restart "+service)
		same("restart of " + service)
	}
	for _, service := range lasting(t) {
		id := s.running(t)[service]
		pid, err := strconv.Atoi(s.mustDocker(t, "inspect", "-f", "{{.State.Pid}}", id))
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for s.mustDocker(t, "inspect", "-f", "{{.RestartCount}} {{.State.Running}}", id) != "1 true" {
			time.Sleep(100 * time.Millisecond)
		}
	}
	same("a crash of everything")
	s.stop(t)
	if err := s.start(t); err != nil {
		t.Fatal(err)
	}
	same("restart of the daemon")
}

// emptyMeilisearch replaces Meilisearch and its data, as for another version.
func (s *stack) emptyMeilisearch(t *testing.T) {
	_, total := s.search(t)
	volume := s.mustDocker(t, "volume", "inspect", "-f", "{{.CreatedAt}}", "finder_meilisearch")
	s.follow(t, "Upgrade of Meilisearch", 0)
	if again := s.mustDocker(t, "volume", "inspect", "-f", "{{.CreatedAt}}", "finder_meilisearch"); again == volume {
		t.Error("the volume is the one of before")
	}
	s.healthy(t)
	if _, n := s.search(t); n != total {
		t.Errorf("%d listings, want %d", n, total)
	}
	for deadline := time.Now().Add(2 * time.Minute); ; time.Sleep(200 * time.Millisecond) {
		res, body, err := s.ask(composedSearch + "&q=smith") // by name: this asks Meilisearch
		if err == nil && res.StatusCode == http.StatusOK && strings.Contains(string(body), `"degraded":false`) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("by name: %v %v %s", err, res, body)
		}
	}
}
