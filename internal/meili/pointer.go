package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// pointerID is the id of the pointer among the documents of liveIndex.
const pointerID = "live"

// A pointer says which generation is served, and which earlier ones are kept.
type pointer struct {
	ID         string `json:"id"`
	Generation string `json:"generation"`
	Kept       []kept `json:"kept"` // the one to roll back to first
}

// A kept generation is no longer served but still there: to roll back to, and
// for readers in the middle of an answer.
type kept struct {
	Generation string    `json:"generation"`
	Retired    time.Time `json:"retired"`
}

// A summary says what a generation holds, and in which form. It is written
// with the pointer and never changes.
type summary struct {
	ID          string                              `json:"id"` // the generation
	DataAsOf    directory.Date                      `json:"data_as_of"`
	Sources     map[directory.Source]directory.Date `json:"sources"`
	MissingDays int                                 `json:"missing_days"`
	Built       time.Time                           `json:"built"`
	Listings    int                                 `json:"listings"`
	Physicians  int                                 `json:"physicians"`
	Offerings   map[directory.Status]int            `json:"offerings"`
	Form        int                                 `json:"form"` // of the records; 0: 1
	// Tiles listed the tiles in form 1. Programs that read form 1 alone refuse
	// a summary with a tile that they do not understand, and go on answering
	// out of the generation they have: that is how they learn that this one is
	// not for them.
	Tiles []string `json:"tiles"`
}

// notATile is what programs that read form 1 alone do not understand.
const notATile = "see form"

func newSummary(g *search.Generation) summary {
	return summary{
		ID: g.ID, DataAsOf: g.DataAsOf, Sources: g.Sources, MissingDays: g.MissingDays, Built: g.Built,
		Listings: g.Listings, Physicians: g.Physicians, Offerings: g.Offerings,
		Form: record.Version, Tiles: []string{notATile},
	}
}

// generation returns what s says. The error wraps record.ErrUnreadable when
// the generation is of a later form than this program reads.
func (s *summary) generation() (*search.Generation, error) {
	if s.Form > record.Version {
		return nil, fmt.Errorf("meili: generation %s: %w: form %d", s.ID, record.ErrUnreadable, s.Form)
	}
	return &search.Generation{
		ID: s.ID, DataAsOf: s.DataAsOf, Sources: s.Sources, MissingDays: s.MissingDays, Built: s.Built,
		Listings: s.Listings, Physicians: s.Physicians, Offerings: s.Offerings,
	}, nil
}

// document fetches one document of an index into v.
func (c *client) document(ctx context.Context, doing, uid, id string, v any) error {
	return retry(ctx, func() error {
		body, err := c.send(ctx, "GET", "/indexes/"+uid+"/documents/"+id, nil)
		if err == nil {
			err = json.Unmarshal(body, v)
		}
		return translate(doing, err)
	})
}

// pointer reads the pointer. Before the first publication the error wraps
// search.ErrNoGeneration.
func (c *client) pointer(ctx context.Context) (pointer, error) {
	const doing = "reading which generation is live"
	var p pointer
	err := c.document(ctx, doing, liveIndex, pointerID, &p)
	if hasCode(err, codeIndexNotFound) || hasCode(err, codeDocumentNotFound) {
		return p, fmt.Errorf("meili: %s: %w", doing, search.ErrNoGeneration)
	}
	if err == nil && (p.ID != pointerID || p.Generation == "") {
		err = fmt.Errorf("meili: %s: the answer is no pointer", doing)
	}
	return p, err
}

// generation reads what a generation holds. The error wraps search.ErrGone
// when it has been dropped.
func (c *client) generation(ctx context.Context, id string) (*search.Generation, error) {
	doing := "reading generation " + id
	var s summary
	err := c.document(ctx, doing, liveIndex, id, &s)
	if hasCode(err, codeDocumentNotFound) {
		return nil, fmt.Errorf("meili: %s: %w", doing, search.ErrGone)
	}
	if err == nil && s.ID != id {
		err = fmt.Errorf("meili: %s: the answer is of another", doing)
	}
	if err != nil {
		return nil, err
	}
	return s.generation()
}

// point writes the pointer, with the summaries that are given, in one task:
// readers see all of it or none.
func (c *client) point(ctx context.Context, p pointer, summaries ...summary) error {
	const doing = "writing which generation is live"
	p.ID = pointerID
	if p.Kept == nil {
		p.Kept = []kept{}
	}
	documents := []any{p}
	for _, s := range summaries {
		documents = append(documents, s)
	}
	task, err := c.sdk.Index(liveIndex).AddDocuments(ctx, documents, nil)
	if err != nil {
		return translate(doing, err)
	}
	return c.await(ctx, doing, task.TaskUID)
}

// names returns the generations of the pointer, the live one first.
func (p *pointer) names() []string {
	names := make([]string, 0, 1+len(p.Kept))
	if p.Generation != "" {
		names = append(names, p.Generation)
	}
	for _, k := range p.Kept {
		names = append(names, k.Generation)
	}
	return names
}

// next returns the pointer after generation id goes live at now. The one that
// was live is kept to roll back to; earlier ones only for the grace period.
func (p *pointer) next(id string, now time.Time, grace time.Duration) pointer {
	n := pointer{Generation: id}
	if p.Generation != "" {
		n.Kept = append(n.Kept, kept{p.Generation, now})
	}
	for _, k := range p.Kept {
		if now.Sub(k.Retired) < grace {
			n.Kept = append(n.Kept, k)
		}
	}
	return n
}

// back returns the pointer after rolling back at now: the one that was live
// takes the place of the one that goes live, so that going back twice returns.
func (p *pointer) back(now time.Time) pointer {
	n := pointer{Generation: p.Kept[0].Generation, Kept: slices.Clone(p.Kept)}
	n.Kept[0] = kept{p.Generation, now}
	return n
}
