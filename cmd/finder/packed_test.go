package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// packed holds what browsers load to travel packed for those who take gzip, and
// to be the same for all.
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
		header, body := ask(path, "br, gzip")
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
		t.Logf("%s: %d bytes, %d packed", path, len(plain), len(body))
		for _, none := range []string{"gzip;q=0", ""} {
			if header, body := ask(path, none); header.Get("Content-Encoding") != "" || !bytes.Equal(body, plain) {
				t.Errorf("%s: packed for one who takes %q", path, none)
			}
		}
	}
}
