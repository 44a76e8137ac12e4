package site

import (
	"context"
	"html"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
)

// A registry finder lists surgeons of these family names, and counts what it is
// asked.
type registry struct {
	Finder
	families []string
	asked    int
}

func (r *registry) Search(_ context.Context, q search.Query) (*search.Result, error) {
	r.asked++
	res := &search.Result{TotalExact: true}
	for _, f := range r.families {
		if strings.EqualFold(f[:2], q.Text[:min(2, len(q.Text))]) { // as a search that forgives slips finds
			var card search.Card
			card.Listing.Physician.Name = directory.Name{Given: "Ana", Family: f}
			res.Cards = append(res.Cards, card)
			res.Total++
		}
	}
	return res, nil
}

// TestOneBox reads what people type into the one box of the pages. The table was
// written before the reading was.
func TestOneBox(t *testing.T) {
	t.Parallel()
	families := []string{"Jackson", "Smith", "Johnson", "Houston", "Nguyen", "Martínez", "Kowalski", "Paris", "Lee", "Young", "Santa Cruz", "De la Cruz"}
	for _, c := range []struct {
		typed   string // into the box
		q       string // beside it
		near    string // what becomes the place,
		words   string // and what becomes words
		also    string // the other reading that is offered: "dr jackson", or places
		asks    bool   // somebody's name is looked for
		comment string
	}{
		// Places that nothing else can be.
		{typed: "55401", near: "55401"},
		{typed: " 55401 ", near: "55401"},
		{typed: "55401-1234", near: "55401-1234"},
		{typed: "77002 Houston", near: "77002 Houston"},
		{typed: "Austin, TX", near: "Austin, TX"},
		{typed: "austin tx", near: "austin tx"},
		{typed: "austin texas", near: "austin texas"},
		{typed: "Jackson, MS", near: "Jackson, MS"},
		{typed: "jackson mississippi", near: "jackson mississippi"},
		{typed: "Smith, NV", near: "Smith, NV"},
		{typed: "29.8,-95.4", near: "29.8,-95.4", comment: "a position that was shared"},
		{typed: "Long Island", near: "Long Island", comment: "a region"},
		{typed: "NYC", near: "NYC", asks: true},
		{typed: "Philly", near: "Philly", asks: true},
		{typed: "mineapolis mn", near: "mineapolis mn", comment: "a slip, with its state"},
		{typed: "Minneapolis", near: "Minneapolis", asks: true},
		{typed: "New York", near: "New York", asks: true},
		{typed: "miami", near: "miami", asks: true},
		{typed: "St. Paul", near: "St. Paul", asks: true},
		{typed: "mineapolis", near: "mineapolis", asks: true, comment: "a slip, and nobody's name"},
		{typed: "Springfield", near: "Springfield", asks: true, comment: "asks which"},
		{typed: "Texas", near: "Texas", comment: "asks where in it"},
		{typed: "Dallas County TX", near: "Dallas County TX", comment: "is told that we do not know it"},

		// Places and names as well.
		{typed: "Jackson", near: "Jackson", also: "dr Jackson", asks: true, comment: "asks which, or whom"},
		{typed: "houston", near: "houston", also: "dr houston", asks: true},
		{typed: "Paris", words: "Paris", also: "Paris, TX", asks: true, comment: "small towns all"},
		{typed: "Smith", words: "Smith", also: "Smith, NV", asks: true},
		{typed: "young", words: "young", also: "Young, AZ", asks: true},
		{typed: "Johnson", words: "Johnson", also: "Johnson", asks: true},
		{typed: "Martinez", words: "Martinez", also: "Martinez, CA", asks: true},
		{typed: "santa cruz", near: "santa cruz", also: "dr santa cruz", asks: true},
		{typed: "Jonhson", words: "Jonhson", also: "", asks: true, comment: "a slip of a name that is listed"},

		// Numbers.
		{typed: "612-555-0100", words: "612-555-0100", comment: "a telephone number"},
		{typed: "(612) 555-0100", words: "(612) 555-0100"},
		{typed: "2000000010", words: "2000000010", comment: "an NPI"},
		{typed: "5540", near: "5540", comment: "a ZIP code that lost a digit: refused as a place"},
		{typed: "554011", near: "554011"},
		{typed: "95,-93", near: "95,-93", comment: "no position: refused as a place"},
		{typed: "8f2a1072b59ffff", near: "8f2a1072b59ffff", comment: "no cell: refused as a place"},

		// Names.
		{typed: "Nguyen", words: "Nguyen"},
		{typed: "dr smith", words: "dr smith"},
		{typed: "Dr. Jackson", words: "Dr. Jackson"},
		{typed: "dra. houston", words: "dra. houston"},
		{typed: "MD Anderson", words: "MD Anderson"},
		{typed: "Lars Kowalski", words: "Lars Kowalski"},
		{typed: "de la cruz", words: "de la cruz"},
		{typed: "Mayo Clinic", words: "Mayo Clinic"},
		{typed: "nguyen tx", words: "nguyen tx"},
		{typed: "Xyzzy", words: "Xyzzy"},
		{typed: "Kowalski, MD", words: "Kowalski, MD", comment: "a degree"},
		{typed: "Nowhereville, ZZ", near: "Nowhereville, ZZ", comment: "written as a place: refused as one"},

		// Questions.
		{typed: "who does barricaid near me", words: "who does barricaid near me"},
		{typed: "barricaid", words: "barricaid"},
		{typed: "spine surgeon", words: "spine surgeon"},
		{typed: "spine doctor speaks spanish near Houston", words: "spine doctor speaks spanish near Houston"},
		{typed: "neurosurgeon houston", words: "neurosurgeon houston"},
		{typed: "spine surgeon in Austin, TX", words: "spine surgeon in Austin, TX"},
		{typed: "cirujano de columna cerca de Miami", words: "cirujano de columna cerca de Miami"},
		{typed: "¿quién hace barricaid cerca de 33130?", words: "¿quién hace barricaid cerca de 33130?"},
		{typed: "near 55401", near: "near 55401", comment: "a ZIP code, whatever stands before it"},
		{typed: "55401 terrible pain", words: "55401 terrible pain"},
		{typed: "near me", words: "near me"},
		{typed: "Foenix arizona", words: "Foenix arizona", comment: "asks whether Phoenix is meant, as words do"},
		{typed: "Toronto", words: "Toronto", comment: "is told that it is not in the United States, as words are"},

		// What alarms is never a place.
		{typed: "numb groin", words: "numb groin"},
		{typed: "i can't feel my private parts", words: "i can't feel my private parts"},
		{typed: "foot drop", words: "foot drop"},
		{typed: "can't pee Fargo, ND", words: "can't pee Fargo, ND"},

		// With words beside the box.
		{typed: "55401", q: "nguyen", near: "55401", words: "nguyen"},
		{typed: "Houston", q: "nguyen", near: "Houston", words: "nguyen", comment: "a name is there already: no need to look for another"},
		{typed: "Smith", q: "spine", near: "Smith", words: "spine", comment: "so it is the place"},
		{typed: "near Houston", q: "nguyen", words: "nguyen near Houston"},
		{typed: "nguyen", q: "spanish", words: "spanish nguyen"},
		{typed: "", q: "nguyen", words: "nguyen"},
	} {
		finder := &registry{families: families}
		values := url.Values{"specialty": {"spine-surgery"}}
		for name, v := range map[string]string{"near": c.typed, "q": c.q} {
			if v != "" {
				values.Set(name, v)
			}
		}
		o := oneBox{parser: query.New(query.Options{Gazetteer: place.Default(), Lenient: true, Today: func() directory.Date { return 20_780 }}), finder: finder}
		got := o.read(context.Background(), values)
		if got.values.Get("near") != strings.TrimSpace(c.near) && got.values.Get("near") != c.typed || (got.values.Get("near") == "") != (c.near == "") || got.values.Get("q") != c.words {
			t.Errorf("%q: near %q, q %q, want %q and %q", c.typed, got.values.Get("near"), got.values.Get("q"), c.near, c.words)
		}
		also := strings.Join(got.places, "; ")
		if got.name != "" {
			also = "dr " + got.name
		}
		if c.also == "" && also != "" || !strings.HasPrefix(also, c.also) {
			t.Errorf("%q: also %q, want %q", c.typed, also, c.also)
		}
		if (finder.asked > 0) != c.asks || finder.asked > 1 {
			t.Errorf("%q: %d names looked for, want %v", c.typed, finder.asked, c.asks)
		}
		if got.values.Get("specialty") != "spine-surgery" || values.Get("near") != c.typed {
			t.Errorf("%q: other parameters are lost, or those sent changed", c.typed)
		}
	}
}

// TestOneBoxPages asks page and frame what their box takes, and looks where the
// words stand afterwards.
func TestOneBoxPages(t *testing.T) {
	listings := searchtest.Listings(rand.New(rand.NewPCG(5, 6)), 600)
	listings[0].Physician.Name.Family = "Jackson"
	listings[1].Physician.Name.Family = "Smith"
	h := openOver(t, searchtest.Loaded(t, searchtest.NewMemory("one", listings)))
	for _, c := range []struct {
		asked  string
		status int
		says   []string
	}{
		{"near=Jackson", 200, []string{"Which place do you mean by “Jackson”?", "Or a surgeon named “Jackson”?", "near=dr+Jackson", "near=Jackson%2C+MS"}},
		{"near=dr+Jackson", 200, []string{"matching “Jackson”", `id="near" name="near" value="dr Jackson"`}},
		{"near=smith", 200, []string{"matching “smith”", "Or near Smith, NV?", "near=Smith%2C+NV", `id="near" name="near" value="smith"`, `id="q" name="q" value=""`}},
		{"q=smith", 200, []string{"matching “smith”", `id="near" name="near" value=""`, `id="q" name="q" value="smith"`}},
		{"near=Smith,+NV", 200, []string{"of Smith, NV", `value="Smith, NV"`}},
		{"near=spine+doctor+speaks+spanish+near+Houston", 200, []string{"of Houston, TX", "Spanish", `id="near" name="near" value="spine doctor speaks spanish near Houston"`}},
		{"near=spine+near+Springfield", 200, []string{"Which place do you mean by “Springfield”?", "q=spine+near+Springfield%2C+"}},
		{"near=who+does+barricaid+near+me", 400, []string{`id="near" name="near" value=""`, `id="q" name="q" value="who does barricaid near me"`, `aria-invalid="true"`}},
		{"near=xyzzyqqq", 404, []string{"We found no place and no surgeon called “xyzzyqqq”", `id="near" name="near" value="xyzzyqqq"`, `href="#near"`}},
		{"near=55401&q=smith", 200, []string{"matching “smith”", "of 55401 Minneapolis, MN", `id="near" name="near" value="55401"`, `id="q" name="q" value="smith"`}},
		{"near=Minneapolis,+MN&radius=100", 200, []string{"100 miles of Minneapolis, MN"}},
		{"near=xy&near=55401", 400, nil},
		{"near=" + strings.Repeat("spine+", 20), 400, []string{`aria-describedby="near-fault"`}},
	} {
		for _, path := range []string{"/find?lang=en&", "/embed/v1/frame?key=pk_good&lang=en&"} {
			w := get(t, h, path+c.asked)
			body := html.UnescapeString(w.Body.String())
			if w.Code != c.status {
				t.Errorf("%s%s: status %d, want %d", path, c.asked, w.Code, c.status)
			}
			for _, text := range c.says {
				if !strings.Contains(body, text) {
					t.Errorf("%s%s: does not hold %q", path, c.asked, text)
				}
			}
		}
	}
}

// TestOneBoxCost lets the budget of searches see words that are searched for,
// wherever they were typed.
func TestOneBoxCost(t *testing.T) {
	t.Parallel()
	o := oneBox{parser: query.New(query.Options{Gazetteer: place.Default(), Lenient: true, Today: func() directory.Date { return 20_780 }})}
	for asked, want := range map[string]bool{
		"near=55401": false, "near=Austin,+TX": false, "near=55401&q=smith": true, "q=smith": true, "near=dr+smith": true, "near=Jackson": true, "near=29.8,-95.4": false,
	} {
		values, err := url.ParseQuery(asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.searches(values); got != want {
			t.Errorf("%s searches for words: %v, want %v", asked, got, want)
		}
	}
	s := &Site{opts: Options{Door: spendthrift{}}}
	r, err := http.NewRequest(http.MethodGet, "/find?near=smith", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, searches := range []bool{true, false} {
		if _, ok := s.allow(&visit{r: r}, searches); ok == searches {
			t.Errorf("words searched for: %v, and the door lets in what asks for words: %v", searches, ok)
		}
	}
	if r.URL.RawQuery != "near=smith" {
		t.Errorf("the request was changed: %s", r.URL.RawQuery)
	}
}

// A spendthrift door has no search with words left.
type spendthrift struct{ Door }

func (spendthrift) Allow(r *http.Request) (time.Duration, bool) {
	return time.Second, r.URL.Query().Get("q") == ""
}
