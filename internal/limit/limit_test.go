package limit

import (
	"fmt"
	"testing"
	"time"
)

func at() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func TestForgetsTheOldest(t *testing.T) {
	l := New(2, at)
	one := func(key string) Budget { return Budget{Key: key, Most: 1, Every: time.Minute} }
	if _, _, wait := l.Take(one("a"), 1); wait != 0 {
		t.Fatal("the first was refused")
	}
	if _, _, wait := l.Take(one("a"), 1); wait != time.Minute {
		t.Errorf("wait %s, want a minute", wait)
	}
	l.Take(one("b"), 1)
	l.Take(one("c"), 1) // forgets a
	if _, _, wait := l.Take(one("a"), 1); wait != 0 {
		t.Error("a forgotten budget was not whole")
	}
	if len(l.buckets) != 2 || l.recent.Len() != 2 {
		t.Errorf("%d buckets, %d in line; at most 2 expected", len(l.buckets), l.recent.Len())
	}
}

// TestWait looks at a budget of 3, one back every 20 seconds, as time passes.
func TestWait(t *testing.T) {
	now := at()
	l := New(10, func() time.Time { return now })
	b := Budget{Key: "a", Most: 3, Every: 20 * time.Second}
	for _, step := range []struct {
		pass  time.Duration
		take  int
		want  time.Duration // before it is taken
		left  int
		whole time.Duration
	}{
		{0, 1, 0, 2, 20 * time.Second},
		{0, 2, 0, 0, time.Minute},
		{5 * time.Second, 0, 15 * time.Second, 0, 55 * time.Second},
		{15 * time.Second, 1, 0, 0, time.Minute},
		{time.Hour, 5, 0, 0, time.Minute}, // no more than it holds
	} {
		now = now.Add(step.pass)
		t.Run(fmt.Sprint(now.Sub(at()), " take ", step.take), func(t *testing.T) {
			for range 2 { // looking spends nothing
				if got := l.Wait(b); got != step.want {
					t.Errorf("wait %v, want %v", got, step.want)
				}
			}
			left, whole, wait := l.Take(b, step.take)
			if left != step.left || whole != step.whole || wait != 0 {
				t.Errorf("took %d: %d left, whole in %v, wait %v; want %d, %v, 0", step.take, left, whole, wait, step.left, step.whole)
			}
		})
	}
}
