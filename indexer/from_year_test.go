package indexer_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/fetch"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

// A served writer names its generations so that they sort by time, as those of
// Meilisearch do, and can be rolled back.
type served struct {
	indexertest.Writer
	number       int
	live, before [2]any // generation, and what it published
}

func (s *served) Generation() string { return fmt.Sprintf("g%06d", s.number+1) }

func (s *served) Publish(ctx context.Context, c directory.Checks) (string, error) {
	if _, err := s.Writer.Publish(ctx, c); err != nil {
		return "", err
	}
	s.number++
	s.before, s.live = s.live, [2]any{fmt.Sprintf("g%06d", s.number), digestOf(&s.Writer)}
	return s.live[0].(string), nil
}

func (s *served) rollback() string {
	s.live, s.before = s.before, s.live
	return s.live[0].(string)
}

func digestOf(w *indexertest.Writer) [sha256.Size]byte {
	b, err := json.Marshal([]any{w.Published, w.Checks})
	if err != nil {
		panic(err)
	}
	return sha256.Sum256(b)
}

// A basis is what a build is made of.
type basis struct {
	week        int    // the registry's last
	dac, report string // copies: the folder drops old ones
	dacDay      directory.Date
	roster      string
}

// An operator runs the commands of the runbook as the days go by.
type operator struct {
	p            *publisher
	dir, state   string
	roster, kept string // the present one; folder for copies
	w            served
	held, before basis // of what is live, and of the generation before
	truths       map[basis]built
}

// fromFolder runs `finder index --from`.
func (op *operator) fromFolder(t *testing.T, day time.Time, again bool) (indexer.Report, error) {
	t.Helper()
	o := indexer.Options{From: op.dir, State: op.state, Roster: op.roster, Again: again, Now: func() time.Time { return day }}
	if op.w.number > 0 {
		o.Live = []string{op.w.live[0].(string)}
	}
	return indexer.Run(t.Context(), o, &op.w)
}

// now is what is live, and the state.
func (op *operator) now(t *testing.T) built {
	t.Helper()
	if op.w.number == 0 {
		return built{}
	}
	return built{op.w.live[1].([sha256.Size]byte), digestState(t, op.state, "Taken", "TakenBack")}
}

// onHand walks over the days that the files of the folder cover and returns of
// what a build can be made now.
func (op *operator) onHand(t *testing.T) basis {
	t.Helper()
	m, err := fetch.ReadManifest(op.dir)
	if err != nil {
		t.Fatal(err)
	}
	var end directory.Date
	covered := map[directory.Date]bool{}
	newest := map[fetch.Kind]fetch.File{}
	for _, file := range m.Files {
		if file.To > newest[file.Kind].To {
			newest[file.Kind] = file
		}
		for d := file.From; file.Kind == fetch.Weekly && d <= file.To; d++ {
			covered[d] = true
		}
	}
	for end = newest[fetch.Monthly].To; covered[end+1]; {
		end++
	}
	copied := func(file fetch.File) string {
		to := filepath.Join(op.kept, file.Name)
		text, err := os.ReadFile(filepath.Join(op.dir, file.Name))
		if err == nil {
			err = os.WriteFile(to, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return to
	}
	dac := newest[fetch.Clinicians]
	return basis{weekOf(end.Time()), copied(dac), copied(newest[fetch.Deactivated]), dac.To, op.roster}
}

// truth builds from nothing, of full files and without --from.
func (op *operator) truth(t *testing.T, day time.Time) built {
	t.Helper()
	if b, known := op.truths[op.held]; known {
		return b
	}
	w, state := &indexertest.Writer{}, t.TempDir()
	full := op.p.y.full[op.held.week]
	o := indexer.Options{
		State: state, Roster: op.held.roster, NPPES: full.registry, Practices: full.practices, Now: func() time.Time { return day },
		Clinicians: op.held.dac, CliniciansAsOf: op.held.dacDay, Deactivated: op.held.report,
	}
	if _, err := indexer.Run(t.Context(), o, w); err != nil {
		t.Fatal(err)
	}
	op.truths[op.held] = built{digestOf(w), digestState(t, state, "Taken", "TakenBack")}
	return op.truths[op.held]
}

// writeRoster writes a roster of a part of the sample's rows and of some people
// whose own taxonomy does not bring them in.
func (op *operator) writeRoster(t *testing.T, dice *rand.Rand, day time.Time) {
	t.Helper()
	text, err := os.ReadFile(op.p.y.roster)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return !strings.HasPrefix(l, "npi") && dice.IntN(3) == 0 })
	for _, row := range fullRows(t, op.p.y.full[0].registry)[1:] {
		if row[atCode1] == "207R00000X" && dice.IntN(4) == 0 {
			lines = append(lines, row[0]+",,annular-closure,barricaid,confirmed,Practice,2026-09-01,"+day.AddDate(0, 0, -1).Format(time.DateOnly)+",,,,")
		}
	}
	op.roster = filepath.Join(op.kept, "roster_"+day.Format(time.DateOnly)+".csv")
	if err := os.WriteFile(op.roster, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A year of an operator: the fetch and the index every few days, new rosters,
// rollbacks, a week that never appears, weeks in which nobody ran anything.
// After each step the listings and the state are, to the byte, those of a build
// from nothing; what was taken back stays away until it is asked for or a
// monthly file has replaced it.
func TestFromYear(t *testing.T) {
	count, weeks := 300, 20
	if os.Getenv("FINDER_VERIFY") == "1" {
		count, weeks = 5_000, 53
	}
	dice := rand.New(rand.NewPCG(8, 17))
	op := &operator{p: newPublisher(t, newYear(t, count, weeks, 5)), dir: t.TempDir(), state: t.TempDir(), kept: t.TempDir(), truths: map[basis]built{}}
	op.p.lost[6] = true
	day := firstSunday.AddDate(0, 0, 10)
	op.writeRoster(t, dice, day)
	happened := map[string]int{}
	for ; weekOf(day) <= weeks; day = day.AddDate(0, 0, 1+dice.IntN(5)) {
		if k := weekOf(day); k > 9 && k < 15 {
			continue // nobody was there
		}
		date := day.Format(time.DateOnly)
		op.p.show(t, day)
		if _, err := op.p.fetch(t, op.dir, day); err != nil {
			if happened["fetches with a gap"]++; !strings.Contains(err.Error(), "ake the monthly") {
				t.Fatalf("%s: %v", date, err)
			}
		}
		if happened["steps"]%4 == 3 {
			op.writeRoster(t, dice, day)
			happened["rosters"]++
		}
		happened["steps"]++
		was, basisWas := op.now(t), op.held
		r, err := op.fromFolder(t, day, dice.IntN(6) == 0)
		now := op.now(t)
		said := fmt.Sprint(err)
		if err != nil && (!errors.Is(err, indexer.ErrRefused) || !strings.Contains(said, "taken back")) {
			t.Fatalf("%s: %v", date, err)
		}
		present := op.onHand(t)
		if strings.Contains(said, "what is new in") {
			happened["folders left aside"]++
			present = basis{op.held.week, op.held.dac, op.held.report, op.held.dacDay, op.roster}
		}
		if strings.Contains(said, "the roster") {
			happened["rosters left aside"]++
			present.roster = op.held.roster
		}
		op.held = present
		if want := op.truth(t, day); now != want {
			t.Fatalf("%s: %s; listings as from nothing: %t, state: %t; %v", date, &r.Registry.Days, now.listings == want.listings, now.state == want.state, err)
		}
		switch {
		case r.NothingNew:
			happened["runs with nothing new"]++
			if r.Published || now != was {
				t.Fatalf("%s: nothing is new, and yet something changed", date)
			}
			continue
		case !r.Published || r.Sum() != r.Rows:
			t.Fatalf("%s: published: %t; %d rows, %d under a heading", date, r.Published, r.Rows, r.Sum())
		}
		happened["runs that published"]++
		op.before = basisWas
		if was != (built{}) && dice.IntN(4) == 0 {
			happened["rollbacks"]++
			if err := follow(t, op.state, op.w.rollback()); err != nil {
				t.Fatal(err)
			}
			if op.held, op.before = op.before, op.held; op.now(t) != was {
				t.Fatalf("%s: the rollback does not bring back what was", date)
			}
		}
	}
	t.Logf("%d physicians, %d weeks: %v", count, weeks, happened)
	for _, what := range []string{"fetches with a gap", "rosters", "folders left aside", "rosters left aside", "runs with nothing new", "rollbacks"} {
		if happened[what] == 0 {
			t.Errorf("the year has no %s", what)
		}
	}
}
