package referral

import (
	"context"
	"time"
)

// pageLength is how many cases [Store.Each] reads at a time.
const pageLength = 1000

// Each hands f the cases made from from (included) until until (excluded), the
// oldest first, a page at a time, and ends at the first error of f. Neither its
// memory nor the time that a connection is held grows with the span.
func (s *Store) Each(ctx context.Context, from, until time.Time, f func([]Case) error) error {
	at, last := millis(from), Reference("")
	for {
		page, err := s.cases(ctx, `SELECT `+caseColumns+` FROM cases
			WHERE created >= $1 AND created < $2 AND (created > $1 OR reference > $3)
			ORDER BY created, reference LIMIT $4`, at, millis(until), last, pageLength)
		if err != nil || len(page) == 0 {
			return err
		}
		if err := f(page); err != nil || len(page) < pageLength {
			return err
		}
		end := page[len(page)-1]
		at, last = millis(end.Created), end.Reference
	}
}

// cases runs a query for whole cases.
func (s *Store) cases(ctx context.Context, query string, args ...any) ([]Case, error) {
	rows, err := s.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, wrap(err)
	}
	defer rows.Close()
	var cases []Case
	for rows.Next() {
		c, err := scanCase(rows)
		if err != nil {
			return nil, wrap(err)
		}
		cases = append(cases, c)
	}
	return cases, wrap(rows.Err())
}
