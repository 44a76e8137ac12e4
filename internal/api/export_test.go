package api

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// exportedBy reads an export.
func exportedBy(t testing.TB, body []byte) (all []ExportedPhysician) {
	t.Helper()
	for line := range bytes.Lines(body) {
		var p ExportedPhysician
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatalf("%v: %q", err, line)
		}
		all = append(all, p)
	}
	return all
}

// TestExportIsTheUnionOfSearches asks at each office who is there: what any of
// these searches shows is in the export, and nothing else is.
func TestExportIsTheUnionOfSearches(t *testing.T) {
	physicians := 250
	if os.Getenv("FINDER_VERIFY") == "1" {
		physicians = 4_000
	}
	listings := searchtest.Listings(rand.New(rand.NewPCG(31, 7)), physicians)
	r := newRig(t, listings, nil)
	points := map[string]bool{}
	for i := range listings {
		at := listings[i].Location.Position.Point
		points[strconv.FormatFloat(at.Lat, 'f', -1, 64)+","+strconv.FormatFloat(at.Lng, 'f', -1, 64)] = true
	}
	people := map[string]ExportedPhysician{} // as searches show them, without offices
	offices := map[string]*ExportedOffice{}  // likewise
	places := map[string]Location{}          // of every office that a card names
	asked := []string{}
	for near := range points {
		asked = append(asked, "radius=0.2&near="+url.QueryEscape(near))
	}
	for i := range listings { // whose position reads otherwise when it is typed: 72.1 is meant to be west
		asked = append(asked, "q="+listings[i].Physician.NPI.String())
	}
	for _, question := range asked {
		next := "/v1/physicians?page_size=100&" + question
		for next != "" {
			a := r.get(t, next)
			var page SearchAnswer
			if err := json.Unmarshal(a.body, &page); err != nil || a.status != http.StatusOK {
				t.Fatalf("%s: %d %s", next, a.status, a.body)
			}
			for _, c := range page.Data {
				people[c.NPI] = ExportedPhysician{
					NPI: c.NPI, Name: c.Name, Gender: c.Gender, Specialties: c.Specialties, Telehealth: c.Telehealth, Medicare: c.Medicare, Hospitals: c.Hospitals,
				}
				offices[c.Location.ID] = &ExportedOffice{c.Location, c.AnnularClosure, c.NamedOn, c.Evidence, c.Accepting, c.Languages}
				for _, l := range append(c.OtherLocations, c.Location) {
					places[c.NPI+" "+l.ID] = l
				}
			}
			next = ""
			if page.Links.Next != nil {
				next = *page.Links.Next
			}
		}
	}
	a := r.get(t, "/v1/export")
	all := exportedBy(t, a.body)
	shown, before := 0, ""
	for _, p := range all {
		if p.NPI <= before {
			t.Errorf("%s after %s", p.NPI, before)
		}
		before = p.NPI
		of := p.Offices
		for i := range of {
			o := &of[i]
			key := p.NPI + " " + o.Location.ID
			if want, ok := places[key]; !ok || cmp.Diff(want, o.Location) != "" {
				t.Errorf("%s: exported %+v, searches show %+v", key, o.Location, want)
			}
			delete(places, key)
			if want := offices[o.Location.ID]; want != nil {
				shown++
				if diff := cmp.Diff(want, o); diff != "" {
					t.Errorf("%s (-search +export):\n%s", key, diff)
				}
			}
		}
		p.Offices = nil
		if diff := cmp.Diff(people[p.NPI], p); diff != "" {
			t.Errorf("%s (-search +export):\n%s", p.NPI, diff)
		}
		delete(people, p.NPI)
	}
	if len(people) > 0 || len(places) > 0 {
		t.Errorf("not exported: %v %v", people, places)
	}
	someExported(t, r, a.body)
	if got := a.header.Get("X-Physicians"); got != strconv.Itoa(len(all)) || len(all) != physicians || a.header.Get("X-Generation") != "g1" {
		t.Errorf("%d exported of %d, X-Physicians %s, X-Generation %s", len(all), physicians, got, a.header.Get("X-Generation"))
	}
	rows, err := csv.NewReader(bytes.NewReader(r.get(t, "/v1/export", "Accept", "text/csv").body)).ReadAll()
	if err != nil || !slices.Equal(rows[0], exportColumns) {
		t.Fatalf("%v, %v", err, rows[:min(1, len(rows))])
	}
	n := 1
	for _, p := range all {
		for _, o := range p.Offices {
			status := ""
			if o.AnnularClosure != nil {
				status = o.AnnularClosure.Status
			}
			if row := rows[n]; row[0] != p.NPI || row[3] != o.Location.ID || row[5] != status || row[13] != fmt.Sprint(o.Location.Position.Lat) {
				t.Errorf("row %d: %v; exported %+v", n, row, o)
			}
			n++
		}
	}
	if n != len(rows) || n-1 != len(listings) {
		t.Errorf("%d rows for %d listings", len(rows)-1, len(listings))
	}
	t.Logf("%d searches, %d physicians, %d offices, %d of them shown by a search", len(asked), len(all), n-1, shown)
}

// someExported asks for some by number: they are the lines of the whole.
func someExported(t *testing.T, r *rig, whole []byte) {
	t.Helper()
	lines := strings.SplitAfter(string(whole), "\n")
	npi := func(line string) string { return line[len(`{"npi":"`):][:10] }
	first, last := lines[0], lines[len(lines)-2]
	asked := strings.Join([]string{npi(last), "2000000010", npi(first), npi(last)}, ",")
	a := r.get(t, "/v1/export?npi="+asked)
	if string(a.body) != first+last || a.header.Get("X-Physicians") != "2" {
		t.Errorf("of %s: X-Physicians %s, %s", asked, a.header.Get("X-Physicians"), a.body)
	}
	if a := r.get(t, "/v1/export?npi=2000000010"); a.status != http.StatusOK || len(a.body) > 0 || a.header.Get("X-Physicians") != "0" {
		t.Errorf("of somebody who is not listed: %d, %s", a.status, a.body)
	}
	for _, bad := range []string{"2000000011", npi(first) + ",x", strings.Repeat(npi(first)+",", 101)} {
		if a := r.get(t, "/v1/export?npi="+bad); a.status != http.StatusBadRequest || a.at("errors.0.parameter") != "npi" {
			t.Errorf("of %.40s: %d %s", bad, a.status, a.body)
		}
	}
}

// A counted is an answer of which nothing is kept. Every flush it looks at the
// memory of the process.
type counted struct {
	header   http.Header
	bytes    int
	pending  int // since the last flush
	most     int // between two flushes
	flushes  int
	heap     uint64
	onFlush  func(n int)
	measures bool
}

func (c *counted) Header() http.Header { return c.header }
func (c *counted) WriteHeader(int)     {}
func (c *counted) Write(b []byte) (int, error) {
	c.bytes, c.pending = c.bytes+len(b), c.pending+len(b)
	c.most = max(c.most, c.pending)
	return len(b), nil
}

func (c *counted) Flush() {
	c.pending = 0
	if c.flushes++; c.measures && c.flushes%64 == 0 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		c.heap = max(c.heap, m.HeapAlloc)
	}
	if c.onFlush != nil {
		c.onFlush(c.flushes)
	}
}

// TestExportStreams holds an export to chunks, whatever its length, and to one
// generation, though another is published meanwhile.
func TestExportStreams(t *testing.T) {
	physicians := 12_000
	if os.Getenv("FINDER_VERIFY") == "1" && !testing.Short() { // as under the race detector
		physicians = 171_000 // 300,000 listings
	}
	listings := searchtest.Listings(rand.New(rand.NewPCG(1, 2)), physicians)
	r := newRig(t, listings, nil)
	n := len(listings)
	fewer := slices.Clone(listings[:100])
	listings = nil
	for _, accept := range []string{"application/x-ndjson", "text/csv"} {
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		w := &counted{header: http.Header{}, measures: true}
		req := httptest.NewRequest(http.MethodGet, "/v1/export", nil)
		req.Header.Set("Accept", accept)
		r.engine.ServeHTTP(w, req)
		if w.most > 4*exportChunk || w.flushes < w.bytes/(2*exportChunk) {
			t.Errorf("%s: %d bytes in %d flushes, up to %d between two", accept, w.bytes, w.flushes, w.most)
		}
		if grown := int64(w.heap) - int64(before.HeapAlloc); grown > 16<<20 {
			t.Errorf("%s: the heap grew by %d bytes", accept, grown)
		}
		t.Logf("%s: %d listings, %d bytes, %d flushes, the heap at most %+d kB", accept, n, w.bytes, w.flushes, (int64(w.heap)-int64(before.HeapAlloc))/1024)
	}
	w := &counted{header: http.Header{}}
	w.onFlush = func(n int) {
		if n == 2 {
			r.index.Publish("g2", fewer)
			waitFor(t, func() bool { return r.api.o.Finder.Status().Generation.ID == "g2" })
		}
	}
	whole := &counted{header: http.Header{}}
	r.engine.ServeHTTP(whole, httptest.NewRequest(http.MethodGet, "/v1/export", nil))
	r.engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/export", nil))
	if w.bytes != whole.bytes || w.header.Get("X-Generation") != "g1" {
		t.Errorf("%d bytes of %s, want %d of g1", w.bytes, w.header.Get("X-Generation"), whole.bytes)
	}
	if a := r.get(t, "/v1/export"); a.header.Get("X-Generation") != "g2" || len(exportedBy(t, a.body)) >= 101 {
		t.Errorf("the next is of %s", a.header.Get("X-Generation"))
	}
}

// TestExportEnds downloads over a network: whole and packed; and without end,
// where hanging up frees the place that one more then takes.
func TestExportEnds(t *testing.T) {
	r := newRig(t, searchtest.Listings(rand.New(rand.NewPCG(9, 2)), 12_000), nil)
	packed, err := door.Compress(r.engine)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(packed)
	defer s.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	ask := func(encoding string) *http.Response {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1/export", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", encoding)
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	plain := ask("identity")
	want, err := io.ReadAll(plain.Body)
	plain.Body.Close()
	if err != nil || len(exportedBy(t, want)) != 12_000 {
		t.Fatalf("%d bytes, %v", len(want), err)
	}
	res := ask("gzip")
	z, err := gzip.NewReader(res.Body)
	if err != nil || res.Header.Get("Content-Encoding") != "gzip" {
		t.Fatal(err, res.Header)
	}
	if got, err := io.ReadAll(z); err != nil || !bytes.Equal(got, want) {
		t.Errorf("packed: %d bytes of %d, %v", len(got), len(want), err)
	}
	res.Body.Close()

	var slow []*http.Response
	for range maxExports {
		slow = append(slow, ask("identity")) // of which nothing is read
	}
	res = ask("identity")
	if res.StatusCode != http.StatusServiceUnavailable || res.Header.Get("Retry-After") == "" {
		t.Errorf("one more: %d", res.StatusCode)
	}
	res.Body.Close()
	for _, s := range slow {
		s.Body.Close()
	}
	waitFor(t, func() bool { return len(r.api.exports) == 0 })
	res = ask("identity")
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || !bytes.Equal(got, want) {
		t.Errorf("afterwards: %d, %d bytes, %v", res.StatusCode, len(got), err)
	}
}

func TestRateOfExports(t *testing.T) {
	now := noon()
	r := newRig(t, fixture(t), func(o *settings) { o.Rate = 60; o.Now = func() time.Time { return now } })
	tag := ""
	for range 2 {
		a := r.get(t, "/v1/export")
		if a.status != http.StatusOK || a.header.Get("RateLimit-Policy") != `"export";q=2;w=60` {
			t.Fatalf("%d %v", a.status, a.header)
		}
		tag = a.header.Get("ETag")
	}
	if a := r.get(t, "/v1/export"); a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != "30" {
		t.Errorf("the third: %d %v", a.status, a.header)
	}
	if a := r.get(t, "/v1/export", "If-None-Match", tag); a.status != http.StatusNotModified {
		t.Errorf("what has not changed counts for nothing: %d", a.status)
	}
	if a := r.get(t, "/v1/physicians?near=60601"); a.status != http.StatusOK {
		t.Errorf("searches have a budget of their own: %d", a.status)
	}
}
