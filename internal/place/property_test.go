package place

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/geo"
)

// TestLabelsResolve sends back the value and the label of everything there is.
func TestLabelsResolve(t *testing.T) {
	g := Default()
	check := func(p Place, text string) {
		if got, notices, err := g.Resolve(text); err != nil || got != p || len(notices) > 0 {
			t.Errorf("%q resolves to %q, %v, %v", text, got.Label, notices, err)
		}
	}
	for i := range g.towns {
		p := g.towns[i].place()
		if r := g.regions[nameKey(g.towns[i].name)]; p.Population == 0 && len(r) == 1 && slices.Contains(r[0].states, p.State) {
			continue // "Lehigh Valley, PA" is the region before the post office
		}
		check(p, p.Label)
		check(p, strings.ToUpper(strings.Replace(p.Label, ",", "", 1)))
	}
	for _, z := range g.zips {
		if z.military {
			continue
		}
		p := z.place(zip5(z.code))
		check(p, p.Label)
		check(p, p.Value)
	}
}

// TestCandidatesResolve asks for towns by their bare name: one answer, or
// candidates of which each resolves to itself, most people first.
func TestCandidatesResolve(t *testing.T) {
	g, random := Default(), rand.New(rand.NewPCG(7, 8))
	count := 500
	if os.Getenv("FINDER_VERIFY") == "1" {
		count = len(g.towns)
	}
	asked := 0
	for range count {
		name := g.towns[random.IntN(len(g.towns))].name
		_, _, err := g.Resolve(name)
		var ask *AmbiguousError
		if !errors.As(err, &ask) {
			if err != nil && !errors.Is(err, ErrAbroad) { // "Toronto" alone is the one in Canada
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		asked++
		if len(ask.Candidates) > MaxCandidates {
			t.Errorf("%q: %d candidates", name, len(ask.Candidates))
		}
		if !slices.IsSortedFunc(ask.Candidates, func(a, b Place) int { return b.Population - a.Population }) {
			t.Errorf("%q: not by people: %v", name, labels(ask.Candidates))
		}
		for _, c := range ask.Candidates {
			var want []Notice
			if c.Kind == KindRegion {
				want = []Notice{NoticeRegion}
			}
			if p, notices, err := g.Resolve(c.Value); err != nil || p != c || !slices.Equal(notices, want) {
				t.Errorf("%q: candidate %q resolves to %q, %v, %v", name, c.Value, p.Label, notices, err)
			}
		}
	}
	t.Logf("%d names, %d with candidates", count, asked)
}

// TestMisspeltTowns makes one slip in the larger towns, their state said: the
// town is found with a notice, is among the candidates, or the slip made the
// name of another town.
func TestMisspeltTowns(t *testing.T) {
	g, random := Default(), rand.New(rand.NewPCG(9, 10))
	found := 0
	const towns = 500
	for i := range towns {
		want := g.towns[i].place()
		name := strings.ToLower(g.towns[i].name)
		if len(name) < 5 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz ") != "" { // "stq. louis" is two slips
			continue
		}
		at := 1 + random.IntN(len(name)-2)
		slip := name[:at] + name[at+1:]
		if random.IntN(2) == 0 {
			slip = name[:at] + "q" + name[at:]
		}
		p, notices, err := g.Resolve(slip + ", " + want.State)
		var ask *AmbiguousError
		switch {
		case errors.As(err, &ask):
			if !slices.Contains(ask.Candidates, want) {
				t.Errorf("%s, %s: %v, without %s", slip, want.State, labels(ask.Candidates), want.Label)
			}
		case err != nil:
			t.Errorf("%s, %s: %v", slip, want.State, err)
		case p == want:
			found++
		case slices.Contains(notices, NoticeSpelling):
			t.Errorf("%s, %s: taken for %s", slip, want.State, p.Label)
		}
	}
	if found < towns*9/10 {
		t.Errorf("only %d of %d found", found, towns)
	}
}

func TestPrecision(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	g := Default()
	for range 2_000 {
		at := geo.Point{Lat: random.Float64()*160 - 80, Lng: random.Float64()*360 - 180}
		for _, res := range []int{4, 5, 6} {
			c, err := geo.CellAt(at, res)
			if err != nil {
				t.Fatal(err)
			}
			p, _, err := g.Resolve(c.String())
			if err != nil || p.Kind != KindCell || p.Value != c.String() || p.Point.Distance(at) > p.Precision {
				t.Fatalf("cell of resolution %d: %+v, %v", res, p, err)
			}
		}
		for decimals := range 5 {
			r := at.Round(decimals)
			text := fmt.Sprintf("%.*f,%.*f E", decimals, r.Lat, decimals, r.Lng)
			p, _, err := g.Resolve(text)
			if err != nil || p.Kind != KindCoords || p.Point.Distance(at) > p.Precision*1.01 || p.Point != r {
				t.Fatalf("%s: %+v, %v", text, p, err)
			}
		}
	}
}

func TestTowns(t *testing.T) {
	g := Default()
	bounds := geo.Bounds{West: -94.5, South: 44.4, East: -92.5, North: 45.5}
	towns := g.Towns(bounds, 5)
	if got := strings.Join(labels(towns), "; "); got != "Minneapolis, MN; Saint Paul, MN; Bloomington, MN; Brooklyn Park, MN; Plymouth, MN" {
		t.Errorf("Twin Cities: %s", got)
	}
	for _, p := range g.Towns(geo.Bounds{West: 172, South: 50, East: -150, North: 72}, 50) {
		if p.State != "AK" {
			t.Errorf("across the antimeridian: %s", p.Label)
		}
	}
	if n := len(g.Towns(geo.Bounds{West: -30, South: 0, East: -20, North: 10}, 5)); n != 0 {
		t.Errorf("%d towns in the sea", n)
	}
	for _, p := range g.Towns(geo.Bounds{West: -74.3, South: 40.4, East: -73.7, North: 41}, 3) {
		if p.Label == "Brooklyn, NY" {
			t.Error("a borough on the map")
		}
	}
}

func TestMilitary(t *testing.T) {
	for zip, want := range map[string]bool{
		"09803": true, "09001": true, "34002": true, "96201": true, "96699": true, "09999": true,
		"08901": false, "34102": false, "96160": false, "96701": false, "96860": false, "55401": false, "": false, "0980": false,
	} {
		if got := Default().Military(zip); got != want {
			t.Errorf("Military(%q) = %v", zip, got)
		}
	}
}

// FuzzPlace checks for any text that it is answered with a place on the globe,
// or an error of the documented kinds that does not carry the text.
func FuzzPlace(f *testing.F) {
	for _, c := range resolveCases {
		f.Add(c.text)
	}
	for _, s := range []string{"", ",", ",,MN", "MN,", "St", "n s e w", "95,-93", "09803", "1 2 3 MN", "us", ", usa", "ǅ", "İstanbul", "\u0301", "a\u0301, mn", "1,,,,,,,,TX", "00000", "0.0 0"} {
		f.Add(s)
	}
	g := Default()
	f.Fuzz(func(t *testing.T, text string) {
		p, _, err := g.Resolve(text)
		var ask *AmbiguousError
		switch {
		case err == nil:
			if _, err := geo.NewPoint(p.Point.Lat, p.Point.Lng); err != nil || p.Precision <= 0 || p.Label == "" || !utf8.ValidString(p.Label) {
				t.Errorf("%q: %+v", text, p)
			}
			if again, _, err := g.Resolve(p.Value); err != nil || again != p {
				t.Errorf("%q: value %q resolves to %+v, %v", text, p.Value, again, err)
			}
		case errors.As(err, &ask):
			if len(ask.Candidates) == 0 || len(ask.Candidates) > MaxCandidates {
				t.Errorf("%q: %d candidates", text, len(ask.Candidates))
			}
		case !errors.Is(err, ErrMalformed) && !errors.Is(err, ErrUnknown) && !errors.Is(err, geo.ErrRange):
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && len(text) > 12 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: error %v", text, err)
		}
		if n := len(g.Suggest(text, 7)); n > 7 {
			t.Errorf("%q: %d suggestions", text, n)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(data.ZIPs, data.Towns); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	g := Default()
	for _, text := range []string{"55401", "Austin, TX", "Springfield", "mineapolis", "44.98,-93.27", "nowhere at all in tx"} {
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _, _ = g.Resolve(text)
			}
		})
	}
}
