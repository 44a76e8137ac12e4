package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// packed holds what browsers load to travel packed for those who take brotli or
// gzip, and to be the same for all.
func packed(t *testing.T, d *program) {
	ask := func(path, accept string) (header http.Header, body []byte) {
		req, err := http.NewRequest(http.MethodGet, d.url+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", accept)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if body, err = io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
			t.Errorf("%s: answered %d, %v", path, resp.StatusCode, err)
		}
		return resp.Header, body
	}
	_, home := ask("/", "identity")
	paths := regexp.MustCompile(`/assets/[^"]+\.(?:js|css)`).FindAllString(string(home), -1)
	if len(paths) < 2 {
		t.Fatalf("assets: %v", paths)
	}
	for _, path := range append(paths, "/widget/v1/physician-finder.js", "/embed/v1/frame.js", "/docs/swagger-ui.css", "/openapi.yaml") {
		_, plain := ask(path, "identity")
		header, body := ask(path, "gzip")
		if len(plain) < 1400 { // fits one packet
			continue
		}
		if header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: encoding %q, Vary %q", path, header.Get("Content-Encoding"), header.Values("Vary"))
			continue
		}
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if unpacked, err := io.ReadAll(z); err != nil || !bytes.Equal(unpacked, plain) {
			t.Errorf("%s: packed and plain differ (%v)", path, err)
		}
		small, brotlied := ask(path, "gzip, deflate, br")
		if unpacked, err := io.ReadAll(brotli.NewReader(bytes.NewReader(brotlied))); small.Get("Content-Encoding") != "br" || err != nil || !bytes.Equal(unpacked, plain) {
			t.Errorf("%s: encoding %q, unpacked differs (%v)", path, small.Get("Content-Encoding"), err)
		}
		t.Logf("%s: %d bytes, %d by gzip, %d by brotli", path, len(plain), len(body), len(brotlied))
		for _, none := range []string{"gzip;q=0", ""} {
			if header, body := ask(path, none); header.Get("Content-Encoding") != "" || !bytes.Equal(body, plain) {
				t.Errorf("%s: packed for one who takes %q", path, none)
			}
		}
	}
}
