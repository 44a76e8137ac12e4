package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/partner"
)

func TestPartnerCheck(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := file("good.json", `{"partners":[
		{"id":"a","name":"A","key":"pk_a","status":"active","origins":["https://a.example"],"embed_origins":["https://cms.a.example"],"expires_on":"2999-12-31"},
		{"id":"b","name":"B","key":"pk_b","status":"revoked","origins":["https://b.example"]},
		{"id":"d","name":"D","status":"active","server_keys":[{"sha256":"0123abcd`+strings.Repeat("0", 56)+`","expires_on":"2030-01-31"},{"sha256":"`+strings.Repeat("f", 64)+`"}]},
		{"id":"c","name":"C","key":"pk_c","status":"active","origins":["https://c.example"],"expires_on":"2020-01-31"}]}`)
	bad := file("bad.json", `{"partners":[{"id":"A!","name":"","key":"sk_a","status":"on","origins":["https://*.a.example"]}]}`)
	tests := []struct {
		name string
		args []string
		code int
		want []string // in what is said
	}{
		{"good", []string{"check", good}, exitOK, []string{
			"a: active until 2999-12-31, origins https://a.example; frames on https://cms.a.example",
			"d: active, origins none; frames on none; server key 0123abcd… until 2030-01-31; server key ffffffff… until it is taken out",
			"b: revoked, origins https://b.example; frames on none", "c: expired after 2020-01-31", "4 partners, no fault",
		}},
		{"every fault at once", []string{"check", bad}, exitFailed, []string{"id:", "name:", "key:", "status:", "wildcard"}},
		{"missing file", []string{"check", filepath.Join(dir, "none.json")}, exitFailed, []string{"none.json"}},
		{"no file named", []string{"check"}, exitUsage, []string{"usage: finder partner check FILE"}},
		{"no verb", nil, exitUsage, []string{"usage"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var out bytes.Buffer
			code := run(t.Context(), append([]string{"partner"}, tt.args...), &out, &out)
			if code != tt.code {
				t.Errorf("exit %d, want %d", code, tt.code)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("without %q:\n%s", want, out.String())
				}
			}
		})
	}
}

// TestPartnerServerKey makes a key that is shown once and held by its hash.
func TestPartnerServerKey(t *testing.T) {
	code, key, kept := runFinder(t, "partner", "server-key")
	if key = strings.TrimSpace(key); code != exitOK || !strings.HasPrefix(key, "sk_") || len(key) < 40 || strings.Contains(kept, key) {
		t.Fatalf("exit %d: %q, %q", code, key, kept)
	}
	_, entry, _ := strings.Cut(kept, "\n")
	r, err := partner.Parse([]byte(`{"partners":[{"id":"a","name":"A","status":"active","server_keys":[` + entry + `]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := r.Server(key, time.Now()); err != nil || p.ID != "a" {
		t.Errorf("%v, %v", p, err)
	}
	if _, again, _ := runFinder(t, "partner", "server-key"); strings.TrimSpace(again) == key {
		t.Error("the same key twice")
	}
}
