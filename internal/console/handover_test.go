package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/words"
)

// handing is a request to hand over what cards show.
func handing(q question, cards ...cardView) making {
	m := making{Question: q, Language: "en", How: "read", Idempotency: "key"}
	for _, c := range cards {
		m.Surgeons = append(m.Surgeons, given{c.NPI, c.Office.ID})
	}
	return m
}

// TestOfficeShown asks in every way that the box is asked, and holds that the
// office handed over, and the one kept, are those that the card shows.
func TestOfficeShown(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	var asked []string
	for _, l := range d.listings[:60] {
		p, at := l.Physician, l.Location
		asked = append(asked, p.Name.Family, p.Name.Given+" "+p.Name.Family, p.NPI.String(), at.Address.City,
			p.Name.Family+" "+at.Address.City, "55401 "+p.Name.Family, at.Address.Line1)
		if at.Phone != "" {
			asked = append(asked, directory.FormatPhone(at.Phone))
		}
		if at.Name != "" {
			asked = append(asked, at.Name)
		}
	}
	slices.Sort(asked)
	asked = slices.Compact(asked)
	shown, other := 0, 0
	for n, text := range asked {
		q := question{Text: text, Radius: 50}
		w := d.send("/console/api/find", token, q)
		if w.Code != http.StatusOK {
			continue // not all of these are questions
		}
		a := decodeInto[answer](t, w)
		for i, card := range slices.Concat(a.Cards, a.Unknown, a.Beyond) {
			m := handing(q, card)
			m.Idempotency = fmt.Sprint(n, "-", i)
			w := d.send("/console/api/cases", token, m)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: a card that is shown is refused: %d %s", text, w.Code, w.Body)
			}
			kept := decodeInto[caseView](t, w)
			shown++
			if s := kept.Surgeons[0]; s.Address != card.Office.Address || s.Phone != card.Office.Dial ||
				!strings.Contains(kept.Texts.Email, card.Office.Address) || !strings.Contains(kept.Texts.Script, card.Office.Address) {
				if other++; other < 4 {
					t.Errorf("%s: the card of %s shows %s, %s; handed over: %s, %s", text, card.NPI, card.Office.Address, card.Office.Dial, s.Address, s.Phone)
				}
			}
		}
	}
	t.Logf("%d cards of %d questions", shown, len(asked))
	if other > 0 || shown < 500 {
		t.Errorf("%d of %d cards hand over another office", other, shown)
	}
}

// TestSuggested holds who is chosen before the agent chooses.
func TestSuggested(t *testing.T) {
	codes := []directory.Accepting{directory.AcceptingExisting, "", directory.AcceptingNone, directory.AcceptingNew, directory.AcceptingExistingFamily}
	takes := map[string]directory.Accepting{} // by listing
	d := newDesk(t, func(all []directory.Listing) {
		for i := range all {
			all[i].Accepting = codes[i%len(codes)]
			takes[all[i].ID()] = all[i].Accepting
		}
		all[50].Physician.Name.Family = "Springfield"
		all[51].Physician.Name.Family = "Quillfeather"
	})
	token := d.signIn(t, "ana")
	a := d.find(t, token, question{Text: "55401", Radius: 50})
	var want []string
	for _, c := range a.Cards {
		if code := takes[c.Office.ID]; len(want) < 3 && (code == "" || code == directory.AcceptingNew) {
			want = append(want, c.NPI)
		}
	}
	if len(want) != 3 || !slices.Equal(a.Suggested, want) || a.Nobody != "" {
		t.Errorf("55401 suggests %v, %q; want %v", a.Suggested, a.Nobody, want)
	}
	if slices.Equal(want, []string{a.Cards[0].NPI, a.Cards[1].NPI, a.Cards[2].NPI}) {
		t.Error("nobody who takes no new patients is among the nearest: this tests nothing")
	}
	for _, tc := range []struct {
		about string
		q     question
		says  string
	}{
		{"an emergency", question{Text: "saddle numbness 55401", Radius: 50}, "red-flag"},
		{"several places", question{Text: "Springfield", Radius: 500}, "which place"},
		{"several places, with words", question{Text: "spine surgeon near Springfield", Radius: 500}, "which place"},
		{"a name without a place", question{Text: "quillfeather", Radius: 50}, "no place"},
		{"an NPI", question{Text: a.Cards[0].NPI, Radius: 50}, "no place"},
		{"nobody near", question{Text: "99686", Radius: 1}, "within this distance"},
		{"nobody near who takes new patients", question{Text: "55401", Radius: 50, Accepting: "nopt"}, "takes new patients"},
	} {
		got := d.find(t, token, tc.q)
		if len(got.Suggested) != 0 || !strings.Contains(got.Nobody, tc.says) {
			t.Errorf("%s: %v suggested, %q; want nobody and %q", tc.about, got.Suggested, got.Nobody, tc.says)
		}
		if len(got.Cards)+len(got.Beyond) == 0 && got.Kind == "cards" {
			t.Errorf("%s: nobody is shown, which tests nothing", tc.about)
		}
	}
}

// TestUnknown holds that of whom it is not known whether they fit, is listed
// apart and never counted as nobody; who is known to fit comes first.
func TestUnknown(t *testing.T) {
	d := newDesk(t, func(all []directory.Listing) {
		for i := range all {
			all[i].Languages, all[i].Accepting = nil, ""
		}
		all[3].Languages = []string{"es"}
		all[4].Languages = []string{"vi"}
	})
	token := d.signIn(t, "ana")
	everybody := d.find(t, token, question{Text: "55401", Radius: 100})
	for _, q := range []question{{Text: "55401 spanish", Radius: 100}, {Text: "55401", Radius: 100, Language: "es"}} {
		a := d.find(t, token, q)
		known := d.listings[3].Physician.NPI.String()
		if a.Total != 1 || len(a.Cards) != 1 || a.Cards[0].NPI != known || !slices.Equal(a.Suggested, []string{known}) {
			t.Errorf("%s: %d fit, %v suggested; want %s", q.Text, a.Total, a.Suggested, known)
		}
		if a.ToAsk < everybody.Total-2 || a.ToAsk >= everybody.Total || len(a.Unknown) == 0 || len(a.Beyond) != 0 {
			t.Errorf("%s: %d to ask of %d, %d shown, %d beyond", q.Text, a.ToAsk, everybody.Total, len(a.Unknown), len(a.Beyond))
		}
	}
	if a := d.find(t, token, question{Text: "55401", Radius: 100, Language: "fr"}); a.Total != 0 || a.ToAsk == 0 || len(a.Suggested) != 0 || !strings.Contains(a.Nobody, "ask the office") {
		t.Errorf("french: %d fit, %d to ask, %v suggested, %q", a.Total, a.ToAsk, a.Suggested, a.Nobody)
	}
	if everybody.ToAsk != 0 {
		t.Errorf("nothing asked for, and %d to ask", everybody.ToAsk)
	}
}

// TestTurnsAway holds that whoever is handed over a surgeon who takes no new
// patients is told so, in every text and on paper.
func TestTurnsAway(t *testing.T) {
	d := newDesk(t, func(all []directory.Listing) {
		for i := range all {
			all[i].Accepting = directory.AcceptingExisting
		}
	})
	token := d.signIn(t, "ana")
	for lang, says := range map[string]string{"en": "Not taking new patients", "es": "No acepta pacientes nuevos"} {
		q := question{Text: "55401", Radius: 50}
		m := handing(q, d.find(t, token, q).Cards[0])
		m.Language, m.Idempotency = lang, lang
		made := decodeInto[caseView](t, d.send("/console/api/cases", token, m))
		script := decodeInto[reading](t, d.send("/console/api/script", token, m))
		for name, text := range map[string]string{
			"e-mail": made.Texts.Email, "script of the case": made.Texts.Script, "text message": made.Texts.SMS, "script": script.Text,
			"sheet": d.send("/console/sheet/"+made.Reference, token, nil).Body.String(),
		} {
			if strings.Count(text, says) != 1 {
				t.Errorf("the %s (%s) does not say %q once:\n%s", name, lang, says, text)
			}
		}
	}
}

// TestEmergency holds that a caller sent to 911 is kept as a case that names
// nobody, whatever stands in the box, and that nothing is sent or printed of it.
func TestEmergency(t *testing.T) {
	d := newDesk(t)
	token := d.signIn(t, "ana")
	ask := decodeInto[reading](t, d.send("/console/api/script", token, making{Language: "es", How: "read"}))
	if ask.Language != "es" || ask.Text != words.For(words.Spanish).T("referral.script.red_flag") {
		t.Errorf("with nobody chosen is read: %+v", ask)
	}
	for i, text := range []string{"", "saddle numbness 55401", "Springfield", "cannot urinate"} {
		m := making{Question: question{Text: text, Radius: 50}, Language: "es", How: "read", Outcome: "sent_to_911", Idempotency: fmt.Sprint(i)}
		w := d.send("/console/api/cases", token, m)
		made := decodeInto[caseView](t, w)
		if w.Code != http.StatusOK || made.Outcome != "sent_to_911" || made.Surgeons == nil || len(made.Surgeons) != 0 {
			t.Fatalf("%q: %d %s", text, w.Code, w.Body)
		}
		if origin := map[string]string{"saddle numbness 55401": "554"}[text]; made.Origin != origin {
			t.Errorf("%q: origin %q, want %q", text, made.Origin, origin)
		}
		if x := made.Texts; x.Email+x.SMS+x.Subject+x.Sheet != "" || !strings.Contains(x.Script, "911") || strings.Contains(x.Script, "{") {
			t.Errorf("%q: texts %+v", text, x)
		}
		if w := d.send("/console/sheet/"+made.Reference, token, nil); w.Code != http.StatusNotFound {
			t.Errorf("%q: a sheet of nobody: %d", text, w.Code)
		}
		found := d.find(t, token, question{Text: made.Reference})
		if found.Kind != "case" || found.Case.Reference != made.Reference {
			t.Errorf("%q: found again as %q", text, found.Kind)
		}
		kept := "open"
		if w := d.send("/console/api/cases/change", token, change{Reference: made.Reference, Version: 1, Outcome: &kept}); w.Code != http.StatusBadRequest {
			t.Errorf("%q: made an open case of nobody: %d", text, w.Code)
		}
	}
}

// TestTelehealth holds that the agent reads of each surgeon whether a source
// says so, and "not known" is no text, which the console words as a question.
func TestTelehealth(t *testing.T) {
	knows := map[string]bool{}
	d := newDesk(t, func(all []directory.Listing) {
		for i := range all {
			p := &all[i].Physician
			p.Telehealth = p.NPI%2 == 0
			knows[p.NPI.String()] = p.Telehealth
		}
	})
	a := d.find(t, d.signIn(t, "ana"), question{Text: "55401", Radius: 100})
	said := map[bool]int{}
	for _, c := range slices.Concat(a.Cards, a.Beyond) {
		want := ""
		if knows[c.NPI] {
			want = "Video visits, according to Medicare’s list"
		}
		if c.Telehealth != want {
			t.Errorf("%s: %q; want %q", c.NPI, c.Telehealth, want)
		}
		said[knows[c.NPI]]++
	}
	if said[true] == 0 || said[false] == 0 {
		t.Errorf("known and not: %v", said)
	}
}

// TestSaid holds that the agent reads and speaks the extension, and reads of
// Medicare, hospitals and fax what a source says, and nothing where none does.
func TestSaid(t *testing.T) {
	knows := map[string]bool{}
	d := newDesk(t, func(all []directory.Listing) {
		for i := range all {
			l := &all[i]
			if l.Physician.NPI%2 != 0 {
				continue
			}
			knows[l.Physician.NPI.String()] = true
			l.Physician.Medicare, l.Physician.Hospitals = true, []string{"Example General Hospital"}
			l.Location.Phone, l.Location.Extension, l.Location.Fax, l.Location.RegistryPhone = "+16125550100", "105", "+16125550199", ""
		}
	})
	a := d.find(t, d.signIn(t, "ana"), question{Text: "55401", Radius: 100})
	said := map[bool]int{}
	for _, c := range slices.Concat(a.Cards, a.Beyond) {
		said[knows[c.NPI]]++
		got := [...]string{c.Medicare, c.Hospitals, c.Office.Fax, c.Office.Phone, c.Office.Spoken}
		if !knows[c.NPI] {
			if got[0]+got[1]+got[2] != "" || strings.Contains(got[3]+got[4], "ext") {
				t.Errorf("%s: %q of what is not known", c.NPI, got)
			}
			continue
		}
		want := [...]string{
			"Accepts the approved amount as full payment, according to Medicare’s list", "Example General Hospital, according to Medicare’s list",
			"(612) 555-0199", "(612) 555-0100 ext. 105", "6 1 2, 5 5 5, 0 1 0 0, extension 1 0 5",
		}
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if said[true] == 0 || said[false] == 0 {
		t.Errorf("known and not: %v", said)
	}
}
