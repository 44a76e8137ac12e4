package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

func (d *desk) find(t *testing.T, token string, q question) answer {
	t.Helper()
	w := d.send("/console/api/find", token, q)
	if w.Code != http.StatusOK {
		t.Fatalf("find: %d %s", w.Code, w.Body)
	}
	return decodeInto[answer](t, w)
}

func TestFind(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	a := d.find(t, token, question{Text: "55401", Radius: 50})
	if a.Kind != "cards" || a.Place != "55401 Minneapolis, MN" || a.Radius != 50 || a.Total == 0 || len(a.Cards) == 0 {
		t.Fatalf("55401: %+v", a)
	}
	first := a.Cards[0]
	if got := d.find(t, token, question{Text: first.NPI}); got.Total != 1 || got.Cards[0].NPI != first.NPI {
		t.Errorf("an NPI finds %d", got.Total)
	}
	for i := range a.Cards {
		if a.Cards[i].Office.Dial != "" {
			if got := d.find(t, token, question{Text: a.Cards[i].Office.Phone}); got.Total == 0 {
				t.Errorf("the phone of a listed office finds nobody")
			}
			break
		}
	}
	if got := d.find(t, token, question{Text: "fargo"}); got.Place != "Fargo, ND" {
		t.Errorf("a town alone is read as %q", got.Place)
	}
	if got := d.find(t, token, question{Text: "fargo 25 miles", Radius: 50}); got.Place != "Fargo, ND" || got.Radius != 25 {
		t.Errorf("a distance in the box is read as %d miles of %q", got.Radius, got.Place)
	}
	if got := d.find(t, token, question{Text: "Springfield 50 miles"}); got.Kind == "case" {
		t.Errorf("words are read as a case")
	}
	if got := d.find(t, token, question{Text: "spine surgeon near Springfield"}); got.Kind != "places" || len(got.Places) < 2 {
		t.Errorf("an ambiguous town gives %q with %d places", got.Kind, len(got.Places))
	}
	// A place chosen among several keeps what else was asked.
	for _, text := range []string{"spine surgeon near Springfield", "springfield"} {
		got := d.find(t, token, question{Text: text, Radius: 500})
		i := slices.IndexFunc(got.Places, func(p choice) bool { return p.Label == "Springfield, MO" })
		if i < 0 {
			t.Errorf("%s: Springfield, MO is not offered: %v", text, got.Places)
			continue
		}
		chosen := d.find(t, token, question{Text: got.Places[i].Text, Radius: 500})
		spine := slices.ContainsFunc(chosen.Understood, func(u understood) bool { return strings.Contains(u.Meaning, "Spine") })
		if chosen.Place != "Springfield, MO" || spine != strings.Contains(text, "spine") {
			t.Errorf("%s: chosen, it is read as %q, %v", text, chosen.Place, chosen.Understood)
		}
	}
	for text, warned := range map[string]bool{"K4T-9XM": true, "k4t 9xn": true, "55401": false, "smithe": false} {
		got := d.find(t, token, question{Text: text})
		if has := strings.Contains(strings.Join(got.Warnings, " "), "misheard"); has != warned {
			t.Errorf("%s: warned of a misheard reference: %v", text, has)
		}
	}
	// A Canadian postal code has the form of a reference: both are said.
	got := d.find(t, token, question{Text: "M5V 3L9", Radius: 50})
	if says := strings.Join(got.Warnings, " "); !strings.Contains(says, "outside the United States") || !strings.Contains(says, "misheard") || got.Nobody == "" || len(got.Suggested) != 0 {
		t.Errorf("M5V 3L9: %q, %q", says, got.Nobody)
	}
	if w := d.send("/console/api/find", token, question{Text: "Toronto", Radius: 50}); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "outside the United States") {
		t.Errorf("Toronto: %d %s", w.Code, w.Body)
	}
	if got := d.find(t, token, question{Text: "cannot urinate 55401"}); !got.RedFlag {
		t.Error("emergency words do not raise the flag")
	}
	// Without a place, or with several, the question to ask first comes first.
	for _, text := range []string{"cannot urinate", "saddle numbness near springfield", "se me duermen las partes", "i can't feel my private parts"} {
		got := d.find(t, token, question{Text: text})
		if !got.RedFlag || len(got.Suggested)+len(got.Cards)+len(got.Beyond) > 0 || !strings.Contains(got.Nobody, "red-flag") {
			t.Errorf("%s: flag %v, nobody %q, %d cards", text, got.RedFlag, got.Nobody, len(got.Cards))
		}
	}
	if got := d.find(t, token, question{Text: "foot drop 55401", Radius: 50}); got.RedFlag || len(got.Warnings) == 0 || !strings.Contains(got.Warnings[0], "doctor today") {
		t.Errorf("foot drop: flag %v, warnings %q", got.RedFlag, got.Warnings)
	}
}

// TestFind_nameOrTown reads a name that is a town as well.
func TestFind_nameOrTown(t *testing.T) {
	d := newDesk(t, func(all []directory.Listing) {
		all[0].Physician.Name.Family = "Smith"   // Smith, NV is a hamlet
		all[1].Physician.Name.Family = "Houston" // Houston, TX is not
	})
	token := d.signIn(t, "ana")
	who := func(a answer) string {
		var names []string
		for _, c := range a.Cards {
			names = append(names, c.Name)
		}
		return strings.Join(names, "; ")
	}
	a := d.find(t, token, question{Text: "smith", Radius: 50})
	if a.Place != "" || !strings.Contains(who(a), "Smith") {
		t.Errorf("smith finds %s near %q", who(a), a.Place)
	}
	if len(a.Places) != 1 || d.find(t, token, question{Text: a.Places[0].Text, Radius: 50}).Place != a.Places[0].Label {
		t.Errorf("beside the name stand the places %v", a.Places)
	}
	a = d.find(t, token, question{Text: "houston", Radius: 50})
	if a.Place != "Houston, TX" || len(a.Understood) != 1 {
		t.Fatalf("houston is read as %q, %v", a.Place, a.Understood)
	}
	if a = d.find(t, token, question{Text: a.Understood[0].Without, Radius: 50}); a.Place != "" || !strings.Contains(who(a), "Houston") {
		t.Errorf("with the town left out: %s near %q", who(a), a.Place)
	}
}

func TestCase(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	q := question{Text: "55401", Radius: 50}
	a := d.find(t, token, q)
	m := making{Question: q, Language: "es", How: "read", Idempotency: "one"}
	for _, card := range a.Cards[:3] {
		m.Surgeons = append(m.Surgeons, given{card.NPI, card.Office.ID})
	}
	w := d.send("/console/api/cases", token, m)
	made := decodeInto[caseView](t, w)
	if w.Code != http.StatusOK || len(made.Surgeons) != 3 || made.Origin != "554" || made.Agent != "ana" {
		t.Fatalf("made: %d %+v", w.Code, made)
	}
	for i, s := range made.Surgeons {
		if s.Name != a.Cards[i].Name || s.Address != a.Cards[i].Office.Address {
			t.Errorf("surgeon %d is kept as %q, %q; shown as %q, %q", i, s.Name, s.Address, a.Cards[i].Name, a.Cards[i].Office.Address)
		}
	}
	// A Spanish text is Spanish throughout, what is kept of each surgeon too.
	for _, english := range []string{"surgery", "Surgery", "ask the office"} {
		for name, text := range map[string]string{"e-mail": made.Texts.Email, "script": made.Texts.Script, "text message": made.Texts.SMS} {
			if strings.Contains(text, english) {
				t.Errorf("the Spanish %s says %q:\n%s", name, english, text)
			}
		}
	}
	again := decodeInto[caseView](t, d.send("/console/api/cases", token, m))
	if again.Reference != made.Reference {
		t.Errorf("a repeated request made %s and %s", made.Reference, again.Reference)
	}
	found := d.find(t, token, question{Text: strings.ToLower(made.Reference)})
	if found.Kind != "case" || found.Case.Reference != made.Reference {
		t.Errorf("the reference finds %q", found.Kind)
	}
	outcome := "appointment_set"
	changed := d.send("/console/api/cases/change", token, change{Reference: made.Reference, Version: 1, Outcome: &outcome})
	if v := decodeInto[caseView](t, changed); v.Outcome != referral.OutcomeAppointment || len(v.History) != 2 {
		t.Errorf("changed: %d %+v", changed.Code, v)
	}
	if w := d.send("/console/api/cases/change", token, change{Reference: made.Reference, Version: 1, Outcome: &outcome}); w.Code != http.StatusConflict {
		t.Errorf("a change of an old version: %d, want 409", w.Code)
	}
	sheet := d.send("/console/sheet/"+made.Reference, token, nil)
	if body := sheet.Body.String(); sheet.Code != http.StatusOK || !strings.Contains(body, `lang="es"`) || !strings.Contains(body, made.Reference) {
		t.Errorf("sheet: %d", sheet.Code)
	}
	// The place itself is kept nowhere.
	stored, err := d.store.Find(t.Context(), referral.Lookup{})
	if err != nil || len(stored) != 1 {
		t.Fatalf("%d cases, %v", len(stored), err)
	}
	for name, value := range stored[0].Filters {
		if strings.Contains(value, "55401") {
			t.Errorf("filter %s keeps the place", name)
		}
	}
}

func TestCaseRefused(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	q := question{Text: "55401", Radius: 50}
	good := handing(q, d.find(t, token, q).Cards[0])
	for name, tc := range map[string]struct {
		spoil func(*making)
		want  int
	}{
		"no surgeon":      {func(m *making) { m.Surgeons = nil }, http.StatusBadRequest},
		"four":            {func(m *making) { m.Surgeons = make([]given, 4) }, http.StatusBadRequest},
		"not an NPI":      {func(m *making) { m.Surgeons = []given{{"1234567890", "x"}} }, http.StatusBadRequest},
		"not listed":      {func(m *making) { m.Surgeons = []given{{"1234567893", "x"}} }, http.StatusNotFound},
		"not there":       {func(m *making) { m.Surgeons = []given{{m.Surgeons[0].NPI, "elsewhere"}} }, http.StatusNotFound},
		"language":        {func(m *making) { m.Language = "xx" }, http.StatusBadRequest},
		"how":             {func(m *making) { m.How = "'; --" }, http.StatusBadRequest},
		"date":            {func(m *making) { m.FollowUp = "tomorrow" }, http.StatusBadRequest},
		"phone in note":   {func(m *making) { m.Note = "612-555-0100" }, http.StatusBadRequest},
		"no idempotency":  {func(m *making) { m.Idempotency = "" }, http.StatusBadRequest},
		"no place at all": {func(m *making) { m.Question = question{} }, http.StatusBadRequest},
	} {
		m := good
		tc.spoil(&m)
		if w := d.send("/console/api/cases", token, m); w.Code != tc.want {
			t.Errorf("%s: %d, want %d: %s", name, w.Code, tc.want, w.Body)
		}
	}
	for _, body := range []string{"", "[]", "null", `{"name":"x"}`, strings.Repeat("[", 100_000)} {
		if w := d.send("/console/api/cases", token, body); w.Code != http.StatusBadRequest {
			t.Errorf("body %.20q: %d, want 400", body, w.Code)
		}
	}
	if cases, err := d.store.Find(t.Context(), referral.Lookup{}); err != nil || len(cases) != 0 {
		t.Errorf("refused requests stored %d cases, %v", len(cases), err)
	}
}

// TestTexts holds the texts to hand over to what they must say, in both
// languages, whatever the names.
func TestTexts(t *testing.T) {
	surgeons := []referral.Surgeon{
		{NPI: 2000000002, Name: "José Ángel Núñez-Peña, MD, PhD", Specialty: "Neurosurgery", Address: "1 Example Way, Fargo, ND 58102", Phone: "+17015550100", Extension: "118", Closure: "confirmed", VerifiedOn: 20_700},
		{NPI: 2000000010, Name: "Maximiliana Wolfeschlegelsteinhausen-Bergerdorff, DO, FAANS, FACS", Specialty: "Orthopedic surgery", Address: "2 Example Way, Fargo, ND 58102", Phone: "+17015550101"},
		{NPI: 2000000028, Name: "Bartholomew Featherstonehaugh-Cholmondeley III, MD, MPH, FAAOS", Specialty: "Orthopedic surgery", Address: "3 Example Way, Fargo, ND 58102"},
	}
	for _, lang := range words.Langs() {
		k := referral.Case{Reference: "01586D", Language: string(lang), Surgeons: surgeons}
		says := (&cards.Presenter{Now: time.Now}).Writer(words.For(lang), nil, words.Miles)
		says.Today = 20_720
		w := caseWriter{says, "844-288-7474", "https://finder.example"}
		email, sms, script := w.email(k), w.sms(k), w.script(k)
		for _, text := range []string{email, sms, script} {
			if !utf8.ValidString(text) || strings.Contains(text, "{") || strings.Contains(text, "referral.") {
				t.Errorf("%s: an unfinished text:\n%s", lang, text)
			}
		}
		if n := utf8.RuneCountInString(sms); n > maxSMS {
			t.Errorf("%s: message of %d characters, at most %d", lang, n, maxSMS)
		}
		for _, must := range []string{"015-86D", "844-288-7474", "(701) 555-0100"} {
			if !strings.Contains(sms, must) || !strings.Contains(email, must) {
				t.Errorf("%s: %q is missing", lang, must)
			}
		}
		extended := map[words.Lang][2]string{"en": {"ext. 118", "extension 1 1 8"}, "es": {"ext. 118", "extensión 1 1 8"}}[lang]
		if !strings.Contains(sms, extended[0]) || !strings.Contains(email, extended[0]) || !strings.Contains(script, extended[1]) {
			t.Errorf("%s: the extension is missing:\n%s\n%s\n%s", lang, sms, email, script)
		}
		for _, s := range surgeons {
			if !strings.Contains(email, s.Name) || !strings.Contains(script, s.Name) {
				t.Errorf("%s: %q is missing", lang, s.Name)
			}
		}
		if !strings.Contains(email, "911") || !strings.HasPrefix(script, words.For(lang).T("referral.script.red_flag")) {
			t.Errorf("%s: the emergency does not come first", lang)
		}
		if !strings.Contains(script, "0 1 5 8 6 Delta") && !strings.Contains(script, "0 1 5, 8 6 Delta") {
			t.Errorf("%s: the reference is not spelled:\n%s", lang, script)
		}
	}
}

func TestSummary(t *testing.T) {
	d := newDesk(t)
	agent, boss := d.signIn(t, "ana"), d.signIn(t, "eve")
	q := question{Text: "55401", Radius: 50}
	m := handing(q, d.find(t, agent, q).Cards[0])
	for _, m.Idempotency = range []string{"a", "b"} {
		d.send("/console/api/cases", agent, m)
	}
	s := decodeInto[summary](t, d.send("/console/api/summary", boss, map[string]string{}))
	if s.Cases != 2 || s.ByAgent["ana"][referral.OutcomeOpen] != 2 || s.ByOutcome[referral.OutcomeOpen] != 2 {
		t.Errorf("summary %+v", s)
	}
	offered := map[string]bool{}
	for i := range d.listings {
		if o := d.listings[i].Offering; o != nil && o.Status != directory.Withdrawn {
			offered[d.listings[i].Location.Address.State] = true
		}
	}
	for _, state := range callersFrom() {
		listed := !strings.Contains(strings.Join(s.NoneNearby, " "), state)
		if listed != offered[state] {
			t.Errorf("%s: listed as covered %v, is %v", state, listed, offered[state])
		}
	}
	csv := d.send("/console/cases.csv", boss, nil).Body.String()
	if strings.Count(csv, "\n") != 3 || strings.Contains(csv, "55401") {
		t.Errorf("export:\n%s", csv)
	}
}

// TestExport_all holds that an export longer than one lookup loses nothing.
func TestExport_all(t *testing.T) {
	d := newDesk(t)
	npi, err := directory.ParseNPI(d.listings[0].Physician.NPI.String())
	if err != nil {
		t.Fatal(err)
	}
	const made = referral.MaxFound + 1
	for i := range made {
		k := referral.Case{
			Agent: "ana", Language: "en", How: referral.HowRead, Outcome: referral.OutcomeOpen,
			Surgeons: []referral.Surgeon{{NPI: npi, Name: "Ana Example, MD"}},
		}
		if _, err := d.store.Make(t.Context(), k, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(d.send("/console/cases.csv", d.signIn(t, "eve"), nil).Body.String()), "\n")
	seen := map[string]bool{}
	for _, line := range lines[1:] {
		seen[line] = true
	}
	if len(lines) != 1+made || len(seen) != made {
		t.Errorf("%d rows, %d of them different; want %d", len(lines)-1, len(seen), made)
	}
}
