package indexer_test

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
)

// A build is all that a run leaves, as digests: what it published, and its
// state.
type built struct{ listings, state [sha256.Size]byte }

// after runs the indexer on a state and returns what is left; what was
// published before when the run published nothing.
func after(t testing.TB, o indexer.Options, before built) (now built, held bool, err error) {
	t.Helper()
	w := &indexertest.Writer{}
	r, err := tryIndex(o, w)
	now, held = before, r.Registry.Held != nil
	if r.Published {
		h := sha256.New()
		if err := json.NewEncoder(h).Encode([]any{w.Published, w.Checks}); err != nil {
			t.Fatal(err)
		}
		now.listings = [sha256.Size]byte(h.Sum(nil))
	}
	now.state = digestState(t, o.State)
	return now, held, err
}

// digestState covers everything in a state but the name of its generation, and
// without parts of its description.
func digestState(t testing.TB, dir string, without ...string) [sha256.Size]byte {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, "state.db"), 0o600, &bbolt.Options{Timeout: time.Second, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := sha256.New()
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				if string(name) == "meta" {
					var meta map[string]any
					err := json.Unmarshal(v, &meta)
					for _, part := range append(without, "Generation") {
						delete(meta, part)
					}
					v, _ = json.Marshal(meta)
					if err != nil || len(meta) == 0 {
						return fmt.Errorf("the description of the state: %w", err)
					}
				}
				fmt.Fprintf(h, "%q %q %d ", name, k, len(v))
				h.Write(v)
				return nil
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// copyState gives a state a second folder, which a run may carry on from: it
// replaces the file and does not write to it.
func copyState(t testing.TB, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.Link(filepath.Join(dir, "state.db"), filepath.Join(to, "state.db")); err != nil {
		t.Fatal(err)
	}
	return to
}

// Files in whatever order, again, with gaps and with older full files between
// them: each is refused and changes nothing, or gives to the byte what a build
// from scratch gives. A run is a function of its files and the state, so that
// trying every file on every state that can be reached is trying every order.
func TestEveryOrder(t *testing.T) {
	count, literal := 2_000, 3
	if os.Getenv("FINDER_VERIFY") == "1" {
		count, literal = 20_000, 20
	}
	const weeks = 6
	y := newYear(t, count, weeks, 11)
	scratch := map[built]int{}
	var want []built
	files := slices.Concat(y.full, y.weekly[1:])
	for k := range y.full {
		o := y.full[k].options(t.TempDir())
		o.Roster = y.roster
		b, _, err := after(t, o, built{})
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, b)
		scratch[b] = k
	}
	if len(scratch) != weeks+1 {
		t.Fatalf("%d different weeks", len(scratch))
	}
	start := t.TempDir()
	o := y.full[0].options(start)
	o.Roster = y.roster
	first, _, err := after(t, o, built{})
	if err != nil {
		t.Fatal(err)
	}
	reached, todo := map[built]string{first: start}, []built{first}
	runs, refused, repeated := 0, 0, 0
	for len(todo) > 0 {
		from := todo[0]
		todo = todo[1:]
		for _, f := range files {
			state := copyState(t, reached[from])
			b, held, err := after(t, f.options(state), from)
			if runs++; held {
				repeated++
			}
			if err != nil {
				if refused++; !errors.Is(err, indexer.ErrRefused) {
					t.Fatalf("%s: %v", f.registry, err)
				}
			}
			if (err != nil || held) && b != from {
				t.Fatalf("%s after week %d: not taken, and yet something changed", filepath.Base(f.registry), scratch[from])
			}
			if _, known := scratch[b]; !known {
				t.Fatalf("%s after week %d: what it gives is no build from scratch", filepath.Base(f.registry), scratch[from])
			}
			if reached[b] == "" {
				reached[b] = state
				todo = append(todo, b)
			}
		}
	}
	// Refused: full files that are older, and weeks that leave others out.
	const older, gaps, again = weeks * (weeks + 1) / 2, (weeks - 1) * weeks / 2, weeks * (weeks + 1) / 2
	if len(reached) != weeks+1 || refused != older+gaps || repeated != again {
		t.Errorf("%d states of %d reached, %d runs refused, %d repeated", len(reached), weeks+1, refused, repeated)
	}
	t.Logf("%d physicians: %d files on each of %d states, %d runs, %d refused, %d repeated", count, len(files), len(reached), runs, refused, repeated)

	// Some orders to the letter: shuffled weeklies with one twice, one missing,
	// and an older full file, which end where the contiguous ones end.
	dice := rand.New(rand.NewPCG(5, 6))
	ends := map[int]int{}
	for range literal {
		list := slices.Clone(y.weekly[1:])
		list = append(without(list, dice.IntN(len(list))), y.weekly[1+dice.IntN(weeks)], y.full[dice.IntN(3)])
		dice.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		state, b := copyState(t, start), first
		for _, f := range list {
			if b, _, err = after(t, f.options(state), b); err != nil && !errors.Is(err, indexer.ErrRefused) {
				t.Fatal(err)
			}
		}
		k, known := scratch[b]
		if !known || b != want[k] {
			t.Fatalf("an order ended in what is no build from scratch")
		}
		ends[k]++
	}
	t.Logf("%d orders to the letter ended after week: %v", literal, slices.Sorted(maps.Keys(ends)))
}

func without(list []release, i int) []release { return slices.Delete(list, i, i+1) }
