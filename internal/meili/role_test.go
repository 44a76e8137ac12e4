package meili

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// roleEnv makes the test binary build a generation instead of running tests:
// "mark url key".
const roleEnv = "FINDER_TEST_MEILI_ROLE"

// play is the subprocess that is killed. It builds the way the indexer does,
// in small steps, so that a kill hits every part of it.
func play(role string) int {
	var mark int
	var c Config
	if _, err := fmt.Sscan(role, &mark, &c.URL, &c.Key); err != nil {
		return 2
	}
	if err := build(context.Background(), c, mark); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func build(ctx context.Context, c Config, mark int) error {
	w, err := NewWriter(ctx, []Config{c}, WriterOptions{TakeOver: true}) // from the one that was killed
	if err != nil {
		return err
	}
	defer w.Discard(ctx)
	listings := marked(mark)
	for i := range listings {
		if err := w.Add(ctx, listings[i:i+1]); err != nil {
			return err
		}
		if i%100 == 99 {
			if err := w.flush(ctx); err != nil {
				return err
			}
		}
	}
	_, err = w.Publish(ctx, checksOf(listings))
	return err
}

// marked returns the same physicians for every mark; every listing shows it.
func marked(mark int) []directory.Listing {
	listings := randomListings(seeded(30), 600)
	for i := range listings {
		listings[i].Location.Name = "Practice mark" + strconv.Itoa(mark)
		listings[i].Physician.Name.Middle = "Mark" + strconv.Itoa(mark)
	}
	return listings
}

func markOf(l *directory.Listing) string {
	practice := strings.TrimPrefix(l.Location.Name, "Practice mark")
	if middle := strings.TrimPrefix(l.Physician.Name.Middle, "Mark"); middle != practice {
		return practice + " and " + middle
	}
	return practice
}

// A witness reads without stop and remembers which mark each generation bore.
type witness struct {
	mu    sync.Mutex
	marks map[string]string // by generation
	reads int
}

// read makes one search the way search.Finder does, and checks that all of its
// answer comes out of one generation.
func (w *witness) read(ctx context.Context, x *Index, r *rand.Rand) error {
	g, err := x.Live(ctx)
	if err != nil {
		return err
	}
	var listings []directory.Listing
	for text, err := range x.Records(ctx, g) {
		if err != nil {
			return err
		}
		l, err := record.Decode(text)
		if err != nil {
			return err
		}
		listings = append(listings, l)
	}
	if len(listings) != g.Listings {
		return fmt.Errorf("%d listings where the generation counts %d", len(listings), g.Listings)
	}
	tile, err := geo.TileAt(listings[r.IntN(len(listings))].Location.Position.Point)
	if err != nil {
		return err
	}
	want := 0
	for i := range listings {
		if at, err := geo.TileAt(listings[i].Location.Position.Point); err == nil && at == tile {
			want++
		}
	}
	mark := markOf(&listings[0])
	for i := range listings {
		if m := markOf(&listings[i]); m != mark {
			return fmt.Errorf("one answer holds listings of generations %s and %s", mark, m)
		}
	}
	found, err := x.Match(ctx, g, "mark"+mark, search.Narrow{Tiles: []geo.Cell{tile}, All: true}, search.MaxMatches)
	if err != nil {
		return err
	}
	exact := 0
	for _, m := range found {
		if m.Tier == search.TierExact {
			exact++
		}
	}
	if exact != want {
		return fmt.Errorf("%d of %d listings are found by their mark", exact, want)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reads++
	if before, seen := w.marks[g.ID]; seen && before != mark {
		return fmt.Errorf("generation %s bore mark %s and bears %s", g.ID, before, mark)
	}
	w.marks[g.ID] = mark
	return nil
}

// TestReadersThroughReindexing re-indexes while ten readers search, and kills
// an indexer at a random moment before each.
func TestReadersThroughReindexing(t *testing.T) {
	rounds := 3
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 20
	}
	b := startServer(t)
	start := time.Now()
	if err := build(t.Context(), b.indexer, 0); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)

	ctx, cancel := context.WithCancel(t.Context())
	seen := witness{marks: map[string]string{}}
	var readers sync.WaitGroup
	for i := range 10 {
		x := b.open(t)
		readers.Go(func() {
			r := seeded(uint64(100 + i))
			for ctx.Err() == nil {
				if err := seen.read(context.WithoutCancel(ctx), x, r); err != nil {
					t.Errorf("reader %d: %v", i, err)
					return
				}
			}
		})
	}
	r := seeded(31)
	finished := 0
	for round := 1; round <= rounds; round++ {
		if killed := killBuild(t, b, 2*round-1, time.Duration(r.Int64N(int64(whole)))); !killed {
			finished++
		}
		if err := build(t.Context(), b.indexer, 2*round); err != nil {
			t.Errorf("round %d: the build after a killed one: %v", round, err)
		}
	}
	cancel()
	readers.Wait()
	g, err := b.open(t).Live(t.Context())
	if err != nil || g.Listings != 600 {
		t.Errorf("in the end: %+v, %v", g, err)
	}
	t.Logf("%d rounds, %d of the killed had finished before; %d reads of %d generations", rounds, finished, seen.reads, len(seen.marks))
	if seen.reads < 10*rounds || len(seen.marks) < 2 {
		t.Error("too few reads to show anything")
	}
}

// killBuild runs an indexer in a process of its own and kills it after the
// given time; it says whether that came before its end.
func killBuild(t *testing.T, b *bench, mark int, after time.Duration) bool {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d %s %s", roleEnv, mark, b.indexer.URL, b.indexer.Key))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the indexer to be killed failed by itself: %v", err)
		}
		return false
	case <-time.After(after):
		_ = cmd.Process.Kill()
		<-ended
		return true
	}
}
