package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/meili"
	meiliserver "github.com/physicianfinder/finder/internal/meili/server"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
)

// asOf is the day of the registry that the listings are said to be of.
const asOf directory.Date = 20_600

// An engine answers questions. prepare, if any, makes a question ready before
// the clock runs.
type engine struct {
	name    string
	ask     func(context.Context, question) error
	prepare func(question) question
}

// benchSearch fills every engine with the same listings and prints a table of
// median milliseconds for each size.
func benchSearch(ctx context.Context, s settings) error {
	for _, n := range s.sizes {
		if err := benchSize(ctx, s, n); err != nil {
			return err
		}
	}
	return nil
}

func benchSize(ctx context.Context, s settings, n int) error {
	fmt.Fprintf(s.out, "\n## %d listings\n\n", n)
	all := listings(n)
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ms, err := meiliserver.Start(ctx, meiliserver.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer ms.Stop()
	if err := fillPeer(ctx, ms.URL(), ms.MasterKey(), all); err != nil {
		return err
	}
	index, err := publish(ctx, ms, all)
	if err != nil {
		return err
	}
	finder, err := start(ctx, s, index)
	if err != nil {
		return err
	}
	pg, err := startPostGIS(ctx, all)
	if err != nil {
		return err
	}
	defer pg.stop()
	near := newTree(all, asOf)
	if err := near.sameAnswers(ctx, finder, s); err != nil {
		return err
	}
	runtime.GC()

	tuned := &http.Client{Transport: meili.NewTransport()}
	byTuned := engine{"the same, tuned transport", askMeili(ms.URL(), ms.MasterKey(), tuned), byRadius}
	ours := engine{"finder: nearest, exact total, counts, beyond", askFinder(finder), nil}
	engines := []engine{
		{"Meilisearch, _geoRadius and sort, as it comes", askMeili(ms.URL(), ms.MasterKey(), &http.Client{}), byRadius},
		byTuned,
		{"Meilisearch by H3 cells, tuned transport", askMeili(ms.URL(), ms.MasterKey(), tuned), byCells},
		{"PostGIS, 20 nearest only", pg.nearest, nil},
		{"PostGIS, nearest, exact total, counts", pg.whole, nil},
		{"tidwall/rtree in the process, 20 nearest only", near.askNearest, nil},
		{"the same, nearest, exact total, counts", near.askWhole, nil},
		ours,
	}
	if err := table(ctx, s, engines, all); err != nil {
		return err
	}
	if err := textTable(ctx, s, byTuned, ours, all); err != nil {
		return err
	}
	if err := cost(ctx, s, ours, all); err != nil {
		return err
	}
	return perListing(ctx, s, finder, all)
}

// publish builds a generation of the listings and opens it.
func publish(ctx context.Context, ms *meiliserver.Server, all []directory.Listing) (*meili.Index, error) {
	service, indexer, err := meili.Setup(ctx, ms.URL(), ms.MasterKey())
	if err != nil {
		return nil, err
	}
	w, err := meili.NewWriter(ctx, []meili.Config{{URL: ms.URL(), Key: indexer}}, meili.WriterOptions{})
	if err != nil {
		return nil, err
	}
	defer w.Discard(context.WithoutCancel(ctx))
	checks := directory.Checks{DataAsOf: asOf, Listings: len(all), Offerings: map[directory.Status]int{}}
	npis := map[directory.NPI]bool{}
	for i := range all {
		npis[all[i].Physician.NPI] = true
		if o := all[i].Offering; o != nil {
			checks.Offerings[o.Status]++
		}
	}
	checks.Physicians = len(npis)
	for batch := range slices.Chunk(all, 5000) {
		if err := w.Add(ctx, batch); err != nil {
			return nil, err
		}
	}
	if _, err := w.Publish(ctx, checks); err != nil {
		return nil, err
	}
	return meili.Open(meili.Config{URL: ms.URL(), Key: service})
}

// start loads a finder and says how long that takes, and what memory it then
// takes.
func start(ctx context.Context, s settings, index search.Index) (*search.Finder, error) {
	before, begin := resident(), time.Now()
	f := search.New(index, search.Options{})
	if err := f.Load(ctx); err != nil {
		return nil, err
	}
	took := time.Since(begin)
	fmt.Fprintf(s.out, "ready after %.1f s; heap grew by %d MB\n\n", took.Seconds(), (resident()-before)>>20)
	return f, nil
}

// resident returns the bytes of the heap in use after a collection.
func resident() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func askFinder(f *search.Finder) func(context.Context, question) error {
	return func(ctx context.Context, q question) error {
		_, err := f.Search(ctx, finderQuery(q))
		return err
	}
}

func finderQuery(q question) search.Query {
	query := search.Query{
		Origin: &place.Place{Point: q.origin, Kind: place.KindCoords}, Radius: q.miles * geo.MetersPerMile,
		Text: q.text, Sort: search.ByDistance, Page: 1, Size: pageSize,
	}
	if q.text != "" {
		query.Sort = search.ByRelevance
	}
	if q.specialty != "" {
		query.Filter.Specialties = []string{string(q.specialty)}
	}
	if q.offered {
		query.Filter.Closure = search.ClosureOffered
	}
	return query
}

// table prints the median of every engine for every shape of question.
func table(ctx context.Context, s settings, engines []engine, all []directory.Listing) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 1, ' ', 0)
	defer w.Flush()
	fmt.Fprint(w, "| p50 milliseconds")
	for _, shape := range shapes {
		fmt.Fprintf(w, "\t| %s", shape.name)
	}
	fmt.Fprintf(w, "\t|\n|---%s\t|\n", strings.Repeat("\t|---", len(shapes)))
	for i, e := range engines {
		fmt.Fprintf(w, "| %s", e.name)
		for j, shape := range shapes {
			// Every engine has its own questions: none warms another's pages.
			times, err := measure(ctx, e, questions(all, shape.question, s.queries, uint64(100*i+j)))
			if err != nil {
				return fmt.Errorf("%s, %s: %w", e.name, shape.name, err)
			}
			fmt.Fprintf(w, "\t| %.3f", millis(times, 50))
		}
		fmt.Fprint(w, "\t|\n")
	}
	return nil
}

// textTable compares a name near a place.
func textTable(ctx context.Context, s settings, peer, finder engine, all []directory.Listing) error {
	shape := question{miles: 100, text: "a name"}
	a, err := measure(ctx, peer, questions(all, shape, s.queries, 901))
	if err != nil {
		return err
	}
	b, err := measure(ctx, finder, questions(all, shape, s.queries, 902))
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "\nname within 100 mi: Meilisearch with _geoRadius, tuned %.2f ms; finder %.2f ms; ratio %.2f\n",
		millis(a, 50), millis(b, 50), millis(b, 50)/millis(a, 50))
	return nil
}

// cost prints the tail and the allocations of the finder's own searches.
func cost(ctx context.Context, s settings, finder engine, all []directory.Listing) error {
	fmt.Fprintln(s.out)
	for j, shape := range shapes {
		qs := questions(all, shape.question, 5*s.queries, uint64(1000+j))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		times, err := measure(ctx, finder, qs)
		if err != nil {
			return err
		}
		runtime.ReadMemStats(&after)
		n := uint64(len(qs))
		fmt.Fprintf(s.out, "finder, %s: p50 %.3f ms, p99 %.3f ms, %d allocations and %d kB a search\n", shape.name,
			millis(times, 50), millis(times, 99), (after.Mallocs-before.Mallocs)/n, (after.TotalAlloc-before.TotalAlloc)/n>>10)
	}
	return nil
}

// perListing says what an answer costs for each listing in its circle, the
// figure that must not grow with the index.
func perListing(ctx context.Context, s settings, f *search.Finder, all []directory.Listing) error {
	shape := question{miles: 50}
	var costs []time.Duration
	for _, q := range questions(all, shape, s.queries, 777) {
		query := finderQuery(q)
		start := time.Now()
		result, err := f.Search(ctx, query)
		if err != nil {
			return err
		}
		if result.Total > 0 {
			costs = append(costs, time.Since(start)/time.Duration(result.Total))
		}
	}
	slices.Sort(costs)
	fmt.Fprintf(s.out, "\np50 for each physician within 50 mi: %d ns\n", costs[len(costs)/2].Nanoseconds())
	return nil
}

// measure asks every question once and returns the times, sorted.
func measure(ctx context.Context, e engine, qs []question) ([]time.Duration, error) {
	times := make([]time.Duration, 0, len(qs))
	for _, q := range qs {
		if e.prepare != nil {
			q = e.prepare(q)
		}
		start := time.Now()
		if err := e.ask(ctx, q); err != nil {
			return nil, err
		}
		times = append(times, time.Since(start))
	}
	slices.Sort(times)
	return times, nil
}

func millis(sorted []time.Duration, percentile int) float64 {
	return float64(sorted[min(len(sorted)-1, len(sorted)*percentile/100)].Nanoseconds()) / 1e6
}
