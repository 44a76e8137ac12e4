package query_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// spine is what the outline shows of the spine set.
const spine = "codes=[207T00000X 207X00000X 207XS0117X]"

type textCase struct{ q, want string }

// TestParse_text reads q alone.
func TestParse_text(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	groups := map[string][]textCase{
		"names stay text": {
			{"nguyen", "text=nguyen by=relevance"},
			{"Dr. Nguyen", "text=Nguyen by=relevance"},
			{"Nguyen, Anh T., M.D.", "text=Nguyen Anh T by=relevance"},
			{"dra gómez", "text=gómez by=relevance"},
			{"Doctor O'Brien", "text=O'Brien by=relevance"},
			{"Smith-Jones", "text=Smith-Jones by=relevance"},
			{"J.R. Smith", "text=J R Smith by=relevance"},
			{"maria de la cruz", "text=maria de la cruz by=relevance"},
			{"dr del rio", "text=del rio by=relevance"},
			{"dr best", "text=best by=relevance"},
			{"Best", "text=Best by=relevance"},
			{"Dr. Hoy", "text=Hoy by=relevance"},
			{"dr de leon", "text=de leon by=relevance"},
			{"dr who speaks spanish", "!near:required"},
			{"dr near me", "!near:required"},
			{"dr do", "text=do by=relevance"},
			{"kim do", "text=kim do by=relevance"},
			{"dr english", "text=english by=relevance"},
			{"dr french", "text=french by=relevance"},
			{"dr german", "text=german by=relevance"},
			{"dr back", "text=back by=relevance"},
			{"Dr. Man", "text=Man by=relevance"},
			{"Dr. Sturgeon", "text=Sturgeon by=relevance"},
			{"Dr. Spiner", "text=Spiner by=relevance"},
			{"Clinton MD", "text=Clinton by=relevance"},
			{"dr austin", "text=austin by=relevance"},
			{"Dr. Houston spine surgeon", "text=Houston " + spine + " by=relevance"},
			{"mineapolis", "text=mineapolis by=relevance"},
			{"minneapolis", "text=minneapolis by=relevance warning=place_or_name"},
			{"texas spine institute", "text=texas spine institute by=relevance"},
			{"neurosurgeon jackson", "text=jackson codes=[207T] by=relevance"},
			{"spine surgeon kim", "text=kim " + spine + " by=relevance"},
			{"spinal surgeon VA network", "!near:required"},
			{"dr nguyen medicare", "text=nguyen by=relevance warning=insurance"},
			{"find dr nguyen", "text=nguyen by=relevance"},
			{`"Spine" Nguyen`, "text=Spine Nguyen by=relevance"},
			{`"barricaid`, "!near:required"},
		},
		"states": {
			{"Nguyen TX", "text=Nguyen states=[TX] by=relevance"},
			{"Austin Nguyen TX", "text=Austin Nguyen states=[TX] by=relevance"},
			{"nguyen tx", "text=nguyen states=[TX] by=relevance"},
			{"jane doe ca", "text=jane doe ca by=relevance"},
			{"jane doe florida", "text=jane doe states=[FL] by=relevance"},
			{"jane doe west virginia", "text=jane doe states=[WV] by=relevance"},
			{"jane doe new york", "text=jane doe new york by=relevance"},
			{"jane penn", "text=jane penn by=relevance"},
			{"nguyen in texas", "text=nguyen states=[TX] by=relevance"},
			{"nguyen in tx", "text=nguyen states=[TX] by=relevance"},
			{"nguyen en la florida", "text=nguyen states=[FL] by=relevance"},
			{"nguyen in new york", "near=New York, NY meters=80467 text=nguyen by=relevance"},
			{"nguyen in washington", "!near:ambiguous_place"},
			{"spine surgeon in texas", "!near:ambiguous_place"},
			{"spine surgeon texas", "!near:ambiguous_place"},
			{"spine surgeon TX", "!near:ambiguous_place"},
			{"in texas", "!near:ambiguous_place"},
			{"texas", "text=texas by=relevance"},
			{"texas spine institute", "text=texas spine institute by=relevance"},
			{"spine institute of texas", "text=spine institute texas by=relevance"},
			{"YO YO MA", "text=YO YO MA by=relevance"},
			{"Jane Doe PA", "text=Jane Doe states=[PA] by=relevance"},
			{"Jane Doe VI", "text=Jane Doe VI by=relevance"},
		},
		"places": {
			{"spine surgeon near Fargo", "near=Fargo, ND meters=80467 " + spine + " by=distance warning=place_largest"},
			{"back surgeon 55401", "near=55401 meters=80467 " + spine + " by=distance"},
			{"55401", "near=55401 meters=80467 by=distance"},
			{"neurosurgeon in austin tx", "near=Austin, TX meters=80467 codes=[207T] by=distance"},
			{"nguyen austin tx", "near=Austin, TX meters=80467 text=nguyen by=relevance"},
			{"Nguyen, Austin, TX", "near=Austin, TX meters=80467 text=Nguyen by=relevance"},
			{"neurosurgeon, Austin, TX 78701", "near=78701 meters=80467 codes=[207T] by=distance"},
			{"spine surgeon bethesda md", "near=Bethesda, MD meters=80467 " + spine + " by=distance"},
			{"i need a good spine surgeon in the portland or area", "near=Portland, OR meters=80467 " + spine + " by=distance"},
			{"looking for a back doctor near the Fargo ND area please", "near=Fargo, ND meters=80467 " + spine + " by=distance"},
			{"can you find me somebody in the boise id area who does the annular closure", "near=Boise, ID meters=80467 closure=offered by=distance"},
			{"spine surgeon in the villages", "near=The Villages, FL meters=80467 " + spine + " by=distance"},
			{"boston ma back surgeon", "near=Boston, MA meters=80467 " + spine + " by=distance"},
			{"portland or spine surgeon", "near=Portland, OR meters=80467 " + spine + " by=distance"},
			{"wilmington de neurosurgeon", "near=Wilmington, DE meters=80467 codes=[207T] by=distance"},
			{"baton rouge la ortho", "near=Baton Rouge, LA meters=80467 codes=[207X] by=distance"},
			{"dr clinton md", "text=clinton by=relevance"},
			{"neurosurgeon houston", "near=Houston, TX meters=80467 codes=[207T] by=distance warning=place_largest"},
			{"neurosurgeon pierre", "text=pierre codes=[207T] by=relevance"},
			{"neurosurgeon pierre sd", "near=Pierre, SD meters=80467 codes=[207T] by=distance"},
			{"spine nyc", "near=New York, NY meters=80467 " + spine + " by=distance"},
			{"spine surgeon in mineapolis", "near=Minneapolis, MN meters=80467 " + spine + " by=distance warning=place_spelling"},
			{"spine surgeon near spanish fork", "near=Spanish Fork, UT meters=80467 " + spine + " by=distance"},
			{"Spanish Fork UT", "near=Spanish Fork, UT meters=80467 by=distance"},
			{"spine surgeon near springfield", "!near:ambiguous_place"},
			{"neurosurgeon in springfield", "!near:ambiguous_place"},
			{"spine surgeon near xyzzyville", "!near:unknown_place"},
			{"spine 00000", "!near:unknown_place"},
			{"spine surgeon near me", "!near:required"},
			{"near me", "!near:required"},
			{"specialist in back pain", "!near:required"},
			{"cirujano de columna cerca de 78201", "near=78201 meters=80467 " + spine + " by=distance"},
			{"neurocirujano en Houston", "near=Houston, TX meters=80467 codes=[207T] by=distance warning=place_largest"},
			{"disc surgeon within 100 miles of Billings, MT", "near=Billings, MT meters=160934 " + spine + " by=distance"},
			{"spine surgeon 50 km from 58102", "near=58102 meters=50000 " + spine + " by=distance unit=km"},
			{"surgeon within 9000 miles of 58102", "!radius:out_of_range"},
			{"surgeon within 0 miles of 58102", "!radius:out_of_range"},
			{"surgeon within 2.5 miles of 58102", "near=58102 meters=4023 by=distance"},
			{"surgeon 2.5km from 58102", "near=58102 meters=2500 by=distance unit=km"},
			{"surgeon within 25mi of Fargo ND", "near=Fargo, ND meters=40233 by=distance"},
			{"scranton pa", "near=Scranton, PA meters=80467 by=distance"},
			{"Scranton, PA", "near=Scranton, PA meters=80467 by=distance"},
			{"dr scranton pa", "text=scranton pa by=relevance"},
			{"baltimore md", "near=Baltimore, MD meters=80467 by=distance"},
			{"baltimore nguyen md", "text=baltimore nguyen by=relevance"},
			{"Gupta PA", "text=Gupta states=[PA] by=relevance"},
			{"laurel md", "text=laurel by=relevance"},
			{"savannah georgia", "near=Savannah, GA meters=80467 by=distance"},
			{"george washington", "text=george washington by=relevance"},
			{"maria virginia", "text=maria virginia by=relevance"},
			{"spine surgeon seattle washington", "near=Seattle, WA meters=80467 " + spine + " by=distance"},
			{"houston texas", "near=Houston, TX meters=80467 by=distance"},
			{"fargo north dakota", "near=Fargo, ND meters=80467 by=distance"},
			{"nguyen houston texas", "near=Houston, TX meters=80467 text=nguyen by=relevance"},
			{"Nguyen, Houston, Texas", "near=Houston, TX meters=80467 text=Nguyen by=relevance"},
			{"spine surgeon in LA", "near=Los Angeles, CA meters=80467 " + spine + " by=distance"},
			{"doctor en la ciudad", "text=la ciudad by=relevance"},
			{"ortopeda en la ciudad de nueva york", "near=New York, NY meters=80467 codes=[207X] by=distance"},
			{"ortopeda en las vegas", "near=Las Vegas, NV meters=80467 codes=[207X] by=distance warning=place_largest"},
			{"ortopeda en el paso tx", "near=El Paso, TX meters=80467 codes=[207X] by=distance"},
			{"surgeon for pain in both legs 58102", "near=58102 meters=80467 by=distance red=true"},
			{"surgeon in pain", "text=pain by=relevance"},
			{"within 20 miles", "!near:required"},
		},
		"numbers": {
			{"1234567893", "npi=1234567893 by=relevance"},
			{"NPI: 1234567893", "npi=1234567893 by=relevance"},
			{"123-456-7893", "npi=1234567893 by=relevance"},
			{"1234567890", "!q:npi_check"},
			{"NPI 9999999999", "!q:npi_check"},
			{"612.555.0100", "phone=+16125550100 by=relevance"},
			{"+1 (612) 555-0100", "phone=+16125550100 by=relevance"},
			{"(612) 555-0100 ext. 12", "phone=+16125550100 by=relevance"},
			{"6125550100", "phone=+16125550100 by=relevance"},
			{"1-612-555-0100", "phone=+16125550100 by=relevance"},
			{"tel 6125550100", "phone=+16125550100 by=relevance"},
			{"phone number: 612-555-0100", "phone=+16125550100 by=relevance"},
			{"teléfono 612 555 0100", "phone=+16125550100 by=relevance"},
			{"2125550154", "npi=2125550154 or=+12125550154 by=relevance"},
			{"npi 2125550154", "npi=2125550154 by=relevance"},
			{"call 2125550154", "phone=+12125550154 by=relevance"},
			{"nguyen 612 555 0100", "text=nguyen phone=+16125550100 by=relevance"},
			{"(212) 555-0104", "phone=+12125550104 by=relevance"},
			{"612555010", "text=612555010 by=relevance"},
			{"61255501000", "text=61255501000 by=relevance"},
			{"0000000000", "text=0000000000 by=relevance"},
		},
		"emergencies": {
			{"saddle numbness", "!near:required"},
			{"saddle numbness 55401", "near=55401 meters=80467 by=distance red=true"},
			{"numb groin and can't pee 55401", "near=55401 meters=80467 by=distance red=true"},
			{"dr nguyen can't pee", "text=nguyen by=relevance red=true"},
			{"I can't pee 55401", "near=55401 meters=80467 by=distance red=true"},
			{"I need I Nguyen", "text=I Nguyen by=relevance"},
			{"spine surgeon saddle brook nj", "near=Saddle Brook, NJ meters=80467 " + spine + " by=distance"},
		},
		"as a caller says it": {
			{
				"a spine surgeon near Fargo who does the disc plug thing, speaks Spanish",
				"near=Fargo, ND meters=80467 " + spine + " closure=offered languages=[es] by=distance warning=place_largest",
			},
			{"spine 58102 esp", "near=58102 meters=80467 " + spine + " languages=[es] by=distance"},
			{
				"female neurosurgeon dallas tx accepting new patients",
				"near=Dallas, TX meters=80467 codes=[207T] accepting=[newpt] genders=[F] by=distance",
			},
			{
				"necesito un cirujano de columna que hable español en Miami, FL",
				"near=Miami, FL meters=80467 " + spine + " languages=[es] by=distance",
			},
		},
	}
	total := 0
	for name, cases := range groups {
		total += len(cases)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, c := range cases {
				parseCase{"q=" + url.QueryEscape(c.q), c.want}.run(t, p)
			}
		})
	}
	t.Logf("%d texts", total)
}

// TestParse_phrases reads clinical words beside a place.
func TestParse_phrases(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	meanings := map[string][]string{
		spine: {
			"disc surgeon", "spinal surgeon", "back surgeon", "spine doctor", "Spine Surgeons", "spine", "bakc surgeon",
			"spine surgen", "herniated disk", "slipped disc", "sciatica", "microdiscectomy", "back pain", "my back", "doctor for my back",
			"disc herniation", "spine clinic", "spinal stenosis", "cirujano de columna", "cirujano de la espalda", "hernia de disco", "hernia discal",
			"hernia de disco lumbar", "ciática", "CIRUGÍA DE COLUMNA", "cirujano de la columna vertebral", "dolor de espalda", "espalda", "microdiscectomía",
			"best spine surgeon", "find a spine surgeon near me", "Find a Spinal surgeon",
		},
		"codes=[207T]": {
			"neurosurgeon", "nuerosurgeon", "neurosurgon", "neuro surgeon", "brain surgeon", "neurosurgery", "neurocirujano", "neurocirugía", "neuro-surgeon",
		},
		"codes=[207T] genders=[F]":            {"neurocirujana", "female neurosurgeon", "woman neurosurgeon"},
		"codes=[207X]":                        {"orthopedic surgeon", "orthopaedic surgeon", "ortho", "orthopedist", "ortopeda", "traumatólogo", "cirujano ortopédico", "bone doctor"},
		"codes=[207XS0117X]":                  {"orthopedic spine surgeon", "ortho spine", "spine orthopedist", "cirujano ortopédico de columna"},
		"codes=[207XS0106X]":                  {"hand surgeon"},
		"closure=offered":                     {"annular closure", "anular closure", "annular repair", "barricaid", "baricaid", "Barricade", "cierre anular", "anular", "annular", "disc plug", "reparación anular", "annular closure surgeon", "the disc plug thing"},
		"closure=confirmed":                   {"confirmed annular closure", "cierre anular confirmado"},
		"languages=[es]":                      {"speaks spanish", "Spanish-speaking", "habla español", "que hable espanol", "hispanohablante", "spanish", "esp", "bilingual"},
		"languages=[vi]":                      {"speaks vietnamese", "Vietnamese speaking doctor"},
		"languages=[ase]":                     {"sign language", "ASL"},
		"genders=[F]":                         {"female", "mujer", "lady doctor", "female surgeon", "women surgeons"},
		"genders=[M]":                         {"male doctor", "hombre"},
		"accepting=[newpt]":                   {"accepting new patients", "taking new patients", "acepta pacientes nuevos", "new patients"},
		"":                                    {"surgeon", "doctor", "surgeon near me", "best surgeon", "cirujano", "médico"},
		spine + " languages=[es] genders=[F]": {"spanish speaking female spine surgeon", "cirujana de columna que habla español"},
		"codes=[207T00000X 207X00000X 207XS0117X 207T]": {"spine surgeon or neurosurgeon"},
	}
	for want, list := range meanings {
		for _, q := range list {
			parseCase{
				"near=55401&q=" + url.QueryEscape(q),
				strings.Join(strings.Fields("near=55401 meters=80467 "+want+" by=distance"), " "),
			}.run(t, p)
		}
	}
}

// TestUnderstood checks what is reported of the words, and that each can be
// taken back by sending Without.
func TestUnderstood(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	tests := []struct {
		q    string
		want []query.Understood
	}{
		{"spinal surgeon", []query.Understood{{Text: "spinal surgeon", Parameter: "specialty", Value: "spine-surgery"}}},
		{"Nguyen, Spanish-speaking neurosurgeon", []query.Understood{
			{Text: "Spanish-speaking", Parameter: "language", Value: "es", Without: "Nguyen, neurosurgeon"},
			{Text: "neurosurgeon", Parameter: "specialty", Value: "neurosurgery", Without: "Nguyen, Spanish-speaking"},
		}},
		{"call +1 (612) 555-0100 now", []query.Understood{
			{Text: "call +1 (612) 555-0100", Parameter: "q", Value: "+16125550100", Without: "now"},
		}},
		{"spine spinal back surgeon", []query.Understood{
			{Text: "spine", Parameter: "specialty", Value: "spine-surgery", Without: "spinal back surgeon"},
		}},
	}
	for _, tt := range tests {
		req, err := p.Parse(url.Values{"near": {"55401"}, "q": {tt.q}})
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.q, err)
			continue
		}
		if diff := cmp.Diff(tt.want, req.Understood); diff != "" {
			t.Errorf("Parse(%q) understood (-want +got):\n%s", tt.q, diff)
		}
	}
}

// TestExplicitWins checks that a parameter is never changed by a word of q.
func TestExplicitWins(t *testing.T) {
	t.Parallel()
	p := newParser(false)
	for _, c := range []parseCase{
		{"near=55401&specialty=neurosurgery&q=spinal+surgeon", "near=55401 meters=80467 codes=[207T] by=distance warning=overridden"},
		{"near=55401&specialty=spine-surgery&q=spinal+surgeon", "near=55401 meters=80467 " + spine + " by=distance"},
		{"near=55401&language=fr&q=nguyen+speaks+spanish", "near=55401 meters=80467 text=nguyen languages=[fr] by=relevance warning=overridden"},
		{"near=55401&q=spine+surgeon+near+fargo", "near=55401 meters=80467 text=fargo " + spine + " by=relevance"},
		{"near=55401&radius=10&q=spine+within+20+miles", "near=55401 meters=16093 " + spine + " by=distance warning=overridden"},
		{"near=55401&q=spine+within+20+miles", "near=55401 meters=32186 " + spine + " by=distance"},
		{"near=55401&unit=km&q=spine+within+20+miles", "near=55401 meters=32186 " + spine + " by=distance unit=km"},
		{"q=spine+near+fargo&radius=10", "near=Fargo, ND meters=16093 " + spine + " by=distance warning=place_largest"},
		{"q=spine+near+fargo&near=", "near=Fargo, ND meters=80467 " + spine + " by=distance warning=place_largest"},
		{"near=55401&annular_closure=confirmed&q=barricaid", "near=55401 meters=80467 closure=confirmed by=distance warning=overridden"},
	} {
		c.run(t, p)
	}
}

func TestFaults_redFlag(t *testing.T) {
	t.Parallel()
	_, err := newParser(true).Parse(url.Values{"q": {"no puedo orinar"}})
	var faults *query.Faults
	if !errors.As(err, &faults) || faults.Urgency != words.Emergency || !faults.Has(query.Required) {
		t.Errorf("Parse: %v, want a missing place and a red flag", err)
	}
}

// TestEcho checks the question as it is sent back, defaults included.
func TestEcho(t *testing.T) {
	t.Parallel()
	values, err := url.ParseQuery("near=55401&radius=80.5&unit=km&q=nguyen+spanish&specialty=neurosurgery&gender=f" +
		"&verified_within_days=90&bbox=-94,44,-92,46&annular_closure=offered&explain=1&state=mn")
	if err != nil {
		t.Fatal(err)
	}
	req, err := newParser(false).Parse(values)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"near": "55401", "radius": "80.5", "unit": "km", "q": "nguyen spanish", "specialty": "[neurosurgery]", "gender": "[F]",
		"language": "[es]", "verified_within_days": "90", "bbox": "[-94 44 -92 46]", "annular_closure": "offered", "explain": "1",
		"state": "[MN]", "sort": "relevance", "page": "1", "page_size": "10", "lang": "en",
	}
	got := make(map[string]string)
	for name, v := range req.Echo {
		got[name] = fmt.Sprint(v)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Echo (-want +got):\n%s", diff)
	}
}
