package meili

import (
	"context"

	"github.com/meilisearch/meilisearch-go"
)

// indexes lists the names of all indexes that the key may see.
func (c *client) indexes(ctx context.Context) ([]string, error) {
	const page = 1000
	var uids []string
	for {
		var list *meilisearch.IndexesResults
		err := retry(ctx, func() (err error) {
			list, err = c.sdk.ListIndexes(ctx, &meilisearch.IndexesQuery{Limit: page, Offset: int64(len(uids))})
			return translate("listing the indexes", err)
		})
		if err != nil {
			return nil, err
		}
		for _, r := range list.Results {
			uids = append(uids, r.UID)
		}
		if len(list.Results) < page {
			return uids, nil
		}
	}
}

func (c *client) createIndex(ctx context.Context, doing, uid string) error {
	task, err := c.sdk.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: uid, PrimaryKey: primaryKey})
	if err != nil {
		return translate(doing, err)
	}
	return c.await(ctx, doing, task.TaskUID)
}

// cancelTasks cancels what is still to be done for an index. The cancellation is
// not awaited: it belongs to no index, so a key for some indexes may not look
// at it; it goes before every other task in any case.
func (c *client) cancelTasks(ctx context.Context, uid string) error {
	_, err := c.sdk.CancelTasks(ctx, &meilisearch.CancelTasksQuery{
		IndexUIDS: []string{uid},
		Statuses:  []meilisearch.TaskStatus{meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing},
	})
	return translate("calling off work on "+uid, err)
}

// dropIndex deletes an index with everything that is still to be done for it;
// one that is gone is fine.
func (c *client) dropIndex(ctx context.Context, uid string) error {
	if err := c.cancelTasks(ctx, uid); err != nil {
		return err
	}
	doing := "dropping " + uid
	task, err := c.sdk.DeleteIndex(ctx, uid)
	if err = translate(doing, err); err == nil {
		err = c.await(ctx, doing, task.TaskUID)
	}
	if taskHasCode(err, codeIndexNotFound) || hasCode(err, codeIndexNotFound) {
		return nil
	}
	return err
}
