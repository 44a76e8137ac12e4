package fetch

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

func day(t testing.TB, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseOffer(t *testing.T) {
	tests := []struct {
		name   string
		kind   Kind // "": no name of the NPPES
		from   string
		to     string
		layout int
		wrong  bool
	}{
		{"NPPES_Data_Dissemination_September_2026_V2.zip", Monthly, "", "2026-09-01", 2, false},
		{"NPPES_Data_Dissemination_MAY_2026_V2.zip", Monthly, "", "2026-05-01", 2, false},
		{"NPPES_Data_Dissemination_Feb_2027_V3.zip", Monthly, "", "2027-02-01", 3, false},
		{"NPPES_Data_Dissemination_January_2024.zip", Monthly, "", "2024-01-01", 1, false},
		{"NPPES_Data_Dissemination_Octember_2026_V2.zip", Monthly, "", "", 0, true},
		{"NPPES_Data_Dissemination_083126_090626_Weekly_V2.zip", Weekly, "2026-08-31", "2026-09-06", 2, false},
		{"NPPES_Data_Dissemination_122826_010327_Weekly_V2.zip", Weekly, "2026-12-28", "2027-01-03", 2, false},
		{"NPPES_Data_Dissemination_090626_083126_Weekly_V2.zip", Weekly, "", "", 0, true},
		{"NPPES_Data_Dissemination_013126_023126_Weekly_V2.zip", Weekly, "", "", 0, true},
		{"NPPES_Deactivated_NPI_Report_091426_V2.zip", Deactivated, "", "2026-09-14", 2, false},
		{"NPPES_Something_New_V2.zip", "", "", "", 0, true},
		{"NPPES_Data_Dissemination_Readme_V2.pdf", "", "", "", 0, false},
		{"index.html", "", "", "", 0, false},
	}
	for _, tt := range tests {
		o, ok, err := parseOffer(tt.name)
		if tt.wrong {
			if !ok || err == nil {
				t.Errorf("%s: %+v, %t, %v; want an error", tt.name, o, ok, err)
			}
			continue
		}
		if ok != (tt.kind != "") || err != nil {
			t.Errorf("%s: %t, %v", tt.name, ok, err)
		}
		if ok && (o.kind != tt.kind || o.from != day(t, tt.from) || o.to != day(t, tt.to) || o.layout != tt.layout) {
			t.Errorf("%s: %+v", tt.name, o)
		}
	}
}

func TestPage(t *testing.T) {
	base, err := url.Parse("https://download.example/nppes/NPI_Files.html")
	if err != nil {
		t.Fatal(err)
	}
	page := `<A HREF='./NPPES_Data_Dissemination_April_2026_V2.zip'>x</a>
		<a class="b" href="./NPPES_Data_Dissemination_August_2026_V2.zip" >x</a>
		<a href=NPPES_Data_Dissemination_May_2026_V2.zip>x</a>
		<a href="./NPPES_Data_Dissemination_August_2026_V2.zip">again</a>
		<!-- <a href="./NPPES_Data_Dissemination_December_2026_V2.zip">x</a> -->
		<a href="https://mirror.example/a/NPPES_Data_Dissemination_083126_090626_Weekly_V2.zip?x=1&amp;y=2">x</a>
		<a href="./NPPES_Data_Dissemination_Aprl_2027_V2.zip">x</a>`
	all, notes := offers(parseLinks(base, []byte(page)))
	var got []string
	for _, o := range all {
		got = append(got, o.name+" "+o.url)
	}
	diff(t, "offers", []string{
		"NPPES_Data_Dissemination_April_2026_V2.zip https://download.example/nppes/NPPES_Data_Dissemination_April_2026_V2.zip",
		"NPPES_Data_Dissemination_August_2026_V2.zip https://download.example/nppes/NPPES_Data_Dissemination_August_2026_V2.zip",
		"NPPES_Data_Dissemination_May_2026_V2.zip https://download.example/nppes/NPPES_Data_Dissemination_May_2026_V2.zip",
		"NPPES_Data_Dissemination_083126_090626_Weekly_V2.zip https://mirror.example/a/NPPES_Data_Dissemination_083126_090626_Weekly_V2.zip?x=1&y=2",
	}, got)
	if len(notes) != 1 || !strings.Contains(notes[0], "Aprl") {
		t.Errorf("notes: %v", notes)
	}
	monthlies, err := readable(all, Monthly)
	if err != nil || monthlies[len(monthlies)-1].name != "NPPES_Data_Dissemination_August_2026_V2.zip" {
		t.Errorf("newest of %+v, %v", monthlies, err)
	}
	if _, err := readable(all, Deactivated); err == nil || !strings.Contains(err.Error(), "names no deactivated file") {
		t.Errorf("%v", err)
	}
	v3, _ := offers([]link{{name: "NPPES_Data_Dissemination_August_2027_V3.zip"}})
	if _, err := readable(v3, Monthly); err == nil || !strings.Contains(err.Error(), "another layout than V2") {
		t.Errorf("%v", err)
	}
}

// TestChain compares the weeklies that follow with a walk over the days: a day
// is covered when a taken week holds it, and no taken week lies behind a day
// that none covers.
func TestChain(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	gaps := 0
	for round := range 3000 {
		const days = 80
		after := directory.Date(20000)
		var weeks []offer
		for start := after - 20; start < after+days-20; start += 7 {
			if random.IntN(6) == 0 {
				continue // was not published, or is gone
			}
			weeks = append(weeks, offer{name: fmt.Sprint(start), from: start, to: start + 6 + directory.Date(random.IntN(8)/7*3)})
		}
		random.Shuffle(len(weeks), func(i, j int) { weeks[i], weeks[j] = weeks[j], weeks[i] })
		var offered, took [2 * days]bool
		for _, w := range weeks {
			for d := w.from; d <= w.to; d++ {
				offered[d-after+days] = true
			}
		}
		take, gap := chain(after, weeks)
		for _, w := range take {
			for d := w.from; d <= w.to; d++ {
				took[d-after+days] = true
			}
		}
		end := days + 1 // the first day that no week covers
		for end < len(offered) && offered[end] {
			end++
		}
		more := false
		for d := end; d < len(offered); d++ {
			more = more || offered[d]
		}
		for d := days + 1; d < len(took); d++ {
			if took[d] != (d < end) {
				t.Fatalf("round %d: day %d is taken: %t; days without a gap end at %d", round, d-days, took[d], end-days)
			}
		}
		if (gap != nil) != more {
			t.Fatalf("round %d: gap %v, days behind it: %t", round, gap, more)
		}
		if gap != nil {
			gaps++
			if gap.From != after+directory.Date(end-days) || !offered[gap.To+1-after+days] || offered[gap.To-after+days] {
				t.Fatalf("round %d: %v", round, gap)
			}
		}
	}
	if gaps < 100 {
		t.Errorf("only %d gaps", gaps)
	}
}

func FuzzPage(f *testing.F) {
	f.Add("<a href='./NPPES_Data_Dissemination_April_2026_V2.zip'>")
	f.Add("<a href=\"NPPES_Data_Dissemination_083126_090626_Weekly_V2.zip\"><a href='%zz'>")
	base, err := url.Parse("https://download.example/nppes/NPI_Files.html")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, page string) {
		all, _ := offers(parseLinks(base, []byte(page)))
		for _, o := range all {
			if strings.ContainsAny(o.name, "/\\") || !nppesName.MatchString(o.name) || o.to == 0 && o.layout == 0 {
				t.Errorf("%+v", o)
			}
			if _, err := url.Parse(o.url); err != nil {
				t.Error(err)
			}
		}
		title([]byte(page))
	})
}
