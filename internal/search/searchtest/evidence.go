package searchtest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// A said is what somebody says of an office, as plain values.
type said struct {
	status, source string
	verified       directory.Date
	list           string
	accepting      directory.Accepting
	languages      []string
	phone, dead    string
	on             directory.Date
}

// A place of a physician is told by its address.
type placeOf struct {
	npi     directory.NPI
	address directory.Address
}

// A folded is a [search.Evidence] of random words. Where it has none, what the
// documents hold stays.
type folded struct {
	version string
	missing bool
	by      map[placeOf]said
	people  []directory.NPI
}

func (e *folded) Version() string                     { return e.version }
func (e *folded) Missing() bool                       { return e.missing }
func (e *folded) Physicians() iter.Seq[directory.NPI] { return slices.Values(e.people) }

func (e *folded) At(npi directory.NPI, offices []directory.Documented, _ directory.Date) []directory.Attested {
	out := make([]directory.Attested, len(offices))
	for i, o := range offices {
		s, ok := e.by[placeOf{npi, o.Address}]
		if !ok {
			if out[i] = o.Said; e.missing {
				out[i] = directory.Attested{}
			}
			continue
		}
		out[i] = directory.Attested{
			Phone: s.phone, DeadPhone: s.dead, Accepting: s.accepting, Languages: s.languages, On: s.on,
		}
		if s.status != "" {
			out[i].Offering = &directory.Offering{Status: directory.Status(s.status), Source: s.source, VerifiedOn: s.verified}
		}
		if s.list != "" {
			out[i].NamedOn = &directory.NamedOn{List: s.list, On: s.verified}
		}
	}
	return out
}

// AsOf implements [search.Evidence]: nothing is known of what was.
func (e *folded) AsOf(string) (search.AtFunc, []directory.NPI, bool) { return nil, nil, false }
func (e *folded) VersionAt(time.Time) string                         { return "" }

// randomEvidence says something of about a tenth of the offices.
func randomEvidence(rng *rand.Rand, version string, listings []directory.Listing) *folded {
	e := &folded{version: version, by: map[placeOf]said{}}
	for _, l := range listings {
		if rng.IntN(10) > 0 {
			continue
		}
		s := said{on: directory.Date(20_400 + rng.IntN(380)), verified: directory.Date(20_400 + rng.IntN(380)), source: "somebody"}
		switch rng.IntN(4) {
		case 0:
			s.status = "confirmed"
		case 1:
			s.status = "self_reported"
		case 2:
			s.list = "an example list"
		}
		s.accepting = pick(rng, []directory.Accepting{"", directory.AcceptingNew, directory.AcceptingNone})
		s.languages = pick(rng, [][]string{nil, {"es"}, {"en", "fr"}, {"vi", "zh-Hant"}})
		switch rng.IntN(5) {
		case 0:
			s.phone = fmt.Sprintf("+1%d55501%02d", 200+rng.IntN(700), rng.IntN(100))
		case 1:
			s.dead = l.Location.Phone
		}
		npi := l.Physician.NPI
		e.by[placeOf{npi, l.Location.Address}] = s
		if !slices.Contains(e.people, npi) {
			e.people = append(e.people, npi)
		}
	}
	return e
}

// said returns listings as they stand with e in place of what they say.
func (e *folded) said(listings []directory.Listing) []directory.Listing {
	out := slices.Clone(listings)
	for i := range out {
		l := &out[i]
		s, ok := e.by[placeOf{l.Physician.NPI, l.Location.Address}]
		if !ok && !e.missing {
			continue
		}
		l.Offering, l.NamedOn, l.Accepting, l.Languages = nil, nil, s.accepting, s.languages
		if s.status != "" {
			l.Offering = &directory.Offering{Status: directory.Status(s.status), Source: "somebody", VerifiedOn: s.verified}
		} else if s.list != "" {
			l.NamedOn = &directory.NamedOn{List: s.list, On: s.verified}
		}
		var fields []string
		switch registry := l.Location.Phone; {
		case s.phone != "":
			fields = append(fields, "phone")
			if s.phone != registry {
				l.Location.Phone, l.Location.RegistryPhone = s.phone, registry
			}
		case s.dead != "":
			fields = append(fields, "phone")
			l.Location.Phone, l.Location.RegistryPhone = "", registry
		}
		if s.accepting != "" {
			fields = append(fields, "accepting")
		}
		if len(s.languages) > 0 {
			fields = append(fields, "languages")
		}
		if s.on > 0 {
			roster := directory.Provenance{Source: "roster", Date: s.on, Fields: fields}
			l.Location.Sources = append([]directory.Provenance{roster}, l.Location.Sources...)
		}
	}
	return out
}

// counted returns how the counts of a generation depart from what e says.
func (e *folded) counted(g *search.Generation, listings []directory.Listing) string {
	want := map[directory.Status]int{}
	for _, l := range e.said(listings) {
		if l.Offering.Offered() {
			want[l.Offering.Status]++
		}
	}
	if g.Evidence != e.version || g.Offerings["confirmed"] != want["confirmed"] || g.Offerings["self_reported"] != want["self_reported"] {
		return fmt.Sprintf("evidence %q: the generation counts %v by %q, want %v", e.version, g.Offerings, g.Evidence, want)
	}
	return ""
}

// evidence has readers search while the evidence is folded anew at random
// moments: each answer is that of the brute force over the evidence it names.
func (e *equality) evidence(t *testing.T) {
	const versions, readers = 6, 4
	var all []*folded
	oracles := map[string]*oracle{"": newOracle(e.listings)}
	for i := range versions {
		ev := randomEvidence(e.rng, fmt.Sprint(i), e.listings)
		if i == 0 {
			ev.by, ev.people, ev.missing, ev.version = nil, nil, true, "none"
		}
		all, oracles[ev.version] = append(all, ev), newOracle(ev.said(e.listings))
	}
	f := search.New(e.index, search.Options{})
	if err := f.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, ev := range all {
		f.SetEvidence(ev)
		if problem := ev.counted(f.Status().Generation, e.listings); problem != "" {
			t.Error(problem)
		}
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]int{}
	for n := range readers {
		rng := rand.New(rand.NewPCG(uint64(n), 31))
		wg.Go(func() {
			for range e.queries / readers {
				if rng.IntN(5) == 0 {
					if ev := pick(rng, all); rng.IntN(10) == 0 {
						f.SetEvidence(nil)
					} else {
						f.SetEvidence(ev)
					}
				}
				version, problem := e.askFolded(t, f, rng, oracles)
				if problem != "" {
					t.Error(problem)
					return
				}
				mu.Lock()
				seen[version]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(seen) < versions {
		t.Errorf("answers came from %d states of the evidence, of %d", len(seen), versions+1)
	}
	t.Logf("%d queries while the evidence was folded anew, over %d states of it", e.queries, len(seen))
}

func (e *equality) askFolded(t *testing.T, f *search.Finder, rng *rand.Rand, oracles map[string]*oracle) (version, problem string) {
	q := randomQuery(rng, e.listings)
	r, err := f.Search(t.Context(), q)
	if err != nil {
		return "", fmt.Sprintf("Search(%s): %v", describe(q), err)
	}
	version = r.Generation.Evidence
	o := oracles[version]
	var matches map[string]search.Tier
	if q.Text != "" {
		var countable bool
		if matches, countable = e.matches(t, q.Text, e.oracles[e.live.ID]); !countable {
			return version, ""
		}
	}
	if r.Degraded != (version == "none") {
		return version, fmt.Sprintf("Search(%s): degraded %v with evidence %q", describe(q), r.Degraded, version)
	}
	r.Degraded = false
	if problem := compare(o.answer(q, matches), q, r); problem != "" {
		return version, fmt.Sprintf("Search(%s), evidence %q: %s", describe(q), version, problem)
	}
	return version, ""
}
