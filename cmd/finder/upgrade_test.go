package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/meili/server"
)

// answersBefore is what the program before answered; see its README.
const answersBefore = "testdata/upgrade/answers.json"

// TestUpgrade holds that replicas of the version before and of this one answer
// the same while an upgrade goes on: this program serves a generation that the
// version before wrote, and its answers are those that the version before gave
// of it. FINDER_PROGRAM_BEFORE names a program of that version, which is asked
// then, and whose answers are kept.
func TestUpgrade(t *testing.T) {
	needMeilisearch(t)
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ms, err := server.Start(t.Context(), server.Options{Dir: filepath.Join(t.TempDir(), "meili")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ms.Stop() })
	service, _, err := meili.Setup(t.Context(), ms.URL(), ms.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	listings := writtenBefore(t, ms)
	env := []string{"FINDER_MEILI_URL=" + ms.URL(), "FINDER_MEILI_KEY=" + service, "FINDER_EXPIRE_DAYS=3650"}
	questions := upgradeQuestions(listings)

	if before := os.Getenv("FINDER_PROGRAM_BEFORE"); before != "" {
		b, err := json.MarshalIndent(askAll(t, serveProgram(t, before, env...), questions), "", " ")
		if err == nil {
			err = os.WriteFile(answersBefore, append(b, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(answersBefore)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]upgradeAnswer
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, askAll(t, serveProgram(t, program, env...), questions)); diff != "" {
		t.Errorf("answers (-the version before +this one):\n%s", diff)
	}
}

// writtenBefore loads a generation as the version before wrote it, document by
// document, and returns its listings.
func writtenBefore(t *testing.T, ms *server.Server) []directory.Listing {
	t.Helper()
	const form = "../../internal/record/testdata/form1/"
	file := func(name string) string {
		b, err := os.ReadFile(form + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var pointers []struct{ ID string }
	var listings []directory.Listing
	if err := json.Unmarshal([]byte(file("live.json")), &pointers); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(file("listings.json")), &listings); err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile("../../internal/meili/settings.json")
	if err != nil {
		t.Fatal(err)
	}
	index := "listings_" + pointers[1].ID
	tell := func(method, path, kind, body string) {
		req, err := http.NewRequestWithContext(t.Context(), method, ms.URL()+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+ms.MasterKey())
		req.Header.Set("Content-Type", kind)
		finished(t, ms, req)
	}
	tell(http.MethodPost, "/indexes", "application/json", fmt.Sprintf(`{"uid":%q,"primaryKey":"id"}`, index))
	tell(http.MethodPatch, "/indexes/"+index+"/settings", "application/json", string(settings))
	tell(http.MethodPost, "/indexes/"+index+"/documents", "application/x-ndjson", file("documents.ndjson"))
	tell(http.MethodPost, "/indexes/finder_live/documents?primaryKey=id", "application/json", file("live.json"))
	return listings
}

// finished sends a request that makes a task of Meilisearch and waits until it
// has succeeded.
func finished(t *testing.T, ms *server.Server, req *http.Request) {
	t.Helper()
	var task struct {
		UID    int `json:"taskUid"`
		Status string
		Error  any
	}
	send := func(req *http.Request) {
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if err := json.NewDecoder(resp.Body).Decode(&task); err != nil || resp.StatusCode >= 300 {
			t.Fatalf("%s: %s, %v", req.URL.Path, resp.Status, err)
		}
	}
	send(req)
	for task.Status != "succeeded" {
		if task.Status == "failed" {
			t.Fatalf("%s: %v", req.URL.Path, task.Error)
		}
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("%s/tasks/%d", ms.URL(), task.UID), nil)
		if err != nil {
			t.Fatal(err)
		}
		ask.Header.Set("Authorization", "Bearer "+ms.MasterKey())
		time.Sleep(10 * time.Millisecond) // between two looks
		send(ask)
	}
}

// upgradeQuestions asks near every listing, with each kind of filter, by name,
// by number, in other orders and page by page. It does not ask who takes new
// patients: what these rosters said of it, some of them in 1986, has expired
// since as declared in the changelog.
func upgradeQuestions(listings []directory.Listing) (all []string) {
	for _, l := range listings {
		p := l.Location.Position.Point
		near := fmt.Sprintf("near=%.3f,%.3f", p.Lat, p.Lng)
		for _, more := range []string{
			"&radius=10", "&radius=100", "&radius=100&annular_closure=offered", "&radius=100&sort=name", "&radius=100&page_size=2&page=2",
			"&radius=100&specialty=" + string(l.Physician.Specialties[0].Code), "&radius=100&q=" + url.QueryEscape(l.Physician.Name.Family),
			"&radius=100&language=es",
		} {
			all = append(all, near+more)
		}
		all = append(all, "q="+l.Physician.NPI.String(), "q="+url.QueryEscape(l.Physician.Name.Family))
	}
	return all
}

// An upgradeAnswer is what both versions say of a question.
type upgradeAnswer struct {
	Status, Total  int
	Cards, Farther []string `json:",omitempty"`
}

func askAll(t *testing.T, base string, questions []string) map[string]upgradeAnswer {
	t.Helper()
	all := map[string]upgradeAnswer{}
	for _, q := range questions {
		resp, err := http.Get(base + "/v1/physicians?" + q)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		a := upgradeAnswer{Status: resp.StatusCode}
		if resp.StatusCode == http.StatusOK {
			var said struct {
				Data, Beyond []json.RawMessage
				Meta         struct{ Total int }
			}
			if err := json.Unmarshal(body, &said); err != nil {
				t.Fatal(err)
			}
			a.Total, a.Cards, a.Farther = said.Meta.Total, cardLines(t, said.Data), cardLines(t, said.Beyond)
		}
		if strings.HasPrefix(q, "q=") { // equals, whose order was by NPI and is by lot
			slices.Sort(a.Cards)
		}
		all[q] = a
	}
	return all
}

// cardLines words the cards of an answer: who, where, how far, how reached, and
// what is known of annular closure.
func cardLines(t *testing.T, cards []json.RawMessage) (lines []string) {
	t.Helper()
	for _, raw := range cards {
		var c struct {
			NPI      string
			Location struct {
				ID      string
				Phone   any
				Address any
			}
			Distance *struct{ Miles float64 }
			Closure  *struct{ Status, Source string } `json:"annular_closure"`
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprint(c.NPI, " ", c.Location.ID, " ", c.Location.Phone, " ", c.Location.Address)
		if c.Distance != nil {
			line += fmt.Sprintf(" %.1f miles", c.Distance.Miles)
		}
		if c.Closure != nil {
			line += " " + c.Closure.Status + " " + c.Closure.Source
		}
		lines = append(lines, line)
	}
	return lines
}
