package meili

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// startSecond starts another server beside the shared one.
func startSecond(t *testing.T) *bench {
	t.Helper()
	s := mustStart(t, t.TempDir())
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Error(err)
		}
	})
	service, indexer, err := Setup(t.Context(), s.URL(), s.MasterKey())
	if err != nil {
		t.Fatal(err)
	}
	return &bench{Server: s, service: Config{URL: s.URL(), Key: service}, indexer: Config{URL: s.URL(), Key: indexer}}
}

// onBoth builds the listings on two servers and publishes them.
func onBoth(t *testing.T, o WriterOptions, listings []directory.Listing, minKeep float64, on ...Config) (string, error) {
	t.Helper()
	w, err := NewWriter(t.Context(), on, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	checks := checksOf(listings)
	checks.MinKeep = minKeep
	id, err := w.Publish(t.Context(), checks)
	if derr := w.Discard(t.Context()); derr != nil {
		t.Errorf("Discard: %v", derr)
	}
	return id, err
}

// mustBeEmpty sees that a server has neither a live generation nor anything
// left of a build.
func (b *bench) mustBeEmpty(t *testing.T) {
	t.Helper()
	if _, err := b.open(t).Live(t.Context()); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Live: %v, want ErrNoGeneration", err)
	}
	if ids := b.generations(t); len(ids) > 0 {
		t.Errorf("left: %v", ids)
	}
}

func TestTwoServers(t *testing.T) {
	one, two := startServer(t), startSecond(t)
	listings := randomListings(seeded(50), 1500)
	id, err := onBoth(t, WriterOptions{}, listings, 0, one.indexer, two.indexer)
	if err != nil {
		t.Fatal(err)
	}
	one.mustBeLive(t, id, len(listings))
	two.mustBeLive(t, id, len(listings))
	read := func(b *bench) []directory.Listing {
		x := b.open(t)
		g, err := x.Live(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return slices.SortedFunc(slices.Values(all(t, x, g)), byID)
	}
	if diff := gocmp.Diff(read(one), read(two)); diff != "" {
		t.Errorf("the servers hold different listings:\n%.2000s", diff)
	}
	if _, err := NewWriter(t.Context(), []Config{one.indexer, one.indexer}, WriterOptions{}); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("the same server twice: %v", err)
	}

	// While somebody builds on the second, neither is touched.
	other := two.writer(t, WriterOptions{})
	var busy *BusyError
	if _, err := NewWriter(t.Context(), []Config{one.indexer, two.indexer}, WriterOptions{}); !errors.As(err, &busy) || !strings.Contains(err.Error(), two.URL()) {
		t.Errorf("the second is busy: %v", err)
	}
	if err := other.Discard(t.Context()); err != nil {
		t.Fatal(err)
	}

	// What one of them refuses, none gets.
	more := two.publish(t, randomListings(seeded(51), 2500))
	if _, err := onBoth(t, WriterOptions{}, listings, 0.9, one.indexer, two.indexer); !errors.Is(err, ErrTooFew) || !strings.Contains(err.Error(), two.URL()) {
		t.Errorf("too few for the second: %v", err)
	}
	one.mustBeLive(t, id, len(listings))
	two.mustBeLive(t, more, 2500)
}

// A carrier is a transport that spoils requests by which a pointer is written.
type carrier struct {
	base  http.RoundTripper
	spoil func(c *carrier, r *http.Request) (*http.Response, error)
	on    atomic.Bool
}

func (c *carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	if c.on.Load() && r.Method == http.MethodPost && r.URL.Path == "/indexes/"+liveIndex+"/documents" {
		return c.spoil(c, r)
	}
	return c.base.RoundTrip(r)
}

func spoiled(spoil func(*carrier, *http.Request) (*http.Response, error)) *carrier {
	c := &carrier{base: NewTransport(), spoil: spoil}
	c.on.Store(true)
	return c
}

// lose sends the request on and loses the answer.
func lose(c *carrier, r *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	return nil, errors.Join(syscall.ECONNRESET, resp.Body.Close())
}

// refuse sends nothing on.
func refuse(*carrier, *http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET }

// TestSecondDoesNotTurn writes the pointer of the first server, and then the
// second does not take its own: the first goes back.
func TestSecondDoesNotTurn(t *testing.T) {
	one, two := startServer(t), startSecond(t)
	broken := two.indexer
	broken.Transport = spoiled(refuse)
	listings := randomListings(seeded(52), 60)
	if _, err := onBoth(t, WriterOptions{}, listings, 0, one.indexer, broken); !errors.Is(err, search.ErrUnavailable) || errors.Is(err, ErrUnsettled) {
		t.Errorf("the first publication: %v", err)
	}
	one.mustBeEmpty(t)
	two.mustBeEmpty(t)

	id, err := onBoth(t, WriterOptions{}, listings, 0, one.indexer, two.indexer)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := onBoth(t, WriterOptions{}, listings[:50], 0, one.indexer, broken); !errors.Is(err, search.ErrUnavailable) || errors.Is(err, ErrUnsettled) {
		t.Errorf("the next publication: %v", err)
	}
	for _, b := range []*bench{one, two} {
		b.mustBeLive(t, id, len(listings))
		if ids := b.generations(t); len(ids) != 1 {
			t.Errorf("left: %v", ids)
		}
	}
}

// TestAnswerLost loses the answer to the pointer's writing: the generation is
// live, and the writer finds that out.
func TestAnswerLost(t *testing.T) {
	b := startServer(t)
	first := b.publish(t, randomListings(seeded(53), 40))
	lossy := b.indexer
	lossy.Transport = spoiled(lose)
	listings := randomListings(seeded(54), 50)
	id, err := onBoth(t, WriterOptions{}, listings, 0, lossy)
	if err != nil {
		t.Fatal(err)
	}
	b.mustBeLive(t, id, len(listings))
	if back, err := Rollback(t.Context(), lossy, WriterOptions{}); err != nil || back != first {
		t.Errorf("Rollback = %s, %v, want %s", back, err, first)
	}
	b.mustBeLive(t, first, 40)
}

// TestUnsettled has the server vanish as it is told what is live. Whatever
// became of it, what is live is whole, and the error says that nobody knows.
func TestUnsettled(t *testing.T) {
	for name, vanish := range map[string]func(*carrier, *http.Request) (*http.Response, error){
		"once it has heard":  lose,
		"before it hears":    refuse,
		"as it takes effect": func(c *carrier, r *http.Request) (*http.Response, error) { return c.base.RoundTrip(r) },
	} {
		t.Run(name, func(t *testing.T) {
			b := startSecond(t)
			b.publish(t, randomListings(seeded(55), 40))
			c := spoiled(func(c *carrier, r *http.Request) (*http.Response, error) {
				resp, err := vanish(c, r)
				b.Kill()
				return resp, err
			})
			gone := b.indexer
			gone.Transport = c
			w, err := NewWriter(t.Context(), []Config{gone}, WriterOptions{patience: time.Second})
			if err != nil {
				t.Fatal(err)
			}
			listings := randomListings(seeded(56), 50)
			if err := w.Add(t.Context(), listings); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Publish(t.Context(), checksOf(listings)); !errors.Is(err, ErrUnsettled) {
				t.Errorf("Publish = %v, want ErrUnsettled", err)
			}
			_ = w.Discard(t.Context()) // the lock cannot be given up
			if err := b.Restart(t.Context()); err != nil {
				t.Fatal(err)
			}
			x := b.open(t)
			g, err := x.Live(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n := len(all(t, x, g)); n != g.Listings || n != 40 && n != 50 {
				t.Errorf("%d listings are live of the %d of %s", n, g.Listings, g.ID)
			}
		})
	}
}
