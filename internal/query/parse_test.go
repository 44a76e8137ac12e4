package query_test

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

func today() directory.Date { return directory.DateOf(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)) }

func newParser(lenient bool) *query.Parser {
	return query.New(query.Options{Gazetteer: place.Default(), Today: today, Lenient: lenient})
}

// outline writes what a parse gave in one line: what is set of the question
// with its order, or each fault after a "!".
func outline(req *query.Request, err error) string {
	var faults *query.Faults
	if errors.As(err, &faults) {
		list := make([]string, len(faults.List))
		for i, f := range faults.List {
			list[i] = "!" + f.Parameter + ":" + string(f.Reason)
		}
		return strings.Join(list, " ")
	}
	if err != nil {
		return "error " + err.Error()
	}
	q, f := &req.Search, &req.Search.Filter
	var b strings.Builder
	put := func(name string, v any) {
		if s := fmt.Sprint(v); s != "" && s != "[]" && s != "0" {
			fmt.Fprintf(&b, "%s=%s ", name, s)
		}
	}
	if q.Origin != nil {
		put("near", q.Origin.Value)
		put("meters", int(q.Radius))
	}
	put("text", q.Text)
	put("codes", f.Specialties)
	put("closure", f.Closure)
	put("since", f.VerifiedSince)
	put("accepting", f.Accepting)
	put("languages", f.Languages)
	put("genders", f.Genders)
	put("states", f.States)
	if f.Bounds != nil {
		put("bounds", *f.Bounds)
	}
	put("npi", uint32(f.NPI))
	put("phone", f.Phone)
	put("or", f.OrPhone)
	put("by", q.Sort)
	if q.Page != 1 || q.Size != 10 {
		put("page", fmt.Sprintf("%d/%d", q.Page, q.Size))
	}
	if q.Apart {
		put("apart", true)
	}
	if req.CountOthers {
		put("others", true)
	}
	if q.Explain {
		put("explain", true)
	}
	if req.Unit != words.Miles {
		put("unit", req.Unit)
	}
	if req.Lang != words.English {
		put("lang", req.Lang)
	}
	for _, w := range req.Warnings {
		put("warning", w.Code)
	}
	if req.Urgency != words.NotUrgent {
		put("red", req.Urgency == words.Emergency)
	}
	return strings.TrimSpace(b.String())
}

type parseCase struct{ raw, want string }

func (c parseCase) run(t *testing.T, p *query.Parser) {
	t.Helper()
	values, err := url.ParseQuery(c.raw)
	if err != nil {
		t.Fatalf("%q: %v", c.raw, err)
	}
	if got := outline(p.Parse(values, "key")); got != c.want {
		t.Errorf("Parse(%s)\n got %s\nwant %s", c.raw, got, c.want)
	}
}

const zip = "near=55401 meters=80467 by=distance"

func TestParse(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	groups := map[string][]parseCase{
		"near": {
			{"near=55401", zip},
			{"near=55401-1234", zip},
			{"near=+55401+", zip},
			{"near=%0955401%0A", zip},
			{"near=Austin,+TX", "near=Austin, TX meters=80467 by=distance"},
			{"near=austin+tx", "near=Austin, TX meters=80467 by=distance"},
			{"near=Boston", "near=Boston, MA meters=80467 by=distance warning=place_largest"},
			{"near=mineapolis", "near=Minneapolis, MN meters=80467 by=distance warning=place_spelling"},
			{"near=", "!near:required"},
			{"", "!near:required"},
			{"near=+++", "!near:required"},
			{"near=&near=55401", zip},
			{"near=55401&near=58102", "!near:repeated"},
			{"near=55401&near=55401", "!near:repeated"},
			{"near=Springfield", "!near:ambiguous_place"},
			{"near=00000", "!near:unknown_place"},
			{"near=qqqqqqqqq", "!near:unknown_place"},
			{"near=95,-93", "!near:out_of_range"},
			{"near=45,-193", "!near:out_of_range"},
			{"near=123", "!near:malformed"},
			{"near=%FF%FE", "!near:malformed"},
			{"near=55401%00", "!near:malformed"},
			{"near=" + strings.Repeat("x", 101), "!near:too_long"},
			{"near=" + strings.Repeat("x", 2000), "!near:too_long"},
			{"near=842a107ffffffff", "near=842a107ffffffff meters=80467 by=distance"},
			{"near=8f2a1072b59ffff", "!near:malformed"},
		},
		"of whom it is not known": {
			{"near=55401&unknown=apart", zip + " apart=true"},
			{"near=55401&unknown=Apart", zip + " apart=true"},
			{"near=55401&unknown=", zip},
			{"near=55401&unknown=with", "!unknown:not_allowed"},
			{"near=55401&unknown=apart&unknown=apart", "!unknown:repeated"},
		},
		"whom the filters leave out": {
			{"near=55401&others=count", zip + " others=true"},
			{"near=55401&others=all", "!others:not_allowed"},
		},
		"radius and unit": {
			{"near=55401&radius=100", "near=55401 meters=160934 by=distance"},
			{"near=55401&radius=0.5", "near=55401 meters=804 by=distance"},
			{"near=55401&radius=.5", "near=55401 meters=804 by=distance"},
			{"near=55401&radius=500", "near=55401 meters=804672 by=distance"},
			{"near=55401&radius=500.001", "!radius:out_of_range"},
			{"near=55401&radius=501", "!radius:out_of_range"},
			{"near=55401&radius=0", "!radius:out_of_range"},
			{"near=55401&radius=-1", "!radius:out_of_range"},
			{"near=55401&radius=-0", "!radius:out_of_range"},
			{"near=55401&radius=abc", "!radius:malformed"},
			{"near=55401&radius=50mi", "!radius:malformed"},
			{"near=55401&radius=1e2", "!radius:malformed"},
			{"near=55401&radius=0x10", "!radius:malformed"},
			{"near=55401&radius=NaN", "!radius:malformed"},
			{"near=55401&radius=inf", "!radius:malformed"},
			{"near=55401&radius=1,5", "!radius:malformed"},
			{"near=55401&radius=" + strings.Repeat("9", 31), "!radius:malformed"},
			{"near=55401&radius=" + strings.Repeat("9", 30), "!radius:out_of_range"},
			{"near=55401&radius=", zip},
			{"near=55401&radius=10&radius=20", "!radius:repeated"},
			{"near=55401&radius=100&unit=km", "near=55401 meters=100000 by=distance unit=km"},
			{"near=55401&radius=804.672&unit=km", "near=55401 meters=804672 by=distance unit=km"},
			{"near=55401&radius=804.7&unit=km", "!radius:out_of_range"},
			{"near=55401&unit=KM", "near=55401 meters=80467 by=distance unit=km"},
			{"near=55401&unit=mi", zip},
			{"near=55401&unit=miles", "!unit:not_allowed"},
			{"q=nguyen&radius=20", "!radius:needs_origin"},
			{"q=nguyen&unit=km", "text=nguyen by=relevance unit=km"},
			{"radius=20", "!near:required"},
			{"near=Springfield&radius=20", "!near:ambiguous_place"},
		},
		"specialty": {
			{"near=55401&specialty=spine-surgery", "near=55401 meters=80467 codes=[207T00000X 207X00000X 207XS0117X] by=distance"},
			{"near=55401&specialty=neurosurgery", "near=55401 meters=80467 codes=[207T] by=distance"},
			{"near=55401&specialty=orthopaedic-surgery", "near=55401 meters=80467 codes=[207X] by=distance"},
			{"near=55401&specialty=orthopedic-surgery", "near=55401 meters=80467 codes=[207X] by=distance"},
			{"near=55401&specialty=orthopaedic-spine-surgery", "near=55401 meters=80467 codes=[207XS0117X] by=distance"},
			{"near=55401&specialty=NEUROSURGERY", "near=55401 meters=80467 codes=[207T] by=distance"},
			{"near=55401&specialty=207XS0117X", "near=55401 meters=80467 codes=[207XS0117X] by=distance"},
			{"near=55401&specialty=207xs0117x", "near=55401 meters=80467 codes=[207XS0117X] by=distance"},
			{"near=55401&specialty=neurosurgery,207X00000X", "near=55401 meters=80467 codes=[207T 207X00000X] by=distance"},
			{"near=55401&specialty=neurosurgery&specialty=207X00000X", "near=55401 meters=80467 codes=[207T 207X00000X] by=distance"},
			{"near=55401&specialty=neurosurgery,neurosurgery,,", "near=55401 meters=80467 codes=[207T] by=distance"},
			{"near=55401&specialty=", zip},
			{"near=55401&specialty=,", zip},
			{"near=55401&specialty=hands", "!specialty:not_allowed"},
			{"near=55401&specialty=207X", "!specialty:not_allowed"},
			{"near=55401&specialty=neurosurgery,hands,feet", "!specialty:not_allowed !specialty:not_allowed"},
			{"near=55401&specialty=" + distinctCodes(51), "!specialty:too_many"},
		},
		"filters": {
			{"near=55401&annular_closure=offered", "near=55401 meters=80467 closure=offered by=distance"},
			{"near=55401&annular_closure=Confirmed", "near=55401 meters=80467 closure=confirmed by=distance"},
			{"near=55401&annular_closure=unknown", "!annular_closure:not_allowed"},
			{"near=55401&annular_closure=offered,confirmed", "!annular_closure:not_allowed"},
			{"near=55401&annular_closure=offered&annular_closure=confirmed", "!annular_closure:repeated"},
			{"near=55401&accepting=newpt,existptonly", "near=55401 meters=80467 accepting=[newpt existptonly] by=distance"},
			{"near=55401&accepting=yes", "!accepting:not_allowed"},
			{"near=55401&language=es", "near=55401 meters=80467 languages=[es] by=distance"},
			{"near=55401&language=spa,ES,es", "near=55401 meters=80467 languages=[es] by=distance"},
			{"near=55401&language=zh-hant&language=pt-br", "near=55401 meters=80467 languages=[zh-Hant pt-BR] by=distance"},
			{"near=55401&language=Spanish", "!language:not_allowed"},
			{"near=55401&language=und", "!language:not_allowed"},
			{"near=55401&language=x-klingon", "!language:not_allowed"},
			{"near=55401&language=es-u-co-trad", "!language:not_allowed"},
			{"near=55401&language=qq", "!language:not_allowed"},
			{"near=55401&gender=F", "near=55401 meters=80467 genders=[F] by=distance"},
			{"near=55401&gender=f,x", "near=55401 meters=80467 genders=[F X] by=distance"},
			{"near=55401&gender=female", "!gender:not_allowed"},
			{"near=55401&state=MN", "near=55401 meters=80467 states=[MN] by=distance"},
			{"near=55401&state=mn,WI,pr", "near=55401 meters=80467 states=[MN WI PR] by=distance"},
			{"near=55401&state=XX", "!state:not_allowed"},
			{"near=55401&state=Minnesota", "!state:not_allowed"},
			{"near=55401&state=N+M", "!state:not_allowed"},
			{"near=55401&verified_within_days=90", "near=55401 meters=80467 since=2026-08-25 by=distance"},
			{"near=55401&verified_within_days=1", "near=55401 meters=80467 since=2026-11-22 by=distance"},
			{"near=55401&verified_within_days=3650", "near=55401 meters=80467 since=2016-11-25 by=distance"},
			{"near=55401&verified_within_days=0", "!verified_within_days:out_of_range"},
			{"near=55401&verified_within_days=3651", "!verified_within_days:out_of_range"},
			{"near=55401&verified_within_days=90.5", "!verified_within_days:malformed"},
			{"near=55401&verified_within_days=99999999999999999999", "!verified_within_days:out_of_range"},
			{"near=55401&bbox=-94,44,-92,46", "near=55401 meters=80467 bounds={-94 44 -92 46} by=distance"},
			{"near=55401&bbox=170,50,-170,60", "near=55401 meters=80467 bounds={170 50 -170 60} by=distance"},
			{"near=55401&bbox=-94,+44,+-92,+46", "near=55401 meters=80467 bounds={-94 44 -92 46} by=distance"},
			{"near=55401&bbox=-94,46,-92,44", "!bbox:out_of_range"},
			{"near=55401&bbox=-194,44,-92,46", "!bbox:out_of_range"},
			{"near=55401&bbox=-94,44,-92", "!bbox:malformed"},
			{"near=55401&bbox=-94,44,-92,46,1", "!bbox:malformed"},
			{"near=55401&bbox=a,b,c,d", "!bbox:malformed"},
			{"near=55401&bbox=-94,44,-92,nan", "!bbox:malformed"},
			{"bbox=-94,44,-92,46", "!near:required"},
			{"state=MN&specialty=neurosurgery", "!near:required"},
		},
		"order and paging": {
			{"near=55401&sort=name", "near=55401 meters=80467 by=name"},
			{"near=55401&sort=relevance", "near=55401 meters=80467 by=relevance"},
			{"near=55401&q=nguyen", "near=55401 meters=80467 text=nguyen by=relevance"},
			{"near=55401&q=nguyen&sort=distance", "near=55401 meters=80467 text=nguyen by=distance"},
			{"q=nguyen&sort=distance", "!sort:needs_origin"},
			{"q=nguyen&sort=name", "text=nguyen by=name"},
			{"near=55401&sort=rating", "!sort:not_allowed"},
			{"near=55401&page=2&page_size=25", "near=55401 meters=80467 by=distance page=2/25"},
			{"near=55401&page=100&page_size=100", "near=55401 meters=80467 by=distance page=100/100"},
			{"near=55401&page=0", "!page:out_of_range"},
			{"near=55401&page=101", "!page:out_of_range"},
			{"near=55401&page=-1", "!page:out_of_range"},
			{"near=55401&page=1.0", "!page:malformed"},
			{"near=55401&page=one", "!page:malformed"},
			{"near=55401&page=%D9%A1", "!page:malformed"},
			{"near=55401&page=%2B2", "near=55401 meters=80467 by=distance page=2/10"},
			{"near=55401&page_size=0", "!page_size:out_of_range"},
			{"near=55401&page_size=101", "!page_size:out_of_range"},
			{"near=55401&page=", zip},
			{"near=55401&explain=1", zip + " explain=true"},
			{"near=55401&explain=0", zip},
			{"near=55401&explain=yes", "!explain:not_allowed"},
			{"near=55401&lang=es", zip + " lang=es"},
			{"near=55401&lang=EN", zip},
			{"near=55401&lang=fr", "!lang:not_allowed"},
		},
		"q": {
			{"q=x", "!q:too_short"},
			{"q=" + strings.Repeat("x", 101), "!q:too_long"},
			{"q=" + strings.Repeat("%C3%B1", 100), "text=" + strings.Repeat("ñ", 100) + " by=relevance"},
			{"q=", "!near:required"},
			{"q=%21%21%21", "!near:required"},
			{"near=55401&q=%21%21%21", zip},
			{"q=nguyen&q=kim", "!q:repeated"},
			{"q=%FF%FE", "!q:malformed"},
			{"q=a%00b", "!q:malformed"},
			{"q=Nguyen%0AKim", "text=Nguyen Kim by=relevance"},
		},
		"names": {
			{"near=55401&zip=1", "!zip:unknown_parameter"},
			{"near=55401&Radius=5", "!Radius:unknown_parameter"},
			{"near=55401&b=1&a=2", "!a:unknown_parameter !b:unknown_parameter"},
			{"near=55401&zip=", "!zip:unknown_parameter"},
			{"near=55401&key=pk_demo", zip},
			{"near=55401&=1", "!:unknown_parameter"},
		},
		"several faults": {
			{"near=95,-93&radius=-1&page=0&sort=x", "!near:out_of_range !radius:out_of_range !sort:not_allowed !page:out_of_range"},
			{"radius=abc&unit=x&lang=y", "!unit:not_allowed !lang:not_allowed !near:required !radius:malformed"},
		},
	}
	total := 0
	for name, cases := range groups {
		total += len(cases)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases {
				c.run(t, p)
			}
		})
	}
	t.Logf("%d cases", total)
}

func TestParse_lenient(t *testing.T) {
	t.Parallel()
	p := newParser(true)
	for _, c := range []parseCase{
		{"near=55401&utm_source=mail&zip=1", zip},
		{"q=nguyen&radius=50", "text=nguyen by=relevance"},
		{"q=nguyen&sort=distance", "text=nguyen by=relevance"},
		{"near=&q=nguyen&radius=50&unit=mi&specialty=&language=&accepting=", "text=nguyen by=relevance"},
		{"q=nguyen&radius=abc", "!radius:malformed"},
		{"near=&q=", "!near:required"},
		{"near=55401&page=0", "!page:out_of_range"},
		{"near=55401&near=58102", "!near:repeated"},
	} {
		c.run(t, p)
	}
}

func distinctCodes(n int) string {
	codes := make([]string, n)
	for i := range codes {
		codes[i] = fmt.Sprintf("207X%05dX", i)
	}
	return strings.Join(codes, ",")
}

// TestFault_In words every fault that the cases give, in both languages:
// never empty, never with an unfilled placeholder, never English in Spanish.
func TestFault_In(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	english := regexp.MustCompile(`(?i)\b(?:the|use|up|to|or|such|this|value|please|number|text|above|letter)\b`)
	seen := map[string]bool{}
	for _, raw := range []string{
		"", "near=00000", "near=Springfield", "near=95,1", "near=123", "near=" + strings.Repeat("x", 101), "near=%FF", "near=1&near=2",
		"near=55401&radius=x", "near=55401&radius=0", "q=ab&radius=5", "near=55401&unit=x", "near=55401&specialty=x", "near=55401&annular_closure=x",
		"near=55401&specialty=" + distinctCodes(51), "near=55401&accepting=x", "near=55401&language=x", "near=55401&gender=q", "near=55401&state=x",
		"near=55401&verified_within_days=x", "near=55401&verified_within_days=0", "near=55401&bbox=x", "near=55401&bbox=1,1,1,95",
		"near=55401&sort=x", "q=ab&sort=distance", "near=55401&page=0", "near=55401&page=x", "near=55401&page_size=0", "near=55401&page_size=x",
		"near=55401&explain=x", "near=55401&lang=x", "near=55401&other=x", "q=x", "q=" + strings.Repeat("x", 101), "q=npi+1234567890",
	} {
		values, err := url.ParseQuery(raw)
		if err != nil {
			t.Fatal(err)
		}
		_, err = p.Parse(values)
		var faults *query.Faults
		if !errors.As(err, &faults) {
			t.Errorf("Parse(%s): %v, want faults", raw, err)
			continue
		}
		for _, f := range faults.List {
			seen[string(f.Reason)] = true
			en, es := f.In(words.For(words.English)), f.In(words.For(words.Spanish))
			if en == "" || es == "" || en == es || strings.ContainsAny(en+es, "{}") {
				t.Errorf("%s: fault reads %q, %q", raw, en, es)
			}
			if found := english.FindString(strings.ReplaceAll(es, "Use ", "")); found != "" && !strings.Contains(es, "Use: ") {
				t.Errorf("%s: English %q in %q", raw, found, es)
			}
		}
	}
	if len(seen) != 13 {
		t.Errorf("%d reasons seen, want all 13: %v", len(seen), seen)
	}
}

func TestWarning_In(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"place_largest", "place_spelling", "place_zip3", "overridden", "insurance", "words_dropped"} {
		w := query.Warning{Code: code, Parameter: "near", Value: "Boston, MA"}
		en, es := w.In(words.For(words.English)), w.In(words.For(words.Spanish))
		if en == es || strings.HasPrefix(en, "warning.") || strings.ContainsAny(en+es, "{}") {
			t.Errorf("%s reads %q, %q", code, en, es)
		}
	}
}
