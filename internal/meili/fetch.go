package meili

import (
	"context"
	"encoding/json"
)

// A fetchRequest asks for the documents that pass a filter. Limit is always
// sent: without one Meilisearch gives 20 and says nothing.
type fetchRequest struct {
	Filter string   `json:"filter,omitempty"`
	Fields []string `json:"fields"`
	Offset int      `json:"offset"`
	Limit  int      `json:"limit"`
}

// storedField is the field of a document that holds the record.
const storedField = "listing"

// A page is what a fetchRequest for records is answered with.
type page struct {
	Results []struct{ Listing string }
	Total   int // that pass the filter
}

func (c *client) fetch(ctx context.Context, generation string, r fetchRequest) (*page, error) {
	ctx, cancel := context.WithTimeout(ctx, pageTimeout)
	defer cancel()
	doing := "fetching listings of " + generation
	body, err := json.Marshal(r)
	if err != nil {
		return nil, translate(doing, err)
	}
	p := new(page)
	err = retry(ctx, func() error {
		answer, err := c.send(ctx, "POST", "/indexes/"+listingsIndex+generation+"/documents/fetch", body)
		if err == nil {
			err = json.Unmarshal(answer, p)
		}
		return translate(doing, err)
	})
	return p, err
}
