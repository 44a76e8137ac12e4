package meili

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// generations lists the generations whose index exists, in order.
func (b *bench) generations(t *testing.T) []string {
	t.Helper()
	uids, err := b.master(t).indexes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, uid := range uids {
		if id, ok := strings.CutPrefix(uid, listingsIndex); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// mustBeLive checks which generation is live, that it is whole, and that no
// lock is left.
func (b *bench) mustBeLive(t *testing.T, id string, listings int) {
	t.Helper()
	x := b.open(t)
	g, err := x.Live(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if g.ID != id || g.Listings != listings {
		t.Errorf("live is %s with %d listings, want %s with %d", g.ID, g.Listings, id, listings)
	}
	if got := all(t, x, g); len(got) != listings {
		t.Errorf("the live generation gives %d listings, want %d", len(got), listings)
	}
	b.mustBeLocked(t)
}

func TestNothingPublished(t *testing.T) {
	b := startServer(t)
	if _, err := b.open(t).Live(t.Context()); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Live of an empty server: %v, want ErrNoGeneration", err)
	}
	if _, err := Rollback(t.Context(), b.indexer, WriterOptions{}); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Rollback of an empty server: %v, want ErrNoGeneration", err)
	}
	w := b.writer(t, WriterOptions{})
	if _, err := b.open(t).Live(t.Context()); !errors.Is(err, search.ErrNoGeneration) {
		t.Errorf("Live during the first build: %v, want ErrNoGeneration", err)
	}
	if err := errors.Join(w.Discard(t.Context()), w.Discard(t.Context())); err != nil {
		t.Error(err)
	}
	if ids := b.generations(t); len(ids) > 0 {
		t.Errorf("Discard left %v", ids)
	}
}

func TestPublishRefuses(t *testing.T) {
	b := startServer(t)
	r := seeded(11)
	live := randomListings(r, 400)
	id := b.publish(t, live)
	next := randomListings(r, 300)
	for name, c := range map[string]struct {
		change func(*directory.Checks)
		tamper func(*testing.T, *Writer)
		want   error
	}{
		"fewer listings than announced":   {change: func(c *directory.Checks) { c.Listings++ }, want: ErrVerify},
		"fewer physicians than announced": {change: func(c *directory.Checks) { c.Physicians++ }, want: ErrVerify},
		"other offerings than announced":  {change: func(c *directory.Checks) { c.Offerings[directory.Withdrawn]++ }, want: ErrVerify},
		"too few to keep":                 {change: func(c *directory.Checks) { c.MinKeep = 0.9 }, want: ErrTooFew},
		"a document lost": {tamper: func(t *testing.T, w *Writer) {
			b.mustDelete(t, w.id, next[7].ID())
		}, want: ErrVerify},
		"a document moved": {tamper: func(t *testing.T, w *Writer) {
			b.mustUpdate(t, w.id, map[string]any{"id": next[7].ID(), "cells": []string{"842a107ffffffff"}})
		}, want: ErrVerify},
		"a status changed": {tamper: func(t *testing.T, w *Writer) {
			b.mustUpdate(t, w.id, map[string]any{"id": next[7].ID(), "status": "hearsay"})
			at := slices.IndexFunc(next, func(l directory.Listing) bool { return l.Offering != nil })
			b.mustUpdate(t, w.id, map[string]any{"id": next[at].ID(), "status": ""})
		}, want: ErrVerify},
		"a listing of the sample changed": {tamper: func(t *testing.T, w *Writer) {
			other, err := record.Append(nil, &live[0])
			if err != nil {
				t.Fatal(err)
			}
			b.mustUpdate(t, w.id, map[string]any{"id": w.seen.sample[1].ID(), "listing": string(other)})
		}, want: ErrVerify},
		"a name of the sample lost": {tamper: func(t *testing.T, w *Writer) {
			b.mustUpdate(t, w.id, map[string]any{"id": w.seen.sample[2].ID(), "name": []string{"xxxx"}})
		}, want: ErrVerify},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.writer(t, WriterOptions{})
			if err := w.Add(t.Context(), next); err != nil {
				t.Fatal(err)
			}
			checks := checksOf(next)
			if c.change != nil {
				c.change(&checks)
			}
			if c.tamper != nil {
				if err := w.finish(t.Context()); err != nil {
					t.Fatal(err)
				}
				c.tamper(t, w)
			}
			if _, err := w.Publish(t.Context(), checks); !errors.Is(err, c.want) {
				t.Errorf("Publish = %v, want %v", err, c.want)
			}
			if err := w.Discard(t.Context()); err != nil {
				t.Error(err)
			}
			b.mustBeLive(t, id, len(live))
			if ids := b.generations(t); !slices.Equal(ids, []string{id}) {
				t.Errorf("generations %v, want %s alone", ids, id)
			}
		})
	}
}

func (b *bench) mustUpdate(t *testing.T, generation string, document map[string]any) {
	t.Helper()
	c := b.master(t)
	task, err := c.sdk.Index(listingsIndex+generation).UpdateDocuments(t.Context(), []any{document}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.await(t.Context(), "tampering", task.TaskUID); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) mustDelete(t *testing.T, generation, id string) {
	t.Helper()
	c := b.master(t)
	task, err := c.sdk.Index(listingsIndex+generation).DeleteDocument(t.Context(), id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.await(t.Context(), "tampering", task.TaskUID); err != nil {
		t.Fatal(err)
	}
}

// TestFailedTask lets one batch of several fail inside Meilisearch: the ones
// after it succeed all the same.
func TestFailedTask(t *testing.T) {
	b := startServer(t)
	r := seeded(12)
	live := randomListings(r, 50)
	id := b.publish(t, live)
	listings := randomListings(r, 60)
	listings[30].Location.ID = "not an id!"
	w := b.writer(t, WriterOptions{})
	for i := range listings {
		if err := errors.Join(w.Add(t.Context(), listings[i:i+1]), w.flush(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Publish(t.Context(), checksOf(listings))
	if err == nil || !strings.Contains(err.Error(), "invalid_document_id") {
		t.Errorf("Publish = %v, want the code of the failed task", err)
	}
	if err := w.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	b.mustBeLive(t, id, len(live))
}

// TestGenerationsKept follows which generations are kept through publications
// with and without a pause between them, and through rolling back.
func TestGenerationsKept(t *testing.T) {
	b := startServer(t)
	r := seeded(13)
	now := time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)
	o := WriterOptions{Grace: time.Minute, Now: func() time.Time { return now }}
	var ids []string
	var sizes []int
	publish := func(after time.Duration) {
		t.Helper()
		now = now.Add(after)
		listings := randomListings(r, 20+len(ids))
		w := b.writer(t, o)
		if err := w.Add(t.Context(), listings); err != nil {
			t.Fatal(err)
		}
		id, err := w.Publish(t.Context(), checksOf(listings))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Discard(t.Context()); err != nil { // does nothing after Publish
			t.Error(err)
		}
		ids, sizes = append(ids, id), append(sizes, len(listings))
	}
	kept := func(live int, want ...int) {
		t.Helper()
		var names []string
		for _, i := range want {
			names = append(names, ids[i])
		}
		if got := b.generations(t); !slices.Equal(got, names) {
			t.Errorf("generations %v, want %v", got, names)
		}
		b.mustBeLive(t, ids[live], sizes[live])
	}
	back := func(want int) {
		t.Helper()
		if id, err := Rollback(t.Context(), b.indexer, o); err != nil || id != ids[want] {
			t.Fatalf("Rollback = %s, %v, want %s", id, err, ids[want])
		}
	}

	publish(0)
	kept(0, 0)
	if _, err := Rollback(t.Context(), b.indexer, o); !errors.Is(err, ErrNoPrevious) {
		t.Errorf("Rollback of the first generation: %v, want ErrNoPrevious", err)
	}
	publish(time.Second)
	kept(1, 0, 1)
	publish(time.Second) // somebody may still be reading the first
	kept(2, 0, 1, 2)
	publish(time.Hour) // only the one before is kept
	kept(3, 2, 3)
	back(2)
	kept(2, 2, 3)
	back(3) // twice returns
	kept(3, 2, 3)
	back(2)
	publish(time.Hour) // the one rolled back from goes, the one that was live stays
	kept(4, 2, 4)

	if err := b.master(t).dropIndex(t.Context(), listingsIndex+ids[2]); err != nil {
		t.Fatal(err)
	}
	if _, err := Rollback(t.Context(), b.indexer, o); !errors.Is(err, search.ErrGone) {
		t.Errorf("Rollback to a lost generation: %v, want ErrGone", err)
	}
	b.mustBeLive(t, ids[4], sizes[4])
}

func TestAfterTheEnd(t *testing.T) {
	b := startServer(t)
	w := b.writer(t, WriterOptions{})
	listings := randomListings(seeded(14), 10)
	if err := w.Add(t.Context(), listings); err != nil {
		t.Fatal(err)
	}
	if err := w.Discard(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.Context(), listings); err == nil {
		t.Error("Add after Discard: no error")
	}
	if _, err := w.Publish(t.Context(), checksOf(listings)); err == nil {
		t.Error("Publish after Discard: no error")
	}
}

func TestPublishEmpty(t *testing.T) {
	b := startServer(t)
	w := b.writer(t, WriterOptions{})
	if _, err := w.Publish(t.Context(), directory.Checks{MinKeep: 0.9}); !errors.Is(err, ErrVerify) {
		t.Errorf("Publish of nothing: %v, want ErrVerify", err)
	}
	if err := w.Discard(t.Context()); err != nil {
		t.Error(err)
	}
	if id := b.publish(t, nil); id == "" {
		t.Error("an empty generation that is asked for was not published")
	}
	b.mustBeLive(t, b.generations(t)[0], 0)
}
