package query_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
)

// A relevanceCase is one block of data/queries/*.txt; data/queries/README.md
// tells the format.
type relevanceCase struct {
	group, title string
	values       url.Values
	origin       *place.Place // where the oracle measures from
	within       float64      // miles
	expect, only []condition
	nobody       bool
	fault        string // "near required": the question must be refused
	says         []string
}

// A condition is what a listing, or its physician, must be.
type condition struct {
	text  string
	holds func(*directory.Listing) bool
}

// readCases reads every file of data/queries.
func readCases(t *testing.T) []*relevanceCase {
	t.Helper()
	var cases []*relevanceCase
	for _, file := range queryFiles(t) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		group := strings.TrimSuffix(filepath.Base(file), ".txt")
		for block := range strings.SplitSeq(string(b), "\n\n") {
			c, err := newCase(group, block)
			if err != nil {
				t.Fatalf("%s: %v in\n%s", file, err, block)
			}
			if c != nil {
				cases = append(cases, c)
			}
		}
	}
	return cases
}

func newCase(group, block string) (*relevanceCase, error) {
	var lines []string
	for line := range strings.SplitSeq(block, "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil, nil
	}
	c := &relevanceCase{group: group, title: lines[0], values: url.Values{}, within: 50}
	for _, line := range lines[1:] {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%q is no name: value", line)
		}
		if err := c.set(name, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	if len(c.values) == 0 || len(c.expect) == 0 && !c.nobody && c.fault == "" {
		return nil, fmt.Errorf("asks or expects nothing")
	}
	return c, nil
}

func (c *relevanceCase) set(name, value string) (err error) {
	switch name {
	case "at":
		p, notices, err := place.Default().Resolve(value)
		if err != nil || len(notices) > 0 {
			return fmt.Errorf("at %q: %v %v", value, notices, err)
		}
		c.origin = &p
	case "within":
		c.within, err = strconv.ParseFloat(value, 64)
	case "expect":
		if c.nobody = value == "nobody"; !c.nobody {
			c.expect, err = conditions(value)
		}
	case "only":
		c.only, err = conditions(value)
	case "fault":
		c.fault = value
	case "says":
		c.says = append(c.says, value)
	default:
		c.values.Add(name, value)
	}
	return err
}

// lot is what decides among equals in the world, whose registry ends today.
func lot(npi directory.NPI) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(npi.String()+" "+today().String()[:7])))
}

// expected returns who must be shown first: with an origin the nearest within
// the radius, and beyond it until there are three; without one all who fit.
func (c *relevanceCase) expected(t *testing.T, w []directory.Listing) []directory.NPI {
	t.Helper()
	type physician struct {
		npi    directory.NPI
		meters float64
	}
	nearest := make(map[directory.NPI]float64)
	for i := range w {
		l := &w[i]
		if c.nobody || slices.ContainsFunc(c.expect, func(cond condition) bool { return !cond.holds(l) }) {
			continue
		}
		meters := 0.0
		if c.origin != nil {
			p := l.Location.Position.Point
			meters = haversine(c.origin.Point.Lat, c.origin.Point.Lng, p.Lat, p.Lng)
		}
		if old, ok := nearest[l.Physician.NPI]; !ok || meters < old {
			nearest[l.Physician.NPI] = meters
		}
	}
	var list []physician
	for npi, meters := range nearest {
		list = append(list, physician{npi, meters})
	}
	slices.SortFunc(list, func(a, b physician) int {
		if x, y := math.Round(a.meters), math.Round(b.meters); x != y {
			return int(math.Copysign(1, x-y))
		}
		return strings.Compare(lot(a.npi), lot(b.npi))
	})
	var npis []directory.NPI
	for i, p := range list {
		if c.origin != nil && i >= 3 && p.meters > c.within*1609.344 {
			break
		}
		npis = append(npis, p.npi)
	}
	return npis
}

// haversine is the great-circle distance in metres.
func haversine(lat1, lng1, lat2, lng2 float64) float64 {
	rad := func(d float64) float64 { return d * math.Pi / 180 }
	a := math.Pow(math.Sin(rad(lat2-lat1)/2), 2) +
		math.Cos(rad(lat1))*math.Cos(rad(lat2))*math.Pow(math.Sin(rad(lng2-lng1)/2), 2)
	return 2 * 6_371_000 * math.Asin(math.Sqrt(a))
}

// conditions reads "spine, language=es, family=Nguyen|Tran".
func conditions(text string) ([]condition, error) {
	var list []condition
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		name, value, _ := strings.Cut(part, "=")
		test, ok := tests()[name]
		if !ok {
			return nil, fmt.Errorf("no condition is called %q", name)
		}
		alternatives := strings.Split(value, "|")
		list = append(list, condition{part, func(l *directory.Listing) bool {
			return slices.ContainsFunc(alternatives, func(v string) bool { return test(l, v) })
		}})
	}
	return list, nil
}

func tests() map[string]func(*directory.Listing, string) bool {
	code := func(codes ...string) func(*directory.Listing, string) bool {
		return func(l *directory.Listing, _ string) bool {
			return slices.ContainsFunc(l.Physician.Specialties, func(s directory.Specialty) bool {
				return slices.ContainsFunc(codes, func(c string) bool { return strings.HasPrefix(string(s.Code), c) })
			})
		}
	}
	return map[string]func(*directory.Listing, string) bool{
		"anyone":      func(*directory.Listing, string) bool { return true },
		"spine":       code("207T00000X", "207X00000X", "207XS0117X"),
		"neuro":       code("207T"),
		"ortho":       code("207X"),
		"ortho-spine": code("207XS0117X"),
		"hand":        code("207XS0106X"),
		"eye":         code("207W00000X"),
		"offered": func(l *directory.Listing, _ string) bool {
			return l.Offering != nil && l.Offering.Status != directory.Withdrawn
		},
		"confirmed": func(l *directory.Listing, _ string) bool {
			return l.Offering != nil && l.Offering.Status == directory.Confirmed
		},
		"fresh": func(l *directory.Listing, days string) bool {
			n, err := strconv.Atoi(days)
			return err == nil && l.Offering != nil && int(today()-l.Offering.VerifiedOn) <= n && l.Offering.Status != directory.Withdrawn
		},
		"language":  func(l *directory.Listing, v string) bool { return slices.Contains(l.Languages, v) },
		"accepting": func(l *directory.Listing, v string) bool { return string(l.Accepting) == v },
		"gender":    func(l *directory.Listing, v string) bool { return string(l.Physician.Gender) == v },
		"state":     func(l *directory.Listing, v string) bool { return l.Location.Address.State == v },
		"city":      func(l *directory.Listing, v string) bool { return within(l.Location.Address.City, v) },
		"phone":     func(l *directory.Listing, v string) bool { return l.Location.Phone == v },
		"npi":       func(l *directory.Listing, v string) bool { return l.Physician.NPI.String() == v },
		"given":     func(l *directory.Listing, v string) bool { return within(l.Physician.Name.Given, v) },
		"middle":    func(l *directory.Listing, v string) bool { return within(l.Physician.Name.Middle, v) },
		"family": func(l *directory.Listing, v string) bool {
			for _, former := range l.Physician.FormerNames {
				if within(former.Family, v) {
					return true
				}
			}
			return within(l.Physician.Name.Family, v)
		},
		"word": func(l *directory.Listing, v string) bool {
			n := l.Physician.Name
			all := []string{n.Given, n.Middle, n.Family, l.Location.Address.City}
			for _, former := range l.Physician.FormerNames {
				all = append(all, former.Family)
			}
			return slices.ContainsFunc(all, func(s string) bool { return within(s, v) })
		},
	}
}

// within reports whether the letters of v stand in s as whole words, apostrophes
// and capitals aside.
func within(s, v string) bool {
	plain := func(s string) string {
		words := strings.FieldsFunc(strings.ReplaceAll(strings.ToLower(s), "'", ""), func(r rune) bool { return !unicode.IsLetter(r) })
		return " " + strings.Join(words, " ") + " "
	}
	return v != "" && strings.Contains(plain(s), plain(v))
}
