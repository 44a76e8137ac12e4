package fhir_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/api"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/fhir"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	os.Exit(m.Run())
}

// noon is the clock of every test.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// A rig is the face and the JSON interface behind one door, over one finder.
type rig struct {
	engine *gin.Engine
	index  *searchtest.Memory
	finder *search.Finder
	log    strings.Builder
}

// newRig makes a rig over listings; a rate of 0 a minute is no limit.
func newRig(t testing.TB, listings []directory.Listing, rate int) *rig {
	t.Helper()
	r := &rig{index: searchtest.NewMemory("g1", listings)}
	r.finder = searchtest.Loaded(t, r.index)
	d, err := door.New(door.Options{
		Log: slog.New(slog.NewJSONHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: noon,
		Rate: rate, Phone: "844-288-7474",
	})
	if err != nil {
		t.Fatal(err)
	}
	face, err := fhir.New(fhir.Options{Finder: r.finder, Door: d, Now: noon, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	interfaces, err := api.New(api.Options{
		Door: d, Finder: r.finder, Gazetteer: place.Default(), Cards: &cards.Presenter{Now: noon}, Now: noon, Version: "test",
		Parser: query.New(query.Options{Gazetteer: place.Default(), Today: func() directory.Date { return directory.DateOf(noon()) }}),
	})
	if err != nil {
		t.Fatal(err)
	}
	r.engine = d.Engine(nil, interfaces, face)
	return r
}

// An answer is what came back for a request, its body read as JSON.
type answer struct {
	status int
	header http.Header
	body   any
	raw    string
}

func (r *rig) do(t testing.TB, method, target, body string, header ...string) *answer {
	t.Helper()
	req := httptest.NewRequest(method, "http://finder.example/", strings.NewReader(body))
	at, err := url.Parse("http://finder.example" + strings.TrimPrefix(target, "http://finder.example"))
	if err != nil {
		t.Fatal(err)
	}
	req.URL, req.RequestURI = at, at.RequestURI()
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	r.engine.ServeHTTP(w, req)
	a := &answer{status: w.Code, header: w.Header(), raw: w.Body.String()}
	if a.raw != "" {
		if err := json.Unmarshal([]byte(a.raw), &a.body); err != nil {
			t.Fatalf("%s %s answered %d with what is no JSON: %.200s", method, target, a.status, a.raw)
		}
	}
	return a
}

func (r *rig) get(t testing.TB, target string, header ...string) *answer {
	t.Helper()
	return r.do(t, http.MethodGet, target, "", header...)
}

// ok gets what must be there.
func (r *rig) ok(t testing.TB, target string, header ...string) *answer {
	t.Helper()
	a := r.get(t, target, header...)
	if a.status != http.StatusOK {
		t.Fatalf("GET %s answered %d %s", target, a.status, a.raw)
	}
	return a
}

// at reads a path such as "entry.0.resource.id" out of the body; nil where there
// is nothing.
func (a *answer) at(path string) any { return at(a.body, path) }

func at(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			var i int
			if n, err := fmt.Sscan(step, &i); n != 1 || err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// entries are the entries of a bundle of one search mode.
func (a *answer) entries(mode string) []any {
	all, _ := a.at("entry").([]any)
	var out []any
	for _, e := range all {
		if at(e, "search.mode") == mode {
			out = append(out, e)
		}
	}
	return out
}

// paths are the type and id of the resources of entries.
func paths(entries []any) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, fmt.Sprintf("%v/%v", at(e, "resource.resourceType"), at(e, "resource.id")))
	}
	return out
}

// link is the address of a bundle's link, or "".
func (a *answer) link(relation string) string {
	all, _ := a.at("link").([]any)
	for _, l := range all {
		if at(l, "relation") == relation {
			return at(l, "url").(string)
		}
	}
	return ""
}

// An office is one listing of a fixture; everybody is fictional.
type office struct {
	nine, given, family string
	id, name            string
	state               string
	lat, lng            float64
	status              directory.Status
	verified            string
	accepting           directory.Accepting
	languages           []string
	gender              directory.Gender
}

func (o office) npi() string { return o.nine + string(directory.CheckDigit(o.nine)) }

func (o office) listing(t testing.TB) directory.Listing {
	t.Helper()
	npi, err := directory.ParseNPI(o.npi())
	if err != nil {
		t.Fatal(err)
	}
	verified, err := directory.ParseDate(o.verified)
	if err != nil {
		t.Fatal(err)
	}
	l := directory.Listing{
		Physician: directory.Physician{
			NPI: npi, Gender: o.gender, Name: directory.Name{Given: o.given, Family: o.family, Credentials: []string{"MD"}},
			Specialties: []directory.Specialty{{Code: directory.OrthopaedicSurgery}, {Code: directory.OrthopaedicSpine, Primary: true}},
		},
		Location: directory.Location{
			ID: npi.String() + "-" + o.id, Name: o.name, Phone: "+16125550101", Source: directory.SourceNPPES,
			Address:  directory.Address{Line1: "100 Elm St", City: "Minneapolis", State: o.state, PostalCode: "55401"},
			Position: directory.Position{Point: geo.Point{Lat: o.lat, Lng: o.lng}, Precision: directory.PrecisionZIP},
		},
		Accepting: o.accepting, Languages: o.languages,
	}
	if o.status != "" {
		l.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: o.status,
			Source: "Sample roster", SourceDate: verified - 3, VerifiedOn: verified,
		}
	}
	return l
}

// clinic is a small directory: one with two offices, one self-reported, one
// stale, one withdrawn, one of whom nothing is known.
func clinic() []office {
	return []office{
		{"200000001", "Avery", "Lindqvist", "elm", "North Spine Clinic", "MN", 44.98, -93.27, directory.Confirmed, "2026-09-14", directory.AcceptingNew, []string{"en", "es"}, "F"},
		{"200000001", "Avery", "Lindqvist", "river", "", "MN", 44.00, -92.48, directory.Confirmed, "2026-09-14", directory.AcceptingNone, []string{"en", "sv"}, "F"},
		{"200000002", "Jordan", "O'Malley", "bay", "", "MN", 44.95, -93.09, directory.SelfReported, "2026-11-01", "", nil, "M"},
		{"200000003", "Morgan", "de la Cruz", "lake", "", "MN", 46.77, -92.09, directory.Confirmed, "2026-06-01", "", nil, ""},
		{"200000004", "Riley", "Nakamura-Lind", "wacker", "", "IL", 41.89, -87.62, directory.Withdrawn, "2026-08-01", directory.AcceptingExisting, []string{"ja"}, "X"},
		{"200000005", "Casey", "Ångström", "michigan", "", "IL", 41.88, -87.63, "", "", "", []string{"es-MX"}, "F"},
	}
}

func listingsOf(t testing.TB, offices []office) []directory.Listing {
	t.Helper()
	all := make([]directory.Listing, len(offices))
	for i, o := range offices {
		all[i] = o.listing(t)
	}
	return all
}
