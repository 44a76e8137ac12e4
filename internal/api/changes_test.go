package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/roster"
)

// take exports everything as a client does.
func (w *world) take(t *testing.T) takenExport {
	a := w.get(t, "/v1/export")
	e := takenExport{a.header.Get("X-State"), a.header.Get("X-Generation"), w.now(), map[string]any{}}
	for _, line := range strings.Split(strings.TrimSpace(string(a.body)), "\n") {
		var p map[string]any
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		e.people[p["npi"].(string)] = p
	}
	return e
}

// told asks what changed, and puts each change as a line.
func (w *world) told(t *testing.T, since string) []string {
	t.Helper()
	a := w.get(t, "/v1/changes?since="+url.QueryEscape(since))
	var answer struct {
		Data []struct {
			NPI, Change string
			Fields      []string
			Offices     []struct {
				ID, Change string
				Fields     []string
			}
		}
		Meta struct{ Added, Changed, Removed int }
	}
	if err := json.Unmarshal(a.body, &answer); err != nil || a.status != http.StatusOK {
		t.Fatalf("since %s: %d %s", since, a.status, a.body)
	}
	lines, count := []string{}, map[string]int{}
	for _, c := range answer.Data {
		count[c.Change]++
		slices.Sort(c.Fields)
		line := fmt.Sprint(c.NPI, " ", c.Change, " ", c.Fields)
		for _, o := range c.Offices {
			slices.Sort(o.Fields)
			line += fmt.Sprint("; ", o.ID, " ", o.Change, " ", o.Fields)
		}
		lines = append(lines, line)
	}
	if m := answer.Meta; m.Added != count["added"] || m.Changed != count["changed"] || m.Removed != count["removed"] {
		t.Errorf("since %s: counts %+v, told %v", since, m, count)
	}
	return lines
}

// worded are the members of exports that are sentences of the day.
var worded = []string{"evidence", "checked", "phone_checked"}

// departs names the members in which two objects differ, but those left out.
func departs(a, b map[string]any, leftOut ...string) []string {
	names := []string{}
	for name := range a {
		if !slices.Contains(append(leftOut, worded...), name) && !cmp.Equal(a[name], b[name]) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// compared is what a client finds who lays two exports side by side.
func compared(before, now map[string]any) []string {
	lines := []string{}
	all := maps.Clone(before)
	maps.Copy(all, now)
	for _, npi := range slices.Sorted(maps.Keys(all)) {
		b, was := before[npi].(map[string]any)
		n, is := now[npi].(map[string]any)
		switch {
		case !was:
			lines = append(lines, npi+" added []")
			continue
		case !is:
			lines = append(lines, npi+" removed []")
			continue
		}
		fields := departs(b, n, "offices")
		line := fmt.Sprint(npi, " changed ", fields)
		offices := func(p map[string]any) map[string]map[string]any {
			by := map[string]map[string]any{}
			for _, o := range p["offices"].([]any) {
				office := o.(map[string]any)
				by[office["location"].(map[string]any)["id"].(string)] = office
			}
			return by
		}
		differ := len(fields) > 0
		bo, no := offices(b), offices(n)
		ids := maps.Clone(bo)
		maps.Copy(ids, no)
		for _, id := range slices.Sorted(maps.Keys(ids)) {
			switch {
			case bo[id] == nil:
				line += "; " + id + " added []"
			case no[id] == nil:
				line += "; " + id + " removed []"
			default:
				fields := append(departs(bo[id], no[id], "location"), departs(bo[id]["location"].(map[string]any), no[id]["location"].(map[string]any))...)
				if len(fields) == 0 {
					continue
				}
				slices.Sort(fields)
				line += fmt.Sprint("; ", id, " changed ", fields)
			}
			differ = true
		}
		if differ {
			lines = append(lines, line)
		}
	}
	return lines
}

// TestChangesAreTheDifferenceOfExports follows a directory for some weeks and
// asks at random moments what changed since random moments before: the answer
// is what lies between the exports of both. Of a generation alone it is at least
// what lies between any export of that generation and now.
func TestChangesAreTheDifferenceOfExports(t *testing.T) {
	weeks := 20
	if os.Getenv("FINDER_VERIFY") == "1" {
		weeks = 200
	}
	w := newWorld(t, 7)
	built := time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC) // says the index in memory of each generation
	asked, told, loose := 0, map[string]int{}, 0
	for range weeks {
		w.week(t)
		for range 3 {
			w.hours(t)
			now := w.take(t)
			if got := w.told(t, now.state); len(got) > 0 {
				t.Fatalf("since now: %v", got)
			}
			since := w.taken
			if n := len(since); n > 4 { // the last ones, and some from before
				since = append(slices.Clone(since[n-2:]), since[w.rng.IntN(n)], since[w.rng.IntN(n)])
			}
			for _, then := range since {
				want := compared(then.people, now.people)
				if diff := cmp.Diff(want, w.told(t, then.state)); diff != "" {
					t.Fatalf("from %s to %s (-exports +changes):\n%s", then.state, now.state, diff)
				}
				asked++
				for _, line := range want {
					told[strings.Fields(line)[1]]++
					if strings.Contains(line, "annular_closure") {
						told["annular_closure"]++
					}
				}
				if then.at.Before(built) {
					continue
				}
				about := map[string]bool{}
				for _, line := range w.told(t, then.generation) {
					about[strings.Fields(line)[0]] = true
				}
				for _, line := range want {
					if npi := strings.Fields(line)[0]; !about[npi] {
						t.Errorf("since %s, an export of %s differs in %s", then.generation, then.state, line)
					}
				}
				loose++
			}
			w.taken = append(w.taken, now)
		}
	}
	if told["added"] == 0 || told["removed"] == 0 || told["changed"] == 0 || told["annular_closure"] == 0 {
		t.Errorf("nothing of some kind was told: %v", told)
	}
	t.Logf("%d weeks, %d pairs of moments, %d of a generation alone; changes: %v", weeks, asked, loose, told)
}

// TestChangesTellOfWithdrawal is the one that counts most: a word that came and
// went within one generation, in the export that somebody took between.
func TestChangesTellOfWithdrawal(t *testing.T) {
	w := newWorld(t, 3)
	w.pass(14 * 24 * time.Hour) // after the generation was built
	i := slices.IndexFunc(w.pool, func(l directory.Listing) bool { return w.listed[l.Physician.NPI] && l.Offering == nil })
	l := &w.pool[i]
	say := func(claim roster.Claim, value string) {
		w.seq++
		w.pass(time.Minute)
		id := fmt.Sprintf("a%d", w.seq)
		w.said = append(w.said, roster.Attestation{
			Seq: w.seq, ID: id, NPI: l.Physician.NPI, Offices: []directory.Address{l.Location.Address}, Claim: claim, Value: value,
			Channel: roster.Call, SaidBy: "office manager", SaidOn: directory.DateOf(w.now()), RecordedAt: w.now(),
		})
		w.seq++
		w.reviews = append(w.reviews, roster.Review{Seq: w.seq, Attestation: id, Verdict: roster.Approve, At: w.now()})
		w.api.o.Finder.SetEvidence(roster.NewEvidence(w.said, w.reviews, 180))
	}
	say(roster.Note, roster.WouldNotSay)
	first := w.take(t)
	say(roster.Offers, "confirmed")
	second := w.take(t)
	say(roster.Withdrawn, "")
	about := fmt.Sprintf("%s changed []", l.Physician.NPI)
	if got := w.told(t, first.state); len(got) != 0 {
		t.Errorf("since before the word: %v", got)
	}
	if got := w.told(t, second.state); len(got) != 1 || !strings.HasPrefix(got[0], about) || !strings.Contains(got[0], "annular_closure") {
		t.Errorf("since the word: %v", got)
	}
	if got := w.told(t, "g1"); !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, about) }) {
		t.Errorf("since the generation: %v", got)
	}
}

// TestChangesWaitForAnotherReplica sends what another replica has told of before
// this one has heard of it.
func TestChangesWaitForAnotherReplica(t *testing.T) {
	w := newWorld(t, 11, time.Hour)
	for len(w.said) == 0 {
		w.hours(t)
	}
	parts := strings.Split(w.take(t).state, "~")
	said, reviews := slices.Clone(w.said), slices.Clone(w.reviews)
	for len(w.said) == len(said) {
		w.hours(t)
	}
	ahead := w.take(t)
	w.api.o.Finder.SetEvidence(roster.NewEvidence(said, reviews, 180)) // this one is behind
	if behind := strings.Split(w.take(t).state, "~"); behind[1] != parts[1] {
		t.Fatalf("behind: %v, want %v", behind, parts)
	}
	answered := make(chan *answer)
	go func() { answered <- w.get(t, "/v1/changes?since="+ahead.state) }()
	select {
	case a := <-answered:
		t.Fatalf("answered without what it does not know: %d %s", a.status, a.body)
	case <-time.After(200 * time.Millisecond): // however slow the machine, it cannot know
	}
	w.api.o.Finder.SetEvidence(roster.NewEvidence(w.said, w.reviews, 180))
	if a := <-answered; a.status != http.StatusOK || a.at("meta.changed") != 0.0 {
		t.Errorf("once it has heard: %d %s", a.status, a.body)
	}
}

// TestChangesGone asks for what cannot be told.
func TestChangesGone(t *testing.T) {
	w := newWorld(t, 5)
	begin := w.take(t)
	w.week(t)
	w.week(t)
	parts := strings.Split(begin.state, "~")
	with := func(i int, text string) string {
		p := slices.Clone(parts)
		p[i] = text
		return strings.Join(p, "~")
	}
	gone := func(since string) {
		t.Helper()
		a := w.get(t, "/v1/changes?since="+url.QueryEscape(since))
		if a.status != http.StatusGone || a.at("type") != "/problems/changes-gone" || a.header.Get("Link") != `</v1/export>; rel="alternate"` {
			t.Errorf("since %s: %d %v %s", since, a.status, a.header, a.body)
		}
	}
	for _, since := range []string{"g0", "live", with(0, "never"), with(1, "7"), with(1, "none"), with(3, "90-90")} {
		gone(since)
	}
	if a := w.get(t, "/v1/changes?since="+begin.state); a.status != http.StatusOK {
		t.Errorf("held: %d %s", a.status, a.body)
	}
	w.week(t) // what was read is held for one generation
	w.index.Drop("g1")
	gone(begin.state)
	for _, bad := range []string{"", "a~b", "g1~0~yesterday~180-90", "g1~~2026-11-02~180-90", "g/1", "g1~0~2026-11-02~180-90~"} {
		if a := w.get(t, "/v1/changes?since="+url.QueryEscape(bad)); a.status != http.StatusBadRequest {
			t.Errorf("since %q: %d %s", bad, a.status, a.body)
		}
	}
	w.api.o.Finder.SetEvidence(roster.NoEvidence())
	if a := w.get(t, "/v1/changes?since="+w.take(t).state); a.status != http.StatusServiceUnavailable {
		t.Errorf("while the evidence cannot be read: %d %s", a.status, a.body)
	}
	w.api.o.Finder.SetEvidence(nil)
	w.index.SetDown(true)
	w.api.o.Finder.Load(t.Context())
	if a := w.get(t, "/v1/changes?since=g2"); a.status != http.StatusServiceUnavailable {
		t.Errorf("while the index is away: %d %s", a.status, a.body)
	}
}

// TestChangesUnchanged asks again.
func TestChangesUnchanged(t *testing.T) {
	w := newWorld(t, 9)
	since := w.take(t).state
	w.week(t)
	tag := w.get(t, "/v1/changes?since="+since).header.Get("ETag")
	if a := w.get(t, "/v1/changes?since="+since, "If-None-Match", tag); a.status != http.StatusNotModified {
		t.Errorf("again: %d", a.status)
	}
	w.week(t)
	for range maxExports {
		w.api.exports <- struct{}{}
	}
	if a := w.get(t, "/v1/changes?since="+since); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("beside as many exports as there may be: %d", a.status)
	}
	for range maxExports {
		<-w.api.exports
	}
	if a := w.get(t, "/v1/changes?since="+since, "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("a week later: %d", a.status)
	}
}
