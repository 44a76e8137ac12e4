package door

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestPrefersBrotli(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": false, "br": true, "gzip, deflate, br": true, "gzip, deflate, br, zstd": true, "BR": true, "br;q=0.5": true,
		"br;q=0": false, "br;q=0.5, gzip": false, "br;q=0.8, gzip;q=0.5": true, "gzip;q=0, br;q=0.1": true, "br;q=x": false, "*": false, "identity": false, "brotli": false, "x-br": false,
	} {
		if got := prefersBrotli(accept); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

// unpack reads an answer as its headers say that it is packed.
func unpack(t *testing.T, h http.Header, body []byte) []byte {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	switch h.Get("Content-Encoding") {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s of %d bytes: %v", h.Get("Content-Encoding"), len(body), err)
	}
	return out
}

// TestBrotliIsTheSame answers in pieces of every size, with and without length,
// status and flushes, over a network: what arrives, unpacked, is what was
// written, with the headers of gzip but for the encoding.
func TestBrotliIsTheSame(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	type plan struct {
		pieces  [][]byte
		flushes int // after every so many pieces; 0: never
		status  int
		kind    string
		length  bool
	}
	var next atomic.Pointer[plan]
	inner := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p := next.Load()
		size := 0
		for _, piece := range p.pieces {
			size += len(piece)
		}
		if p.kind != "" {
			w.Header().Set("Content-Type", p.kind)
		}
		if p.length {
			w.Header().Set("Content-Length", fmt.Sprint(size))
		}
		if p.status != 0 {
			w.WriteHeader(p.status)
		}
		for i, piece := range p.pieces {
			if _, err := w.Write(piece); err != nil {
				t.Error(err)
			}
			if p.flushes > 0 && i%p.flushes == 0 {
				if err := http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
			}
		}
	})
	h, err := Compress(inner)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	ask := func(method, encoding string) (*http.Response, []byte) {
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", encoding)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res, body
	}
	packed, plain := 0, 0
	for range 300 {
		p := &plan{
			flushes: rng.IntN(3) * rng.IntN(4), status: []int{0, 200, 404, 503}[rng.IntN(4)], length: rng.IntN(2) == 0,
			kind: []string{"", "application/json", "text/html; charset=utf-8", "image/png", "application/zip"}[rng.IntN(5)],
		}
		for range rng.IntN(9) {
			p.pieces = append(p.pieces, bytes.Repeat([]byte(fmt.Sprintf("piece %d ", rng.IntN(50))), rng.IntN(120)))
		}
		next.Store(p)
		want := bytes.Join(p.pieces, nil)
		br, body := ask(http.MethodGet, "gzip, deflate, br")
		if got := unpack(t, br.Header, body); !bytes.Equal(got, want) || p.status != 0 && br.StatusCode != p.status {
			t.Fatalf("%+v: %d bytes of %d, status %d", p.kind, len(got), len(want), br.StatusCode)
		}
		zip, zipped := ask(http.MethodGet, "gzip")
		if p.flushes > 0 {
			zip = br // the library packs an empty answer, too, then
		} else if got := unpack(t, zip.Header, zipped); !bytes.Equal(got, want) {
			t.Fatal("gzip differs")
		}
		switch br.Header.Get("Content-Encoding") {
		case "br":
			packed++
			if zip.Header.Get("Content-Encoding") == "" {
				t.Errorf("%s of %d bytes: packed by brotli, not by gzip", p.kind, len(want))
			}
		case "":
			plain++
			if zip.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s of %d bytes: packed by gzip, not by brotli", p.kind, len(want))
			}
		}
		head, none := ask(http.MethodHead, "gzip, deflate, br")
		if len(none) != 0 || head.StatusCode != br.StatusCode || head.Header.Get("Content-Encoding") != br.Header.Get("Content-Encoding") || head.Header.Get("Content-Type") != br.Header.Get("Content-Type") {
			t.Errorf("HEAD: %d %v, GET %d %v", head.StatusCode, head.Header, br.StatusCode, br.Header)
		}
		for _, res := range []*http.Response{br, zip} {
			if !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "Accept-Encoding") {
				t.Errorf("Vary %q", res.Header.Values("Vary"))
			}
		}
	}
	if packed < 30 || plain < 30 {
		t.Errorf("%d packed, %d plain", packed, plain)
	}
}

// TestBrotliLeavesAlone sends what is packed already, a part, and nothing, as it
// is; and what breaks off stays broken.
func TestBrotliLeavesAlone(t *testing.T) {
	large := strings.Repeat("large ", 1_000)
	for name, inner := range map[string]http.HandlerFunc{
		"packed already": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "zstd")
			_, _ = io.WriteString(w, large)
		},
		"a part": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", "bytes 0-5999/9000")
			w.WriteHeader(http.StatusPartialContent)
			_, _ = io.WriteString(w, large)
		},
		"not modified": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) },
		"nothing":      func(http.ResponseWriter, *http.Request) {},
		"small":        func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "small") },
	} {
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", "br")
		withBrotli(inner).ServeHTTP(w, r)
		if w.Header().Get("Content-Encoding") == "br" || w.Body.Len() > len(large) || w.Body.Len() > 10 && w.Body.String() != large {
			t.Errorf("%s: %v, %d bytes", name, w.Header(), w.Body.Len())
		}
	}
	s := httptest.NewServer(withBrotli(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 50 {
			_, _ = io.WriteString(w, large)
			_ = http.NewResponseController(w).Flush()
		}
		panic(http.ErrAbortHandler)
	})))
	defer s.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "br")
	res, err := (&http.Transport{DisableCompression: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if n, err := io.Copy(io.Discard, res.Body); err == nil {
		t.Errorf("what broke off reads as whole, %d bytes", n)
	}
}
