package meili

import (
	"context"
	_ "embed" // settings.json
	"encoding/json"
)

// settings are those of an index of listings. They are kept as JSON and sent
// as they are: the SDK's type cannot say all of it. They must be set before
// documents are added, or the index is built twice.
//
//go:embed settings.json
var settings []byte

// liveSettings are those of liveIndex, where nothing is searched.
const liveSettings = `{"searchableAttributes":["id"],"filterableAttributes":[],"facetSearch":false,"prefixSearch":"disabled"}`

// set gives an index its settings and waits until it has them.
func (c *client) set(ctx context.Context, uid string, settings []byte) error {
	doing := "setting up " + uid
	answer, err := c.send(ctx, "PATCH", "/indexes/"+uid+"/settings", settings)
	if err != nil {
		return translate(doing, err)
	}
	var task struct{ TaskUID int64 }
	if err := json.Unmarshal(answer, &task); err != nil {
		return translate(doing, err)
	}
	return c.await(ctx, doing, task.TaskUID)
}

// ensureLiveIndex makes the index of the pointer where it is missing.
func (c *client) ensureLiveIndex(ctx context.Context) error {
	err := c.createIndex(ctx, "making "+liveIndex, liveIndex)
	if taskHasCode(err, codeIndexExists) {
		return nil
	}
	if err != nil {
		return err
	}
	return c.set(ctx, liveIndex, []byte(liveSettings))
}
