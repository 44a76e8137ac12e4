// Package searchtest holds what every [search.Index] is tested with: an index
// in memory, random listings, the conformance suite of the interface
// ([TestIndex]) and the comparison of a whole [search.Finder] over that index
// with a brute force that shares no code with it ([TestFinder]).
//
// The suites ask of an index what a plain reading of the interface demands and
// no more: an index may find more matches than these, never fewer.
package searchtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// A Loader puts listings into a new index, live, and returns it.
type Loader func(t *testing.T, listings []directory.Listing) search.Index

// A Publisher is an index that a test can turn over to another generation.
// Where the index of a [Loader] is one, more is tested.
type Publisher interface {
	search.Index
	// Publish adds a generation and makes it live. An index may give it an id
	// of its own.
	Publish(id string, listings []directory.Listing)
	// Drop makes a generation unreadable.
	Drop(id string)
}

// TestIndex checks that the indexes which load makes do what [search.Index]
// promises.
func TestIndex(t *testing.T, load func(t *testing.T, listings []directory.Listing) search.Index) {
	listings := Listings(rand.New(rand.NewPCG(4, 2)), 400)
	s := &suite{listings: listings, index: load(t, listings)}
	s.live(t)
	t.Run("records", s.records)
	t.Run("records in part", s.recordsInPart)
	t.Run("dropped generation", s.gone)
	t.Run("canceled", s.canceled)
	t.Run("match names", s.matchNames)
	t.Run("match spelling", s.matchSpelling)
	t.Run("match numbers", s.matchNumbers)
	t.Run("match places", s.matchPlaces)
	t.Run("match tiers", s.matchTiers)
	t.Run("match also", s.matchAlso)
	t.Run("match narrow", s.matchNarrow)
	t.Run("match drops words", s.matchDrops)
	t.Run("match hostile text", s.matchHostile)
	t.Run("nothing shared", s.nothingShared)
	if p, ok := s.index.(Publisher); ok {
		t.Run("generations", func(t *testing.T) { s.generations(t, p) })
	}
}

type suite struct {
	listings []directory.Listing
	index    search.Index
	gen      *search.Generation
}

func (s *suite) context(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (s *suite) live(t *testing.T) {
	t.Helper()
	g, err := s.index.Live(s.context(t))
	if err != nil {
		t.Fatalf("Live: %v", err)
	}
	s.gen = g
	offerings := map[directory.Status]int{}
	physicians := map[directory.NPI]bool{}
	for _, l := range s.listings {
		physicians[l.Physician.NPI] = true
		if l.Offering != nil {
			offerings[l.Offering.Status]++
		}
	}
	if g.ID == "" || g.Listings != len(s.listings) || g.Physicians != len(physicians) {
		t.Errorf("Live: id %q, %d listings, %d physicians; want %d and %d", g.ID, g.Listings, g.Physicians, len(s.listings), len(physicians))
	}
	if diff := cmp.Diff(offerings, g.Offerings, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("Live: offerings (-want +got):\n%s", diff)
	}
}

// all decodes every record of a generation.
func (s *suite) all(ctx context.Context, g *search.Generation) ([]directory.Listing, error) {
	var all []directory.Listing
	for text, err := range s.index.Records(ctx, g) {
		if err != nil {
			return nil, err
		}
		l, err := record.Decode(text)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func (s *suite) records(t *testing.T) {
	got, err := s.all(s.context(t), s.gen)
	if err != nil {
		t.Fatalf("Records: %v", err)
	}
	if diff := cmp.Diff(byID(s.listings), byID(got), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("Records: listings (-want +got):\n%s", diff)
	}
}

// recordsInPart stops in the middle, and asks again.
func (s *suite) recordsInPart(t *testing.T) {
	n := 0
	for _, err := range s.index.Records(s.context(t), s.gen) {
		if err != nil {
			t.Fatalf("Records: %v", err)
		}
		if n++; n == 10 {
			break
		}
	}
	s.records(t)
}

func (s *suite) gone(t *testing.T) {
	g := *s.gen
	g.ID = "20010101-never"
	if _, err := s.all(s.context(t), &g); !errors.Is(err, search.ErrGone) {
		t.Errorf("Records of an unknown generation: %v; want ErrGone", err)
	}
	if _, err := s.index.Match(s.context(t), &g, "ana", search.Narrow{}, 10); !errors.Is(err, search.ErrGone) {
		t.Errorf("Match in an unknown generation: %v; want ErrGone", err)
	}
	for _, id := range []string{g.ID, "live", "", "../" + s.gen.ID, s.gen.ID + "?", "é"} {
		if got, err := s.index.Generation(s.context(t), id); !errors.Is(err, search.ErrGone) {
			t.Errorf("Generation %q: %v, %v; want ErrGone", id, got, err)
		}
	}
	got, err := s.index.Generation(s.context(t), s.gen.ID)
	if diff := cmp.Diff(s.gen, got); err != nil || diff != "" {
		t.Errorf("Generation of the live one: %v (-live +got):\n%s", err, diff)
	}
}

func (s *suite) canceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.index.Live(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Live: %v; want context.Canceled", err)
	}
	if _, err := s.all(ctx, s.gen); !errors.Is(err, context.Canceled) {
		t.Errorf("Records: %v; want context.Canceled", err)
	}
	if _, err := s.index.Match(ctx, s.gen, "ana", search.Narrow{}, 10); !errors.Is(err, context.Canceled) {
		t.Errorf("Match: %v; want context.Canceled", err)
	}
}

// nothingShared spoils one answer and looks whether the next is whole.
func (s *suite) nothingShared(t *testing.T) {
	first, err := s.index.Live(s.context(t))
	if err != nil {
		t.Fatal(err)
	}
	first.Listings, first.Offerings[directory.Confirmed] = -1, -1
	again, err := s.index.Live(s.context(t))
	if diff := cmp.Diff(s.gen, again); err != nil || diff != "" {
		t.Errorf("Live: a caller's change shows in a later answer (-want +got): %v\n%s", err, diff)
	}
}

func (s *suite) generations(t *testing.T, p Publisher) {
	next := Listings(rand.New(rand.NewPCG(5, 2)), 60)
	p.Publish("next", next)
	live, err := p.Live(s.context(t))
	if err != nil || live.ID == s.gen.ID || live.Listings != len(next) {
		t.Fatalf("Live after Publish: %+v, %v", live, err)
	}
	if old, err := p.Generation(s.context(t), s.gen.ID); err != nil || old.ID != s.gen.ID || old.Listings != len(s.listings) {
		t.Errorf("Generation of the old one: %+v, %v", old, err)
	}
	t.Run("old records", s.records)
	t.Run("old matches", s.matchNames)
	p.Drop(s.gen.ID)
	if _, err := s.all(s.context(t), s.gen); !errors.Is(err, search.ErrGone) {
		t.Errorf("Records of a dropped generation: %v; want ErrGone", err)
	}
	if _, err := p.Generation(s.context(t), s.gen.ID); !errors.Is(err, search.ErrGone) {
		t.Errorf("Generation that was dropped: %v; want ErrGone", err)
	}
	if _, err := p.Match(s.context(t), s.gen, "ana", search.Narrow{}, 10); !errors.Is(err, search.ErrGone) {
		t.Errorf("Match in a dropped generation: %v; want ErrGone", err)
	}
	renewed := &suite{listings: next, index: p}
	renewed.live(t)
	t.Run("new records", renewed.records)
}

func tileOf(t *testing.T, l directory.Listing) geo.Cell {
	t.Helper()
	tile, err := geo.TileAt(l.Location.Position.Point)
	if err != nil {
		t.Fatalf("listing %s: %v", l.ID(), err)
	}
	return tile
}

func byID(listings []directory.Listing) []directory.Listing {
	sorted := slices.Clone(listings)
	slices.SortFunc(sorted, func(a, b directory.Listing) int { return strings.Compare(a.ID(), b.ID()) })
	return sorted
}
