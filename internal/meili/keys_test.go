package meili

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"testing"

	"github.com/meilisearch/meilisearch-go"
)

// TestKeys tries with each key what it must not be able to do.
func TestKeys(t *testing.T) {
	b := startServer(t)
	id := b.publish(t, randomListings(seeded(10), 20))
	listings := "/indexes/" + listingsIndex + id
	other := listingsIndex[:len(listingsIndex)-1] // not one of ours
	if err := b.master(t).createIndex(t.Context(), "making an index", other); err != nil {
		t.Fatal(err)
	}
	reading := []struct{ method, path, body string }{
		{"POST", listings + "/documents", `[{"id":"x"}]`},
		{"PUT", listings + "/documents", `[{"id":"x"}]`},
		{"DELETE", listings + "/documents/x", ""},
		{"DELETE", listings + "/documents", ""},
		{"DELETE", listings, ""},
		{"PATCH", listings, `{"primaryKey":"npi"}`},
		{"GET", listings + "/settings", ""},
		{"PATCH", listings + "/settings", `{}`},
		{"POST", "/indexes", `{"uid":"listings_mine"}`},
		{"POST", "/indexes/" + liveIndex + "/documents", `[{"id":"live"}]`},
		{"GET", "/tasks", ""},
		{"POST", "/tasks/cancel?statuses=enqueued", ""},
	}
	always := []struct{ method, path, body string }{
		{"GET", "/keys", ""},
		{"POST", "/keys", `{"actions":["*"],"indexes":["*"],"expiresAt":null}`},
		{"DELETE", "/keys/" + serviceUID, ""},
		{"GET", "/stats", ""},
		{"POST", "/dumps", ""},
		{"POST", "/snapshots", ""},
		{"POST", "/swap-indexes", `[]`},
		{"GET", "/indexes/" + other + "/documents", ""},
		{"POST", "/indexes/" + other + "/documents", `[{"id":"x"}]`},
		{"POST", "/indexes/" + other + "/search", `{}`},
		{"DELETE", "/indexes/" + other, ""},
	}
	for name, config := range map[string]Config{"service": b.service, "indexer": b.indexer} {
		c, err := newClient(config, writerPatience)
		if err != nil {
			t.Fatal(err)
		}
		forbidden := always
		if name == "service" {
			forbidden = append(forbidden, reading...)
		}
		for _, f := range forbidden {
			_, err := c.send(t.Context(), f.method, f.path, []byte(f.body))
			var r *refusal
			if !errors.As(err, &r) || r.status != http.StatusForbidden {
				t.Errorf("%s key: %s %s = %v, want 403", name, f.method, f.path, err)
			}
		}
	}
}

func TestSetupAgain(t *testing.T) {
	b := startServer(t)
	service, indexer, err := Setup(t.Context(), b.URL(), b.MasterKey())
	if err != nil || service != b.service.Key || indexer != b.indexer.Key {
		t.Errorf("setting up again gave other keys, or %v", err)
	}
	// A key of the same id with more rights than it should have.
	c := b.master(t)
	if _, err := c.sdk.DeleteKey(t.Context(), serviceUID); err != nil {
		t.Fatal(err)
	}
	_, err = c.sdk.CreateKey(t.Context(), &meilisearch.Key{UID: serviceUID, Actions: []string{"*"}, Indexes: []string{"*"}})
	if err != nil {
		t.Fatal(err)
	}
	if service, _, err = Setup(t.Context(), b.URL(), b.MasterKey()); err != nil || service != b.service.Key {
		t.Errorf("over a wider key: %v", err)
	}
	key, err := c.sdk.GetKey(t.Context(), serviceUID)
	if err != nil || !sameSet(key.Actions, []string{"search", "documents.get"}) {
		t.Errorf("the service may do %v, %v", key.Actions, err)
	}
	if _, _, err := Setup(t.Context(), b.URL(), "not the master key at all"); err == nil {
		t.Error("Setup with a wrong master key: no error")
	}
}

// TestSetupWithoutVersion makes keys on a server that gives none for named
// indexes the right to ask for the version, as newer ones do: the indexer gets
// all the rest, and setting up again takes no key away for an instant.
func TestSetupWithoutVersion(t *testing.T) {
	b := startServer(t)
	target, err := url.Parse(b.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	deleted := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			deleted++
		}
		if r.Method == http.MethodPost && r.URL.Path == "/keys" {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			var key struct{ Actions, Indexes []string }
			if err := json.Unmarshal(body, &key); err != nil {
				t.Error(err)
			}
			if slices.Contains(key.Actions, "version") && !slices.Contains(key.Indexes, "*") {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprint(w, `{"message":"cannot create index-scoped API key with global action","code":"index_scoped_api_key_with_global_action","type":"invalid_request","link":""}`)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		proxy.ServeHTTP(w, r)
	}))
	defer s.Close()
	want := slices.DeleteFunc(IndexerActions(), func(action string) bool { return action == "version" })
	for round := range 2 {
		service, indexer, err := Setup(t.Context(), s.URL, b.MasterKey())
		if err != nil || service != b.service.Key || indexer != b.indexer.Key {
			t.Fatalf("round %d: other keys, or %v", round, err)
		}
		key, err := b.master(t).sdk.GetKey(t.Context(), indexerUID)
		if err != nil || !sameSet(key.Actions, want) {
			t.Errorf("round %d: the indexer may do %v, %v", round, key.Actions, err)
		}
		if round == 0 {
			deleted = 0 // the key of before had the right, where this server gives it
		}
	}
	if deleted != 0 {
		t.Errorf("setting up again took %d keys away", deleted)
	}
}
