package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// receiversLeftOut starts Alertmanager with the file as it comes.
func (s *stack) receiversLeftOut(t *testing.T) {
	out := s.sh(t, "if docker compose --profile watch run --rm -T --no-deps alertmanager 2>&1; then echo STARTED; fi")
	for line, text := range strings.Split(string(textOf(t, filepath.Join(s.dir, "secrets", "alertmanager.yml"))), "\n") {
		if placeholder.MatchString(text) && !strings.Contains(out, fmt.Sprint(line+1, ":", text)) {
			t.Errorf("it does not name line %d, %s", line+1, text)
		}
	}
	if strings.Contains(out, "STARTED") || !strings.Contains(out, "do not say yet whom alerts reach") {
		t.Errorf("with placeholders left: %s", out)
	}
}

// receivers writes whom alerts reach, as an operator does, and takes them.
func (s *stack) receivers(t *testing.T) {
	t.Helper()
	var mail net.Listener
	if err := s.within(func() (err error) {
		mail, err = net.Listen("tcp4", ":0")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	go s.inbox.mail(mail)
	t.Cleanup(func() { mail.Close() })
	config := filledIn(t, fmt.Sprintf("http://10.213.80.1:%d/", s.serve(t, s.inbox)), fmt.Sprintf("10.213.80.1:%d", mail.Addr().(*net.TCPAddr).Port))
	config = strings.Replace(config, "global:\n", "global:\n  smtp_require_tls: false\n", 1)
	if err := os.WriteFile(filepath.Join(s.dir, "secrets", "alertmanager.yml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

// inside asks a service in the containers' own network.
func (s *stack) inside(t *testing.T, service, port, path string) (body []byte, err error) {
	t.Helper()
	ip := s.mustDocker(t, "inspect", "-f", `{{(index .NetworkSettings.Networks "finder_inside").IPAddress}}`, s.running(t)[service])
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DialContext: s.dial, DisableKeepAlives: true}}
	res, err := client.Get("http://" + net.JoinHostPort(ip, port) + path)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	return io.ReadAll(res.Body)
}

// query is what Prometheus answers, as "label set value" by labels instance and
// source.
func (s *stack) query(t *testing.T, expr string) (found []string) {
	t.Helper()
	body, err := s.inside(t, "prometheus", "9090", "/api/v1/query?query="+url.QueryEscape(expr))
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  [2]any
			}
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("%s: %s", err, body)
	}
	for _, r := range answer.Data.Result {
		found = append(found, strings.TrimSpace(r.Metric["instance"]+" "+r.Metric["source"]+" "+fmt.Sprint(r.Value[1])))
	}
	slices.Sort(found)
	return found
}

// watched sees that Prometheus reads every part, that what the jobs have left
// is there, that Grafana got its files and is reached on this machine alone, and
// that a replica that stops is told to those on call.
func (s *stack) watched(t *testing.T) {
	await := func(expr string, want ...string) {
		t.Helper()
		var found []string
		for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(time.Second) {
			if found = s.query(t, expr); slices.Equal(found, want) {
				return
			}
		}
		t.Errorf("%s is %q, want %q", expr, found, want)
	}
	await("up", "alertmanager:9093  1", "api-1:9090  1", "api-2:9090  1", "localhost:9090  1", "textfile:9100  1")
	await("finder_fetch_last_success_timestamp_seconds > bool 0",
		"textfile:9100 dac 1", "textfile:9100 deactivated 1", "textfile:9100 monthly 1", "textfile:9100 weekly 1")
	await("finder_index_last_success_timestamp_seconds > bool 0", "textfile:9100  1")
	files, err := s.docker(t.Context(), "exec", s.running(t)["grafana"], "cat", "/var/lib/grafana/grafana.db", "/etc/grafana/dashboards/finder.json")
	if err != nil || !strings.Contains(files, "http://prometheus:9090") || !strings.Contains(files, "/etc/grafana/dashboards") || !strings.Contains(files, `"panels"`) {
		t.Errorf("Grafana does not have its files: %v %s", err, files)
	}
	if port := s.mustDocker(t, "port", s.running(t)["grafana"], "3000"); port != "127.0.0.1:3000" {
		t.Errorf("Grafana is at %s", port)
	}
	s.sh(t, "docker compose stop api-2")
	s.inbox.await(t, "webhook firing FinderDown", "mail oncall@finder.example firing FinderDown")
	if asOf, _ := s.search(t); asOf == "" {
		t.Error("one replica does not answer alone")
	}
	s.sh(t, "docker compose start api-2")
	s.inbox.await(t, "webhook resolved FinderDown", "mail oncall@finder.example resolved FinderDown")
	// The invented registry is of one month, so this is true and no page.
	s.inbox.await(t, "mail operations@finder.example firing FinderDataOld")
	for _, line := range s.inbox.all() {
		if !strings.HasSuffix(line, " FinderDown") && line != "mail operations@finder.example firing FinderDataOld" {
			t.Errorf("came besides: %s", line)
		}
	}
}
