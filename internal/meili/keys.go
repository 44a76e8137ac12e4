package meili

import (
	"context"
	"slices"

	"github.com/meilisearch/meilisearch-go"
)

// The fixed ids of the keys. A key is made of its id and the master key, so
// that setting up again, or a restored server, gives the same keys.
const (
	serviceUID = "5f1de7a0-7a3c-4c0e-9a55-8e6b1f0c2d41"
	indexerUID = "b7c9a6de-1f4e-4b4f-8d0a-3c2e9d7f6a52"
)

// VersionAction is the right to ask a server for its version, which not every
// server lets the indexer's key have.
const VersionAction = "version"

// ServiceActions are what the service's key may do, by Meilisearch's names.
func ServiceActions() []string { return []string{"search", "documents.get"} }

// IndexerActions are what the indexer's key may do, [VersionAction] where that
// can be had: `finder doctor` asks for it.
func IndexerActions() []string {
	return []string{
		"search", "documents.add", "documents.get", "documents.delete",
		"indexes.create", "indexes.get", "indexes.delete", "settings.update",
		"tasks.get", "tasks.cancel", VersionAction,
	}
}

// Setup makes the keys of the service and of the indexer, each with the least
// it needs, and returns them. Keys that exist with other rights are made anew;
// their text stays the same.
func Setup(ctx context.Context, url, masterKey string) (service, indexer string, err error) {
	c, err := newClient(Config{URL: url, Key: masterKey}, writerPatience)
	if err != nil {
		return "", "", err
	}
	service, err = c.ensureKey(ctx, &meilisearch.Key{
		UID: serviceUID, Name: "finder service", Description: "Reads listings and which generation is live.",
		Actions: ServiceActions(),
		Indexes: []string{listingsIndex + "*", liveIndex},
	})
	if err != nil {
		return "", "", err
	}
	indexer, err = c.ensureKey(ctx, &meilisearch.Key{
		UID: indexerUID, Name: "finder indexer", Description: "Builds, verifies, publishes and drops generations.",
		Actions: IndexerActions(),
		Indexes: []string{listingsIndex + "*", liveIndex, lockIndex + "*"},
	})
	return service, indexer, err
}

// ensureKey returns the text of a key with exactly the rights of want. Rights
// cannot be changed, so a key with others is deleted first. Newer
// servers give a key for named indexes no right to ask for the version: there it
// is made without. They refuse that before they look whether there is such a
// key, so that one in use stays.
func (c *client) ensureKey(ctx context.Context, want *meilisearch.Key) (string, error) {
	made, err := c.makeKey(ctx, want)
	if hasCode(err, codeGlobalAction) {
		scoped := *want
		scoped.Actions = slices.DeleteFunc(slices.Clone(want.Actions), func(action string) bool { return action == VersionAction })
		want = &scoped
		made, err = c.makeKey(ctx, want)
	}
	if !hasCode(err, codeKeyExists) {
		return made, err
	}
	doing := "making the key of the " + want.Name
	have, err := c.sdk.GetKey(ctx, want.UID)
	if err != nil {
		return "", translate(doing, err)
	}
	if sameSet(have.Actions, want.Actions) && sameSet(have.Indexes, want.Indexes) {
		return have.Key, nil
	}
	if _, err := c.sdk.DeleteKey(ctx, want.UID); err != nil {
		return "", translate(doing, err)
	}
	if made, err = c.makeKey(ctx, want); hasCode(err, codeKeyExists) { // somebody else set up meanwhile
		have, err = c.sdk.GetKey(ctx, want.UID)
		if err != nil {
			return "", translate(doing, err)
		}
		return have.Key, nil
	}
	return made, err
}

// makeKey makes a key and returns its text.
func (c *client) makeKey(ctx context.Context, want *meilisearch.Key) (string, error) {
	made, err := c.sdk.CreateKey(ctx, want)
	if err != nil {
		return "", translate("making the key of the "+want.Name, err)
	}
	return made.Key, nil
}

func sameSet(a, b []string) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
