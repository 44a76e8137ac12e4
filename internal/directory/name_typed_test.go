package directory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNamesAsTyped holds what people type into the registry's name fields
// against what a patient should read.
func TestNamesAsTyped(t *testing.T) {
	tests := []struct {
		last, first, middle, suffix, credential string
		want                                    Name
	}{
		// a given name that begins with what is a particle in a family name
		{"KIM", "DA HYUN", "", "", "", Name{Given: "Da Hyun", Family: "Kim"}},
		{"JONES", "DE SHAWN", "", "", "", Name{Given: "De Shawn", Family: "Jones"}},
		{"JONES", "LA TOYA", "", "", "", Name{Given: "La Toya", Family: "Jones"}},
		{"LEE", "DEL RAY", "", "", "", Name{Given: "Del Ray", Family: "Lee"}},
		{"PARK", "MIN DA SOL", "", "", "", Name{Given: "Min Da Sol", Family: "Park"}},
		{"ROJAS", "MARIA DE LOS ANGELES", "", "", "", Name{Given: "Maria de los Angeles", Family: "Rojas"}},
		{"ROJAS", "MARIA DEL CARMEN", "", "", "", Name{Given: "Maria del Carmen", Family: "Rojas"}},
		{"ROJAS", "MARIA", "DEL CARMEN", "", "", Name{Given: "Maria", Middle: "del Carmen", Family: "Rojas"}},
		{"DA SILVA", "JOAO", "", "", "", Name{Given: "Joao", Family: "da Silva"}},
		{"DOS SANTOS", "ANA", "", "", "", Name{Given: "Ana", Family: "dos Santos"}},
		// a degree in a name
		{"BOWEN MD", "ANN", "", "", "", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"MD"}}},
		{"BOWEN, M.D.", "ANN", "", "", "MD", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"MD"}}},
		{"BOWEN M D", "ANN", "", "", "", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"MD"}}},
		{"BOWEN JR MD PHD", "ANN", "", "", "", Name{Given: "Ann", Family: "Bowen", Suffix: "Jr.", Credentials: []string{"MD", "PhD"}}},
		{"BOWEN", "ANN MD", "", "", "", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"MD"}}},
		{"BOWEN", "ANN", "", "MD", "", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"MD"}}},
		{"BOWEN, DO", "ANN", "", "", "", Name{Given: "Ann", Family: "Bowen", Credentials: []string{"DO"}}},
		{"NGUYEN DO", "ANN", "", "", "", Name{Given: "Ann", Family: "Nguyen Do"}}, // two family names
		{"CHEN MA", "ANN", "", "", "", Name{Given: "Ann", Family: "Chen Ma"}},
		{"MD", "ANN", "", "", "", Name{Given: "Ann", Family: "Md"}}, // all there is
		{"RAHMAN", "MD", "ABDUR", "", "", Name{Given: "Md", Middle: "Abdur", Family: "Rahman"}},
		{"RAHMAN", "MD ABDUR", "", "", "", Name{Given: "Md Abdur", Family: "Rahman"}},
		// the name somebody goes by
		{"DOE", "ROBERT (BOB)", "", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", `ROBERT "BOB"`, "", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", "ROBERT 'BOB'", "", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", "ROBERT “BOB”", "", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", "ROBERT", "(BOB)", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", "ROBERT", "Q. (BOB)", "", "", Name{Given: `Robert "Bob"`, Middle: "Q.", Family: "Doe"}},
		{"DOE", "ROBERT (BOB", "", "", "", Name{Given: `Robert "Bob"`, Family: "Doe"}},
		{"DOE", "(BOB)", "", "", "", Name{Given: "Bob", Family: "Doe"}},
		{"DOE (ROE)", "ANN", "", "", "", Name{Given: "Ann", Family: "Doe (Roe)"}},
		{"DOE", "D'ANDRE", "", "", "", Name{Given: "D'Andre", Family: "Doe"}},
		// nothing, typed as something; a suffix in the wrong field
		{"DOE", "ANN", "N/A", "", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "NMN", "", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "NMI", "", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "(NMN)", "", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "NONE", "", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "none", "NONE", "", Name{Given: "Ann", Family: "Doe"}},
		{"DOE", "ANN", "NA", "", "", Name{Given: "Ann", Middle: "Na", Family: "Doe"}}, // a name too
		{"NONE", "ANN", "", "", "", Name{Given: "Ann", Family: "None"}},
		{"DOE", "JOHN", "III", "", "", Name{Given: "John", Family: "Doe", Suffix: "III"}},
		{"DOE", "JOHN", "JR", "", "", Name{Given: "John", Family: "Doe", Suffix: "Jr."}},
		{"DOE", "JOHN", "Q JR.", "", "", Name{Given: "John", Middle: "Q", Family: "Doe", Suffix: "Jr."}},
		{"DOE", "JOHN", "V", "", "", Name{Given: "John", Middle: "V", Family: "Doe"}},
		// parted names
		{"MC LEAN", "ANN", "", "", "", Name{Given: "Ann", Family: "McLean"}},
		{"MC DONALD", "ANN", "", "", "", Name{Given: "Ann", Family: "McDonald"}},
		{"Mc Donald", "Ann", "", "", "", Name{Given: "Ann", Family: "McDonald"}},
		{"MAC DONALD", "ANN", "", "", "", Name{Given: "Ann", Family: "MacDonald"}},
		{"MAC", "ANN", "", "", "", Name{Given: "Ann", Family: "Mac"}},
		{"DOE MC", "ANN", "", "", "", Name{Given: "Ann", Family: "Doe Mc"}},
		{"O' BRIEN", "ANN", "", "", "", Name{Given: "Ann", Family: "O'Brien"}},
		{"O 'BRIEN", "ANN", "", "", "", Name{Given: "Ann", Family: "O'Brien"}},
		{"D' ANGELO", "ANN", "", "", "", Name{Given: "Ann", Family: "D'Angelo"}},
		{"DOE- ROE", "ANN", "", "", "", Name{Given: "Ann", Family: "Doe-Roe"}},
		{"DOE - ROE", "ANN", "", "", "", Name{Given: "Ann", Family: "Doe-Roe"}},
		{"ST.JOHN", "ANN", "", "", "", Name{Given: "Ann", Family: "St. John"}},
		{"ST JOHN", "ANN", "", "", "", Name{Given: "Ann", Family: "St John"}},
		{"DOE", "J.P.", "", "", "", Name{Given: "J.P.", Family: "Doe"}},
		// marks that turn or hide what follows them
		{"D\u202eOE", "A\u200bNN", "\u2066", "", "", Name{Given: "Ann", Family: "Doe"}},
	}
	for _, tt := range tests {
		got := PersonName(tt.last, tt.first, tt.middle, tt.suffix, tt.credential)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q, %q, %q, %q, %q: %s", tt.last, tt.first, tt.middle, tt.suffix, tt.credential, diff)
		}
	}
}

// TestProfessionalAssociation: PA behind a doctor's degree is the legal form
// of the practice; alone, or as PA-C, it is the physician assistant.
func TestProfessionalAssociation(t *testing.T) {
	for in, want := range map[string]string{
		"MD, PA": "MD", "M.D., P.A.": "MD", "MD PA": "MD", "MDPA": "MD", "M.D.P.A.": "MD", "DO, P.A.": "DO", "MD, FACS, PA": "MD FACS",
		"DPM, PA": "DPM", "DDS PA": "DDS", "MD, PHD, PA": "MD PhD", "MBBS, PA": "MBBS", "PA, MD": "MD",
		"PA": "PA", "P.A.": "PA", "PA-C": "PA-C", "MPAS, PA-C": "PA-C", "PA, MPH": "PA MPH", "MD, PA-C": "MD PA-C",
		"MD, PC": "MD", "MD PLLC": "MD", "MD, LLC": "MD", "MD, INC.": "MD", "M.D.,S.C.": "MD",
	} {
		if got := strings.Join(Credentials(in), " "); got != want {
			t.Errorf("Credentials(%q) = %q, want %q", in, got, want)
		}
	}
}
