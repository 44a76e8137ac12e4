package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/cluster"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/doctor"
	"github.com/physicianfinder/finder/internal/meili/server"
	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// A sickbay is a deployment in which nothing is wrong: Meilisearch, PostgreSQL, two
// replicas behind Caddy with TLS, files that were fetched and an index of them.
type sickbay struct {
	*cluster.Cluster
	dir      string
	pg       *postgres.Server
	replicas []*cluster.Replica // the third believes no proxy, and is none of the good ones
	admin    []string           // their listeners for metrics
	sites    map[string]string  // addresses of the proxy by what is wrong there; "": nothing
	files    []string           // arguments that name the files of the index
	good     []string           // those by which it was built
	secrets  []string           // what no report may hold
}

// A call is one call of `finder doctor`: its environment, and its flags.
type call struct {
	env   map[string]string
	flags map[string][]string
}

func newSickbay(t *testing.T) *sickbay {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	w := &sickbay{dir: t.TempDir()}
	w.Cluster, err = cluster.Start(t.Context(), program, w.dir)
	sickbayNeeds(t, err, server.ErrNoProgram)
	t.Cleanup(func() { w.Cluster.Stop() })
	w.pg, err = postgres.Start(t.Context())
	sickbayNeeds(t, err, postgres.ErrMissing)
	t.Cleanup(w.pg.Stop)
	w.publish(t)
	w.fetch(t)
	store, err := w.pg.Create(t.Context(), "finder")
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "secrets/store", store, 0o600)
	w.write(t, "partners.json", demoPartners, 0o600)
	w.run(t, []string{"FINDER_STORE=" + store}, "staff", "add", "--generate", "--role", "supervisor", "first")
	base := "https://" + freeLoopback(t)
	for _, trusted := range []string{"127.0.0.1", "127.0.0.1", ""} {
		admin := freeLoopback(t)
		r, err := w.Serve(t.Context(), "FINDER_ADMIN_ADDR="+admin, "FINDER_STORE="+store, "FINDER_TRUSTED_PROXIES="+trusted,
			"FINDER_BASE_URL="+base, "FINDER_PARTNERS="+w.path("partners.json"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Kill)
		w.replicas, w.admin = append(w.replicas, r), append(w.admin, admin)
	}
	w.proxy(t, base)
	w.backUp(t)
	for _, name := range []string{"meili-service-key", "meili-indexer-key"} {
		w.secrets = append(w.secrets, w.read(t, "secrets/"+name))
	}
	w.secrets = append(w.secrets, w.Meilisearch.MasterKey(), "hidden-word")
	return w
}

func sickbayNeeds(t *testing.T, err, missing error) {
	t.Helper()
	if errors.Is(err, missing) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (w *sickbay) path(name string) string { return filepath.Join(w.dir, filepath.FromSlash(name)) }

func (w *sickbay) write(t *testing.T, name, text string, mode os.FileMode) string {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(w.path(name)), 0o700), os.WriteFile(w.path(name), []byte(text), mode), os.Chmod(w.path(name), mode)); err != nil {
		t.Fatal(err)
	}
	return w.path(name)
}

func (w *sickbay) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(w.path(name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

func (w *sickbay) run(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, err := w.Run(t.Context(), env, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// daysAgo is so many days before today.
func daysAgo(before int) string {
	return (directory.DateOf(time.Now()) - directory.Date(before)).String()
}

// publish builds the index out of files that are of yesterday.
func (w *sickbay) publish(t *testing.T) {
	t.Helper()
	files, err := w.Sample(t.Context(), "files", 60, 3)
	if err != nil {
		t.Fatal(err)
	}
	roster := regexp.MustCompile(`\d{4}-\d\d-\d\d,\d{4}-\d\d-\d\d,`).ReplaceAllString(w.read(t, "files/roster.csv"), daysAgo(2)+","+daysAgo(1)+",")
	w.write(t, "files/roster.csv", roster+"\n", 0o600)
	w.write(t, "files/DAC_NationalDownloadableFile.csv", "NPI,Provider Last Name,Provider First Name,Provider Middle Name,suff,gndr,Cred,pri_spec,Telehlth,"+
		"Facility Name,adr_ln_1,adr_ln_2,City/Town,State,ZIP Code,Telephone Number,adrs_id,ind_assgn\n"+
		roster[strings.Index(roster, "\n")+1:][:10]+",DOE,JO,,,F,MD,NEUROSURGERY,,,1 SAMPLE ST,,MINNEAPOLIS,MN,55401,6125550100,,Y\n", 0o600)
	w.files = files
	w.good = append(slices.Clone(files), "--days", "20050523-"+strings.ReplaceAll(daysAgo(1), "-", ""),
		"--dac", w.path("files/DAC_NationalDownloadableFile.csv"), "--dac-as-of", daysAgo(1))
	w.index(t, w.good...)
}

func (w *sickbay) index(t *testing.T, args ...string) {
	t.Helper()
	if _, err := w.Index(context.WithoutCancel(t.Context()), args...); err != nil {
		t.Fatal(err)
	}
}

// fetch fills a folder from a publisher that has the month and no weeks yet.
func (w *sickbay) fetch(t *testing.T) {
	t.Helper()
	s, _ := samplePublisher(t)
	w.run(t, nil, "fetch", "--quiet", "--to", w.path("cms"), "--monthly", "--weekly", "--nppes-page", s.URL+"/NPI_Files.html")
	w.write(t, "textfile/finder_fetch.prom", w.read(t, "cms/finder_fetch.prom"), 0o644)
	w.write(t, "textfile/finder_index.prom", w.read(t, "state/finder_index.prom"), 0o644)
}

// backUp makes a backup by deploy/backup.sh.
func (w *sickbay) backUp(t *testing.T) {
	t.Helper()
	if err := os.Mkdir(w.path("backup"), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(root, "deploy/backup.sh"), w.path("tls/good.pem"), w.path("backup"), w.path("files"))
	cmd.Env = append(os.Environ(), "FINDER_STORE_FILE="+w.path("secrets/store"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	w.write(t, "textfile/finder_backup.prom", w.read(t, "backup/finder_backup.prom")+"\n", 0o644)
}

// call is the call that finds nothing.
func (w *sickbay) call() *call {
	c := &call{map[string]string{
		"FINDER_MEILI_URL": w.Meilisearch.URL(), "FINDER_TRUSTED_PROXIES": "127.0.0.1", "FINDER_BASE_URL": w.sites[""],
		"FINDER_DIR": w.path("service"), "FINDER_PARTNERS": w.path("partners.json"),
		"FINDER_REVIEWER": "Jane Doe, MD", "FINDER_REVIEWED": daysAgo(30), "SSL_CERT_FILE": w.path("tls/authority.pem"),
	}, map[string][]string{
		"secrets": {w.path("secrets")}, "fetch": {w.path("cms")}, "state": {w.State()}, "roster": {w.path("files/roster.csv")},
		"textfile": {w.path("textfile")}, "backup": {w.path("backup")}, "admin": slices.Clone(w.admin[:2]),
	}}
	for _, r := range w.replicas[:2] {
		c.flags["replica"] = append(c.flags["replica"], strings.TrimPrefix(r.URL, "http://"))
	}
	return c
}

// ask calls finder doctor as an operator does.
func (w *sickbay) ask(t *testing.T, c *call, more ...string) (code int, out string) {
	t.Helper()
	var env []string
	for key, value := range c.env {
		env = append(env, key+"="+value)
	}
	args := append([]string{"doctor"}, more...)
	for _, flag := range slices.Sorted(maps.Keys(c.flags)) {
		for _, value := range c.flags[flag] {
			args = append(args, "--"+flag, value)
		}
	}
	cmd := w.Command(t.Context(), env, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	text, err := cmd.Output()
	if ended := new(exec.ExitError); err != nil && !errors.As(err, &ended) || stderr.Len() > 0 {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// found calls finder doctor and returns its findings.
func (w *sickbay) found(t *testing.T, c *call) (code int, report doctor.Report) {
	t.Helper()
	code, out := w.ask(t, c, "--json")
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, secret := range w.secrets {
		if strings.Contains(out, secret) {
			t.Errorf("the report holds a secret:\n%s", out)
		}
	}
	return code, report
}

// altered stands between the doctor and Meilisearch and changes what passes.
func (w *sickbay) altered(t *testing.T, request func(*http.Request), answer func(*http.Response)) string {
	t.Helper()
	to, err := url.Parse(w.Meilisearch.URL())
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(&httputil.ReverseProxy{
		// Meilisearch may leave a connection hanging on which it has answered before it read all.
		Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(to)
			if request != nil {
				request(p.Out)
			}
		},
		ModifyResponse: func(r *http.Response) error {
			if answer != nil {
				answer(r)
			}
			return nil
		},
	})
	t.Cleanup(s.Close)
	return s.URL
}

// master asks Meilisearch with its master key.
func (w *sickbay) master(t *testing.T, method, path, body string) []byte {
	t.Helper()
	req, err := http.NewRequest(method, w.Meilisearch.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.Meilisearch.MasterKey())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s %v %s", method, path, res.Status, err, text)
	}
	return text
}

// key makes a key of Meilisearch.
func (w *sickbay) key(t *testing.T, actions, indexes string) string {
	t.Helper()
	var made struct{ Key string }
	text := w.master(t, http.MethodPost, "/keys", fmt.Sprintf(`{"actions":%s,"indexes":%s,"expiresAt":null}`, actions, indexes))
	if err := json.Unmarshal(text, &made); err != nil || made.Key == "" {
		t.Fatalf("%v: %s", err, text)
	}
	w.secrets = append(w.secrets, made.Key)
	return made.Key
}

// psql runs a statement in a database of its own, which it returns the URL of.
func (w *sickbay) psql(t *testing.T, name, statement string) string {
	t.Helper()
	dsn, err := w.pg.Create(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	w.run(t, []string{"FINDER_STORE=" + dsn}, "staff", "list")
	if out, err := exec.CommandContext(t.Context(), w.pg.Program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, dsn).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return dsn
}

// await waits for something to become so.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	defer cancel()
	for !ok() {
		if !pause(ctx, 20*time.Millisecond) {
			t.Fatalf("not in a minute: %s", what)
		}
	}
}

func freeLoopback(t *testing.T) string {
	t.Helper()
	addr, err := cluster.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

// indexAnew builds from nothing, and puts back what was good when the test ends.
func (w *sickbay) indexAnew(t *testing.T, args ...string) {
	t.Helper()
	kept := w.path("kept-state")
	if err := os.Rename(w.State(), kept); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(os.RemoveAll(w.State()), os.Rename(kept, w.State())); err != nil {
			t.Fatal(err)
		}
		w.index(t, w.good...)
		w.follow(t)
	})
	w.index(t, append([]string{"--min-keep", "0"}, args...)...)
	w.follow(t)
}

// follow waits until every replica serves what is live.
func (w *sickbay) follow(t *testing.T) {
	t.Helper()
	live := w.live(t)
	for _, r := range w.replicas {
		await(t, "a replica serves "+live, func() bool { s, ok := readyzOf(r.URL); return ok && s.Generation == live })
	}
}

// live is the generation that is live.
func (w *sickbay) live(t *testing.T) string {
	t.Helper()
	var pointer struct{ Generation string }
	if err := json.Unmarshal(w.master(t, http.MethodGet, "/indexes/finder_live/documents/live", ""), &pointer); err != nil {
		t.Fatal(err)
	}
	return pointer.Generation
}
