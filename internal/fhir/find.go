package fhir

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// errMoved says that a new generation went live between two looks at the
// directory: what was seen is of two. It wraps [search.ErrGone].
var errMoved = fmt.Errorf("%w: the directory changed while it was read", search.ErrGone)

// A finding is one page of what a question found.
type finding struct {
	cards    []search.Card
	total    int
	exact    bool // total is all; else at least so many
	degraded bool
	nearest  []search.Card // outside the radius, where nobody is inside
}

// A reader reads one generation of the directory.
type reader struct {
	ctx    context.Context
	finder *search.Finder
	gen    string // its id; empty until the first look
	people map[directory.NPI]person
}

// same holds what is read to one generation.
func (r *reader) same(g *search.Generation) error {
	if r.gen == "" {
		r.gen = g.State()
	}
	if r.gen != g.State() {
		return errMoved
	}
	return nil
}

// search asks the finder.
func (r *reader) search(q search.Query) (*search.Result, error) {
	res, err := r.finder.Search(r.ctx, q)
	if err != nil {
		return nil, err
	}
	return res, r.same(res.Generation)
}

// office reads a listing by its id, which begins with the NPI.
func (r *reader) office(id string) (directory.Listing, error) {
	digits, _, _ := strings.Cut(id, "-")
	npi, err := directory.ParseNPI(digits)
	if err != nil {
		return directory.Listing{}, search.ErrNotFound
	}
	l, g, err := r.finder.Office(r.ctx, npi, id)
	if err != nil {
		return l, err
	}
	return l, r.same(g)
}

// person reads a physician with all offices.
func (r *reader) person(npi directory.NPI) (person, error) {
	if p, ok := r.people[npi]; ok {
		return p, nil
	}
	card, g, _, err := r.finder.Physician(r.ctx, npi)
	if err != nil {
		return nil, err
	}
	p := person{card.Listing}
	for i := range card.Others {
		l, err := r.office(card.Others[i].ID)
		if err != nil {
			return nil, err
		}
		p = append(p, l)
	}
	r.people[npi] = p
	return p, r.same(g)
}

// callsOfPage is how often a page of a search by words may ask the index.
const callsOfPage = 4

// find answers a question.
func (r *reader) find(q *question) (*finding, error) {
	switch {
	case q.nobody:
		return r.cut(q, nil, true)
	case len(q.ids) > 0 || len(q.npis) > 0:
		return r.lookup(q)
	case len(q.names) > 0:
		return r.walk(q)
	}
	res, err := r.search(q.search)
	if err != nil {
		return nil, err
	}
	f := &finding{cards: res.Cards, total: res.Total, exact: res.TotalExact, degraded: res.Degraded}
	if res.Total == 0 {
		f.nearest = res.Beyond
	}
	return f, nil
}

// walk goes through the pages of a search by words and keeps whose names fit:
// the index also finds practices, towns and near misses. It stops, not exact,
// before the question has asked the index often enough.
func (r *reader) walk(q *question) (*finding, error) {
	ask := q.search
	ask.Size = search.MaxPageSize
	var kept []search.Card
	for ask.Page = 1; ; ask.Page++ {
		res, err := r.search(ask)
		if err != nil {
			return nil, err
		}
		kept = append(kept, res.Cards...)
		all := ask.Page*ask.Size >= res.Total
		if all || search.CallsLeft(r.ctx) < callsOfPage {
			return r.cut(q, kept, all && res.TotalExact)
		}
	}
}

// lookup finds resources by what names them.
func (r *reader) lookup(q *question) (*finding, error) {
	var cards []search.Card
	keep := func(listings ...directory.Listing) {
		for _, l := range listings {
			if q.search.Filter.Closure == search.ClosureAny || l.Offering.Offered() {
				cards = append(cards, search.Card{Listing: l, Meters: -1})
			}
		}
	}
	for _, id := range q.ids {
		if l, err := r.office(id); err == nil {
			keep(l)
		} else if !errors.Is(err, search.ErrNotFound) {
			return nil, err
		}
	}
	for _, npi := range q.npis {
		switch p, err := r.person(npi); {
		case errors.Is(err, search.ErrNotFound):
		case err != nil:
			return nil, err
		case q.kind.name == typePractitioner:
			keep(p[0])
		default:
			keep(slices.SortedFunc(slices.Values(p), func(a, b directory.Listing) int { return strings.Compare(a.ID(), b.ID()) })...)
		}
	}
	return r.cut(q, cards, true)
}

// cut keeps those whose names fit and takes the page that q asks for.
func (r *reader) cut(q *question, all []search.Card, exact bool) (*finding, error) {
	all = slices.DeleteFunc(all, func(c search.Card) bool {
		return slices.ContainsFunc(q.names, func(fits func(*directory.Name) bool) bool { return !fits(&c.Listing.Physician.Name) })
	})
	s := r.finder.Status()
	if s.Generation == nil {
		return nil, search.ErrUnavailable
	}
	from := min((q.search.Page-1)*q.search.Size, len(all))
	to := min(from+q.search.Size, len(all))
	return &finding{cards: all[from:to], total: len(all), exact: exact, degraded: s.Degraded}, r.same(s.Generation)
}
