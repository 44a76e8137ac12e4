package fetch

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// layoutVersion is the layout of the NPPES files that the indexer reads.
const layoutVersion = 2

// Names of the NPPES page, as published.
var (
	monthlyName     = regexp.MustCompile(`(?i)^NPPES_Data_Dissemination_([a-z]+)_(\d{4})(?:_V(\d+))?\.zip$`)
	weeklyName      = regexp.MustCompile(`(?i)^NPPES_Data_Dissemination_(\d{6})_(\d{6})_Weekly(?:_V(\d+))?\.zip$`)
	deactivatedName = regexp.MustCompile(`(?i)^NPPES_Deactivated_NPI_Report_(\d{6})(?:_V(\d+))?\.zip$`)
	nppesName       = regexp.MustCompile(`(?i)^NPPES_.*\.zip$`)
)

// An offer is an NPPES file that the page names.
type offer struct {
	name     string
	url      string
	kind     Kind
	from, to directory.Date // of a monthly: 0 and the first day of the month of its name
	layout   int
}

// parseOffer reads the name of an NPPES file; ok is false for any other name.
// The error is about a name that has the form and makes no sense.
func parseOffer(name string) (o offer, ok bool, err error) {
	o.name = name
	var version string
	if m := monthlyName.FindStringSubmatch(name); m != nil {
		o.kind, version = Monthly, m[3]
		o.to, err = parseMonth(m[1], m[2])
	} else if m := weeklyName.FindStringSubmatch(name); m != nil {
		o.kind, version = Weekly, m[3]
		if o.from, err = parseDay(m[1]); err == nil {
			o.to, err = parseDay(m[2])
		}
		if err == nil && (o.to < o.from || o.to-o.from > 31) {
			err = fmt.Errorf("%s to %s is no week", o.from, o.to)
		}
	} else if m := deactivatedName.FindStringSubmatch(name); m != nil {
		o.kind, version = Deactivated, m[2]
		o.to, err = parseDay(m[1])
	} else if nppesName.MatchString(name) {
		return o, true, fmt.Errorf("it is none of the names that are known")
	} else {
		return o, false, nil
	}
	o.layout = 1
	if version != "" && err == nil {
		o.layout, err = strconv.Atoi(version)
	}
	return o, true, err
}

func parseMonth(month, year string) (directory.Date, error) {
	for _, form := range []string{"January 2006", "Jan 2006"} {
		if t, err := time.Parse(form, month+" "+year); err == nil {
			return directory.DateOf(t), nil
		}
	}
	return 0, fmt.Errorf("%q is no month", month)
}

// parseDay reads the MMDDYY of the names.
func parseDay(s string) (directory.Date, error) {
	t, err := time.Parse("010206", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no day of the form MMDDYY", s)
	}
	return directory.DateOf(t), nil
}

// offers reads the names of a page, in any order. Notes tell of names that
// cannot be read: they may be the newest.
func offers(links []link) (all []offer, notes []string) {
	seen := map[string]bool{}
	for _, l := range links {
		o, ok, err := parseOffer(l.name)
		if !ok || seen[l.name] {
			continue
		}
		seen[l.name] = true
		if err != nil {
			notes = append(notes, fmt.Sprintf("the NPPES page names %s, which is left out: %v", l.name, err))
			continue
		}
		o.url = l.url
		all = append(all, o)
	}
	return all, notes
}

// readable returns the offers of a kind in the layout that the indexer reads,
// the oldest first. The error says why there is none.
func readable(all []offer, kind Kind) ([]offer, error) {
	var of, other []offer
	for _, o := range all {
		switch {
		case o.kind != kind:
		case o.layout == layoutVersion:
			of = append(of, o)
		default:
			other = append(other, o)
		}
	}
	if len(of) > 0 {
		slices.SortFunc(of, func(a, b offer) int {
			if a.to != b.to {
				return int(a.to - b.to)
			}
			return strings.Compare(a.name, b.name)
		})
		return of, nil
	}
	if len(other) > 0 {
		return nil, &Error{
			What: "the NPPES page", Cause: fmt.Errorf("its %s files have another layout than V%d: %s", kind, layoutVersion, other[0].name),
			Advice: "A newer finder may read it; the files that are here stay in use",
		}
	}
	return nil, &Error{
		What: "the NPPES page", Cause: fmt.Errorf("it names no %s file", kind),
		Advice: "Look at the page in a browser: its form has changed, or it is under maintenance",
	}
}

// A Gap is a stretch of days that no weekly file covers.
type Gap struct {
	From, To directory.Date // the missing days
	Next     string         // the file behind the gap
}

// Error names the missing days.
func (g *Gap) Error() string {
	return fmt.Sprintf("no weekly file covers %s to %s; the next one is %s", g.From, g.To, g.Next)
}

// A span is a file of a range of days: an offer or a [File].
type span interface {
	days() (name string, from, to directory.Date)
}

func (o offer) days() (string, directory.Date, directory.Date) { return o.name, o.from, o.to }
func (f File) days() (string, directory.Date, directory.Date)  { return f.Name, f.From, f.To }

// Follow returns the weeklies that follow the day after without a gap, in
// order, and the gap behind them, if there is one.
func Follow(after directory.Date, weeklies []File) ([]File, *Gap) { return chain(after, weeklies) }

func chain[T span](after directory.Date, weeklies []T) (take []T, gap *Gap) {
	weeklies = slices.Clone(weeklies)
	slices.SortFunc(weeklies, func(a, b T) int {
		_, from, to := a.days()
		_, from2, to2 := b.days()
		return cmp.Or(cmp.Compare(from, from2), cmp.Compare(to, to2))
	})
	for _, w := range weeklies {
		switch name, from, to := w.days(); {
		case to <= after: // known already
		case from > after+1:
			return take, &Gap{From: after + 1, To: from - 1, Next: name}
		default:
			take = append(take, w)
			after = to
		}
	}
	return take, nil
}
