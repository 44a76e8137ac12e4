package directory

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestPersonName(t *testing.T) {
	tests := []struct {
		name                        string
		last, first, middle, suffix string
		want                        Name
	}{
		{"plain", "DOE", "JANE", "Q", "", Name{Given: "Jane", Middle: "Q", Family: "Doe"}},
		{"Mc", "MCDONALD", "JOHN", "", "JR.", Name{Given: "John", Family: "McDonald", Suffix: "Jr."}},
		{"Mac that is one", "MACDONALD", "IAN", "", "", Name{Given: "Ian", Family: "MacDonald"}},
		{"Mac that is none", "MACHADO", "ANA", "", "", Name{Given: "Ana", Family: "Machado"}},
		{"Mack", "MACK", "ANA", "", "", Name{Given: "Ana", Family: "Mack"}},
		{"O'", "O'BRIEN", "MARY", "", "", Name{Given: "Mary", Family: "O'Brien"}},
		{"typographic apostrophe", "O’BRIEN", "MARY", "", "", Name{Given: "Mary", Family: "O’Brien"}},
		{"particles", "DE LA CRUZ", "JOSE", "", "", Name{Given: "Jose", Family: "de la Cruz"}},
		{"particle inside", "GARCIA DE LEON", "JOSE", "", "", Name{Given: "Jose", Family: "Garcia de Leon"}},
		{"and", "ORTEGA Y GASSET", "JOSE", "", "", Name{Given: "Jose", Family: "Ortega y Gasset"}},
		{"particle alone is a name", "DE", "LI", "", "", Name{Given: "Li", Family: "De"}},
		{"La alone", "LA ROSA", "LI", "", "", Name{Given: "Li", Family: "La Rosa"}},
		{"Van and hyphen", "VAN HOUTEN-SAUTER", "ANN", "", "", Name{Given: "Ann", Family: "Van Houten-Sauter"}},
		{"Van der", "VAN DER BERG", "ANN", "", "", Name{Given: "Ann", Family: "Van der Berg"}},
		{"von", "VON BRAUN", "ANN", "", "", Name{Given: "Ann", Family: "von Braun"}},
		{"saint", "ST. JOHN", "ANN", "", "", Name{Given: "Ann", Family: "St. John"}},
		{"initials", "DOE", "J.P.", "", "", Name{Given: "J.P.", Family: "Doe"}},
		{"accents", "NÚÑEZ", "JOSÉ", "", "", Name{Given: "José", Family: "Núñez"}},
		{"mixed case is kept", "DeAngelo", "LeRoy", "", "", Name{Given: "LeRoy", Family: "DeAngelo"}},
		{"lower case", "o'neill", "mary ann", "", "", Name{Given: "Mary Ann", Family: "O'Neill"}},
		{"suffix in the given name", "NG", "SAU FAN WILLIAM JR", "", "", Name{Given: "Sau Fan William", Family: "Ng", Suffix: "Jr."}},
		{"suffix in the family name", "DOE, III", "JOHN", "", "", Name{Given: "John", Family: "Doe", Suffix: "III"}},
		{"suffix twice", "DOE JR", "JOHN", "", "JR", Name{Given: "John", Family: "Doe", Suffix: "Jr."}},
		{"a V is an initial", "DOE", "JOHN V", "", "", Name{Given: "John V", Family: "Doe"}},
		{"ordinal suffix", "DOE", "JOHN", "", "3RD", Name{Given: "John", Family: "Doe", Suffix: "III"}},
		{"credential as suffix", "DOE", "JOHN", "", "MD", Name{Given: "John", Family: "Doe", Credentials: []string{"MD"}}},
		{"dashes for nothing", "DOE", "JOHN", "--", "--", Name{Given: "John", Family: "Doe"}},
		{"unavailable", "DOE", "<UNAVAIL>", ".", "", Name{Family: "Doe"}},
		{"title", "DOE", "DR. JOHN", "", "", Name{Given: "John", Family: "Doe"}},
		{"title alone", "DOE", "MISS", "", "", Name{Given: "Miss", Family: "Doe"}},
		{"a person named Null", "NULL", "JOHN", "", "", Name{Given: "John", Family: "Null"}},
		{"blanks", "  DOE  ROE ", " JANE ", "", "", Name{Given: "Jane", Family: "Doe Roe"}},
		{"nothing", "", "", "", "", Name{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := PersonName(tt.last, tt.first, tt.middle, tt.suffix, "")
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDisplay(t *testing.T) {
	tests := []struct {
		name Name
		want string
	}{
		{Name{Given: "Jane", Middle: "Q", Family: "Doe", Credentials: []string{"MD"}}, "Jane Q. Doe, MD"},
		{Name{Given: "Jane", Middle: "Quincy", Family: "Doe", Suffix: "Jr.", Credentials: []string{"MD", "PhD"}}, "Jane Q. Doe Jr., MD, PhD"},
		{Name{Given: "Jane", Family: "Doe"}, "Jane Doe"},
		{Name{Family: "Doe"}, "Doe"},
		{Name{Given: "Jane", Middle: "élise", Family: "Doe"}, "Jane É. Doe"},
		{Name{}, ""},
	}
	for _, tt := range tests {
		if got := tt.name.Display(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCredentials(t *testing.T) {
	tests := map[string]string{ // the forms of one sample of the registry, and what people add
		"M.D.": "MD", "MD": "MD", "M. D.": "MD", "M.D": "MD", "m.d.": "MD", "M D": "MD", "MD.": "MD", "(MD)": "MD", "M.D.,": "MD",
		"D.O.": "DO", "DO": "DO", "D. O.": "DO",
		"MD, PHD": "MD PhD", "M.D., PH.D.": "MD PhD", "MD PHD": "MD PhD", "M.D./PH.D.": "MD PhD", "MDPHD": "MD PhD", "MD-PHD": "MD PhD",
		"M.D., PH. D.": "MD PhD", "MD, PH D": "MD PhD", "P H D": "PhD", "MD; MPH": "MD MPH", "MD & MBA": "MD MBA",
		"M.D., F.A.A.P.": "MD FAAP", "MD FACS": "MD FACS", "MD, FAAOS": "MD FAAOS", "MD, FRCS(C)": "MD FRCS", "DO, FAOAO": "DO FAOAO",
		"RN,C,MSN,CRNP": "RN MSN CRNP", "D.C., LAC": "DC LAc", "PA-C": "PA-C", "P.A.-C.": "PA-C", "PAC": "PA-C",
		"MB BS": "MBBS", "M.B.,B.S.": "MBBS", "MBBS": "MBBS", "MB BCH": "MBBCh", "MBCHB": "MBChB", "M.S.": "MS", "M.S.W.": "MSW", "B.S.N.": "BSN",
		"MD, MD": "MD", "ORTHOPAEDIC SURGEON": "", "BOARD CERTIFIED": "", "--": "", "": "", "III": "", "FELLOW": "", "MD SURGEON": "MD",
		"PHARM.D.": "PharmD", "PHARMD": "PharmD", "PHARM D": "PharmD", "M.D.1208": "MD", "MPT": "MPT", "RPA-C": "RPA-C", "ARNP, NP-C": "ARNP NP-C", "PSY.D.": "PsyD", "ED.D.": "EdD", "D.P.M.": "DPM", "DDS, MD": "DDS MD", "O.D.": "OD",
	}
	for in, want := range tests {
		if got := strings.Join(Credentials(in), " "); got != want {
			t.Errorf("Credentials(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzPersonName(f *testing.F) {
	f.Add("MCDONALD", "SAU FAN WILLIAM JR", "--", "III", "M. D., F.A.A.P.")
	f.Add("DE LA CRUZ", "DR. O'BRIEN", "<UNAVAIL>", "", "RN,C,MSN")
	f.Add("VAN HOUTEN-SAUTER", "ß", "ŉ", "JR.", "P.A.-C.")
	f.Add("A ,JR", "-", "'", ".", "-")
	f.Fuzz(func(t *testing.T, last, first, middle, suffix, credential string) {
		n := PersonName(last, first, middle, suffix, credential)
		for _, s := range []string{n.Given, n.Middle, n.Family, n.Suffix} {
			if s != strings.Join(strings.Fields(s), " ") {
				t.Errorf("stray blanks in %q", s)
			}
		}
		for _, c := range n.Credentials {
			if c == "" || strings.ContainsFunc(c, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) }) {
				t.Errorf("credential %q of %q", c, credential)
			}
		}
		if again := Credentials(strings.Join(n.Credentials, ", ")); !slices.Equal(again, n.Credentials) {
			t.Errorf("credentials %q read again are %q", n.Credentials, again)
		}
		_ = n.Display()
	})
}

// TestGenerations: whatever form a suffix is typed in, in its field or behind
// the family name, it is one of six.
func TestGenerations(t *testing.T) {
	for want, forms := range map[string][]string{
		"Jr.": {"JR", "JR.", "jr", "Junior", ",JR", " Jr. "},
		"Sr.": {"SR", "SR.", "SENIOR"},
		"II":  {"II", "ii", "2ND", "2", "II."},
		"III": {"III", "3RD", "3"},
		"IV":  {"IV", "4TH", "4"},
		"V":   {"V", "5TH"},
		"VI":  {"VI"},
		"":    {"", "--", "ESQ", "VII", "1", "I", "JR SR"},
	} {
		for _, form := range forms {
			if got := PersonName("DOE", "JOHN", "", form, ""); got.Suffix != want || got.Family != "Doe" || got.Given != "John" {
				t.Errorf("%q: %+v, want the suffix %q", form, got, want)
			}
		}
	}
}

// TestFellowships: fellows of colleges that nobody listed are kept, words that
// begin with F are not.
func TestFellowships(t *testing.T) {
	for in, want := range map[string]string{
		"FACOG": "FACOG", "F.A.C.O.G.": "FACOG", "FRCSED": "FRCSED", "FAANS, FACS": "FAANS FACS", "FCCP": "FCCP",
		"FELLOW": "", "FRIEND": "", "FOOT": "", "F": "", "FA": "", "FA1": "", "FACULTYX": "",
	} {
		if got := strings.Join(Credentials(in), " "); got != want {
			t.Errorf("Credentials(%q) = %q, want %q", in, got, want)
		}
	}
}
