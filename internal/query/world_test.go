package query_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/sample"
)

// The world that relevance is measured in: invented physicians through the
// real indexer with --specialties surgery, so that hands, hearts and eyes live
// beside the spine set. It is kept in a file, because another draw of names
// would need other cases; -world draws it anew.
const (
	worldFile     = "testdata/world.tsv.gz"
	worldSurgeons = 4_000
	worldOthers   = 8_000
	worldSeed     = 2026
)

var drawWorld = flag.Bool("world", false, "draw the world of the relevance test anew")

// readWorld returns the listings of the world.
func readWorld(t *testing.T) []directory.Listing {
	t.Helper()
	if *drawWorld {
		writeWorld(t)
	}
	b, err := os.ReadFile(worldFile)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var listings []directory.Listing
	lines := bufio.NewScanner(unzipped)
	for lines.Scan() {
		l, err := parseListing(strings.Split(lines.Text(), "\t"))
		if err != nil {
			t.Fatalf("%s: line %d: %v", worldFile, len(listings)+1, err)
		}
		listings = append(listings, l)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return listings
}

// worldColumns is how many columns a line of the file has.
const worldColumns = 18

func formatListing(l *directory.Listing) string {
	n, a := l.Physician.Name, l.Location.Address
	var former, codes []string
	for _, f := range l.Physician.FormerNames {
		former = append(former, f.Family)
	}
	for _, s := range l.Physician.Specialties {
		codes = append(codes, string(s.Code))
	}
	status, verified := "", ""
	if l.Offering != nil {
		status, verified = string(l.Offering.Status), l.Offering.VerifiedOn.String()
	}
	return strings.Join([]string{
		l.Physician.NPI.String(), n.Given, n.Middle, n.Family, n.Suffix, strings.Join(n.Credentials, ","), strings.Join(former, ","),
		string(l.Physician.Gender), strings.Join(codes, ","), l.Location.ID, a.Line1, a.City, a.State, a.PostalCode, l.Location.Phone,
		status + " " + verified, string(l.Accepting), strings.Join(l.Languages, ","),
	}, "\t")
}

func parseListing(f []string) (l directory.Listing, err error) {
	if len(f) != worldColumns {
		return l, fmt.Errorf("%d columns", len(f))
	}
	if l.Physician.NPI, err = directory.ParseNPI(f[0]); err != nil {
		return l, err
	}
	l.Physician.Name = directory.Name{Given: f[1], Middle: f[2], Family: f[3], Suffix: f[4], Credentials: list(f[5])}
	for _, family := range list(f[6]) {
		l.Physician.FormerNames = append(l.Physician.FormerNames, directory.Name{Given: f[1], Middle: f[2], Family: family})
	}
	l.Physician.Gender = directory.Gender(f[7])
	for i, code := range list(f[8]) {
		l.Physician.Specialties = append(l.Physician.Specialties, directory.Specialty{Code: directory.Taxonomy(code), Primary: i == 0})
	}
	l.Location = directory.Location{
		ID: f[9], Address: directory.Address{Line1: f[10], City: f[11], State: f[12], PostalCode: f[13]}, Phone: f[14], Source: directory.SourceNPPES, Updated: today(),
	}
	spot, ok := place.Default().ZIP(l.Location.Address.ZIP5())
	if !ok {
		return l, fmt.Errorf("no such ZIP code")
	}
	l.Location.Position = directory.Position{Point: spot.Point, Precision: directory.PrecisionZIP}
	if status, verified, _ := strings.Cut(f[15], " "); status != "" {
		l.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Status(status), Source: "practice",
		}
		if l.Offering.VerifiedOn, err = directory.ParseDate(verified); err != nil {
			return l, err
		}
		l.Offering.SourceDate = l.Offering.VerifiedOn
	}
	l.Accepting, l.Languages = directory.Accepting(f[16]), list(f[17])
	return l, nil
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

// writeWorld draws the world and writes it to its file.
func writeWorld(t *testing.T) {
	t.Helper()
	files, _, err := sample.Write(t.TempDir(), sample.Options{Count: worldSurgeons, Others: worldOthers, Seed: worldSeed})
	if err != nil {
		t.Fatal(err)
	}
	var c collector
	_, err = indexer.Run(t.Context(), indexer.Options{
		NPPES: files.Registry, Practices: files.Practices, Roster: files.Roster,
		Specialties: directory.SetSurgery, Gazetteer: place.Default(),
		Now: func() time.Time { return today().Time() },
	}, &c)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	zipped, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.listings {
		fmt.Fprintln(zipped, formatListing(&c.listings[i]))
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(worldFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A collector is an indexer.Writer that keeps what it is given.
type collector struct {
	mu       sync.Mutex
	listings []directory.Listing
}

func (c *collector) Generation() string { return "" }

func (c *collector) Add(_ context.Context, listings []directory.Listing) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listings = append(c.listings, listings...)
	return nil
}

func (c *collector) Publish(context.Context, directory.Checks) (string, error) { return "world", nil }

func (c *collector) Discard(context.Context) error { return nil }
