package search

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
)

// A formalName is a given name and the folded words of its short forms.
type formalName struct {
	name   string   // "José Luis"
	words  []string // jose, luis
	shorts []string // pepe, luis, joselu
}

// formals are the given names that have short forms, in the order of the
// table, by their first word.
var formals = sync.OnceValue(func() map[string][]*formalName {
	r := csv.NewReader(strings.NewReader(data.ShortForms))
	r.Comment, r.FieldsPerRecord = '#', 3
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		panic(fmt.Sprintf("search: reading the short forms of names: %v", err))
	}
	m := make(map[string][]*formalName)
	for _, f := range rows[1:] { // under the names of the columns
		n := &formalName{name: f[1], words: fold.Words(f[1])}
		for short := range strings.SplitSeq(f[2], ";") {
			n.shorts = append(n.shorts, fold.Words(short)...)
		}
		m[n.words[0]] = append(m[n.words[0]], n)
	}
	return m
})

// AlsoWords returns the folded words that somebody is asked for by as well,
// which none of their names holds: the short forms of their given names ("bob"
// for Robert), and a family name of several words written as one
// ("delacruz").
func AlsoWords(p *directory.Physician) []string {
	var also []string
	for _, n := range append([]directory.Name{p.Name}, p.FormerNames...) {
		for _, f := range formalsOf(n) {
			also = append(also, f.shorts...)
		}
		family := fold.Words(n.Family)
		for k := 2; k <= len(family); k++ {
			also = append(also, strings.Join(family[:k], ""))
		}
	}
	own := nameWords(nil, p.Name)
	for _, former := range p.FormerNames {
		own = nameWords(own, former)
	}
	also = slices.DeleteFunc(also, func(w string) bool { return slices.Contains(own, w) })
	slices.Sort(also)
	return slices.Compact(also)
}

// formalsOf returns the names of the table that the given and middle names
// hold, the longest at each word.
func formalsOf(n directory.Name) []*formalName {
	var found []*formalName
	given := fold.Words(n.Given + " " + n.Middle)
	for i, w := range given {
		for _, f := range formals()[w] {
			if len(f.words) <= len(given)-i && slices.Equal(given[i:i+len(f.words)], f.words) {
				found = append(found, f)
			}
		}
	}
	return found
}

// Also says that a word was read as a short form, too, and of which names.
type Also struct {
	Word  string   // as typed
	Names []string // given names in full that the answer holds
}

// alsoOf tells which of the words, as typed, are short for the given names of
// those shown, and not their names themselves.
func alsoOf(words []string, shown ...[]Card) []Also {
	var all []Also
	for _, typed := range words {
		a := Also{Word: typed}
		folded := strings.Join(fold.Words(typed), "")
		for _, cards := range shown {
			for i := range cards {
				p := &cards[i].Listing.Physician
				if slices.Contains(nameWords(nil, p.Name), folded) {
					continue
				}
				for _, f := range formalsOf(p.Name) {
					if slices.Contains(f.shorts, folded) && !slices.Contains(a.Names, f.name) {
						a.Names = append(a.Names, f.name)
					}
				}
			}
		}
		if len(a.Names) > 0 {
			slices.Sort(a.Names)
			all = append(all, a)
		}
	}
	return all
}
