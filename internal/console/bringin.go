package console

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
)

// An upload is a roster file. It is looked at, or recorded.
type upload struct {
	Text   string `json:"text"`
	Record bool   `json:"record"`
	Act    string `json:"act"` // names the keystroke that records, so that it counts once
}

// A previewView says what a file would do, or did.
type previewView struct {
	Fault  string         `json:"fault"` // why it is no roster file; else empty
	Lines  []lineView     `json:"lines"`
	Counts map[string]int `json:"counts"`
	Takes  int            `json:"takes"` // attestations that it would add
	Batch  string         `json:"batch"` // recorded as; else empty
}

type lineView struct {
	Row        int64             `json:"row"`
	NPI        string            `json:"npi"`
	Name       string            `json:"name"`
	ZIP5       string            `json:"zip5"`
	Difference roster.Difference `json:"difference"`
	Says       string            `json:"says"`
	Holds      string            `json:"holds"`
	Why        string            `json:"why"`
}

// linesShown is how many rows of a file are shown at most; the counts are of all.
const linesShown = 2000

// bringIn compares a file with the roster and, where it is asked to, records what
// is new or changed in it as one batch.
func (c *Console) bringIn(g *gin.Context, in upload) (previewView, error) {
	ctx := g.Request.Context()
	rows, refused, err := roster.ReadFile([]byte(in.Text), directory.LatestDate(c.opts.Now()))
	if err != nil {
		return previewView{Fault: err.Error(), Lines: []lineView{}, Counts: map[string]int{}}, nil
	}
	b, err := c.opts.Roster.Read(ctx)
	if err != nil {
		return previewView{}, err
	}
	p, err := b.Upcoming().Preview(rows, refused, c.listedOffices(ctx))
	if err != nil {
		return previewView{}, err
	}
	v := previewView{Lines: []lineView{}, Counts: map[string]int{}, Takes: len(p.Take)}
	for d, n := range p.Counts {
		v.Counts[string(d)] = n
	}
	for _, l := range p.Lines[:min(len(p.Lines), linesShown)] {
		v.Lines = append(v.Lines, lineView{l.Row, l.NPI, l.Name, l.ZIP5, l.Difference, l.Says, l.Holds, l.Why})
	}
	if !in.Record || len(p.Take) == 0 {
		return v, nil
	}
	if in.Act == "" {
		return v, fmt.Errorf("%w: act", referral.ErrInvalid)
	}
	sum := sha256.Sum256([]byte(account(g).Name + " " + in.Act))
	batch := hex.EncodeToString(sum[:6])
	for i := range p.Take {
		p.Take[i].Batch = batch
	}
	if _, err := c.opts.Attestations.Record(ctx, actor(g), batch, p.Take); err != nil {
		return v, err
	}
	v.Batch = batch
	return v, nil
}

// rosterCSV sends what holds as a roster file.
func (c *Console) rosterCSV(g *gin.Context) {
	b, err := c.opts.Roster.Read(g.Request.Context())
	if err != nil {
		c.fail(g, err)
		return
	}
	c.audit(g, account(g).Name, referral.DeedRoster, "")
	attach(g, "roster.csv")
	g.Header("Content-Type", csvType)
	g.Status(http.StatusOK)
	if _, err := b.Export(g.Writer); err != nil {
		c.opts.Log.Warn("an export broke off", "error", err)
	}
}
