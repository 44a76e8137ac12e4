package query_test

import (
	"errors"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// check holds whatever Parse gives against the limits of the engine and of the
// answer.
func check(t *testing.T, raw string, req *query.Request, err error) {
	t.Helper()
	if err != nil {
		checkFaults(t, raw, err)
		return
	}
	q, f := &req.Search, &req.Search.Filter
	for name, bad := range map[string]bool{
		"radius":  q.Origin != nil && !(q.Radius > 0 && q.Radius <= search.MaxRadius) || q.Origin == nil && q.Radius != 0,
		"page":    q.Page < 1 || q.Page > search.MaxPage || q.Size < 1 || q.Size > search.MaxPageSize,
		"values":  max(len(f.Specialties), len(f.Languages), len(f.States), len(f.Accepting), len(f.Genders)) > search.MaxAnyOf*3,
		"text":    utf8.RuneCountInString(q.Text) > query.MaxText || !utf8.ValidString(q.Text),
		"order":   q.Sort != search.ByDistance && q.Sort != search.ByRelevance && q.Sort != search.ByName,
		"by":      q.Sort == search.ByDistance && q.Origin == nil,
		"nothing": q.Origin == nil && q.Text == "" && f.NPI == 0 && f.Phone == "",
		"bounds":  f.Bounds != nil && f.Bounds.South > f.Bounds.North,
		"echo":    req.Echo == nil,
	} {
		if bad {
			t.Errorf("Parse(%q): %s outside the limits: %+v", raw, name, req)
		}
	}
	for _, u := range req.Understood {
		if u.Text == "" || u.Parameter == "" || u.Value == "" {
			t.Errorf("Parse(%q): understood %+v", raw, u)
		}
	}
}

func checkFaults(t *testing.T, raw string, err error) {
	t.Helper()
	var faults *query.Faults
	if !errors.As(err, &faults) || len(faults.List) == 0 {
		t.Fatalf("Parse(%q): %v is no faults", raw, err)
	}
	for _, f := range faults.List {
		if f.Reason == "" || utf8.RuneCountInString(f.Given) > 100 || !utf8.ValidString(f.Given) || utf8.RuneCountInString(f.Parameter) > 100 {
			t.Errorf("Parse(%q): fault %+v", raw, f)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, raw := range []string{
		"near=55401&radius=50&unit=km", "near=Springfield", "q=spine+surgeon+near+Fargo+who+does+the+disc+plug+thing",
		"q=%22%22%22+%E2%80%9C", "q=''''+1", "near=%00", "bbox=1,2,3,4&page=-1", "q=NPI+1234567893+x12", "q=" + strings.Repeat("de+", 33),
		"q=" + strings.Repeat("a+", 49) + "tx", "specialty=,,,&language=zz&state=%C2%AA", "q=ǅ+%EF%AC%81+spine", "q=12345-6789+TX+in+near+me", "=&=&;",
		"q=within+5+miles+of+in+near+", "q=near+saddle+numbness+in+55401", "near=1e309,2", "q=%F0%9F%98%80%F0%9F%98%80",
	} {
		f.Add(raw)
	}
	strict, lenient := newParser(false), newParser(true)
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Skip()
		}
		req, err := strict.Parse(values)
		check(t, raw, req, err)
		req, err = lenient.Parse(values)
		check(t, raw, req, err)
	})
}

// TestParse_random strings together pieces of real and hostile values.
func TestParse_random(t *testing.T) {
	t.Parallel()
	pieces := []string{
		"near", "in", "55401", "00000", "Fargo", "ND", "springfield", "spine", "surgeon", "dr", "md", "nguyen", "de", "la", "speaks", "spanish",
		"within", "25", "miles", "of", "annular", "closure", "612-555-0100", "1234567893", "numb", "groin", "\"", ",", "\x00", "\xff", "ñ", "-", "saint", "paul", "mn",
		"spine clinic", "habla", "español", "cerca de", "mi", "  ", "😀", "'", "(", "1", "95,-93", "44.9,-93.2", "842a107ffffffff", "F", "es", "confirmed", "-1", "500",
	}
	rounds := 1_000
	if os.Getenv("FINDER_VERIFY") == "1" {
		rounds = 50_000
	}
	r := rand.New(rand.NewPCG(7, 4))
	names := append(query.Parameters(), "key", "other")
	strict, lenient := newParser(false), newParser(true)
	for range rounds {
		values := url.Values{}
		for range 1 + r.IntN(5) {
			var words []string
			for range r.IntN(12) {
				words = append(words, pieces[r.IntN(len(pieces))])
			}
			name := names[r.IntN(len(names))]
			if r.IntN(2) == 0 {
				name = "q"
			}
			values.Add(name, strings.Join(words, " "))
		}
		req, err := strict.Parse(values)
		check(t, values.Encode(), req, err)
		req, err = lenient.Parse(values)
		check(t, values.Encode(), req, err)
	}
	t.Logf("%d random questions", rounds)
}

// TestFaults_private checks that an error text holds nothing that was sent.
func TestFaults_private(t *testing.T) {
	t.Parallel()
	const marker = "zqxmarker"
	p := newParser(false)
	for _, name := range append(query.Parameters(), marker) {
		for _, v := range []string{marker, marker + ",55401", strings.Repeat(marker, 200), marker + "\x00"} {
			_, err := p.Parse(url.Values{name: {v}, "q": {"near " + marker + " clinic"}})
			if err != nil && strings.Contains(err.Error(), marker) {
				t.Errorf("%s: the error text holds what was sent: %v", name, err)
			}
		}
	}
}

func BenchmarkParse(b *testing.B) {
	p := newParser(false)
	values := url.Values{"q": {"a spine surgeon near Fargo who does the disc plug thing, speaks Spanish"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Parse(values); err != nil {
			b.Fatal(err)
		}
	}
}
