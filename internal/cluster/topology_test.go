package cluster

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/place"
	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// A site is a deployment made by the commands of docs/operations.md and by
// nothing else.
type site struct {
	base     string // folder
	sections map[string]string
	env      []string
	one, two string // replicas
	proxy    string
	store    string
	pg       *postgres.Server
	client   *http.Client // trusts the proxy's certificate
}

// TestTopology follows docs/operations.md from an empty folder to two replicas
// behind a proxy with TLS, through a week of operation, and through the loss
// of everything but the backup.
func TestTopology(t *testing.T) {
	if testing.Short() {
		t.Skip("boots the whole program")
	}
	t.Parallel()
	s := newSite(t)
	s.run(t, "Install")
	s.trustCertificate(t)
	t.Run("replicas agree", s.replicasAgree)
	t.Run("session", s.sessionHoldsOnBoth)
	t.Run("no place in logs", s.logsKeepNothing)
	t.Run("replica ends under load", s.replicaEndsUnderLoad)
	s.run(t, "Weekly update", "The national directory", "Geocodes", "Roster alone", "Back to the generation before", "Keys and their rotation", "Staff accounts")
	if text, err := os.ReadFile(filepath.Join(s.base, "data", "geocodes.csv")); err != nil || bytes.Count(text, []byte(",street\n")) < 100 {
		t.Errorf("the geocoder's answers were not taken: %v, %d bytes", err, len(text))
	}
	t.Run("replicas agree after a week", s.replicasAgree)
	t.Run("restore", s.restore)
	ends := s.pids(t, "*")
	s.run(t, "The end of a rehearsal")
	if slices.ContainsFunc(ends, func(pid int) bool { return !gone(pid) }) {
		t.Error("a part runs on after the rehearsal")
	}
	if _, err := os.Stat(s.base); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the rehearsal's folder: %v", err)
	}
}

func newSite(t *testing.T) *site {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"caddy", "openssl"} {
		if _, err := exec.LookPath(name); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err, "run tools/install caddy")
		}
	}
	s := &site{base: t.TempDir(), sections: sectionsOf(t, "../../docs/operations.md")}
	bin := filepath.Join(s.base, "bin")
	meilisearch, err := meiliserver.Find(s.base)
	need(t, err, meiliserver.ErrNoProgram)
	if err := os.MkdirAll(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	s.pg, err = postgres.Start(t.Context())
	need(t, err, postgres.ErrMissing)
	t.Cleanup(s.pg.Stop)
	if s.store, err = s.pg.Create(t.Context(), "finder"); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"finder": program, "meilisearch": meilisearch, "psql": s.pg.Program("psql"), "pg_dump": s.pg.Program("pg_dump"),
	} {
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	config, err := filepath.Abs("../../deploy")
	if err != nil {
		t.Fatal(err)
	}
	one, two, proxy := freeAddr(t), freeAddr(t), freeAddr(t)
	metrics := []string{"METRICS_ONE=" + freeAddr(t), "METRICS_TWO=" + freeAddr(t)}
	_, httpPort, _ := strings.Cut(freeAddr(t), ":")
	s.one, s.two, s.proxy = "http://"+one, "http://"+two, "https://"+proxy
	s.env = []string{
		"PATH=" + bin + ":" + os.Getenv("PATH"), "HOME=" + s.base, "BASE=" + s.base, "MEILI=" + freeAddr(t), "ONE=" + one, "TWO=" + two,
		"SITE=" + proxy, "HTTP_PORT=" + httpPort, "STORE=" + s.store, "CONFIG=" + config, "FINDER_DRAIN=1s", "GEOCODER=" + geocoder(t),
	}
	s.env = append(s.env, metrics...)
	t.Cleanup(func() { s.killAll(t) })
	return s
}

// geocoder stands in for the Census Bureau's: it finds every address, at the
// point of its ZIP code moved a little.
func geocoder(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file, _, err := r.FormFile("addressFile")
		if err != nil || r.FormValue("benchmark") == "" {
			http.Error(w, "addressFile and benchmark expected", http.StatusBadRequest)
			return
		}
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for _, row := range rows {
			found, _ := place.Default().ZIP(row[4])
			address := strings.Join(row[1:], ", ")
			fmt.Fprintf(w, "%q,%q,\"Match\",\"Exact\",%q,\"%.5f,%.5f\",\"1\",\"L\"\n", row[0], address, strings.ToUpper(address), found.Point.Lng+0.002, found.Point.Lat+0.002)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// sectionsOf returns the sh blocks under each heading of a document.
func sectionsOf(t *testing.T, path string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, part := range regexp.MustCompile(`(?m)^##+ `).Split(string(text), -1)[1:] {
		title, body, _ := strings.Cut(part, "\n")
		for _, block := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```").FindAllStringSubmatch(body, -1) {
			found[title] += block[1]
		}
	}
	return found
}

// run runs the commands of sections as one who copies them into a terminal.
func (s *site) run(t *testing.T, titles ...string) {
	t.Helper()
	for _, title := range titles {
		if s.sections[title] == "" {
			t.Fatalf("docs/operations.md has no commands under %q", title)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		cmd := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", s.sections["Settings of these examples"]+s.sections[title])
		cmd.Env, cmd.Dir = s.env, s.base
		cmd.WaitDelay = time.Second // what runs on in the background holds no pipe: it logs to files
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		begin := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v\n%s\n%s", title, err, out.String(), s.logs())
		}
		t.Logf("%s: %s", title, time.Since(begin).Round(time.Millisecond))
	}
}

// logs returns the end of what the parts have logged.
func (s *site) logs() string {
	var all strings.Builder
	files, _ := filepath.Glob(filepath.Join(s.base, "run", "*.log")) // the pattern is well formed
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			text = []byte(err.Error())
		}
		all.WriteString("== " + filepath.Base(name) + "\n")
		all.Write(text[max(0, len(text)-1500):])
	}
	return all.String()
}

// pids returns the process ids that the commands have noted.
func (s *site) pids(t *testing.T, pattern string) (pids []int) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.base, "run", pattern+".pid"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	return pids
}

func (s *site) killAll(t *testing.T) {
	for _, pid := range s.pids(t, "*") {
		if err := syscall.Kill(pid, syscall.SIGKILL); err == nil {
			eventually(t, 10*time.Second, "a process is gone", func() bool { return gone(pid) })
		}
	}
}

// gone reports whether a process has ended, be it that nobody has taken note.
func gone(pid int) bool {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || bytes.Contains(stat, []byte(") Z "))
}

func (s *site) trustCertificate(t *testing.T) {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(s.base, "tls", "cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("no certificate")
	}
	s.client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, MaxIdleConnsPerHost: 32,
	}}
}

func (s *site) get(t *testing.T, address string) reply {
	t.Helper()
	res, err := s.client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{status: res.StatusCode, header: res.Header, body: body}
}

func (s *site) replicasAgree(t *testing.T) {
	one := record(t, s.one)
	for i, p := range places {
		if diff := cmp.Diff(one[i], same(t, get(t, s.two+p))); diff != "" {
			t.Errorf("%s (-one +two):\n%s", p, diff)
		}
		if diff := cmp.Diff(one[i], same(t, s.get(t, s.proxy+p))); diff != "" {
			t.Errorf("%s (-one +proxy):\n%s", p, diff)
		}
	}
}

// sessionHoldsOnBoth signs in on one replica and makes a case on the other.
func (s *site) sessionHoldsOnBoth(t *testing.T) {
	password, err := os.ReadFile(filepath.Join(s.base, "secrets", "first-password"))
	if err != nil {
		t.Fatal(err)
	}
	a := signIn(t, s.one, "first", strings.TrimSpace(string(password)))
	made, status := a.refer(t, s.two, "topology")
	if status != http.StatusOK {
		t.Fatalf("the other replica answers %d", status)
	}
	for _, base := range []string{s.one, s.two, s.proxy} {
		found, status := a.open(t, base, made.Reference)
		if diff := cmp.Diff(made, found); status != http.StatusOK || diff != "" {
			t.Errorf("%s answers %d: %s", base, status, diff)
		}
	}
}

// logsKeepNothing asks for places and words through the proxy, well and badly,
// and looks for them in every log of the deployment.
func (s *site) logsKeepNothing(t *testing.T) {
	const word, zip = "quillmark", "59718"
	s.get(t, s.proxy+"/v1/physicians?near="+zip+"&q="+word)
	s.get(t, s.proxy+"/v1/physicians?near="+zip+"&nonsense="+word)
	s.get(t, s.proxy+"/find?near="+zip+"&q="+word)
	res, err := s.client.PostForm(s.proxy+"/v1/search", url.Values{"near": {zip}, "q": {word}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	files, err := filepath.Glob(filepath.Join(s.base, "run", "*.log"))
	if err != nil || len(files) < 4 {
		t.Fatalf("logs: %v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{word, zip, "near="} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(name), secret)
			}
		}
	}
	access, err := os.ReadFile(filepath.Join(s.base, "run", "proxy.log"))
	if err != nil || !bytes.Contains(access, []byte(`"uri":"/v1/physicians"`)) {
		t.Errorf("the proxy keeps no access log at all: %v", err)
	}
}

// replicaEndsUnderLoad ends one replica gently and one by force while the
// proxy is asked all the time: nobody notices.
func (s *site) replicaEndsUnderLoad(t *testing.T) {
	for _, how := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		done := make(chan *Tally, 1)
		go func() {
			done <- Load{URLs: []string{s.proxy}, Path: anyOf(places), Rate: 100, Workers: 16, For: 3500 * time.Millisecond, Seed: 6, Client: s.client}.Run(t.Context())
		}()
		time.Sleep(700 * time.Millisecond)
		pid := s.pids(t, "finder-"+port(s.two))[0]
		if err := syscall.Kill(pid, how); err != nil {
			t.Fatal(err)
		}
		eventually(t, 20*time.Second, "the replica is gone", func() bool { return gone(pid) })
		got := <-done
		if got.Answered == 0 || got.Answered != got.Sent() {
			t.Errorf("after %s: %d of %d answered: %s\n%s", how, got.Answered, got.Sent(), got.Example(), s.logs())
		}
		t.Logf("%s: %d of %d answered, p99 %s", how, got.Answered, got.Sent(), got.Latency(0.99))
		s.startTwo(t)
	}
}

func port(base string) string { return base[strings.LastIndexByte(base, ':')+1:] }

// startTwo starts the second replica again, as the text does.
func (s *site) startTwo(t *testing.T) {
	t.Helper()
	s.sections["start two"] = `start_replica "$TWO" "$METRICS_TWO"`
	s.run(t, "start two")
}

// restore backs up, destroys everything but the backup, restores by the text,
// and finds the same answers, the same cases and the same session.
func (s *site) restore(t *testing.T) {
	password, err := os.ReadFile(filepath.Join(s.base, "secrets", "first-password"))
	if err != nil {
		t.Fatal(err)
	}
	a := signIn(t, s.one, "first", strings.TrimSpace(string(password)))
	var made []referralCase
	for _, key := range []string{"a", "b", "c"} {
		c, status := a.refer(t, s.one, "restore-"+key)
		if status != http.StatusOK {
			t.Fatalf("answered %d", status)
		}
		made = append(made, c)
	}
	before := record(t, s.one)
	s.run(t, "Backup")
	s.killAll(t)
	for _, name := range []string{"secrets", "state", "data", "meilisearch", "weekly"} {
		if err := os.RemoveAll(filepath.Join(s.base, name)); err != nil {
			t.Fatal(err)
		}
	}
	drop := exec.CommandContext(t.Context(), s.pg.Program("psql"), "-qc", "DROP DATABASE finder", s.pg.URL("postgres"))
	if out, err := drop.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	empty, err := s.pg.Create(t.Context(), "again")
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range s.env {
		if strings.HasPrefix(e, "STORE=") {
			s.env[i] = "STORE=" + empty
		}
	}
	s.run(t, "Restore")
	holds(t, s.one, before, 5*time.Second)
	holds(t, s.two, before, 5*time.Second)
	for _, c := range made {
		found, status := a.open(t, s.two, c.Reference)
		if diff := cmp.Diff(c, found); status != http.StatusOK || diff != "" {
			t.Errorf("case %s answers %d: %s", c.Reference, status, diff)
		}
	}
}
