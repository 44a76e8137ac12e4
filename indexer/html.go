package indexer

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

//go:embed report.html
var reportPage string

// WriteHTML writes the report as one page that needs no other file: charts are
// inline SVG, and there is no script.
func (r *Report) WriteHTML(w io.Writer) error {
	t, err := template.New("report").Funcs(template.FuncMap{
		"thousands": thousands,
		"words":     func(s any) string { return strings.ReplaceAll(fmt.Sprint(s), "_", " ") },
	}).Parse(reportPage)
	if err != nil {
		return fmt.Errorf("indexer: report page: %w", err)
	}
	page := struct {
		*Report
		Accounts, Why, Places, Contradictions, States barChart
		Years                                         []columnChart
		Damages                                       []damageRow
		Withdrawn, ListingCount                       int64
	}{
		Report:         r,
		Withdrawn:      r.Offerings[directory.Withdrawn],
		ListingCount:   int64(r.Listings),
		Accounts:       bars("What became of every row of the registry", r.accounts()[1:]),
		Why:            bars("Why rows were quarantined", accountsOf(r.Reasons)),
		Places:         bars("How precisely offices are located", accountsOf(r.Located)),
		Contradictions: bars("What sources contradict each other about", accountsOf(r.Conflicts.ByKind)),
		States:         r.stateChart(),
	}
	page.Damages = r.damages()
	for _, s := range slices.Sorted(maps.Keys(r.Freshness)) {
		page.Years = append(page.Years, columns("Year of the record behind the address: "+string(s), r.Freshness[s]))
	}
	if err := t.Execute(w, page); err != nil {
		return fmt.Errorf("indexer: writing the report page: %w", err)
	}
	return nil
}

// A damageRow is what tools did to the values of one file in one way.
type damageRow struct {
	Source            string
	Damage            source.Damage
	Mended, LeftEmpty int64
}

func (r *Report) damages() []damageRow {
	var out []damageRow
	add := func(name string, p *Repairs) {
		for _, d := range slices.Sorted(maps.Keys(p.Mended)) {
			out = append(out, damageRow{name, d, p.Mended[d], p.LeftEmpty[d]})
		}
		for _, d := range slices.Sorted(maps.Keys(p.LeftEmpty)) {
			if p.Mended[d] == 0 {
				out = append(out, damageRow{name, d, 0, p.LeftEmpty[d]})
			}
		}
	}
	add("registry", &r.Registry.Repairs)
	for _, name := range slices.Sorted(maps.Keys(r.Sources)) {
		add(name, &r.Sources[name].Repairs)
	}
	return out
}

// The measures of charts, in SVG units.
const (
	labelWidth, barWidth, barStep = 160, 520, 22
	chartWidth                    = labelWidth + barWidth + 90
	columnStep, columnHeight      = 30, 120
)

// A barChart is horizontal bars, one a line.
type barChart struct {
	Title         string
	Bars          []bar
	Width, Height int
}

// A bar is one line of a chart; Parts lie side by side.
type bar struct {
	Label string
	Total int64
	Y     int
	Parts []part
	End   int // where the figure stands
}

type part struct {
	X, Width int
	Class    string
}

func bars(title string, accounts []account) barChart {
	c := barChart{Title: title, Width: chartWidth, Height: len(accounts)*barStep + 4}
	var most int64 = 1
	for _, a := range accounts {
		most = max(most, a.Count)
	}
	for i, a := range accounts {
		width := scale(a.Count, most, barWidth)
		c.Bars = append(c.Bars, bar{
			Label: a.Name, Total: a.Count, Y: i * barStep, End: labelWidth + width + 6,
			Parts: []part{{X: labelWidth, Width: width, Class: "plain"}},
		})
	}
	return c
}

// scale maps n of most to a length; what is there at all can be seen.
func scale(n, most int64, length int) int {
	if n == 0 {
		return 0
	}
	return max(1, int(n*int64(length)/most))
}

func accountsOf[K ~string](counts map[K]int64) []account {
	var out []account
	for _, k := range byCount(counts) {
		out = append(out, account{strings.ReplaceAll(string(k), "_", " "), counts[k]})
	}
	return out
}

// stateChart shows offices that offer annular closure by state: confirmed and
// self-reported side by side.
func (r *Report) stateChart() barChart {
	totals := map[string]int64{}
	var most int64 = 1
	for state, by := range r.OfferedStates {
		totals[state] = by[directory.Confirmed] + by[directory.SelfReported]
		most = max(most, totals[state])
	}
	c := barChart{Title: "Offices that offer annular closure, by state", Width: chartWidth, Height: len(totals)*barStep + 4}
	for i, state := range byCount(totals) {
		confirmed := scale(r.OfferedStates[state][directory.Confirmed], most, barWidth)
		reported := scale(r.OfferedStates[state][directory.SelfReported], most, barWidth)
		c.Bars = append(c.Bars, bar{
			Label: state, Total: totals[state], Y: i * barStep, End: labelWidth + confirmed + reported + 6,
			Parts: []part{
				{X: labelWidth, Width: confirmed, Class: "confirmed"},
				{X: labelWidth + confirmed, Width: reported, Class: "reported"},
			},
		})
	}
	return c
}

// A columnChart is vertical columns, one a year.
type columnChart struct {
	Title         string
	Columns       []column
	Width, Height int
}

type column struct {
	Label        string
	Total        int64
	X, Y, Height int
}

func columns(title string, years map[string]int64) columnChart {
	years = maps.Clone(years)
	keys := slices.Sorted(maps.Keys(years))
	if n := len(keys); n > 0 { // years without records stand too
		first, err := strconv.Atoi(keys[0])
		last := first
		for _, k := range keys {
			if y, yerr := strconv.Atoi(k); yerr == nil {
				last = y
			}
		}
		for y := first; err == nil && y <= last && last-first < 60; y++ {
			years[strconv.Itoa(y)] += 0
		}
		keys = slices.Sorted(maps.Keys(years))
	}
	var most int64 = 1
	for _, n := range years {
		most = max(most, n)
	}
	c := columnChart{Title: title, Width: len(keys)*columnStep + 60, Height: columnHeight + 60}
	for i, k := range keys {
		h := scale(years[k], most, columnHeight)
		label := k
		if len(k) == 4 {
			label = "’" + k[2:]
		}
		c.Columns = append(c.Columns, column{Label: label, Total: years[k], X: 20 + i*columnStep, Y: 20 + columnHeight - h, Height: h})
	}
	return c
}
