package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
)

// maxWords is how many words of a query Meilisearch looks at.
const maxWords = 10

// How many hits are asked for: some of them may be no matches.
const (
	minHits = 20
	maxHits = 4_000
	// manyHits are enough to tell that what is found is not what was meant.
	manyHits = 1_000
)

// maxRotations is how many words of a query get their turn as the last one,
// and fewRotations of one with more words than that.
const (
	maxRotations = 4
	fewRotations = 2
)

// A hit is a document that a text found, with the words it may be found by.
type hit struct {
	ID       string   `json:"id"`
	NPI      string   `json:"npi"`
	Name     []string `json:"name"`
	Also     []string `json:"also"`
	Practice string   `json:"practice"`
	City     string   `json:"city"`
	Phone    string   `json:"phone"`
}

// Match implements search.Index. Without narrow.All, words are dropped from
// the end of text until something matches.
func (x *Index) Match(ctx context.Context, g *search.Generation, text string, narrow search.Narrow, limit int) ([]search.Match, error) {
	ctx, cancel := context.WithTimeout(ctx, matchTimeout)
	defer cancel()
	words := fold.Words(text)
	words = words[:min(len(words), maxWords)]
	if limit <= 0 {
		return nil, nil // Meilisearch would take it for its default
	}
	filter := narrowFilter(narrow)
	for ; len(words) > 0; words = words[:len(words)-1] {
		found, err := x.matchWords(ctx, g.ID, words, filter, limit)
		if err != nil || len(found) > 0 || narrow.All {
			return found, err
		}
	}
	return nil, nil
}

// matchWords returns up to limit matches that hold all the words. Hits that the
// words do not explain make room for more, once, unless none of many is
// explained, then more of them would not be, or the question has no call to
// spare.
func (x *Index) matchWords(ctx context.Context, generation string, words []string, filter string, limit int) ([]search.Match, error) {
	for ask := max(limit, minHits); ; ask = maxHits {
		hits, err := x.c.matchAll(ctx, generation, words, filter, ask)
		if err != nil {
			return nil, err
		}
		found, err := matches(words, hits, limit)
		if err != nil || len(found) == limit || len(hits) < ask || ask >= maxHits || len(found) == 0 && ask >= manyHits || !search.SpareCalls(ctx) {
			return found, err
		}
	}
}

// matchAll returns the documents that hold all the words. Meilisearch takes
// only the last word of a query for a beginning; "chris lee" means
// Christopher, so every word gets its turn until limit is reached, as long as
// the question has calls to spare.
func (c *client) matchAll(ctx context.Context, generation string, words []string, filter string, limit int) ([]hit, error) {
	var found []hit
	seen := map[string]bool{}
	turns := min(len(words), maxRotations)
	if len(words) > maxRotations {
		turns = fewRotations
	}
	for turn := range turns {
		if turn > 0 && !search.SpareCalls(ctx) {
			break
		}
		at := len(words) - 1 - turn
		rotated := slices.Concat(words[:at], words[at+1:], words[at:at+1])
		hits, err := c.query(ctx, generation, rotated, filter, limit)
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			if !seen[h.ID] {
				seen[h.ID] = true
				found = append(found, h)
			}
		}
		if len(found) >= limit {
			break
		}
	}
	return found, nil
}

func (c *client) query(ctx context.Context, generation string, words []string, filter string, limit int) ([]hit, error) {
	asked := make([]string, len(words))
	for i, w := range words {
		asked[i] = searchDigits(w)
	}
	request := meilisearch.SearchRequest{
		Limit:                int64(limit),
		MatchingStrategy:     meilisearch.All,
		AttributesToRetrieve: []string{"id", "npi", "name", "also", "practice", "city", "phone"},
	}
	if filter != "" {
		request.Filter = filter
	}
	var answer struct{ Hits []hit }
	doing := "searching " + generation
	err := retry(ctx, func() error {
		if err := search.TakeCall(ctx); err != nil {
			return err
		}
		raw, err := c.sdk.Index(listingsIndex+generation).SearchRaw(ctx, strings.Join(asked, " "), &request)
		if err == nil {
			err = json.Unmarshal(*raw, &answer)
		}
		return translate(doing, err)
	})
	return answer.Hits, err
}

// matches gives every hit its tier, best first, and leaves out what the words
// do not explain.
func matches(words []string, hits []hit, limit int) ([]search.Match, error) {
	found := make([]search.Match, 0, len(hits))
	for i := range hits {
		h := &hits[i]
		tier := h.tier(words)
		if tier == search.TierNone {
			continue
		}
		npi, err := directory.ParseNPI(h.NPI)
		if err != nil {
			return nil, fmt.Errorf("meili: stored document: npi: %w", err)
		}
		found = append(found, search.Match{Listing: h.ID, NPI: npi, Tier: tier})
	}
	slices.SortStableFunc(found, func(a, b search.Match) int { return int(a.Tier) - int(b.Tier) })
	return found[:min(len(found), limit)], nil
}

// words are what search.RecordWords gives for the listing.
func (h *hit) words() []string {
	var words []string
	for _, n := range h.Name {
		words = append(words, strings.Fields(n)...)
	}
	words = append(words, strings.Fields(h.Practice)...)
	words = append(words, strings.Fields(h.City)...)
	words = append(words, h.NPI)
	if h.Phone != "" {
		words = append(words, h.Phone, strings.TrimPrefix(directory.E164(h.Phone), "+"))
	}
	return words
}

// narrowFilter writes the filter of n; "" filters nothing.
func narrowFilter(n search.Narrow) string {
	var all []string
	if len(n.Tiles) > 0 {
		all = append(all, anyOf("cells", n.Tiles, geo.Cell.String))
	}
	if len(n.Specialties) > 0 {
		all = append(all, specialtyFilter(n.Specialties))
	}
	if n.Offered {
		all = append(all, anyOf("status", []directory.Status{directory.Confirmed, directory.SelfReported},
			func(s directory.Status) string { return string(s) }))
	}
	if len(n.States) > 0 {
		all = append(all, anyOf("state", n.States, itself))
	}
	return strings.Join(all, " AND ")
}

// specialtyFilter takes whole codes and beginnings of codes.
func specialtyFilter(specialties []string) string {
	var whole, any []string
	for _, s := range specialties {
		if directory.Taxonomy(s).Valid() {
			whole = append(whole, s)
		} else {
			any = append(any, "codes STARTS WITH "+quote(s))
		}
	}
	if len(whole) > 0 {
		any = append(any, anyOf("codes", whole, itself))
	}
	return "(" + strings.Join(any, " OR ") + ")"
}
