package main

import (
	"encoding/json"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/cluster"
)

// A post is what the watch profile of Compose runs, as processes: Prometheus,
// node_exporter and Alertmanager with the files of deploy/ and docs/, over two
// replicas and what a fetch and an index run have left. Only addresses are other
// than in Compose, and waits are shorter.
type post struct {
	*cluster.Cluster
	dir          string
	ports        map[string]string // address in Compose: address here
	replicas     []*cluster.Replica
	exporter     *exec.Cmd
	inbox        *inbox
	dashboardURL string // of Prometheus
}

// TestWatch boots all that and sees that the dashboard shows something in every
// panel, and that alerts reach who is on call.
func TestWatch(t *testing.T) {
	p := newPost(t)
	t.Run("dashboard", p.dashboard)
	t.Run("placeholders", p.placeholders)
	t.Run("a replica ends", p.replicaEnds)
	t.Run("nobody reads the jobs", p.exporterEnds)
}

func newPost(t *testing.T) *post {
	t.Helper()
	needMeilisearch(t)
	for _, name := range []string{"prometheus", "prometheus-node-exporter", "prometheus-alertmanager", "amtool"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err, "run tools/install prometheus alertmanager node-exporter")
		}
	}
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	p := &post{dir: t.TempDir(), ports: map[string]string{}, inbox: newInbox()}
	if p.Cluster, err = cluster.Start(t.Context(), program, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	for _, name := range []string{"api-1:9090", "api-2:9090", "textfile:9100", "localhost:9090", "alertmanager:9093"} {
		p.ports[name] = unusedAddr(t)
	}
	p.jobs(t)
	p.serve(t)
	p.watch(t)
	return p
}

func unusedAddr(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// jobs runs a fetch and an index of fictional files.
func (p *post) jobs(t *testing.T) {
	t.Helper()
	s, files := samplePublisher(t)
	cms := filepath.Join(p.dir, "metrics", "cms")
	if _, err := p.Run(t.Context(), nil, "fetch", "--quiet", "--to", cms, "--monthly", "--nppes-page", s.URL+"/NPI_Files.html"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Index(t.Context(), "--from", cms, "--roster", files.Roster); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(p.State(), filepath.Join(p.dir, "metrics", "state")); err != nil {
		t.Fatal(err)
	}
}

// serve starts the replicas, with a partner.
func (p *post) serve(t *testing.T) {
	t.Helper()
	partners := p.write(t, "partners.json", `{"partners":[{"id":"a","name":"A","key":"pk_a","status":"active","origins":["https://a.example"],"expires_on":"2999-12-31"}]}`)
	for _, name := range []string{"api-1:9090", "api-2:9090"} {
		r, err := p.Serve(t.Context(), "FINDER_ADMIN_ADDR="+p.ports[name], "FINDER_PARTNERS="+partners, "FINDER_DIR="+t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Kill)
		p.replicas = append(p.replicas, r)
	}
}

// watch starts the three that watch.
func (p *post) watch(t *testing.T) {
	t.Helper()
	mail, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { mail.Close() })
	go p.inbox.mail(mail)
	hook := httptest.NewServer(p.inbox)
	t.Cleanup(hook.Close)
	alerts := filledIn(t, hook.URL, mail.Addr().String())
	alerts = regexp.MustCompile(`(group_wait|group_interval): \S+`).ReplaceAllString(alerts, "$1: 1s")
	alerts = strings.Replace(alerts, "global:\n", "global:\n  smtp_require_tls: false\n", 1)
	p.start(t, "prometheus-alertmanager", "--config.file="+p.write(t, "alertmanager.yml", alerts), "--storage.path="+filepath.Join(p.dir, "alertmanager"),
		"--web.listen-address="+p.ports["alertmanager:9093"], "--cluster.listen-address=")
	p.exporter = p.start(t, "prometheus-node-exporter", "--web.listen-address="+p.ports["textfile:9100"], "--collector.disable-defaults",
		"--collector.textfile", "--collector.textfile.directory="+filepath.Join(p.dir, "metrics", "*"))
	rules := regexp.MustCompile(`for: \S+`).ReplaceAllString(p.deployed(t, "docs/alerts.yml"), "for: 1s")
	p.write(t, "alerts.yml", rules)
	scrape := p.deployed(t, "deploy/prometheus.yml")
	for name, addr := range p.ports {
		scrape = strings.ReplaceAll(scrape, `"`+name+`"`, `"`+addr+`"`)
	}
	scrape = strings.NewReplacer("scrape_interval: 15s", "scrape_interval: 250ms", "evaluation_interval: 15s", "evaluation_interval: 500ms").Replace(scrape)
	p.start(t, "prometheus", "--config.file="+p.write(t, "prometheus.yml", scrape), "--storage.tsdb.path="+filepath.Join(p.dir, "prometheus"),
		"--web.listen-address="+p.ports["localhost:9090"])
	p.dashboardURL = "http://" + p.ports["localhost:9090"]
	p.await(t, `count(up == 1) == 5`)
}

func (p *post) deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (p *post) write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// start runs a program until the test ends; what it says is told when the test
// fails.
func (p *post) start(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	log, err := os.Create(filepath.Join(p.dir, name+".log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr, cmd.Dir = log, log, p.dir
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	log.Close() // the program has its own
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended
		_ = cmd.Wait()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s: %s", name, text[max(0, len(text)-2000):])
		}
	})
	return cmd
}

// ask is an instant query; the values of its series, those that are no number
// left out.
func (p *post) ask(t *testing.T, query string) ([]float64, error) {
	t.Helper()
	res, err := http.Get(p.dashboardURL + "/api/v1/query?query=" + url.QueryEscape(query))
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var answer struct {
		Status, Error string
		Data          struct{ Result []struct{ Value [2]any } }
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if answer.Status != "success" {
		t.Fatalf("%s: %s", query, answer.Error) // no waiting mends a query
	}
	var values []float64
	for _, r := range answer.Data.Result {
		v, err := strconv.ParseFloat(fmt.Sprint(r.Value[1]), 64)
		if err != nil {
			return nil, err
		}
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			values = append(values, v)
		}
	}
	return values, nil
}

// await asks until there is a value, and makes some traffic meanwhile.
func (p *post) await(t *testing.T, query string) []float64 {
	t.Helper()
	var values []float64
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if values, err = p.ask(t, query); err == nil && len(values) > 0 {
			return values
		}
		p.traffic(t)
	}
	t.Errorf("%s: nothing to show: %v", query, err)
	return nil
}

// traffic asks one of each kind of every replica.
func (p *post) traffic(t *testing.T) {
	t.Helper()
	for _, r := range p.replicas {
		for _, path := range []string{"/v1/physicians?near=60601&radius=300", "/v1/physicians?q=smith", "/find?near=60601"} {
			res, err := http.Get(r.URL + path)
			if err != nil {
				continue // a replica that a test has ended
			}
			res.Body.Close()
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/v1/search", strings.NewReader("near=60601&key=pk_a"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", "https://a.example")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
		}
	}
}
