package words_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/words"
)

// forms reads a catalog file as it stands: key to plural form to text.
func forms(t *testing.T, lang words.Lang) map[string]map[string]string {
	t.Helper()
	b, err := os.ReadFile(string(lang) + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	all := make(map[string]map[string]string, len(raw))
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			all[key] = map[string]string{"other": v}
		case map[string]any:
			all[key] = make(map[string]string)
			for form, text := range v {
				all[key][form], _ = text.(string)
			}
			if len(v) != 2 || all[key]["one"] == "" || all[key]["other"] == "" {
				t.Errorf("%s.json: %s: plural forms %v, want one and other", lang, key, v)
			}
		default:
			t.Errorf("%s.json: %s is neither a text nor plural forms", lang, key)
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// placeholders returns the names in braces of a text, sorted, each once.
func placeholders(text string) []string {
	list := placeholder.FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// TestCatalogs_parity wants the same keys, forms and placeholders in both
// languages, and no empty text.
func TestCatalogs_parity(t *testing.T) {
	t.Parallel()
	en, es := forms(t, words.English), forms(t, words.Spanish)
	for key := range es {
		if en[key] == nil {
			t.Errorf("%s: not in en.json", key)
		}
	}
	wellFormed := regexp.MustCompile(`^\{[a-z_]+\}$`)
	for key, texts := range en {
		for form, text := range texts {
			other := es[key][form]
			if strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
				t.Errorf("%s (%s): empty or missing: en %q, es %q", key, form, text, other)
				continue
			}
			mine, theirs := placeholders(text), placeholders(other)
			if form == "one" { // "1 office" may be "another office"
				number := func(p string) bool { return p == "{count}" }
				mine, theirs = slices.DeleteFunc(mine, number), slices.DeleteFunc(theirs, number)
			}
			if diff := cmp.Diff(mine, theirs, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (%s): other placeholders in es.json:\n%s", key, form, diff)
			}
			for _, p := range placeholders(text) {
				if !wellFormed.MatchString(p) {
					t.Errorf("%s: placeholder %s", key, p)
				}
			}
			if strings.ContainsAny(text+other, "<>") {
				t.Errorf("%s: markup in a text", key)
			}
		}
	}
	t.Logf("%d texts in each language", len(en))
}

// TestCatalogs_sorted keeps the files in the order of their keys, so that two
// people who add texts seldom touch the same line.
func TestCatalogs_sorted(t *testing.T) {
	t.Parallel()
	key := regexp.MustCompile(`(?m)^  "([^"]+)": `)
	for _, lang := range words.Langs() {
		b, err := os.ReadFile(string(lang) + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, m := range key.FindAllSubmatch(b, -1) {
			keys = append(keys, string(m[1]))
		}
		if !slices.IsSorted(keys) {
			t.Errorf("%s.json: keys are not sorted", lang)
		}
		if unique := slices.Compact(slices.Clone(keys)); len(unique) != len(keys) {
			t.Errorf("%s.json: a key stands twice", lang)
		}
	}
}

// TestCatalogs_noEnglish looks for English left in the Spanish catalog: common
// English words that Spanish does not have, and whole texts left as they were.
func TestCatalogs_noEnglish(t *testing.T) {
	t.Parallel()
	english := strings.Fields("the of and or you your we our this that with for from please call search find show about within " +
		"surgeon surgeons surgery office offices patient patients miles list place map distance page language new not what who how when " +
		"is are was be been can may do does more less next previous result results ask closure annular spine neck back")
	// Names, addresses and parameters are no language's words.
	literal := regexp.MustCompile(`Doctors and Clinicians|[a-z]+-surgery|[a-z]+-spine-surgery|/v1/\S+|\{[^}]*\}|[a-z]+/[a-z+-]+|[A-Za-z0-9.-]+\.(?:gov|org|com|net)\S*|\b[a-z]+_[a-z_]+\b|“[^”]*”|\b[a-z-]+=\S*`)
	en := forms(t, words.English)
	for key, texts := range forms(t, words.Spanish) {
		for form, text := range texts {
			rest := literal.ReplaceAllString(text, " ")
			for _, w := range words.Split(rest) {
				if slices.Contains(english, w.Folded) {
					t.Errorf("%s: English in Spanish: %q in %q", key, w.Folded, text)
				}
			}
			if n := len(words.Split(rest)); n > 1 && en[key][form] == text {
				t.Errorf("%s: the same in both languages: %q", key, text)
			}
		}
	}
}

// TestCatalogs_claims holds what the texts never say: that anyone is
// recommended, or does not offer annular closure, or that it works.
func TestCatalogs_claims(t *testing.T) {
	t.Parallel()
	never := []string{
		"recommend", "does not offer", "do not offer", "not offered", "guarantee", "best surgeon", "top surgeon", "proven", "effective",
		"recomend", "recomiend", "no ofrece", "no ofrecen", "garantiz", "mejor cirujano", "mejores cirujanos", "comprobado", "eficaz",
	}
	for _, lang := range words.Langs() {
		for key, texts := range forms(t, lang) {
			for _, text := range texts {
				for _, phrase := range never {
					if strings.Contains(strings.ToLower(text), phrase) {
						t.Errorf("%s.json: %s: %q says %q", lang, key, text, phrase)
					}
				}
			}
		}
	}
}

func TestRedFlagPanel(t *testing.T) {
	t.Parallel()
	for _, lang := range words.Langs() {
		c := words.For(lang)
		title, text := c.T("red_flag.title"), c.T("red_flag.text")
		if n := len(strings.Fields(title + " " + text)); n > 45 {
			t.Errorf("%s: the panel has %d words, 45 are read in a hurry", lang, n)
		}
		if !strings.Contains(text, "911") || !strings.Contains(c.T("red_flag.call"), "911") {
			t.Errorf("%s: the panel does not say 911", lang)
		}
	}
	// Reviewers sign by changing data/redflags.json, and this line with it.
	if clinical, spanish := words.RedFlagsReviewed(); clinical || spanish {
		t.Errorf("RedFlagsReviewed() = %v, %v: no reviewer has signed yet", clinical, spanish)
	}
}

// TestReading holds the texts for patients to short sentences of short words:
// an approximate grade (Flesch-Kincaid) of 8 at most for longer English texts.
func TestReading(t *testing.T) {
	t.Parallel()
	const grade = 8
	c := words.For(words.English)
	for key := range forms(t, words.English) {
		patient := strings.HasPrefix(key, "disclaimer.") || strings.HasPrefix(key, "red_flag.") || strings.HasPrefix(key, "evidence.")
		text := placeholder.ReplaceAllString(c.T(key), "May")
		if n := len(strings.Fields(text)); !patient || n < 12 {
			continue
		}
		// The name of the subject is long and cannot be shortened.
		plain := strings.NewReplacer("annular closure", "x y", "certificationmatters.org", "a site", "openpaymentsdata.cms.gov", "a site").Replace(text)
		if g := gradeLevel(plain); g > grade {
			t.Errorf("%s: grade %.1f, want %d at most: %q", key, g, grade, text)
		}
	}
}

var (
	sentenceEnd = regexp.MustCompile(`[.!?:;]+(\s|$)|, or `)
	vowels      = regexp.MustCompile(`[aeiouy]+`)
)

// gradeLevel is the Flesch-Kincaid grade of an English text, with syllables
// counted as groups of vowels.
func gradeLevel(text string) float64 {
	sentences := max(1, len(sentenceEnd.FindAllString(text, -1)))
	list := words.Split(text)
	syllables := 0
	for _, w := range list {
		n := len(vowels.FindAllString(strings.TrimSuffix(w.Folded, "e"), -1))
		syllables += max(1, n)
	}
	n := float64(len(list))
	return 0.39*n/float64(sentences) + 11.8*float64(syllables)/n - 15.59
}
