package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/trace"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	os.Exit(m.Run())
}

// noon is the clock of every test: evidence verified on 2026-09-14 is 70 days
// old, that of 2026-06-01 is 175.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

const testPartners = `{"partners":[
	{"id":"clinic","name":"Clinic","key":"pk_clinic","status":"active","origins":["https://clinic.example"],"embed_origins":[]},
	{"id":"slow","name":"Slow","key":"pk_slow","status":"active","origins":["https://slow.example"],"embed_origins":[],"searches_per_minute":2},
	{"id":"gone","name":"Gone","key":"pk_gone","status":"revoked","origins":["https://gone.example"],"embed_origins":[]},
	{"id":"old","name":"Old","key":"pk_old","status":"active","origins":["https://old.example"],"embed_origins":[],"expires_on":"2026-11-22"}]}`

// A rig is an API over a few known physicians in memory.
type rig struct {
	api    *API
	door   *door.Door
	engine *gin.Engine
	index  *searchtest.Memory
	log    *lockedBuffer
}

// lockedBuffer is a log that handlers of several goroutines write to.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// A settings is what a test may change of a rig.
type settings struct {
	Log            *slog.Logger
	Now            func() time.Time
	Metrics        *door.Metrics
	Tracer         trace.Tracer
	Rate           int
	Partners       string // the registry file; empty: testPartners
	TrustedProxies []string
	Finder         search.Options
}

// newRig starts a rig and waits until it is ready; change may alter the
// options before it is built.
func newRig(t testing.TB, listings []directory.Listing, change func(*settings)) *rig {
	t.Helper()
	r := &rig{index: searchtest.NewMemory("g1", listings), log: &lockedBuffer{}}
	r.build(t, change)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = r.api.o.Finder.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	for range 500 {
		if r.api.o.Finder.Status().Ready {
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("not ready: %s", r.api.o.Finder.Status().Reason)
	return nil
}

// build makes the API without starting its finder.
func (r *rig) build(t testing.TB, change func(*settings)) {
	t.Helper()
	document, err := os.ReadFile("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	atlas, err := basemap.Open()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	o := settings{Log: log, Now: noon}
	if change != nil {
		change(&o)
	}
	partners, err := partner.Parse([]byte(cmp.Or(o.Partners, testPartners)))
	if err != nil {
		t.Fatal(err)
	}
	if r.door, err = door.New(door.Options{
		Log: o.Log, Now: o.Now, Metrics: o.Metrics, Tracer: o.Tracer, Partners: partner.Fixed(partners), Phone: "844-288-7474",
		Rate: o.Rate, TrustedProxies: o.TrustedProxies,
	}); err != nil {
		t.Fatal(err)
	}
	o.Finder.Log = log
	if r.api, err = New(Options{
		Door: r.door, Finder: search.New(r.index, o.Finder), Gazetteer: place.Default(),
		Parser: query.New(query.Options{
			Gazetteer: place.Default(), Today: func() directory.Date { return directory.DateOf(noon()) },
		}),
		Cards: &cards.Presenter{Now: o.Now, Atlas: atlas, Towns: place.Default().Towns}, Now: o.Now, Document: document, Version: "test",
	}); err != nil {
		t.Fatal(err)
	}
	r.engine = r.door.Engine(nil, r.api)
}

// An answer is what came back for a request.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do answers a request and holds both to the document.
func (r *rig) do(t testing.TB, method, target string, header http.Header, body string) *answer {
	t.Helper()
	req := httptest.NewRequest(method, target, bytes.NewReader([]byte(body)))
	if body == "" {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	for name, values := range header {
		req.Header[name] = values
	}
	w := httptest.NewRecorder()
	r.engine.ServeHTTP(w, req)
	res := w.Result()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := &answer{status: res.StatusCode, header: res.Header, body: got}
	conform(t, req, body, a)
	return a
}

func (r *rig) get(t testing.TB, target string, header ...string) *answer {
	t.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Add(header[i], header[i+1])
	}
	return r.do(t, http.MethodGet, target, h, "")
}

// An office is one row of the fixture: a fictional physician at one address.
type office struct {
	npi                     string // first nine digits
	given, family           string
	gender                  directory.Gender
	codes                   []directory.Taxonomy // the first is primary
	line1, city, state, zip string
	lat, lng                float64
	phone                   string
	status                  directory.Status // of annular closure; empty: no row
	verified                string
	accepting               directory.Accepting
	languages               []string
	telehealth              bool
}

// offices are fictional: NPIs start with 2, phones are 555-01xx.
var offices = []office{
	{
		"200000001", "Avery", "Lindqvist", "F",
		[]directory.Taxonomy{directory.OrthopaedicSpine, directory.OrthopaedicSurgery},
		"100 Elm St", "Minneapolis", "MN", "55401", 44.9855, -93.2705,
		"+16125550101", directory.Confirmed, "2026-09-14", directory.AcceptingNew,
		[]string{"en", "es"},
		true,
	},
	{
		"200000001", "Avery", "Lindqvist", "F",
		[]directory.Taxonomy{directory.OrthopaedicSpine, directory.OrthopaedicSurgery},
		"9 River Rd", "Rochester", "MN", "55902", 44.0035, -92.4833,
		"+15075550102", directory.Confirmed, "2026-09-14", directory.AcceptingNone,
		[]string{"en"},
		true,
	},
	{
		"200000002", "Jordan", "O'Malley", "M",
		[]directory.Taxonomy{directory.Neurosurgery},
		"=1+1 Suite Way", "Saint Paul", "MN", "55101", 44.9512, -93.0902,
		"+16515550103", directory.SelfReported, "2026-06-01", directory.AcceptingExisting, nil, false,
	},
	{
		"200000003", "Morgan", "de la Cruz", "",
		[]directory.Taxonomy{directory.OrthopaedicSurgery},
		"5 Lake Ave", "Duluth", "MN", "55802", 46.7666, -92.0852,
		"", "", "", "", nil, false,
	},
	{
		"200000004", "Riley", "Nakamura", "X",
		[]directory.Taxonomy{directory.Neurosurgery, directory.OrthopaedicSurgery},
		"77 Wacker Dr", "Chicago", "IL", "60601", 41.8858, -87.6229,
		"+13125550104", directory.Withdrawn, "2026-08-01", directory.AcceptingNew,
		[]string{"ja"},
		false,
	},
	{
		"200000005", "Casey", "Ångström", "F",
		[]directory.Taxonomy{directory.OrthopaedicSpine},
		"12 Michigan Ave", "Chicago", "IL", "60602", 41.8831, -87.6290,
		"+13125550105", directory.Confirmed, "2026-11-20", "",
		[]string{"es-MX"},
		false,
	},
	{
		"200000006", "Devon", "Kealoha", "M",
		[]directory.Taxonomy{directory.Neurosurgery},
		"1 Ala Moana Blvd", "Honolulu", "HI", "96814", 21.2969, -157.8438,
		"+18085550106", directory.SelfReported, "2026-11-01", directory.AcceptingNew,
		[]string{"en"},
		false,
	},
	{
		"200000007", "Sage", "Amukon", "M",
		[]directory.Taxonomy{directory.OrthopaedicSurgery},
		"3 Bay St", "Adak", "AK", "99546", 51.8720, -176.6290,
		"+19075550107", "", "", directory.AcceptingNew, nil, false,
	},
	{
		"200000008", "Kai", "Taitano", "F",
		[]directory.Taxonomy{directory.OrthopaedicSurgery},
		"8 Marine Corps Dr", "Tamuning", "GU", "96913", 13.4836, 144.7793,
		"+16715550108", "", "", "", nil, false,
	},
}

// fixture builds the listings of offices.
func fixture(t testing.TB) []directory.Listing {
	t.Helper()
	listings := make([]directory.Listing, len(offices))
	for i := range offices {
		listings[i] = offices[i].listing(t)
	}
	return listings
}

func (o *office) npiText() string {
	return o.npi + string(directory.CheckDigit(o.npi))
}

func (o *office) listing(t testing.TB) directory.Listing {
	t.Helper()
	npi, err := directory.ParseNPI(o.npiText())
	if err != nil {
		t.Fatal(err)
	}
	verified, err := directory.ParseDate(o.verified)
	if err != nil {
		t.Fatal(err)
	}
	updated, err := directory.ParseDate("2026-06-15")
	if err != nil {
		t.Fatal(err)
	}
	l := directory.Listing{
		Physician: directory.Physician{
			NPI: npi, Gender: o.gender, Telehealth: o.telehealth,
			Name: directory.Name{Given: o.given, Middle: "Q", Family: o.family, Credentials: []string{"MD"}},
		},
		Location: directory.Location{
			ID: fmt.Sprintf("%s-%s", npi, o.zip), Phone: o.phone, Source: directory.SourceNPPES, Updated: updated,
			Address: directory.Address{Line1: o.line1, City: o.city, State: o.state, PostalCode: o.zip},
			Position: directory.Position{
				Point: geo.Point{Lat: o.lat, Lng: o.lng}, Precision: directory.PrecisionZIP,
			},
		},
		Accepting: o.accepting, Languages: o.languages,
	}
	for i, code := range o.codes {
		l.Physician.Specialties = append(l.Physician.Specialties, directory.Specialty{Code: code, Primary: i == 0})
	}
	if o.status != "" {
		l.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: o.status,
			Source: "Sample roster", SourceDate: verified, VerifiedOn: verified,
		}
	}
	return l
}
