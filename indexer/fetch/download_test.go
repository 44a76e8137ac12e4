package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const megabyte = 1 << 20

// TestFaults breaks the way to one file in every manner. A fault that passes
// is got over; any other ends with its cause and what to do, and nothing is
// under the final name.
func TestFaults(t *testing.T) {
	body := registry(t, "20050523", "20260913", 6*megabyte+12345)
	other := registry(t, "20050523", "20260914", 6*megabyte+12345)
	path := "/nppes/" + september
	status := func(code int, until int, header ...string) func(p *publisher) {
		return func(p *publisher) {
			p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != path || n > until {
					return false
				}
				if len(header) > 0 {
					w.Header().Set(header[0], header[1])
				}
				w.WriteHeader(code)
				return true
			}
		}
	}
	// first answers the first request for the file in its own way.
	first := func(answer func(p *publisher, w http.ResponseWriter, r *http.Request)) func(p *publisher) {
		return func(p *publisher) {
			p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Path != path || n > 1 {
					return false
				}
				answer(p, w, r)
				return true
			}
		}
	}
	every := func(answer func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool) func(p *publisher) {
		return func(p *publisher) {
			p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				return r.URL.Path == path && answer(p, n, w, r)
			}
		}
	}
	halfThen := func(then func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool) func(p *publisher) {
		return every(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				p.serve(&cut{w, 2 * megabyte}, r)
			}
			return then(p, n, w, r)
		})
	}
	tests := []struct {
		name   string
		break_ func(p *publisher)
		says   []string // of the error; none: the file comes
		asked  int      // requests for the file
		ranges []string
	}{
		{"whole", func(*publisher) {}, nil, 1, nil},
		{
			"cut at each megabyte", every(func(p *publisher, _ int, w http.ResponseWriter, r *http.Request) bool {
				p.serve(&cut{w, megabyte}, r)
				return true
			}), nil, 7, []string{"bytes=1048576-", "bytes=2097152-", "bytes=3145728-", "bytes=4194304-", "bytes=5242880-", "bytes=6291456-"},
		},
		{
			"200 to one range", halfThen(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				r.Header.Del("Range")
				return false
			}), nil, 2, []string{"bytes=2097152-"},
		},
		{
			"200 to every range, cut each time", every(func(p *publisher, _ int, w http.ResponseWriter, r *http.Request) bool {
				r.Header.Del("Range")
				p.serve(&cut{w, megabyte}, r)
				return true
			}), []string{"ended too early", "5 times in a row", "run it again"}, 5, []string{"bytes=1048576-", "bytes=1048576-", "bytes=1048576-", "bytes=1048576-"},
		},
		{
			"416", halfThen(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				if n == 2 {
					w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
				}
				return n == 2
			}), nil, 3, []string{"bytes=2097152-"},
		},
		{
			"another ETag between parts", halfThen(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				if n == 2 {
					p.put(path, other)
				}
				return false
			}), nil, 2, []string{"bytes=2097152-"},
		},
		{
			"If-Range not understood", halfThen(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				if n == 2 {
					p.put(path, other)
				}
				r.Header.Del("If-Range")
				return false
			}), nil, 3, []string{"bytes=2097152-"},
		},
		{
			"another range than asked", halfThen(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				if n == 2 {
					r.Header.Set("Range", "bytes=0-")
				}
				return false
			}), nil, 3, []string{"bytes=2097152-"},
		},
		{"503 twice", status(503, 2), nil, 3, nil},
		{"503 always", status(503, 99), []string{"503 Service Unavailable", "5 times", "run it again later"}, 5, nil},
		{"429 for hours", status(429, 99, "Retry-After", "7200"), []string{"429", "come back in 2h0m0s"}, 1, nil},
		{"404", status(404, 99), []string{"404 Not Found", "may be on its way"}, 1, nil},
		{"403", status(403, 99), []string{"403 Forbidden", "browser"}, 1, nil},
		{
			"HTML with 200", first(func(_ *publisher, w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, "\n<!DOCTYPE html><html><head><title>Scheduled\n maintenance</title></head><body>"+strings.Repeat(" ", 5000)+"</body></html>")
			}), []string{"web page instead of the file", `"Scheduled maintenance"`, "later"}, 1, nil,
		},
		{
			"no zip", first(func(_ *publisher, w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, strings.Repeat("NPI,\n", 500))
			}), []string{"does not begin like a zip archive"}, 1, nil,
		},
		{
			"shorter than promised", first(func(p *publisher, w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
				w.Write(body[:megabyte])
			}), nil, 2, nil, // without a validator there is nothing to go on with
		},
		{
			"cut with no length", first(func(p *publisher, w http.ResponseWriter, r *http.Request) {
				w.Write(body[:len(body)-5])
			}), nil, 2, nil, // its end looks like the end: the archive's directory tells
		},
		{
			"a flipped bit", first(func(p *publisher, w http.ResponseWriter, r *http.Request) {
				bad := bytes.Clone(body)
				bad[2*megabyte] ^= 4
				w.Header().Set("ETag", `"x"`)
				w.Write(bad)
			}), nil, 2, nil,
		},
		{
			"always damaged", every(func(p *publisher, _ int, w http.ResponseWriter, r *http.Request) bool {
				bad := bytes.Clone(body)
				bad[2*megabyte] ^= 4
				w.Write(bad)
				return true
			}), []string{"damaged", "npidata_pfile_20050523-20260913.csv", "checksum", "fetched twice"}, 2, nil,
		},
		{
			"a presigned address that expires", every(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("signature") == "" {
					http.Redirect(w, r, fmt.Sprint(path, "?signature=", n), http.StatusFound)
					return true
				}
				if r.URL.Query().Get("signature") == "1" {
					p.serve(&cut{w, megabyte}, r)
				} else if r.URL.Query().Get("signature") == "3" {
					w.WriteHeader(http.StatusForbidden)
				} else {
					return false
				}
				return true
			}), nil, 6, []string{"bytes=1048576-", "bytes=1048576-", "bytes=1048576-", "bytes=1048576-"},
		},
		{
			"redirects in a circle", every(func(p *publisher, n int, w http.ResponseWriter, r *http.Request) bool {
				http.Redirect(w, r, path, http.StatusFound)
				return true
			}), []string{"redirects where it must not", "circle"}, 10, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPublisher(t)
			p.publish(map[string][]byte{september: body})
			tt.break_(p)
			dir := t.TempDir()
			f, clock := p.fetcherOf(dir, Monthly)
			_, err := f.run(t.Context())
			m := sound(t, dir, body, other)
			if len(tt.says) == 0 && (err != nil || len(m.Of(Monthly)) != 1) {
				t.Errorf("%v, %+v", err, m.Files)
			}
			if len(tt.says) > 0 && (err == nil || len(lying(t, dir)) > 0) {
				t.Errorf("%v; in the folder: %v", err, lying(t, dir))
			}
			for _, want := range tt.says {
				if err != nil && !strings.Contains(err.Error(), want) {
					t.Errorf("it does not say %q: %v", want, err)
				}
			}
			if err != nil && strings.Contains(err.Error(), "signature") {
				t.Errorf("the error holds a signed address: %v", err)
			}
			if p.asked[path] != tt.asked {
				t.Errorf("%d requests, want %d", p.asked[path], tt.asked)
			}
			diff(t, "ranges", tt.ranges, p.ranges)
			for _, d := range clock.slept {
				if d > 2*time.Minute {
					t.Errorf("it waits %s", d)
				}
			}
			if parts, _ := filepath.Glob(filepath.Join(dir, "*"+partSuffix+"*")); err == nil && len(parts) > 0 {
				t.Errorf("left behind: %v", parts)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]time.Duration{
		"90": 90 * time.Second,
		epoch.Add(3 * time.Minute).Format(http.TimeFormat): 3 * time.Minute,
	} {
		p := newPublisher(t)
		p.publish(map[string][]byte{september: registry(t, "20050523", "20260913", 10)})
		p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n == 1 {
				w.Header().Set("Retry-After", value)
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			return n == 1
		}
		f, clock := p.fetcherOf(t.TempDir(), Monthly)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		diff(t, "pauses of page and file after "+value, []time.Duration{want, want}, clock.slept)
	}
}

// TestStall lets the server fall silent, before the answer and within it.
func TestStall(t *testing.T) {
	for _, after := range []int{0, megabyte} {
		p := newPublisher(t)
		body := registry(t, "20050523", "20260913", 2*megabyte)
		p.publish(map[string][]byte{september: body})
		silent := make(chan struct{})
		p.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n > 1 || !strings.HasSuffix(r.URL.Path, september) {
				return false
			}
			if after > 0 {
				w.Header().Set("ETag", etag(body))
				w.Header().Set("Content-Length", fmt.Sprint(len(body)))
				w.Write(body[:after])
				w.(http.Flusher).Flush()
			}
			close(silent)
			<-r.Context().Done()
			return true
		}
		dir := t.TempDir()
		f, clock := p.fetcherOf(dir, Monthly)
		go func() {
			<-silent
			clock.expire()
		}()
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m := sound(t, dir, body); len(m.Files) != 1 || len(clock.slept) != 1 {
			t.Errorf("%d files after %d pauses", len(m.Files), len(clock.slept))
		}
	}
}

// TestSlowLine lets 40 seconds pass between the tenths of a file: each comes
// before the line counts as dead, and all of them take longer than that.
func TestSlowLine(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", megabyte)
	p.publish(map[string][]byte{september: body})
	dir := t.TempDir()
	f, clock := p.fetcherOf(dir, Monthly)
	came := make(chan int64, 1000)
	f.o.Progress = func(what string, done, _ int64) {
		if what == september {
			came <- done
		}
	}
	p.fault = func(_ int, w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, september) {
			return false
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		for sent := 0; sent < len(body); {
			n, _ := w.Write(body[sent:min(len(body), sent+len(body)/10)])
			w.(http.Flusher).Flush()
			for sent += n; <-came < int64(sent); {
			}
			clock.advance(40 * time.Second)
		}
		return true
	}
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	sound(t, dir, body)
	if clock.now < 6*idle || p.asked["/nppes/"+september] != 1 {
		t.Errorf("%s passed, %d requests", clock.now, p.asked["/nppes/"+september])
	}
}

// A fullDisk takes so many bytes.
type fullDisk struct {
	osDisk
	room int64
	free int64
}

func (d *fullDisk) Free(string) (int64, error) { return d.free, nil }

func (d *fullDisk) Append(name string) (partial, error) {
	p, err := d.osDisk.Append(name)
	return &fullPartial{p, d}, err
}

type fullPartial struct {
	partial
	d *fullDisk
}

func (p *fullPartial) Write(b []byte) (int, error) {
	if int64(len(b)) > p.d.room {
		n, _ := p.partial.Write(b[:p.d.room])
		p.d.room = 0
		return n, &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
	}
	p.d.room -= int64(len(b))
	return p.partial.Write(b)
}

// TestDiskFull fills the disk in the middle of a file, whatever it said that
// it had; the next run goes on where this one stopped.
func TestDiskFull(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", 3*megabyte)
	p.publish(map[string][]byte{september: body})
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, Monthly)
	f.disk = &fullDisk{room: megabyte, free: 1 << 40}
	_, err := f.run(t.Context())
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "Make room") || p.asked["/nppes/"+september] != 1 {
		t.Errorf("%v after %d requests", err, p.asked["/nppes/"+september])
	}
	sound(t, dir, body)

	p.reset()
	f, _ = p.fetcherOf(dir, Monthly)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	sound(t, dir, body)
	diff(t, "ranges", []string{"bytes=1048576-"}, p.ranges)
}

// TestNoRoom refuses before the first byte.
func TestNoRoom(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", 3*megabyte)
	p.publish(map[string][]byte{september: body})
	f, _ := p.fetcherOf(t.TempDir(), Monthly)
	f.disk = &fullDisk{room: 0, free: spare + 2*megabyte}
	if _, err := f.run(t.Context()); !errors.Is(err, errSpace) || !strings.Contains(err.Error(), "66 MB are free, 3 MB") {
		t.Errorf("%v", err)
	}
}

// TestUnchanged asks again for what is here: a few answers without a body.
func TestUnchanged(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", megabyte)
	p.publish(map[string][]byte{september: body})
	dir := t.TempDir()
	for _, want := range []State{New, Unchanged} {
		p.reset()
		f, _ := p.fetcherOf(dir, Monthly)
		report, err := f.run(t.Context())
		if err != nil || len(report.Files) != 1 || report.Files[0].State != want {
			t.Fatalf("%+v, %v", report, err)
		}
	}
	if page := int64(len(p.files["/nppes/NPI_Files.html"])); p.sent != page || p.asked["/nppes/"+september] != 1 {
		t.Errorf("%d bytes in %d requests; the page has %d", p.sent, p.asked["/nppes/"+september], page)
	}
	// The same name with another content is another file.
	corrected := registry(t, "20050523", "20260913", megabyte+1)
	p.put("/nppes/"+september, corrected)
	f, _ := p.fetcherOf(dir, Monthly)
	report, err := f.run(t.Context())
	if err != nil || report.Files[0].State != New {
		t.Fatalf("%+v, %v", report, err)
	}
	sound(t, dir, corrected)
}

// TestFolderChanged mends what somebody did to the folder by hand.
func TestFolderChanged(t *testing.T) {
	p := newPublisher(t)
	body := registry(t, "20050523", "20260913", megabyte)
	p.publish(map[string][]byte{september: body})
	dir := t.TempDir()
	run := func() {
		t.Helper()
		f, _ := p.fetcherOf(dir, Monthly)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if m := sound(t, dir, body); len(m.Files) != 1 {
			t.Fatalf("%+v", m.Files)
		}
	}
	run()
	for _, change := range []func(name string) error{os.Remove, func(name string) error { return os.Truncate(name, 100) }} {
		if err := change(filepath.Join(dir, september)); err != nil {
			t.Fatal(err)
		}
		run()
	}
}

func TestTwoAtOnce(t *testing.T) {
	p := newPublisher(t)
	dir := t.TempDir()
	unlock, err := lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	f, _ := p.fetcherOf(dir, Monthly)
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "another finder fetch") {
		t.Errorf("%v", err)
	}
	unlock()
}

// TestDowngrade refuses to go from TLS to plain text.
func TestDowngrade(t *testing.T) {
	p := newPublisher(t)
	p.publish(map[string][]byte{september: registry(t, "20050523", "20260913", 10)})
	safe := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, p.URL+r.URL.Path, http.StatusFound)
	}))
	defer safe.Close()
	f, _ := p.fetcherOf(t.TempDir(), Monthly)
	f.o.NPPESPage = safe.URL + "/nppes/NPI_Files.html"
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "SSL_CERT_FILE") {
		t.Errorf("an unknown certificate: %v", err)
	}
	f.client.Transport.(*http.Transport).TLSClientConfig = safe.Client().Transport.(*http.Transport).TLSClientConfig
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "without encryption") {
		t.Errorf("a redirect to plain text: %v", err)
	}
	if len(p.asked) > 0 {
		t.Errorf("asked: %v", p.asked)
	}
}
