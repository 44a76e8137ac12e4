package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressEvery is the pause between two lines of progress where there is no
// terminal to draw on.
const progressEvery = 5 * time.Second

// A readingProgress shows how far the indexer has read: a bar with rate and
// time left on a terminal, else a line every few seconds.
type readingProgress struct {
	w      io.Writer
	now    func() time.Time
	draws  bool // w is a terminal
	source string
	began  time.Time
	last   time.Time // of the last line
	bar    *progressbar.ProgressBar
}

func newReadingProgress(w io.Writer, now func() time.Time) *readingProgress {
	f, ok := w.(*os.File)
	return &readingProgress{w: w, now: now, draws: ok && term.IsTerminal(int(f.Fd()))}
}

// tell is an indexer.Options.Progress.
func (p *readingProgress) tell(source string, read, total, rows int64) {
	if source != p.source {
		p.finish()
		p.source, p.began, p.last = source, p.now(), p.now()
		if p.draws {
			p.start(total)
		}
	}
	name := strings.ReplaceAll(source, "_", " ")
	if p.draws {
		p.bar.Describe(fmt.Sprintf("%s, %d rows", name, rows))
		_ = p.bar.Set64(read) // a bar that cannot be drawn is no reason to stop
		return
	}
	if p.now().Sub(p.last) < progressEvery {
		return
	}
	p.last = p.now()
	fmt.Fprintf(p.w, "reading %s: %s\n", name, p.line(read, total, rows))
}

// line says how far it is in words.
func (p *readingProgress) line(read, total, rows int64) string {
	seconds := p.now().Sub(p.began).Seconds()
	s := fmt.Sprintf("%d MB, %d rows", read>>20, rows)
	if total > 0 {
		s = fmt.Sprintf("%d%%, %s", read*100/total, s)
	}
	if rate := float64(read) / seconds; seconds > 0 && rate > 0 {
		s += fmt.Sprintf(", %.0f MB/s", rate/(1<<20))
		if total > read {
			s += fmt.Sprintf(", %s left", time.Duration(float64(total-read)/rate*float64(time.Second)).Round(time.Second))
		}
	}
	return s
}

func (p *readingProgress) start(total int64) {
	if total == 0 {
		total = -1 // a spinner
	}
	p.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(p.w), progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
}

// finish clears the bar.
func (p *readingProgress) finish() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
