package search_test

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

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
			Location:  directory.Location{ID: r[1] + "-" + r[2], Updated: september, Position: directory.Position{Point: geo.Point{Lat: number(t, r[3]), Lng: number(t, r[4])}}},
		}
		if r[5] != "" {
			l.Offering = &directory.Offering{Status: directory.Status(r[5]), VerifiedOn: 20_700}
		}
		listings = append(listings, l)
	}
	return listings
}

// september is a day of the registry's month of the example.
var september = directory.DateOf(time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC))

// TestLots gives many physicians one position, and expects the order that
// anybody can work out, on all pages and in all replicas, anew each month.
func TestLots(t *testing.T) {
	var listings []directory.Listing
	for n := range 60 {
		listings = append(listings, one(n, minneapolis))
	}
	var orders [2][]string
	for i, month := range []string{"2026-09", "2026-10"} {
		for n := range listings {
			listings[n].Location.Updated = september + directory.Date(30*i)
		}
		want := npis(search1(t, searchtest.Loaded(t, searchtest.NewMemory("a", listings)), big(minneapolis)).Cards)
		slices.SortFunc(want, func(a, b directory.NPI) int {
			x, y := sha256.Sum256([]byte(a.String()+" "+month)), sha256.Sum256([]byte(b.String()+" "+month))
			return bytes.Compare(x[:], y[:])
		})
		turned := slices.Clone(listings)
		slices.Reverse(turned)
		f := searchtest.Loaded(t, searchtest.NewMemory("b", turned))
		for page := 1; page <= 6; page++ {
			q := from(minneapolis, 5)
			q.Page, q.Size = page, 10
			for _, n := range npis(search1(t, f, q).Cards) {
				orders[i] = append(orders[i], n.String())
			}
		}
		for n := range want {
			if orders[i][n] != want[n].String() {
				t.Fatalf("%s: place %d is %s, want %s", month, n+1, orders[i][n], want[n])
			}
		}
	}
	if slices.Equal(orders[0], orders[1]) || slices.IsSorted(orders[0]) {
		t.Errorf("the order of equals does not change with the month, or is that of NPIs:\n%v\n%v", orders[0], orders[1])
	}
}

// big asks for everybody near, on one page.
func big(at geo.Point) search.Query {
	q := from(at, 5)
	q.Size = 100
	return q
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
	f := searchtest.Loaded(t, searchtest.NewMemory("example", exampleListings(t, example[0])))
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
	before := searchtest.Loaded(t, searchtest.NewMemory("before", listings))
	for round := range 5 {
		dealt := deal(rng, listings)
		if cmp.Equal(listings, dealt) {
			t.Fatal("nothing was dealt anew")
		}
		after := searchtest.Loaded(t, searchtest.NewMemory("after", dealt))
		for range 60 {
			q := from(listings[rng.IntN(len(listings))].Location.Position.Point, 5+rng.Float64()*300)
			q.Size = 50
			x, y := search1(t, before, q), search1(t, after, q)
			if x.Total != y.Total || !cmp.Equal(npis(x.Cards), npis(y.Cards)) || !cmp.Equal(npis(x.Beyond), npis(y.Beyond)) {
				t.Fatalf("round %d: the order by distance depends on more than distance, NPI and month", round)
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
