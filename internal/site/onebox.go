package site

import (
	"context"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// A oneBox reads the box of the pages, the parameter near, in which people type
// whatever they have: a ZIP code, a town, a surgeon's name, a whole question.
// What is no place becomes words (q), which package query reads for their
// meaning; the interface's near and q are places and words and nothing else.
type oneBox struct {
	parser *query.Parser
	finder query.Searcher
}

// A reading is what a box was taken for.
type reading struct {
	values url.Values // of the search: near is a place, or one to be asked about
	boxed  bool       // the words come from the box
	// What it could be as well: a surgeon's name, or towns.
	name   string
	places []string
}

// Bounds of a reading.
const (
	maxAlso     = 3  // places that are offered beside a name
	phoneDigits = 10 // of a telephone number or an NPI; no place has so many
)

var (
	// titled is a text that says by a title that a name follows.
	titled = regexp.MustCompile(`(?i)^\s*(?:dra?|doctora?|md)\b`)
	// twoLetters stand where the code of a state does.
	twoLetters = regexp.MustCompile(`^[\pL .'’-]+,\s*([a-zA-Z]{2})$`)
	// cellLike is an H3 cell, or was meant to be one.
	cellLike = regexp.MustCompile(`^[0-9a-fA-F]{15}$`)
)

// read moves what is no place from near to q. The values sent stay as they are.
func (o oneBox) read(ctx context.Context, sent url.Values) reading {
	values := make(url.Values, len(sent))
	for name, v := range sent {
		values[name] = v
	}
	r := reading{values: values}
	box := strings.TrimSpace(values.Get("near"))
	if box == "" || len(values["near"]) > 1 || len(values["q"]) > 1 {
		return r
	}
	meant := o.meant(box)
	if meant.named && values.Get("q") == "" {
		switch listed := query.Named(ctx, o.finder, box, meant.misspelt); {
		case listed && (meant.misspelt || meant.people < query.TownOfNote):
			meant.words = true
			if !meant.misspelt {
				r.places = meant.places
			}
		case listed:
			r.name = box
		}
	}
	if meant.words {
		r.boxed = true
		values.Del("near")
		values.Set("q", strings.TrimSpace(values.Get("q")+" "+box))
	}
	return r
}

// searches reports whether words are searched for, be it to see who is called so.
func (o oneBox) searches(values url.Values) bool {
	box := strings.TrimSpace(values.Get("near"))
	if values.Get("q") != "" || box == "" {
		return values.Get("q") != ""
	}
	m := o.meant(box)
	return m.words || m.named
}

// holds reports whether the words of a search without a place can stand in the
// box: typed there, they are read as the same.
func (o oneBox) holds(values url.Values) bool {
	q := values.Get("q")
	return q != "" && values.Get("near") == "" && o.meant(q).words
}

// A meaning is what a box means by itself, before anybody's name is looked for.
type meaning struct {
	words    bool     // it is no place
	named    bool     // it may be somebody's name as well
	people   int      // of the largest place that is called so
	places   []string // the largest places that are called so
	misspelt bool     // they are not quite called so
}

func (o oneBox) meant(box string) meaning {
	found, stated, notices, err := o.parser.Place(box)
	var several *place.AmbiguousError
	switch {
	case words.UrgencyOf(box) != words.NotUrgent, titled.MatchString(box):
		return meaning{words: true}
	case err == nil && (stated || found.Kind != place.KindCity):
		return meaning{}
	case err == nil:
		m := meaning{named: true, people: found.Population, places: []string{found.Value}}
		for _, n := range notices {
			m.misspelt = m.misspelt || n == place.NoticeSpelling
		}
		return m
	case errors.As(err, &several):
		if stated || o.parser.IsState(box) {
			return meaning{}
		}
		called := calledSo(several.Candidates, box)
		m := meaning{named: true, people: called[0].Population, misspelt: several.Misspelt}
		for _, p := range called[:min(maxAlso, len(called))] {
			m.places = append(m.places, p.Value)
		}
		return m
	case errors.Is(err, place.ErrRegion):
		return meaning{}
	case utf8.RuneCountInString(box) <= query.MaxNear && !strings.ContainsFunc(box, unicode.IsLetter):
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, box)
		return meaning{words: len(digits) >= phoneDigits && !strings.ContainsAny(box, ",")}
	case cellLike.MatchString(box), o.addressed(box):
		return meaning{}
	}
	return meaning{words: true}
}

// addressed reports whether a text is written as a town and its state are, with
// letters that are the code of none, nor a degree.
func (o oneBox) addressed(box string) bool {
	m := twoLetters.FindStringSubmatch(box)
	return m != nil && !o.parser.IsState(m[1]) && !strings.EqualFold(m[1], "do")
}

// calledSo returns the towns that are called exactly so, or all where none is.
func calledSo(towns []place.Place, name string) []place.Place {
	var exactly []place.Place
	for _, p := range towns {
		if town, _, _ := strings.Cut(p.Label, ","); words.Fold(town) == words.Fold(name) {
			exactly = append(exactly, p)
		}
	}
	if len(exactly) == 0 {
		return towns
	}
	return exactly
}

// alternatives links what the box could be as well.
func (v *visit) alternatives(r reading) []link {
	var all []link
	if r.name != "" {
		all = append(all, link{Text: v.T("find.also.name", "name", r.name), URL: v.landing(v.with("near", "dr "+r.name))})
	}
	for _, place := range r.places {
		all = append(all, link{Text: v.T("find.also.place", "place", place), URL: v.landing(v.with("near", place, "q", ""))})
	}
	return all
}
