package search_test

import (
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// tables returns the cells of every table below a heading of a Markdown file,
// without the header rows.
func tables(t *testing.T, file, heading string) [][][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), heading+"\n")
	if !found {
		t.Fatalf("%s has no heading %q", file, heading)
	}
	var all [][][]string
	skip := 0
	for line := range strings.Lines(section) {
		line = strings.TrimSpace(line)
		switch {
		case !strings.HasPrefix(line, "|"):
			skip = 2
		case skip == 2:
			all = append(all, nil)
			skip = 1
		case skip == 1:
			skip = 0
		default:
			cells := strings.Split(strings.Trim(line, "|"), "|")
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			all[len(all)-1] = append(all[len(all)-1], cells)
		}
	}
	return all
}

// exampleListings reads the offices of the worked example.
func exampleListings(t *testing.T, rows [][]string) []directory.Listing {
	t.Helper()
	var listings []directory.Listing
	for _, r := range rows {
		given, family, _ := strings.Cut(r[0], " ")
		npi, err := directory.ParseNPI(r[1])
		if err != nil {
			t.Fatalf("%s: %v", r[0], err)
		}
		l := directory.Listing{
			Physician: directory.Physician{NPI: npi, Name: directory.Name{Given: given, Family: family}},
			Location:  directory.Location{ID: r[1] + "-" + r[2], Position: directory.Position{Point: geo.Point{Lat: number(t, r[3]), Lng: number(t, r[4])}}},
		}
		if r[5] != "" {
			l.Offering = &directory.Offering{Status: directory.Status(r[5]), VerifiedOn: 20_700}
		}
		for i := range listings {
			if other := &listings[i]; other.Physician.NPI == npi {
				l.Others = append(l.Others, other.Location)
				other.Others = append(other.Others, l.Location)
			}
		}
		listings = append(listings, l)
	}
	return listings
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestWorkedExample(t *testing.T) {
	example := tables(t, "../../docs/ranking.md", "## A worked example")
	if len(example) != 3 {
		t.Fatalf("the example has %d tables, want offices and two answers", len(example))
	}
	f := search.New(searchtest.NewMemory("example", exampleListings(t, example[0])), search.Options{})
	near := from(geo.Point{Lat: 44.97, Lng: -93.26}, 25)
	for i, q := range []search.Query{near, withText(near, "brackwell")} {
		var want, got [][]string
		for _, row := range example[i+1] {
			want = append(want, row[:4])
		}
		r := search1(t, f, q)
		for n := range r.Cards {
			c := &r.Cards[n]
			npi := c.Listing.Physician.NPI.String()
			got = append(got, []string{
				strconv.Itoa(n + 1), npi, strings.TrimPrefix(c.Listing.ID(), npi+"-"), strconv.Itoa(c.WholeMeters()),
			})
			if tier := c.Tier.String(); q.Text != "" && !strings.HasPrefix(example[i+1][n][4], tier) {
				t.Errorf("answer %d: place %d is %s, the example says %q", i+1, n+1, tier, example[i+1][n][4])
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answer %d (-document +answer):\n%s", i+1, diff)
		}
	}
}

// TestOrderIsBlind deals every field that the order may not know out anew,
// among the listings, and expects the same physicians in the same places.
func TestOrderIsBlind(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 2))
	listings := searchtest.Listings(rng, 900)
	before := search.New(searchtest.NewMemory("before", listings), search.Options{})
	for round := range 5 {
		dealt := deal(rng, listings)
		if cmp.Equal(listings, dealt) {
			t.Fatal("nothing was dealt anew")
		}
		after := search.New(searchtest.NewMemory("after", dealt), search.Options{})
		for range 60 {
			q := from(listings[rng.IntN(len(listings))].Location.Position.Point, 5+rng.Float64()*300)
			q.Size = 50
			x, y := search1(t, before, q), search1(t, after, q)
			if x.Total != y.Total || !cmp.Equal(npis(x.Cards), npis(y.Cards)) || !cmp.Equal(npis(x.Beyond), npis(y.Beyond)) {
				t.Fatalf("round %d: the order by distance depends on more than distance and NPI", round)
			}
		}
	}
}

// deal returns listings in which everything but NPI, location id and position
// has been swapped with that of other listings, field by field.
func deal(rng *rand.Rand, listings []directory.Listing) []directory.Listing {
	dealt := make([]directory.Listing, len(listings))
	copy(dealt, listings)
	shuffle := func(field func(*directory.Listing) any) {
		order := rng.Perm(len(listings))
		for i := range dealt {
			to := reflect.ValueOf(field(&dealt[i])).Elem()
			to.Set(reflect.ValueOf(field(&listings[order[i]])).Elem())
		}
	}
	kept := map[string]bool{"NPI": true, "ID": true, "Position": true, "Physician": true, "Location": true}
	for _, part := range []func(*directory.Listing) any{
		func(l *directory.Listing) any { return l },
		func(l *directory.Listing) any { return &l.Physician },
		func(l *directory.Listing) any { return &l.Location },
	} {
		kind := reflect.TypeOf(part(&listings[0])).Elem()
		for n := range kind.NumField() {
			if !kept[kind.Field(n).Name] {
				shuffle(func(l *directory.Listing) any { return reflect.ValueOf(part(l)).Elem().Field(n).Addr().Interface() })
			}
		}
	}
	rng.Shuffle(len(dealt), func(i, j int) { dealt[i], dealt[j] = dealt[j], dealt[i] })
	return dealt
}
