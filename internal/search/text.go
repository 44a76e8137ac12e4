package search

import (
	"context"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
)

// match asks the index for the listings whose words match, near the origin if
// there is one. If no listing of the whole directory holds all the words,
// those that match nothing by themselves are dropped, and then the commonest,
// of equal ones the last, until something is found.
func (a *asking) match(ctx context.Context) error {
	words, surplus := wordsOnce(a.query.Text)
	a.text, a.dropped = strings.Join(words, " "), surplus
	found, err := a.matchNear(ctx)
	if err != nil || found {
		return err
	}
	kept, dropped, err := a.drop(ctx, words)
	if err != nil || len(dropped) == 0 {
		return err
	}
	a.text, a.dropped = strings.Join(kept, " "), append(dropped, surplus...)
	if len(kept) == 0 {
		a.hasText = false
		return nil
	}
	_, err = a.matchNear(ctx)
	return err
}

// matchNear fills matches for text and reports whether there are any.
func (a *asking) matchNear(ctx context.Context) (bool, error) {
	a.hasText, a.matches = true, nil
	narrow := a.narrow()
	narrow.Tiles = a.matchTiles()
	if narrow.Tiles != nil && len(narrow.Tiles) == 0 {
		return false, nil
	}
	found, err := a.breaker.match(ctx, a.snap.info, a.text, narrow, MaxMatches+1)
	if err != nil {
		return false, err
	}
	if a.capped = len(found) > MaxMatches; a.capped {
		found = found[:MaxMatches]
	}
	a.matches, err = a.snap.rowsOf(found)
	return len(found) > 0, err
}

// narrow tells what the index may leave out because the filter would.
func (a *asking) narrow() Narrow {
	f := &a.query.Filter
	return Narrow{
		Specialties: f.Specialties,
		Offered:     f.asksOffer() && a.snap.info.Evidence == "", // else the index does not know
		States:      f.States,
		All:         true,
	}
}

// matchTiles returns the cells that words are searched in, or nil for all.
func (a *asking) matchTiles() []geo.Cell {
	if f := &a.query.Filter; a.query.Origin == nil && f.Bounds == nil && !f.asksOffer() {
		return nil
	}
	near := a.area()
	if len(near) == len(a.snap.cells) {
		return nil
	}
	cells := make([]geo.Cell, len(near))
	for n, i := range near {
		cells[n] = a.snap.cells[i]
	}
	return cells
}

// drop splits words into those to search for and those to leave out. It drops
// nothing while the directory holds a listing with all of them: then it is the
// place or the filters that nobody fits. Without a word to search for nobody
// matches, unless the query is loose.
func (a *asking) drop(ctx context.Context, words []string) (kept, dropped []string, err error) {
	ask := func(words ...string) ([]Match, error) {
		return a.breaker.match(ctx, a.snap.info, strings.Join(words, " "), Narrow{All: true}, MaxMatches)
	}
	loose := a.query.Loose && a.query.Origin != nil
	if found, err := ask(words...); len(found) > 0 || err != nil || len(words) == 1 && !loose {
		return words, nil, err
	}
	var matches [][]Match // of each word that is kept
	for i, w := range words {
		if CallsLeft(ctx) <= reserve {
			dropped = append(dropped, words[i:]...)
			break
		}
		found, err := ask(w)
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			dropped = append(dropped, w)
			continue
		}
		kept, matches = append(kept, w), append(matches, found)
	}
	if len(kept) == 0 && !loose {
		return words, nil, nil
	}
	for len(kept) > 1 {
		if together(matches) {
			// Of a word that more match than were asked for, only the index knows.
			if !slices.ContainsFunc(matches, capped) || CallsLeft(ctx) <= reserve {
				break
			}
			if found, err := ask(kept...); len(found) > 0 || err != nil {
				return kept, dropped, err
			}
		}
		// Of "john kowalski" who is not there the Kowalskis are better than the Johns.
		most := 0
		for i := range kept {
			if len(matches[i]) >= len(matches[most]) {
				most = i
			}
		}
		dropped = append(dropped, kept[most])
		kept, matches = slices.Delete(kept, most, most+1), slices.Delete(matches, most, most+1)
	}
	return kept, dropped, nil
}

// capped reports whether a word matches more than were asked for.
func capped(found []Match) bool { return len(found) >= MaxMatches }

// together reports whether some listing may be among the matches of every word.
func together(matches [][]Match) bool {
	held := map[string]int{}
	whole := 0
	for _, found := range matches {
		if capped(found) {
			continue
		}
		whole++
		for _, m := range found {
			held[m.Listing]++
		}
	}
	for _, n := range held {
		if n == whole {
			return true
		}
	}
	return whole == 0
}

// maxWords is how many different words of a text are searched for.
const maxWords = 10

// wordsOnce returns the words of a text as typed, each once, and those beyond
// maxWords.
func wordsOnce(text string) (words, surplus []string) {
	seen := map[string]bool{}
	for _, w := range wordsAsTyped(text) {
		folded := strings.Join(fold.Words(w), " ")
		if seen[folded] {
			continue
		}
		seen[folded] = true
		if len(words) < maxWords {
			words = append(words, w)
		} else {
			surplus = append(surplus, w)
		}
	}
	return words, surplus
}

// wordsAsTyped cuts text at white space and leaves out what holds no word. "Mc
// Kenzie" is one word, as in the directory.
func wordsAsTyped(text string) []string {
	words := slices.DeleteFunc(strings.Fields(text), func(w string) bool { return len(fold.Words(w)) == 0 })
	for i := 0; i+1 < len(words); i++ {
		if strings.EqualFold(words[i], "mc") {
			words[i+1] = words[i] + words[i+1]
			words = slices.Delete(words, i, i+1)
		}
	}
	return words
}
