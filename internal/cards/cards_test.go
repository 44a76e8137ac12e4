package cards

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

func day(t *testing.T, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A known is a card of which everything is known.
func known(t *testing.T) *search.Card {
	t.Helper()
	l := directory.Listing{
		Physician: directory.Physician{
			NPI: 2000000010, Name: directory.Name{Given: "Avery", Family: "Example", Credentials: []string{"MD"}}, Telehealth: true,
			Medicare: true, Hospitals: []string{"Example General Hospital", "Maple Medical Center"},
			Specialties: []directory.Specialty{{Code: directory.OrthopaedicSurgery}, {Code: directory.Neurosurgery, Primary: true}, {Code: directory.OrthopaedicSurgery}},
		},
		Location: directory.Location{
			ID: "a", Name: "Example Spine", Phone: "+16125550101", Extension: "105", Fax: "+16125550199", Source: directory.SourceNPPES, Updated: day(t, "2026-03-09"),
			Address:  directory.Address{Line1: "805 Example Street", Line2: "Suite 300", City: "Minneapolis", State: "MN", PostalCode: "55401-1234"},
			Position: directory.Position{Point: geo.Point{Lat: 44.98, Lng: -93.27}, Precision: directory.PrecisionStreet},
		},
		Offering:  &directory.Offering{Status: directory.Confirmed, VerifiedOn: day(t, "2026-10-14")},
		Accepting: directory.AcceptingNew, Languages: []string{"en", "es"},
	}
	return &search.Card{Listing: l, Meters: 5 * geo.MetersPerMile, Others: []directory.Location{{ID: "b", Address: directory.Address{City: "Edina", State: "MN"}}}}
}

func TestText(t *testing.T) {
	p := &Presenter{Now: noon}
	home := &place.Place{Label: "Here", Point: geo.Point{Lat: 44.9, Lng: -93.27}}
	english := Text{
		NPI: "2000000010", Name: "Avery Example, MD", Specialties: []string{"Neurosurgery", "Orthopedic surgery"}, Kind: "Neurosurgeon",
		Evidence: words.Badge{Kind: "confirmed", Text: "Offers annular closure — confirmed October 2026"},
		Distance: "about 5 miles", Accepting: "Taking new patients", Languages: "English, Spanish",
		Telehealth: "Video visits, according to Medicare’s list",
		Medicare:   "Accepts the approved amount as full payment, according to Medicare’s list",
		Hospitals:  "Example General Hospital, Maple Medical Center, according to Medicare’s list",
		Office: Office{
			ID: "a", Name: "Example Spine", Lines: []string{"805 Example Street", "Suite 300", "Minneapolis, MN 55401"},
			Phone: "(612) 555-0101 ext. 105", Dial: "+16125550101", Extension: "105", Fax: "(612) 555-0199", Checked: "Address and phone: national registry (NPI), March 2026",
			Number: "Number: national registry (NPI), March 2026",
		},
		Others: []Office{{ID: "b", Lines: []string{"Edina, MN"}}},
	}
	got := p.Writer(words.For(words.English), home, words.Miles).Text(known(t))
	if diff := cmp.Diff(english, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	spanish := p.Writer(words.For(words.Spanish), home, words.Kilometers).Text(known(t))
	if spanish.Evidence.Text != "Ofrece cierre anular — confirmado en octubre de 2026" || spanish.Languages != "inglés, español" ||
		!strings.Contains(spanish.Distance, "8 kilómetros") {
		t.Errorf("Spanish: %+v", spanish)
	}
}

// TestUnknown holds that what is not known is said by nobody, and evidence that
// nobody vouches for by "ask the office".
func TestUnknown(t *testing.T) {
	for name, o := range map[string]*directory.Offering{"no row": nil, "withdrawn": {Status: directory.Withdrawn, VerifiedOn: day(t, "2026-11-01")}} {
		got := (&Presenter{Now: noon}).Writer(words.For(words.English), nil, words.Miles).Text(&search.Card{Listing: directory.Listing{Offering: o}, Meters: -1})
		if got.Evidence != (words.Badge{Kind: "unknown", Text: "Annular closure: ask the office"}) {
			t.Errorf("%s: %+v", name, got.Evidence)
		}
		if got.Distance+got.Accepting+got.Languages+got.Telehealth+got.Medicare+got.Hospitals+got.Office.Extension+got.Office.Fax+got.Office.Phone+got.Office.Checked != "" || len(got.Specialties)+len(got.Office.Lines)+len(got.Others) > 0 {
			t.Errorf("%s: something is said of what is not known: %+v", name, got)
		}
	}
}

// TestStale holds that what is shown as old is old for programs too, from the
// age on that is set.
func TestStale(t *testing.T) {
	today := directory.DateOf(noon())
	for _, c := range []struct {
		set, age int
		old      bool
	}{{0, 90, false}, {0, 91, true}, {30, 30, false}, {30, 31, true}, {400, 91, false}} {
		w := (&Presenter{Now: noon, StaleDays: c.set}).Writer(words.For(words.English), nil, words.Miles)
		o := &directory.Offering{Status: directory.SelfReported, VerifiedOn: today - directory.Date(c.age)}
		if w.Stale(o) != c.old || (w.Evidence(o, nil).Kind == "stale") != c.old {
			t.Errorf("%d days old, stale after %d: stale %v, %q", c.age, c.set, w.Stale(o), w.Evidence(o, nil).Kind)
		}
	}
	w := (&Presenter{Now: noon}).Writer(words.For(words.English), nil, words.Miles)
	if undated := (&directory.Offering{Status: directory.Confirmed}); !w.Stale(undated) || w.Evidence(undated, nil).Kind != "stale" {
		t.Error("evidence without a date passes for fresh")
	}
}

func TestWarnings(t *testing.T) {
	w := (&Presenter{Now: noon}).Writer(words.For(words.English), nil, words.Miles)
	req := &query.Request{Warnings: []query.Warning{{Code: "page_size_reduced", Parameter: "page_size", Value: "50"}}}
	res := &search.Result{Dropped: []string{"zzyzx", "qqq"}, Degraded: true, Generation: &search.Generation{DataAsOf: day(t, "2026-11-16")}}
	var codes []string
	for range 2 { // asking twice says the same
		codes = nil
		for _, x := range w.Warnings(req, res) {
			codes = append(codes, x.Code)
			if x.Text == "" || strings.Contains(x.Text, "{") {
				t.Errorf("%s: %q", x.Code, x.Text)
			}
			if x.Code == "words_dropped" && !strings.Contains(x.Text, "zzyzx qqq") || x.Code == "degraded" && !strings.Contains(x.Text, "November 16, 2026") {
				t.Errorf("%s: %q", x.Code, x.Text)
			}
		}
	}
	if want := []string{"page_size_reduced", "words_dropped", "degraded"}; !slices.Equal(codes, want) {
		t.Errorf("got %v, want %v", codes, want)
	}
	if got := w.Warnings(&query.Request{}, &search.Result{}); len(got) != 0 {
		t.Errorf("nothing is wrong: %v", got)
	}
}

// TestDraw holds the words of a map: how many it shows, and that a pin may stand
// for a whole ZIP code.
func TestDraw(t *testing.T) {
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	home := &place.Place{Point: geo.Point{Lat: 44.9, Lng: -93.27}}
	w := (&Presenter{Now: noon, Atlas: atlas, Towns: place.Default().Towns}).Writer(words.For(words.English), home, words.Miles)
	at := known(t).Listing.Location.Position
	d := &Drawing{Radius: 50 * geo.MetersPerMile}
	d.Add(1, at, false)
	m := w.Draw(d, "map")
	if m == nil || len(m.Pins) != 1 || len(m.Towns) == 0 || m.Caption != w.T("map.caption") || m.Label != w.T("map.label", "count", 1) {
		t.Fatalf("%+v", m)
	}
	for _, town := range m.Towns {
		if strings.Contains(town.Name, ",") {
			t.Errorf("a town is named with its state: %s", town.Name)
		}
	}
	at.Precision = directory.PrecisionZIP
	d.Add(2, at, true)
	if m = w.Draw(d, "map"); m.Caption != w.T("map.caption")+" "+w.T("map.caption.coarse") || len(m.Pins) != 2 || m.Label != w.T("map.label", "count", 2) {
		t.Errorf("label %q, caption %q", m.Label, m.Caption)
	}
	if m := (&Presenter{Now: noon}).Writer(words.For(words.English), home, words.Miles).Draw(d, "map"); m != nil {
		t.Error("a map without an atlas")
	}
}
