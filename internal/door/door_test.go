package door

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.TestMode)
	os.Exit(m.Run())
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// A rig is a door before a face of one page.
type rig struct {
	door   *Door
	engine *gin.Engine
	log    bytes.Buffer
}

// page is a face whose one page says where it is reached.
type page struct{ d *Door }

func (p page) Register(r gin.IRouter) {
	r.GET("/page", func(c *gin.Context) {
		base, _ := p.d.Base(c.Request)
		c.String(http.StatusOK, base)
	})
}

func newRig(t *testing.T, o Options) *rig {
	t.Helper()
	r := &rig{}
	o.Log = slog.New(slog.NewJSONHandler(&r.log, nil))
	if o.Now == nil {
		o.Now = noon
	}
	var err error
	if r.door, err = New(o); err != nil {
		t.Fatal(err)
	}
	r.engine = r.door.Engine(nil, page{r.door})
	return r
}

// get asks as httptest does, from 192.0.2.1 for example.com; header is pairs of
// a name and a value.
func (r *rig) get(target string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	r.engine.ServeHTTP(w, req)
	return w
}

// TestBase holds what all faces name themselves by: what is set, else what the
// caller speaks to us or to our own proxy.
func TestBase(t *testing.T) {
	ours := []string{"192.0.2.0/24"}
	for name, c := range map[string]struct {
		o      Options
		header []string
		want   string
	}{
		"plain":                {Options{}, nil, "http://example.com"},
		"our proxy's TLS":      {Options{TrustedProxies: ours}, []string{"X-Forwarded-Proto", "https"}, "https://example.com"},
		"our proxy without":    {Options{TrustedProxies: ours}, []string{"X-Forwarded-Proto", "http"}, "http://example.com"},
		"anybody's word of it": {Options{}, []string{"X-Forwarded-Proto", "https"}, "http://example.com"},
		"set":                  {Options{BaseURL: "https://finder.example/"}, nil, "https://finder.example"},
		"set, behind a proxy":  {Options{BaseURL: "https://finder.example", TrustedProxies: ours}, []string{"X-Forwarded-Proto", "http"}, "https://finder.example"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, c.o)
			if got := r.get("/page", c.header...).Body.String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if _, set := r.door.Base(httptest.NewRequest(http.MethodGet, "/", nil)); set != (c.o.BaseURL != "") {
				t.Errorf("set: %v", set)
			}
		})
	}
}
