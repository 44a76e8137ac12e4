package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"gopkg.in/yaml.v3"
)

// A panel is what the test looks at in one of the dashboard.
type panel struct {
	ID         int
	Title      string
	Type       string
	Datasource struct{ Type, UID string }
	GridPos    struct{ X, Y, W, H int }
	Targets    []struct {
		RefID, Expr, LegendFormat string
		Datasource                struct{ UID string }
	}
}

// dashboard runs each query of deploy/grafana on what Prometheus has seen, as
// Grafana would: one that shows nothing is wrong, be it only in a name.
func (p *post) dashboard(t *testing.T) {
	var board struct {
		UID, Title    string
		SchemaVersion int
		Panels        []panel
	}
	if err := json.Unmarshal([]byte(p.deployed(t, "deploy/grafana/dashboards/finder.json")), &board); err != nil {
		t.Fatal(err)
	}
	if board.UID == "" || board.Title == "" || board.SchemaVersion < 39 || len(board.Panels) < 15 {
		t.Errorf("%q %q, schema %d, %d panels", board.UID, board.Title, board.SchemaVersion, len(board.Panels))
	}
	var sources struct {
		Datasources []struct{ UID, Type, URL string }
	}
	if err := yaml.Unmarshal([]byte(p.deployed(t, "deploy/grafana/provisioning/datasources/prometheus.yaml")), &sources); err != nil || len(sources.Datasources) != 1 {
		t.Fatalf("%v, %+v", err, sources)
	}
	source := sources.Datasources[0]
	if source.URL != "http://prometheus:9090" || source.Type != "prometheus" {
		t.Errorf("the source of the data is %+v", source)
	}
	queries := 0
	for i, at := range board.Panels {
		for _, other := range board.Panels[:i] {
			a, b := at.GridPos, other.GridPos
			if at.ID == other.ID || a.X < b.X+b.W && b.X < a.X+a.W && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%q and %q have one number or lie on each other", at.Title, other.Title)
			}
		}
		if at.Title == "" || at.GridPos.W < 1 || at.GridPos.H < 1 || at.GridPos.X+at.GridPos.W > 24 || len(at.Targets) == 0 {
			t.Errorf("panel %+v", at)
		}
		for _, target := range at.Targets {
			if at.Datasource.UID != source.UID || target.Datasource.UID != source.UID {
				t.Errorf("%q asks %q, there is %q", at.Title, target.Datasource.UID, source.UID)
			}
			queries++
			// Grafana puts four scrape intervals or more there.
			p.await(t, strings.ReplaceAll(target.Expr, "$__rate_interval", "1m"))
		}
	}
	t.Logf("%d queries of %d panels show something", queries, len(board.Panels))
}

// placeholders lets Alertmanager's own checker read deploy/alertmanager.yml with
// each of its values left as it comes, and none.
func (p *post) placeholders(t *testing.T) {
	whole := filledIn(t, "http://127.0.0.1:9/", "127.0.0.1:25")
	check := func(text string) error {
		return exec.CommandContext(t.Context(), "amtool", "check-config", p.write(t, "check.yml", text)).Run()
	}
	if err := check(whole); err != nil {
		t.Errorf("filled in it is refused: %v", err)
	}
	comes := p.deployed(t, "deploy/alertmanager.yml")
	left := placeholder.FindAllString(comes, -1)
	if err := check(comes); err == nil || len(left) < 5 {
		t.Errorf("with its %d placeholders it is taken", len(left))
	}
	// Those that Alertmanager cannot know for wrong, Compose refuses by the word.
	refuses := readCompose(t).Services["alertmanager"].Entrypoint
	for _, value := range left {
		file := p.write(t, "one.yml", strings.Replace(whole, "receivers:", "# "+value+"\nreceivers:", 1))
		script := strings.ReplaceAll(refuses[2], "/run/secrets/alertmanager", file)
		script = strings.Replace(script, "/bin/alertmanager", "echo STARTED", 1)
		out, err := exec.CommandContext(t.Context(), refuses[0], refuses[1], script).CombinedOutput()
		if err == nil || !strings.Contains(string(out), value) || strings.Contains(string(out), "STARTED") {
			t.Errorf("with %s: %v, %s", value, err, out)
		}
	}
	script := strings.ReplaceAll(refuses[2], "/run/secrets/alertmanager", p.write(t, "none.yml", whole))
	out, err := exec.CommandContext(t.Context(), refuses[0], refuses[1], strings.Replace(script, "/bin/alertmanager", "echo STARTED", 1)).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "STARTED") {
		t.Errorf("without placeholders: %v, %s", err, out)
	}
}

// replicaEnds kills a replica and starts it again: who is on call is woken, by
// both ways, and told that it is over.
func (p *post) replicaEnds(t *testing.T) {
	p.replicas[1].Kill()
	p.inbox.await(t, "webhook firing FinderDown", "mail oncall@finder.example firing FinderDown")
	r, err := p.Serve(t.Context(), "FINDER_ADMIN_ADDR="+p.ports["api-2:9090"], "FINDER_DIR="+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Kill)
	p.inbox.await(t, "webhook resolved FinderDown", "mail oncall@finder.example resolved FinderDown")
}

// exporterEnds stops what reads the jobs: nobody is woken for that, it is mailed.
func (p *post) exporterEnds(t *testing.T) {
	if err := p.exporter.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	p.inbox.await(t, "mail operations@finder.example firing FinderUnwatched")
	for _, line := range p.inbox.all() {
		way, _, _ := strings.Cut(line, " ")
		if strings.HasSuffix(way, ":") || strings.Contains(line, "FinderUnwatched") && !strings.HasPrefix(line, "mail operations@") {
			t.Errorf("came besides: %s", line)
		}
	}
}
