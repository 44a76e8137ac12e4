package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progressEvery is the pause between two lines of progress where there is no
// terminal to draw on.
const progressEvery = 5 * time.Second

// A progress shows how far a long job is: a bar with rate and time left on a
// terminal, else a line every few seconds.
type progress struct {
	w      io.Writer
	now    func() time.Time
	draws  bool // w is a terminal
	source string
	verb   string // what is done to a source, in lines
	began  time.Time
	from   int64     // bytes that were there when it began
	last   time.Time // of the last line
	bar    *progressbar.ProgressBar
}

func newProgress(w io.Writer, now func() time.Time, verb string) *progress {
	f, ok := w.(*os.File)
	return &progress{w: w, now: now, verb: verb, draws: ok && term.IsTerminal(int(f.Fd()))}
}

// tell says how much of a source is done. It is an indexer.Options.Progress;
// rows below 0 are not spoken of.
func (p *progress) tell(source string, read, total, rows int64) {
	if source != p.source {
		p.finish()
		p.source, p.began, p.last, p.from = source, p.now(), p.now(), 0
		if rows < 0 { // a download, which may go on where an earlier one stopped
			p.from = read
		}
		if p.draws {
			p.start(total)
		}
	}
	if p.draws {
		p.bar.Describe(source + rowsOf(rows))
		_ = p.bar.Set64(read) // a bar that cannot be drawn is no reason to stop
		return
	}
	if p.now().Sub(p.last) < progressEvery {
		return
	}
	p.last = p.now()
	fmt.Fprintf(p.w, "%s %s: %s\n", p.verb, source, p.line(read, total, rows))
}

// line says how far it is in words.
func (p *progress) line(read, total, rows int64) string {
	seconds := p.now().Sub(p.began).Seconds()
	s := fmt.Sprintf("%d MB", read>>20) + rowsOf(rows)
	if total > 0 {
		s = fmt.Sprintf("%d%%, %s", read*100/total, s)
	}
	if rate := float64(read-p.from) / seconds; seconds > 0 && rate > 0 {
		s += fmt.Sprintf(", %.0f MB/s", rate/(1<<20))
		if total > read {
			s += fmt.Sprintf(", %s left", time.Duration(float64(total-read)/rate*float64(time.Second)).Round(time.Second))
		}
	}
	return s
}

func rowsOf(rows int64) string {
	if rows < 0 {
		return ""
	}
	return fmt.Sprintf(", %d rows", rows)
}

func (p *progress) start(total int64) {
	if total <= 0 {
		total = -1 // a spinner
	}
	p.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(p.w), progressbar.OptionShowBytes(true), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionSetWidth(30), progressbar.OptionClearOnFinish())
}

// finish clears the bar.
func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
