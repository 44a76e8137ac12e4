package referral

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mattn/go-sqlite3"

	"github.com/physicianfinder/finder/internal/directory"
)

// fill stores n cases, one every step before the store's present, without the
// cost of a transaction each. Most were followed up long ago.
func fill(t testing.TB, s *Store, n int, step time.Duration) {
	t.Helper()
	one := sampleCase().Surgeons[0]
	one.Specialty, one.Address, one.Location, one.Generation = "Orthopedic surgery of the spine", "1200 Example Parkway, Suite 340, Minneapolis, MN 55401", "2000000002-9f3c1a2b", "20261120t0912"
	surgeons := text([]Surgeon{one, one, one})
	for _, statement := range []string{
		fmt.Sprintf(`INSERT INTO cases (%s, idempotency)
			WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			SELECT 'R' || CAST(i AS TEXT), %d - i * CAST(%d AS BIGINT), %d - i * CAST(%d AS BIGINT), 1, 'agent' || CAST(i %% 12 AS TEXT), 'en', 'zip3', CAST(100 + i %% 900 AS TEXT), '{}', '%s',
				CASE i %% 3 WHEN 0 THEN 'read' WHEN 1 THEN 'print' ELSE 'email_text' END,
				CASE i %% 50 WHEN 0 THEN 'open' WHEN 1 THEN 'practice_no_answer' WHEN 2 THEN 'no_fit' ELSE 'appointment_kept' END,
				CASE WHEN i %% 2 = 0 THEN '2026-01-15' ELSE '' END, 'a note', 'MN', '', 0, '', '', '', CAST(i AS TEXT) FROM n`,
			caseColumns, n-1, millis(s.now()), step.Milliseconds(), millis(s.now()), step.Milliseconds(), surgeons),
		`INSERT INTO case_surgeons (reference, npi) SELECT reference, 2000000002 + (created / 60000) % 499 FROM cases`,
		`INSERT INTO case_events (reference, seq, at, agent, changes) SELECT reference, 1, created, agent, '[]' FROM cases`,
		`INSERT INTO calls (agent, id, began, ended, wrapup, language, state, filters, found, reference)
			SELECT agent, reference, created - 90000, created, CASE WHEN (created / 60000) % 40 = 0 THEN 'unmet_need' ELSE 'referral' END, language, state, '{"language":"es"}', 0, reference FROM cases`,
		`INSERT INTO callbacks (id, created, agent, due, reason, reference, language, assigned, done, done_by)
			SELECT reference, created, agent, created + 90000, 'other', reference, language, '', CASE WHEN (created / 60000) % 400 = 0 THEN 0 ELSE created END, '' FROM cases`,
		`INSERT INTO audit (id, at, account, deed, subject) SELECT reference, created, agent, 'sign_in', '' FROM cases`,
		`INSERT INTO corrections (id, created, npi, zip5, kind, detail, reporter, status, decided, decided_by, reason, override)
			SELECT reference, created, 2000000002 + (created / 60000) % 499, '', 'moved', 'a detail', 'public', CASE WHEN (created / 60000) % 50 = 0 THEN 'open' WHEN (created / 60000) % 50 = 1 THEN 'accepted' ELSE 'rejected' END,
				created, '', 'a reason', '{}' FROM cases`,
	} {
		if _, err := s.db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.db.ExecContext(t.Context(), map[dialect]string{sqlite: "ANALYZE", postgres: "VACUUM ANALYZE"}[s.dialect]); err != nil {
		t.Fatal(err)
	}
}

// seen is what a store asked of its database.
type seen struct {
	query string
	args  []any
}

// overheard replaces the connections of a store by ones that note every query.
func overheard(t *testing.T, s *Store, dsn string, note func(seen)) {
	t.Helper()
	if s.dialect == postgres {
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			t.Fatal(err)
		}
		config.Tracer = tracer(note)
		s.db = stdlib.OpenDB(*config)
	} else {
		s.db = sql.OpenDB(connector{"file:" + (&url.URL{Path: dsn}).EscapedPath(), note})
	}
	t.Cleanup(func() { s.db.Close() })
}

type tracer func(seen)

func (f tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	f(seen{q.SQL, q.Args})
	return ctx
}
func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

type connector struct {
	dsn  string
	note func(seen)
}

func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	return listening{conn.(*sqlite3.SQLiteConn), c.note}, nil
}
func (c connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

type listening struct {
	*sqlite3.SQLiteConn
	note func(seen)
}

func (l listening) told(query string, args []driver.NamedValue) {
	var plain []any
	for _, a := range args {
		plain = append(plain, a.Value)
	}
	l.note(seen{query, plain})
}

func (l listening) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	l.told(query, args)
	return l.SQLiteConn.QueryContext(ctx, query, args)
}

func (l listening) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	l.told(query, args)
	return l.SQLiteConn.ExecContext(ctx, query, args)
}

// plan is how the database would answer a query.
func plan(t *testing.T, s *Store, q seen) string {
	t.Helper()
	explain := map[dialect]string{sqlite: "EXPLAIN QUERY PLAN ", postgres: "EXPLAIN "}[s.dialect]
	rows, err := s.db.QueryContext(t.Context(), explain+q.query, q.args...)
	if err != nil {
		t.Fatalf("%s: %v", q.query, err)
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		into := []any{&line}
		if s.dialect == sqlite {
			into = []any{new(int), new(int), new(int), &line}
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// wholeTable is the mark of a plan that reads all rows of a table that grows.
var wholeTable = regexp.MustCompile(`(?m)(?:SCAN|Seq Scan on) (?:cases|case_surgeons|case_events|corrections|calls|callbacks|audit)\b(?: \w+)?(?: USING (?:COVERING )?INDEX)?.*`)

// TestPlans asks the store everything that the console asks, over twenty
// thousand cases, and holds that no query reads a table from end to end.
func TestPlans(t *testing.T) {
	for name, dsn := range map[string]string{"sqlite": filepath.Join(t.TempDir(), "store.db"), "postgres": ""} {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" {
				dsn = postgresDSN(t)
			}
			c := newClock()
			s, err := Open(t.Context(), dsn, c.now)
			if err != nil {
				t.Fatal(err)
			}
			fill(t, s, 20_000, 25*time.Minute)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			var queries []seen
			overheard(t, s, dsn, func(q seen) {
				if head := strings.Fields(q.query); len(head) > 0 && regexp.MustCompile(`^(?:SELECT|UPDATE|DELETE|WITH)$`).MatchString(head[0]) {
					queries = append(queries, q)
				}
			})
			askEverything(t, s, c)
			asked := queries
			kinds := map[string]bool{}
			for _, q := range asked {
				kinds[q.query] = true
				how := plan(t, s, q)
				for _, bad := range wholeTable.FindAllString(how, -1) {
					if strings.Contains(q.query, "LIMIT") && strings.Contains(bad, "USING INDEX") {
						continue // the newest few by an index
					}
					if strings.Contains(bad, "USING INDEX callbacks_open") {
						continue // which holds what is not done yet, no more
					}
					t.Errorf("%s\nis answered by\n%s", q.query, how)
				}
			}
			t.Logf("%d queries of %d kinds", len(asked), len(kinds))
			if len(kinds) < 15 {
				t.Errorf("only %d kinds of queries were overheard", len(kinds))
			}
		})
	}
}

// askEverything asks a filled store what the console asks, and changes a little.
func askEverything(t *testing.T, s *Store, c *clock) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	made, err := s.Make(ctx, sampleCase(), "plan")
	must(err)
	outcome := OutcomeNoAnswer
	_, err = s.Change(ctx, made.Reference, 1, "ana", Edit{Outcome: &outcome})
	must(err)
	_, err = s.History(ctx, made.Reference)
	must(err)
	day := directory.DateOf(c.now())
	for _, l := range []Lookup{
		{},
		{Agent: "agent3"},
		{NPIs: npis[:1]},
		{NPIs: npis[:1], Agent: "agent3"},
		{DueBy: day, Limit: 20},
		{DueBy: day, Agent: "agent3"},
		{From: c.now().Add(-24 * time.Hour), Until: c.now()},
		{Skip: 50},
	} {
		_, err := s.Find(ctx, l)
		must(err)
	}
	must(s.Each(ctx, c.now().Add(-31*24*time.Hour), c.now(), func([]Case) error { return nil }))
	_, err = s.Count(ctx, c.now().Add(-31*24*time.Hour), c.now(), time.UTC, day)
	must(err)
	_, err = s.Count(ctx, c.now().Add(-400*24*time.Hour), c.now(), time.UTC, day) // all there is: by the index alone
	must(err)
	for _, l := range []Lookup{{ZIP3: "554"}, {ZIP3: "554", Language: "en", NPIs: npis[:2], From: c.now().Add(-24 * time.Hour), Until: c.now()}, {Assigned: "ana", DueBy: lastDay}} {
		_, err := s.Find(ctx, l)
		must(err)
	}
	must(s.Wrap(ctx, Call{ID: "plan", Agent: "ana", Wrapup: WrapupUnmet, Language: "en"}))
	_, err = s.CountCalls(ctx, c.now().Add(-31*24*time.Hour), c.now()) // calls are as narrow as an index of them: of all there are, a database may read either
	must(err)
	_, err = s.Callbacks(ctx)
	must(err)
	_, err = s.HandOver(ctx, "ana", "ben")
	must(err)
	_, err = s.Audits(ctx, c.now().Add(-24*time.Hour), c.now())
	must(err)
	_, err = s.Cases(ctx, Misheard(string(made.Reference)))
	must(err)
	_, err = s.Reported(ctx, npis)
	must(err)
	_, err = s.Pending(ctx)
	must(err)
	_, err = s.Corrections(ctx, CorrectionOpen)
	must(err)
	for range 9 { // until the clock has gone evenly
		_, err = s.Purge(ctx, 365)
		must(err)
		c.advance(12 * time.Hour)
	}
}

// TestCount holds the sums of random spans to a count by hand, hours by the
// clock of a zone that changes its own.
func TestCount(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		const n = 3000
		fill(t, s, n, 47*time.Minute+13*time.Second) // three months, with the end of summer time among them
		all, err := s.Find(t.Context(), Lookup{Limit: MaxFound})
		for skip := MaxFound; err == nil && len(all) < n; skip += MaxFound {
			var more []Case
			more, err = s.Find(t.Context(), Lookup{Limit: MaxFound, Skip: skip})
			all = append(all, more...)
		}
		if err != nil || len(all) != n {
			t.Fatal(len(all), err)
		}
		for i := range 12 {
			from := c.now().AddDate(0, 0, -8*i-1)
			until := from.AddDate(0, 0, 7*i+1)
			want := Counts{ByOutcome: map[Outcome]int{}, ByHow: map[How]int{}, ByAgent: map[string]map[Outcome]int{}}
			for _, k := range all {
				if k.FollowUp != 0 && (k.Outcome == OutcomeOpen || k.Outcome == OutcomeNoAnswer) {
					want.Due++
				}
				if k.Created.Before(from) || !k.Created.Before(until) {
					continue
				}
				want.Cases++
				want.ByHour[k.Created.In(chicago).Hour()]++
				want.ByOutcome[k.Outcome]++
				want.ByHow[k.How]++
				if want.ByAgent[k.Agent] == nil {
					want.ByAgent[k.Agent] = map[Outcome]int{}
				}
				want.ByAgent[k.Agent][k.Outcome]++
			}
			got, err := s.Count(t.Context(), from, until, chicago, directory.DateOf(c.now()))
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("span %d: %v (-want +got):\n%s", i, err, diff)
			}
		}
	})
}

// TestEach reads every case of a span once, the oldest first, whatever was made
// in the same millisecond, and does not keep them: a million under
// FINDER_VERIFY=1.
func TestEach(t *testing.T) {
	n := 5_500
	if os.Getenv("FINDER_VERIFY") == "1" {
		n = 1_000_000
	}
	onBoth(t, func(t *testing.T, s *Store, c *clock) {
		fill(t, s, n, 0) // all at once: ties from end to end
		fillLater := c.now()
		var read, pages int
		var last Reference
		var least, most uint64
		err := s.Each(t.Context(), fillLater, fillLater.Add(time.Millisecond), func(page []Case) error {
			for _, k := range page {
				if k.Reference <= last {
					return fmt.Errorf("%s after %s", k.Reference, last)
				}
				last = k.Reference
			}
			read += len(page)
			if pages++; pages%50 == 1 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				if least == 0 {
					least = m.HeapAlloc
				}
				most = max(most, m.HeapAlloc)
			}
			if len(page) > pageLength {
				return fmt.Errorf("a page of %d", len(page))
			}
			return nil
		})
		if err != nil || read != n {
			t.Errorf("read %d of %d: %v", read, n, err)
		}
		if most > least+4<<20 {
			t.Errorf("the heap grew from %d to %d bytes", least, most)
		}
		t.Logf("%d cases in %d pages; heap %d to %d KiB", read, pages, least>>10, most>>10)
	})
}
