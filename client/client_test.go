package client_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/physicianfinder/finder/client"
)

// start runs the program with sample data, unless FINDER_TEST_URL names one
// that runs already.
func start(t *testing.T) string {
	t.Helper()
	if url := os.Getenv("FINDER_TEST_URL"); url != "" {
		return url
	}
	path := filepath.Join(t.TempDir(), "finder")
	if out, err := exec.Command("go", "build", "-tags", "nomsgpack", "-o", path, "../cmd/finder").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.Command(path, "demo", "--addr", "127.0.0.1:0", "--dir", t.TempDir())
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "ready ")
	if ok {
		return url
	}
	if os.Getenv("CI") != "true" && strings.Contains(stderr.String(), "no Meilisearch program") {
		t.Skip("there is no Meilisearch to run")
	}
	t.Fatalf("not ready: %v\n%s", err, stderr.String())
	return ""
}

func TestClient(t *testing.T) {
	c, err := client.New(start(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Run("search", func(t *testing.T) { testSearch(t, c) })
	t.Run("all pages", func(t *testing.T) { testAll(t, c) })
	t.Run("physician", func(t *testing.T) { testPhysician(t, c) })
	t.Run("lists", func(t *testing.T) { testLists(t, c) })
	t.Run("refusal", func(t *testing.T) { testRefusal(t, c) })
}

func testSearch(t *testing.T, c *client.Client) {
	a, err := c.Search(t.Context(), client.Query{
		Near: "60601", Radius: 500, Unit: "km", AnnularClosure: client.Offered, Specialties: []string{"spine-surgery"},
		PageSize: 5, Sort: "distance", Explain: true, Lang: "es",
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Data) != 5 || a.Meta.Total < 5 || a.Meta.Origin == nil || a.Meta.Origin.Kind != "zip" || *a.Meta.RadiusMeters != 500_000 {
		t.Errorf("%d cards, meta %+v", len(a.Data), a.Meta)
	}
	for _, card := range a.Data {
		if card.AnnularClosure == nil || card.Distance == nil || len(card.Reasons) == 0 {
			t.Errorf("card %s lacks what was asked for", card.NPI)
		}
	}
}

func testAll(t *testing.T, c *client.Client) {
	q := client.Query{Near: "60601", Radius: 100, PageSize: 7}
	first, err := c.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	last := 0
	for card, err := range c.All(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[card.NPI] || card.Distance.Meters < last {
			t.Errorf("card %s comes twice or out of order", card.NPI)
		}
		seen[card.NPI], last = true, card.Distance.Meters
	}
	if len(seen) != first.Meta.Total || len(seen) <= q.PageSize {
		t.Errorf("%d cards of %d", len(seen), first.Meta.Total)
	}
}

func testPhysician(t *testing.T, c *client.Client) {
	found, err := c.Search(t.Context(), client.Query{Near: "60601", Radius: 300, PageSize: 1})
	if err != nil || len(found.Data) == 0 {
		t.Fatalf("%v, %v", found, err)
	}
	one, err := c.Physician(t.Context(), found.Data[0].NPI, "en")
	if err != nil {
		t.Fatal(err)
	}
	if one.Data.NPI != found.Data[0].NPI || one.Data.Distance != nil || one.Meta.Generation == "" {
		t.Errorf("got %+v", one)
	}
	_, err = c.Physician(t.Context(), "1234567893", "")
	var refusal *client.Refusal
	if !errors.As(err, &refusal) || refusal.Status != http.StatusNotFound || refusal.Type != "/problems/unknown-physician" {
		t.Errorf("an NPI that is not listed: %v", err)
	}
}

func testLists(t *testing.T, c *client.Client) {
	places, err := c.Places(t.Context(), "minn", 3)
	if err != nil || len(places) != 3 || !strings.HasPrefix(places[0].Label, "Minneapolis") {
		t.Errorf("places %v, %v", places, err)
	}
	specialties, err := c.Specialties(t.Context(), "es")
	if err != nil || len(specialties) < 4 || specialties[0].Value != "spine-surgery" {
		t.Errorf("specialties %v, %v", specialties, err)
	}
}

func testRefusal(t *testing.T, c *client.Client) {
	_, err := c.Search(t.Context(), client.Query{Near: "Springfield", Page: 1000})
	var refusal *client.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
	if refusal.Status != http.StatusBadRequest || len(refusal.Errors) != 2 || len(refusal.Candidates) < 2 || refusal.RequestID == "" {
		t.Errorf("got %+v", refusal)
	}
	if strings.Contains(err.Error(), "Springfield") {
		t.Errorf("the error holds the place: %v", err)
	}
}

func TestNew(t *testing.T) {
	for _, base := range []string{"", "finder.example", "ftp://finder.example", "http://", "http://finder.example?a=b"} {
		if _, err := client.New(base); err == nil {
			t.Errorf("%q was taken", base)
		}
	}
}

// TestOtherAnswers gives the client what is no answer of a finder.
func TestOtherAnswers(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("q") {
		case "busy":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusServiceUnavailable)
		case "page":
			_, _ = w.Write([]byte("<html>"))
		default:
			time.Sleep(time.Second)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(answer))
	defer server.Close()
	c, err := client.New(server.URL, client.WithHTTP(&http.Client{Timeout: 100 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Search(context.Background(), client.Query{Text: "busy"})
	var refusal *client.Refusal
	if !errors.As(err, &refusal) || refusal.RetryAfter != 7*time.Second || refusal.Title != "Service Unavailable" {
		t.Errorf("a proxy's refusal: %v", err)
	}
	if _, err := c.Search(context.Background(), client.Query{Text: "page"}); err == nil || errors.As(err, &refusal) && refusal.Status == 200 {
		t.Errorf("a page was taken for an answer: %v", err)
	}
	if _, err := c.Search(context.Background(), client.Query{Near: "marker"}); err == nil || strings.Contains(err.Error(), "marker") {
		t.Errorf("a slow finder: %v", err)
	}
}

// Example is the search of docs/api.md.
func Example() {
	search := func(ctx context.Context) error {
		c, err := client.New("http://127.0.0.1:8080")
		if err != nil {
			return err
		}
		answer, err := c.Search(ctx, client.Query{Near: "60601", Radius: 300, AnnularClosure: client.Offered})
		if err != nil {
			return err
		}
		for _, card := range answer.Data {
			_ = card.Name.Display
		}
		return nil
	}
	_ = search
}
