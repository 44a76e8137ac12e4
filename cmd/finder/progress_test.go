package main

import (
	"strings"
	"testing"
	"time"
)

// Without a terminal there is a line every few seconds and none for files
// that are read at once.
func TestProgressLines(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var out strings.Builder
	p := newProgress(&out, func() time.Time { return now }, "reading")
	p.tell("roster", 10, 10, 3)
	for second := range 21 {
		p.tell("nppes", int64(second)*(100<<20), 2000<<20, int64(second)*80_000)
		now = now.Add(time.Second)
	}
	p.tell("practice locations", 5<<20, 0, 10)
	now = now.Add(6 * time.Second)
	p.tell("practice locations", 60<<20, 0, 500)
	p.finish()
	want := `reading nppes: 25%, 500 MB, 400000 rows, 100 MB/s, 15s left
reading nppes: 50%, 1000 MB, 800000 rows, 100 MB/s, 10s left
reading nppes: 75%, 1500 MB, 1200000 rows, 100 MB/s, 5s left
reading nppes: 100%, 2000 MB, 1600000 rows, 100 MB/s
reading practice locations: 60 MB, 500 rows, 10 MB/s
`
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}

// What goes on where it stopped has the rate of what it brings.
func TestProgressResumed(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var out strings.Builder
	p := newProgress(&out, func() time.Time { return now }, "fetching")
	p.tell("a.zip", 900<<20, 1000<<20, -1)
	now = now.Add(5 * time.Second)
	p.tell("a.zip", 950<<20, 1000<<20, -1)
	if want := "fetching a.zip: 95%, 950 MB, 10 MB/s, 5s left\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

// On a terminal a bar is drawn and wiped.
func TestProgressBar(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, time.Now, "reading")
	p.draws = true
	for _, source := range []string{"nppes", "dac"} {
		for i := range int64(5) {
			p.tell(source, i*25, 100, i)
			time.Sleep(110 * time.Millisecond) // the bar is drawn five times a second
		}
	}
	p.tell("roster", 1, 0, 1)
	p.finish()
	for _, want := range []string{"nppes, ", "dac, ", " rows", "%"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar does not show %q: %q", want, out.String())
		}
	}
	if strings.Contains(out.String(), "reading") {
		t.Error("lines beside the bar")
	}
}
