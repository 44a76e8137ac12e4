package referral

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

func day(t *testing.T, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestTally counts in two processes and a third that takes the place of one,
// over a midnight of the organisation's clock: the store has the sum, however
// often each writes.
func TestTally(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx := t.Context()
		c.advance(time.Date(2026, 11, 21, 5, 59, 0, 0, time.UTC).Sub(c.now())) // 23:59 of November 20 in Chicago
		one, two := NewTally(c.now, chicago), NewTally(c.now, chicago)
		save := func(all ...*Tally) {
			t.Helper()
			for _, tally := range all {
				if err := tally.Save(ctx, s); err != nil {
					t.Fatal(err)
				}
			}
		}
		one.Count("clinic", false)
		one.Count("clinic", true)
		two.Count("clinic", false)
		two.Count("a-b", true)
		save(one, two, one, two)
		c.advance(2 * time.Minute)
		one.Count("clinic", true)
		save(one)
		restarted := NewTally(c.now, chicago)
		restarted.Count("clinic", false)
		one.Count("clinic", false)
		save(restarted, one, restarted)

		got, err := s.PartnerDays(ctx, day(t, "2026-11-20"), day(t, "2026-11-21"))
		want := []PartnerDay{
			{day(t, "2026-11-20"), "a-b", 1, 1},
			{day(t, "2026-11-20"), "clinic", 3, 1},
			{day(t, "2026-11-21"), "clinic", 3, 1},
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if got, err := s.PartnerDays(ctx, day(t, "2026-11-21"), day(t, "2026-11-30")); err != nil || len(got) != 1 {
			t.Errorf("from the second day on: %v, %v", got, err)
		}
		if got, err := s.PartnerDays(ctx, day(t, "2026-11-01"), day(t, "2026-11-19")); err != nil || len(got) != 0 {
			t.Errorf("before: %v, %v", got, err)
		}
	})
}

// TestTally_together counts in several replicas at once, each writing all the
// while.
func TestTally_together(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		const replicas, callers, each = 3, 4, 50
		var all sync.WaitGroup
		for range replicas {
			tally := NewTally(c.now, time.UTC)
			var counting sync.WaitGroup
			for caller := range callers {
				counting.Go(func() {
					for i := range each {
						tally.Count(fmt.Sprintf("p%d", i%2), i%5 == 0)
						if i%10 == caller {
							if err := tally.Save(t.Context(), s); err != nil {
								t.Error(err)
							}
						}
					}
				})
			}
			all.Go(func() {
				counting.Wait()
				if err := tally.Save(t.Context(), s); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		today := day(t, "2026-11-20")
		got, err := s.PartnerDays(t.Context(), today, today)
		const half = replicas * callers * each / 2
		// Of i below 50, ten are divisible by five, five of them even.
		want := []PartnerDay{{today, "p0", half, replicas * callers * 5}, {today, "p1", half, replicas * callers * 5}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// TestTally_away saves in vain and then in earnest: nothing is lost, nothing
// counts twice, and the end of the process is saved too.
func TestTally_away(t *testing.T) {
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		ctx, stop := context.WithCancel(t.Context())
		var said strings.Builder
		tally, tick, done := NewTally(c.now, time.UTC), make(chan time.Time), make(chan struct{})
		tally.Count("clinic", false)
		gone, cancel := context.WithCancel(ctx)
		cancel()
		for range 2 {
			if err := tally.Save(gone, s); err == nil {
				t.Error("saved without the store")
			}
		}
		tally.Count("clinic", true)
		go func() {
			defer close(done)
			tally.Run(ctx, s, tick, slog.New(slog.NewTextHandler(&said, nil)))
		}()
		tick <- c.now() // taken: what stands before is saved before the next
		tick <- c.now()
		today := day(t, "2026-11-20")
		if got, err := s.PartnerDays(t.Context(), today, today); err != nil || cmp.Diff([]PartnerDay{{today, "clinic", 2, 1}}, got) != "" {
			t.Errorf("%v, %v", got, err)
		}
		tally.Count("clinic", false)
		stop()
		<-done
		if got, err := s.PartnerDays(t.Context(), today, today); err != nil || cmp.Diff([]PartnerDay{{today, "clinic", 3, 1}}, got) != "" {
			t.Errorf("at the end: %v, %v", got, err)
		}
		if said.Len() > 0 {
			t.Errorf("says %s", said.String())
		}
	})
}

// TestTally_closed runs with a store that never answers.
func TestTally_closed(t *testing.T) {
	c := newClock()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "store.db"), c.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var said strings.Builder
	tally, tick, done := NewTally(c.now, time.UTC), make(chan time.Time), make(chan struct{})
	go func() {
		defer close(done)
		tally.Run(ctx, s, tick, slog.New(slog.NewTextHandler(&said, nil)))
	}()
	tally.Count("clinic", false)
	for range 3 {
		tick <- c.now()
	}
	stop()
	<-done
	if err := tally.Save(t.Context(), s); !errors.Is(err, ErrUnavailable) {
		t.Errorf("saved: %v", err)
	}
	if n := strings.Count(said.String(), "in memory until the store is back"); n != 1 || !strings.Contains(said.String(), "not counted") || strings.Contains(said.String(), "clinic") {
		t.Errorf("says %s", said.String())
	}
}
