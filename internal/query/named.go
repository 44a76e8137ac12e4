package query

import (
	"context"
	"strings"

	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// TownOfNote is the number of people from which a town that is all a person
// typed is the town, even where a surgeon is called like it.
const TownOfNote = misspeltPopulation

// cardsOfName is how many cards of a search by name are looked through.
const cardsOfName = 20

// Place resolves what is typed for "where" and nothing else; stated says
// whether it names its state, which no surgeon's name does.
func (p *Parser) Place(text string) (found place.Place, stated bool, notices []place.Notice, err error) {
	found, notices, err = p.opts.Gazetteer.Resolve(text)
	list := words.Split(text)
	for i := max(1, len(list)-3); i < len(list); i++ {
		stated = stated || p.opts.Gazetteer.State(text[list[i].Start:]) != ""
	}
	return found, stated, notices, err
}

// IsState reports whether a text is the name or the code of a state.
func (p *Parser) IsState(text string) bool { return p.opts.Gazetteer.State(text) != "" }

// Named reports whether a surgeon has this family name; with slips, whether one
// has a name of which it is plainly a slip. It is false where that cannot be
// had.
func Named(ctx context.Context, f Searcher, name string, slips bool) bool {
	res, err := f.Search(ctx, search.Query{Text: name, Sort: search.ByRelevance, Page: 1, Size: cardsOfName})
	if err != nil {
		return false
	}
	typed := words.Fold(name)
	for i := range res.Cards {
		n := &res.Cards[i].Listing.Physician.Name
		family := words.Fold(n.Family)
		if typed == family {
			return true
		}
		if !slips {
			continue
		}
		for _, own := range append(strings.Fields(words.Fold(n.Given)), family) {
			if words.Same(typed, own) {
				return true
			}
		}
	}
	return false
}

// Replace returns a text with a piece of it, however it is capitalised, replaced.
func Replace(text, piece, by string) string {
	i := strings.Index(strings.ToLower(text), strings.ToLower(piece))
	if i < 0 || i+len(piece) > len(text) {
		return by
	}
	return strings.Join(strings.Fields(text[:i]+" "+by+" "+text[i+len(piece):]), " ")
}
