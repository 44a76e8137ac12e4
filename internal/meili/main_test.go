package meili

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili/server"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shared is the one Meilisearch of this test binary; tests get it from
// startServer, which starts it when the first of them asks.
var shared struct {
	sync.Mutex
	server           *server.Server
	service, indexer string
}

func TestMain(m *testing.M) {
	if role := os.Getenv(roleEnv); role != "" {
		os.Exit(play(role))
	}
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.Stop(); err != nil {
			fmt.Println(err)
			code = 1
		}
		_ = os.RemoveAll(sharedDir())
	}
	os.Exit(code)
}

func sharedDir() string { return fmt.Sprintf("%s/finder-meili-%d", os.TempDir(), os.Getpid()) }

// A bench is a running Meilisearch with the keys that Setup made.
type bench struct {
	*server.Server
	service, indexer Config
}

// startServer returns the shared server, healthy and empty.
func startServer(t testing.TB) *bench {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil {
		shared.server = mustStart(t, sharedDir())
		var err error
		shared.service, shared.indexer, err = Setup(context.Background(), shared.server.URL(), shared.server.MasterKey())
		if err != nil {
			t.Fatal(err)
		}
	}
	b := &bench{
		Server:  shared.server,
		service: Config{URL: shared.server.URL(), Key: shared.service},
		indexer: Config{URL: shared.server.URL(), Key: shared.indexer},
	}
	b.empty(t)
	return b
}

// mustStart starts a server; only without a program, and outside CI, a test
// may do without one.
func mustStart(t testing.TB, dir string) *server.Server {
	t.Helper()
	s, err := server.Start(context.Background(), server.Options{Dir: dir})
	if errors.Is(err, server.ErrNoProgram) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b *bench) master(t testing.TB) *client {
	t.Helper()
	c, err := newClient(Config{URL: b.URL(), Key: b.MasterKey()}, writerPatience)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (b *bench) empty(t testing.TB) {
	t.Helper()
	c := b.master(t)
	uids, err := c.indexes(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, uid := range uids {
		if err := c.dropIndex(context.Background(), uid); err != nil {
			t.Fatal(err)
		}
	}
}

func (b *bench) open(t testing.TB) *Index {
	t.Helper()
	x, err := Open(b.service)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func (b *bench) writer(t testing.TB, o WriterOptions) *Writer {
	t.Helper()
	w, err := NewWriter(t.Context(), []Config{b.indexer}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Discard(context.Background()) })
	return w
}

// publish builds and publishes the listings.
func (b *bench) publish(t testing.TB, listings []directory.Listing) string {
	t.Helper()
	w := b.writer(t, WriterOptions{})
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	id, err := w.Publish(t.Context(), checksOf(listings))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// checksOf counts listings by other means than the writer.
func checksOf(listings []directory.Listing) directory.Checks {
	c := directory.Checks{Listings: len(listings), Offerings: map[directory.Status]int{}, MinKeep: 0}
	people := map[string]struct{}{}
	for _, l := range listings {
		people[l.Physician.NPI.String()] = struct{}{}
		if l.Offering != nil {
			c.Offerings[l.Offering.Status]++
		}
		c.DataAsOf = max(c.DataAsOf, l.Location.Updated)
	}
	c.Physicians = len(people)
	return c
}
