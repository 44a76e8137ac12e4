package fetch

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// TestMain runs a fetch in place of the tests where a test asks for a process
// of its own.
func TestMain(m *testing.M) {
	if os.Getenv("FETCH_CHILD") == "" {
		os.Exit(m.Run())
	}
	f := newFetcher(Options{Dir: os.Getenv("FETCH_CHILD"), Kinds: []Kind{Monthly, Weekly}, NPPESPage: os.Getenv("FETCH_PAGE")})
	f.clock = &testClock{}
	if at, err := strconv.Atoi(os.Getenv("FETCH_KILL")); err == nil {
		f.disk = &deadlyDisk{at: at}
	}
	if _, err := f.run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child runs a fetch in a process of its own.
func child(t *testing.T, dir, page string, env ...string) (string, error) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = append(os.Environ(), append(env, "FETCH_CHILD="+dir, "FETCH_PAGE="+page)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// A deadlyDisk kills the process at its n-th step; within a write, after half
// of it. At 0 it only counts.
type deadlyDisk struct {
	osDisk
	steps, at int
}

// step reports whether this is the step to die at.
func (d *deadlyDisk) step() bool {
	d.steps++
	return d.steps == d.at
}

func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

func (d *deadlyDisk) Append(name string) (partial, error) {
	if d.step() {
		die()
	}
	p, err := d.osDisk.Append(name)
	return &deadlyPartial{p, d}, err
}

func (d *deadlyDisk) Rename(from, to string) error {
	if d.step() {
		die()
	}
	return d.osDisk.Rename(from, to)
}

func (d *deadlyDisk) Replace(name string, b []byte) error {
	if d.step() {
		die()
	}
	return d.osDisk.Replace(name, b)
}

func (d *deadlyDisk) Remove(name string) error {
	if d.step() {
		die()
	}
	return d.osDisk.Remove(name)
}

type deadlyPartial struct {
	partial
	d *deadlyDisk
}

func (p *deadlyPartial) Write(b []byte) (int, error) {
	if p.d.step() {
		_, _ = p.partial.Write(b[:len(b)/2])
		die()
	}
	return p.partial.Write(b)
}

func (p *deadlyPartial) Sync() error {
	if p.d.step() {
		die()
	}
	return p.partial.Sync()
}

// A stubborn disk refuses to remove whole files.
type stubborn struct{ osDisk }

func (stubborn) Remove(name string) error {
	if strings.HasSuffix(name, ".zip") {
		return errors.New("no")
	}
	return osDisk{}.Remove(name)
}

// TestKilled kills a run at ten random steps of its way to the disk (with
// FINDER_VERIFY=1, at each). It replaces a file that is here, brings new ones
// and removes an old one. Nothing half-written has a final name, the list
// holds, and the next run completes the folder without asking for more than
// was missing.
func TestKilled(t *testing.T) {
	before := registry(t, "20050523", "20260913", 3*megabyte)
	after := registry(t, "20050523", "20260913", 3*megabyte+1)
	week := registry(t, "20260914", "20260920", 1000)
	old := []publication{{name: "NPPES_Data_Dissemination_July_2026_V2.zip", body: registry(t, "20050523", "20260712", 5)}, {name: "NPPES_Data_Dissemination_August_2026_V2.zip", body: registry(t, "20050523", "20260809", 6)}}
	p := newPublisher(t)
	folder := func() string { // as it is before the run to be killed
		dir := t.TempDir()
		for _, q := range append(old, publication{name: september, body: before}) {
			p.publish(map[string][]byte{q.name: q.body})
			f, _ := p.fetcherOf(dir, Monthly)
			if q.name == september {
				f.disk = stubborn{} // so that the run to be killed has something to remove
			}
			if _, err := f.run(t.Context()); err != nil && q.name != september {
				t.Fatal(err)
			}
		}
		p.publish(map[string][]byte{september: after, "NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": week})
		return dir
	}
	published := [][]byte{before, after, week, old[0].body, old[1].body}

	counting := &deadlyDisk{}
	f, _ := p.fetcherOf(folder(), Monthly, Weekly)
	f.disk = counting
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	steps := rand.New(rand.NewPCG(7, 8)).Perm(counting.steps)
	if os.Getenv("FINDER_VERIFY") != "1" {
		steps = steps[:10]
	}
	for _, at := range steps {
		dir := folder()
		out, err := child(t, dir, p.URL+"/nppes/NPI_Files.html", fmt.Sprint("FETCH_KILL=", at+1))
		if err == nil || !strings.Contains(err.Error(), "killed") {
			t.Fatalf("step %d: %v %s", at, err, out)
		}
		sound(t, dir, published...)
		here := int64(0)
		for _, name := range []string{september, september + partSuffix} {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Size() != int64(len(before)) {
				here += info.Size()
			}
		}
		p.reset()
		f, _ := p.fetcherOf(dir, Monthly, Weekly)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatalf("step %d: %v", at, err)
		}
		m := sound(t, dir, published...)
		diff(t, fmt.Sprint("the folder after step ", at),
			[]string{"NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip", "NPPES_Data_Dissemination_August_2026_V2.zip", september}, lying(t, dir))
		if len(m.Files) != 3 || len(m.Leaving) != 0 {
			t.Errorf("step %d: %+v", at, m)
		}
		if file, _ := m.named(september); file.Bytes != int64(len(after)) {
			t.Errorf("step %d: %s is the file of before", at, september)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "*"+partSuffix+"*")); len(left) > 0 {
			t.Errorf("step %d: left behind: %v", at, left)
		}
		if most := int64(len(after)+len(week)+5000) - here; p.sent > most {
			t.Errorf("step %d: %d bytes were here, %d were sent", at, here, p.sent)
		}
	}
	t.Logf("killed at %d of %d steps", len(steps), counting.steps)
}

// An unlisted disk fails to replace the manifest once a file has its name.
type unlisted struct {
	osDisk
	named bool
}

func (d *unlisted) Rename(from, to string) error {
	d.named = true
	return d.osDisk.Rename(from, to)
}

func (d *unlisted) Replace(name string, b []byte) error {
	if d.named {
		return syscall.EIO
	}
	return d.osDisk.Replace(name, b)
}

// TestNamedNotListed ends between the name and the list, where the file
// replaces one that was listed: the list does not speak of it.
func TestNamedNotListed(t *testing.T) {
	p := newPublisher(t)
	dir := t.TempDir()
	before, after := registry(t, "20050523", "20260913", 100), registry(t, "20050523", "20260913", 200)
	for i, body := range [][]byte{before, after} {
		p.publish(map[string][]byte{september: body})
		f, _ := p.fetcherOf(dir, Monthly)
		if i == 1 {
			f.disk = &unlisted{}
		}
		if _, err := f.run(t.Context()); (err != nil) != (i == 1) {
			t.Fatal(err)
		}
		sound(t, dir, before, after)
	}
	p.reset()
	f, _ := p.fetcherOf(dir, Monthly)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m := sound(t, dir, after); len(m.Files) != 1 || p.sent != int64(len(p.files["/nppes/NPI_Files.html"])) {
		t.Errorf("%+v, %d bytes", m.Files, p.sent)
	}
}

// TestProxy goes through the proxy of the environment, to a name that only the
// proxy knows.
func TestProxy(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", megabyte)
	p.publish(map[string][]byte{september: body, "NPPES_Data_Dissemination_091426_092026_Weekly_V2.zip": registry(t, "20260914", "20260920", 9)})
	hosts := map[string]int{}
	p.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		hosts[r.URL.Host]++
		return false
	}
	dir := t.TempDir()
	if out, err := child(t, dir, "http://nppes.invalid/nppes/NPI_Files.html", "HTTP_PROXY="+p.URL, "NO_PROXY="); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if m, err := ReadManifest(dir); err != nil || len(m.Files) != 2 {
		t.Errorf("%+v, %v", m, err)
	}
	diff(t, "hosts asked for", map[string]int{"nppes.invalid": 3}, hosts)

	p.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		w.WriteHeader(http.StatusProxyAuthRequired)
		return true
	}
	out, err := child(t, t.TempDir(), "http://nppes.invalid/nppes/NPI_Files.html", "HTTP_PROXY="+p.URL, "NO_PROXY=")
	if err == nil || !strings.Contains(out, "407") || !strings.Contains(out, "HTTPS_PROXY=") {
		t.Errorf("%v %s", err, out)
	}
}
