package fetch

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A publication is a file of the year, as its calendar has it.
type publication struct {
	name     string
	kind     Kind
	from, to directory.Date
	out      directory.Date // day on which it appears
	body     []byte
}

// calendar is what is published from 2026-08-01 for 13 months: on the 10th of
// each month the monthly that ends on the Sunday before, each Tuesday the week
// that ended on the Sunday before, except those weeks that lost names.
func calendar(t *testing.T, lost ...string) []publication {
	var all []publication
	for month := range 13 {
		out := time.Date(2026, 8+time.Month(month), 10, 0, 0, 0, 0, time.UTC)
		to := out
		for to.Weekday() != time.Sunday {
			to = to.AddDate(0, 0, -1)
		}
		all = append(all, publication{
			name: fmt.Sprintf("NPPES_Data_Dissemination_%s_%d_V2.zip", out.Month(), out.Year()), kind: Monthly,
			from: day(t, "2005-05-23"), to: directory.DateOf(to), out: directory.DateOf(out), body: registry(t, "20050523", to.Format("20060102"), 50+month),
		})
	}
	for monday := time.Date(2026, 7, 27, 0, 0, 0, 0, time.UTC); monday.Year() < 2028 && len(all) < 13+56; monday = monday.AddDate(0, 0, 7) {
		sunday := monday.AddDate(0, 0, 6)
		if slices.Contains(lost, monday.Format(time.DateOnly)) {
			continue
		}
		all = append(all, publication{
			name: fmt.Sprintf("NPPES_Data_Dissemination_%s_%s_Weekly_V2.zip", monday.Format("010206"), sunday.Format("010206")), kind: Weekly,
			from: directory.DateOf(monday), to: directory.DateOf(sunday), out: directory.DateOf(sunday) + 2,
			body: registry(t, monday.Format("20060102"), sunday.Format("20060102"), 20),
		})
	}
	return all
}

// TestYear runs the fetch twice a week for a year, with an outage, over a page
// that keeps four weeklies and two monthlies in an order that changes. After
// each run the folder holds what a walk over the days says.
func TestYear(t *testing.T) {
	const lostWeek = "2027-02-15"
	all := calendar(t, lostWeek)
	random := rand.New(rand.NewPCG(5, 6))
	p := newPublisher(t)
	dir := t.TempDir()
	var gaps, runs, whole int
	var took []publication // that a fetch brought, in order
	for now := day(t, "2026-08-12"); now < day(t, "2027-08-20"); now += 3 {
		if now > day(t, "2026-11-01") && now < day(t, "2026-12-20") {
			continue // nobody ran it for seven weeks
		}
		runs++
		var page []publication
		for _, kind := range []Kind{Monthly, Weekly} {
			var of []publication
			for _, q := range all {
				if q.kind == kind && q.out <= now {
					of = append(of, q)
				}
			}
			slices.SortFunc(of, func(a, b publication) int { return int(a.out - b.out) })
			page = append(page, of[max(0, len(of)-map[Kind]int{Monthly: 2, Weekly: 4}[kind]):]...)
		}
		random.Shuffle(len(page), func(i, j int) { page[i], page[j] = page[j], page[i] })
		var html strings.Builder
		for i, q := range page {
			p.put("/nppes/"+q.name, q.body)
			fmt.Fprintf(&html, []string{"<a href='./%s'>x</a>", `<a href="./%s">x</a>`}[i%2], q.name)
		}
		p.put("/nppes/NPI_Files.html", []byte(html.String()))

		f, _ := p.fetcherOf(dir, Monthly, Weekly)
		f.o.Now = func() time.Time { return now.Time() }
		p.reset()
		_, err := f.run(t.Context())
		bodies := [][]byte{}
		for _, q := range all {
			bodies = append(bodies, q.body)
		}
		m := sound(t, dir, bodies...)

		// The walk: the newest monthly that is out, then, from the first day that
		// nothing covers, any week that was ever seen and covers it.
		var base publication
		for _, q := range page {
			if q.kind == Monthly && q.to > base.to {
				base = q
			}
		}
		for _, q := range append(page, base) {
			if !slices.ContainsFunc(took, func(o publication) bool { return o.name == q.name }) && (q.kind == Weekly || q.name == base.name) {
				took = append(took, q)
			}
		}
		want := map[string]bool{base.name: true}
		next := base.to + 1
		for found := true; found; {
			found = false
			for _, q := range took {
				if q.kind == Weekly && q.from <= next && next <= q.to {
					want[q.name], next, found = true, q.to+1, true
				}
			}
		}
		behind := slices.ContainsFunc(page, func(q publication) bool { return q.kind == Weekly && q.from > next })
		var gap *Gap
		if errors.As(err, &gap) != behind || (err != nil && !behind) {
			t.Fatalf("%s: %v; a gap is expected: %t", now, err, behind)
		}
		if behind {
			gaps++
			if gap.From != next || !strings.Contains(err.Error(), "ake the monthly") {
				t.Errorf("%s: %v; the first missing day is %s", now, err, next)
			}
		}
		for name := range want {
			if _, ok := m.named(name); !ok {
				t.Errorf("%s: %s is not there", now, name)
			}
		}
		monthlies, weeklies := m.Of(Monthly), m.Of(Weekly)
		if len(monthlies) > 2 || len(weeklies) > 8 || monthlies[len(monthlies)-1].Name != base.name {
			t.Errorf("%s: %d monthlies, the newest %s; %d weeklies", now, len(monthlies), monthlies[len(monthlies)-1].Name, len(weeklies))
		}
		for _, w := range weeklies { // nothing from behind a gap
			if w.From > next {
				t.Errorf("%s: %s lies behind %s", now, w.Name, next)
			}
		}
		if len(m.Files) == len(lying(t, dir)) {
			whole++
		}
		for path, n := range p.asked {
			if n > 1 {
				t.Errorf("%s: %d requests for %s", now, n, path)
			}
		}
	}
	t.Logf("%d runs, %d with a gap", runs, gaps)
	if gaps == 0 || runs < 90 || whole != runs {
		t.Errorf("%d runs, %d with a gap, %d folders as listed", runs, gaps, whole)
	}
}

// TestWithoutMonthly runs the weeklies alone for so long that more are kept
// than eight: the monthly that is here needs them all.
func TestWithoutMonthly(t *testing.T) {
	all := calendar(t)
	p := newPublisher(t)
	dir := t.TempDir()
	f, _ := p.fetcherOf(dir, Weekly)
	p.publish(map[string][]byte{all[0].name: all[0].body, all[13].name: all[13].body})
	if _, err := f.run(t.Context()); err == nil || !strings.Contains(err.Error(), "no monthly file") || !strings.Contains(err.Error(), "--monthly --weekly") {
		t.Errorf("%v", err)
	}
	f, _ = p.fetcherOf(dir, Monthly)
	if _, err := f.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for last := 15; last < 27; last++ {
		files := map[string][]byte{}
		for _, q := range all[last-2 : last] {
			files[q.name] = q.body
		}
		p.publish(files)
		f, _ := p.fetcherOf(dir, Weekly)
		if _, err := f.run(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	next := all[0].to + 1
	for _, w := range m.Of(Weekly) {
		if w.From > next {
			t.Errorf("%s does not follow %s", w.Name, next-1)
		}
		next = w.To + 1
	}
	if next != all[25].to+1 || len(m.Of(Weekly)) < 9 {
		t.Errorf("%d weeklies up to %s", len(m.Of(Weekly)), next-1)
	}
}
