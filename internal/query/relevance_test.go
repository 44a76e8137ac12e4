package query_test

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/words"
)

var update = flag.Bool("update", false, "write the files of expected results anew")

// minRecall is the least recall@5 over all cases.
const minRecall = 0.95

// TestRelevance asks data/queries/*.txt of the in-memory index and compares
// the quality of the answers with the committed figures.
func TestRelevance(t *testing.T) {
	t.Parallel()
	w := readWorld(t)
	index := searchtest.NewMemory("world", w)
	judge(t, w, index, "testdata/rank_stats.txt")
}

// judge asks every case of an index and holds the figures against a file.
func judge(t *testing.T, w []directory.Listing, index search.Index, golden string) {
	t.Helper()
	cases := readCases(t)
	if len(cases) < 140 {
		t.Errorf("%d cases, about 150 wanted", len(cases))
	}
	finder := searchtest.Loaded(t, index)
	parser := newParser(false)
	var stats tally
	for _, c := range cases {
		stats.add(c, c.ask(t, w, parser, finder))
	}
	text := stats.text()
	if got := stats.all().recall5; got < minRecall {
		t.Errorf("recall@5 is %.3f, %.2f wanted", got, minRecall)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("the quality of answers has changed; if meant, run with -update and commit (-want +got):\n%s", diff)
	}
}

// A verdict is how well one case was answered.
type verdict struct {
	recall1, recall5, reciprocal float64
	complaint                    string // why the case failed; empty: it did not
}

// ask asks one case and judges the answer.
func (c *relevanceCase) ask(t *testing.T, w []directory.Listing, p *query.Parser, f *search.Finder) verdict {
	t.Helper()
	req, err := p.Parse(c.values)
	var faults *query.Faults
	if errors.As(err, &faults) || c.fault != "" {
		return c.judgeFaults(req, faults)
	}
	if err != nil {
		t.Fatal(err)
	}
	res, err := f.Search(t.Context(), req.Search)
	if err != nil {
		t.Fatalf("%s: %s: Search: %v", c.group, c.title, err)
	}
	expected := c.expected(t, w)
	if c.nobody != (len(expected) == 0) {
		t.Fatalf("%s: %s: the world holds %d who should answer: the case asks nothing", c.group, c.title, len(expected))
	}
	shown := slices.Concat(res.Cards, res.Beyond)
	v := rank(shown, expected, c.origin != nil)
	for i := range shown {
		if why := c.intruder(&shown[i]); why != "" {
			v.complaint = why
			t.Errorf("%s: %s: %s", c.group, c.title, why)
		}
	}
	if why := c.unsaid(req, res); why != "" {
		v.complaint = why
	}
	if v.complaint == "" && v.recall5 < 1 {
		v.complaint = fmt.Sprintf("recall@5 %.2f", v.recall5)
	}
	return v
}

// judgeFaults judges a case that must be refused, or one that was.
func (c *relevanceCase) judgeFaults(req *query.Request, faults *query.Faults) verdict {
	got := "answered"
	if req == nil {
		got = faults.List[0].Parameter + " " + string(faults.List[0].Reason)
	}
	red := faults != nil && faults.Urgency == words.Emergency
	if got != c.fault || red != slices.Contains(c.says, "red") {
		return verdict{complaint: got}
	}
	for _, s := range c.says {
		suggested, ok := strings.CutPrefix(s, "suggests ")
		if ok && !slices.ContainsFunc(faults.List[0].Candidates, func(p place.Place) bool { return p.Label == suggested }) {
			return verdict{complaint: fmt.Sprintf("does not say %q", s)}
		}
	}
	return verdict{recall1: 1, recall5: 1, reciprocal: 1}
}

// rank compares the NPIs shown with those expected. Ordered: the expected ones
// are the first that must be shown, in their order; otherwise any of them do.
func rank(shown []search.Card, expected []directory.NPI, ordered bool) verdict {
	if len(expected) == 0 {
		if len(shown) == 0 {
			return verdict{recall1: 1, recall5: 1, reciprocal: 1}
		}
		return verdict{complaint: fmt.Sprintf("%d shown, nobody expected", len(shown))}
	}
	var got []directory.NPI
	for i := range shown {
		got = append(got, shown[i].Listing.Physician.NPI)
	}
	k := min(5, len(expected))
	hoped := expected
	best := expected
	if ordered {
		hoped, best = expected[:k], expected[:1]
	}
	var v verdict
	hits := 0
	for i, npi := range got {
		if i < 5 && slices.Contains(hoped, npi) {
			hits++
		}
		if v.reciprocal == 0 && slices.Contains(best, npi) {
			v.reciprocal = 1 / float64(i+1)
		}
	}
	v.recall5 = float64(min(hits, k)) / float64(k)
	if v.reciprocal == 1 {
		v.recall1 = 1
	}
	return v
}

// intruder says why a card must not be shown, or "".
func (c *relevanceCase) intruder(card *search.Card) string {
	for _, cond := range c.only {
		if !cond.holds(&card.Listing) {
			return fmt.Sprintf("shows somebody without %s", cond.text)
		}
	}
	return ""
}

// unsaid returns what the answer should say and does not, or "".
func (c *relevanceCase) unsaid(req *query.Request, res *search.Result) string {
	said := []string{}
	if req.Urgency == words.Emergency {
		said = append(said, "red")
	}
	for _, w := range req.Warnings {
		said = append(said, "warning "+w.Code)
	}
	if len(res.Dropped) > 0 {
		said = append(said, "dropped "+strings.Join(res.Dropped, " "))
	}
	for _, u := range req.Understood {
		said = append(said, "understood "+u.Parameter+"="+u.Value)
	}
	for _, a := range res.Also {
		said = append(said, "also "+a.Word+"="+strings.Join(a.Names, ","))
	}
	if req.Search.Text == "" {
		said = append(said, "all understood")
	}
	for _, s := range c.says {
		if !slices.Contains(said, s) {
			return fmt.Sprintf("does not say %q", s)
		}
	}
	return ""
}

// figures are the averages of some cases.
type figures struct {
	cases, failed                int
	recall1, recall5, reciprocal float64
}

func (f *figures) add(v verdict) {
	f.cases++
	if v.complaint != "" {
		f.failed++
	}
	f.recall1, f.recall5, f.reciprocal = f.recall1+v.recall1, f.recall5+v.recall5, f.reciprocal+v.reciprocal
}

func (f figures) mean() figures {
	n := math.Max(1, float64(f.cases))
	f.recall1, f.recall5, f.reciprocal = f.recall1/n, f.recall5/n, f.reciprocal/n
	return f
}

// A tally keeps the figures of each group and the cases that failed.
type tally struct {
	groups []string
	sums   map[string]*figures
	failed []string
}

func (s *tally) add(c *relevanceCase, v verdict) {
	if s.sums == nil {
		s.sums = make(map[string]*figures)
	}
	if s.sums[c.group] == nil {
		s.groups = append(s.groups, c.group)
		s.sums[c.group] = &figures{}
	}
	s.sums[c.group].add(v)
	if v.complaint != "" {
		s.failed = append(s.failed, fmt.Sprintf("  %s: %s: %s", c.group, c.title, v.complaint))
	}
}

func (s *tally) all() figures {
	var sum figures
	for _, f := range s.sums {
		sum.cases, sum.failed = sum.cases+f.cases, sum.failed+f.failed
		sum.recall1, sum.recall5, sum.reciprocal = sum.recall1+f.recall1, sum.recall5+f.recall5, sum.reciprocal+f.reciprocal
	}
	return sum.mean()
}

// text writes the figures as they are committed.
func (s *tally) text() string {
	var b strings.Builder
	line := func(name string, f figures) {
		fmt.Fprintf(&b, "%-12s %5d %9.3f %9.3f %6.3f %7d\n", name, f.cases, f.recall1, f.recall5, f.reciprocal, f.failed)
	}
	fmt.Fprintf(&b, "%-12s %5s %9s %9s %6s %7s\n", "group", "cases", "recall@1", "recall@5", "MRR", "failed")
	for _, g := range s.groups {
		line(g, s.sums[g].mean())
	}
	line("all", s.all())
	if len(s.failed) > 0 {
		fmt.Fprintf(&b, "\nfailed:\n%s\n", strings.Join(s.failed, "\n"))
	}
	return b.String()
}

// queryFiles returns the files of cases, sorted.
func queryFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../../data/queries/*.txt")
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "alarms.txt" }) // TestAlarms reads it
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of cases: %v", err)
	}
	return files
}
