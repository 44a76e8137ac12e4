package geo

import "slices"

// A StateKind says what a two-letter code of a postal address stands for.
type StateKind int

// The kinds of states.
const (
	Union      StateKind = iota // the fifty states and the District of Columbia
	Territory                   // an inhabited territory
	Associated                  // a freely associated state, with ZIP codes of the United States
	PostalOnly                  // military regions and islands without inhabitants: no patient lives there
)

// A State is what a two-letter code of a postal address stands for.
type State struct {
	Code  string // of the Postal Service: "MN"
	Name  string // English
	Kind  StateKind
	Other []string // further names in use: abbreviations of before 1963, Spanish names
}

// States returns every state, by code.
func States() []State { return slices.Clone(states) }

// StateOf returns the state of a code in capitals, and reports whether there
// is one.
func StateOf(code string) (State, bool) {
	s, ok := statesByCode[code]
	return s, ok
}

var statesByCode = func() map[string]State {
	m := make(map[string]State, len(states))
	for _, s := range states {
		m[s.Code] = s
	}
	return m
}()

// states is the one list of them, in order of their codes.
var states = []State{
	{"AA", "Armed Forces Americas", PostalOnly, nil},
	{"AE", "Armed Forces Europe", PostalOnly, nil},
	{"AK", "Alaska", Union, nil},
	{"AL", "Alabama", Union, []string{"Ala"}},
	{"AP", "Armed Forces Pacific", PostalOnly, nil},
	{"AR", "Arkansas", Union, []string{"Ark"}},
	{"AS", "American Samoa", Territory, []string{"Samoa Americana"}},
	{"AZ", "Arizona", Union, []string{"Ariz"}},
	{"CA", "California", Union, []string{"Calif", "Cal"}},
	{"CO", "Colorado", Union, []string{"Colo"}},
	{"CT", "Connecticut", Union, []string{"Conn"}},
	{"DC", "District of Columbia", Union, []string{"Distrito de Columbia"}},
	{"DE", "Delaware", Union, []string{"Del"}},
	{"FL", "Florida", Union, []string{"Fla"}},
	{"FM", "Micronesia", Associated, nil},
	{"GA", "Georgia", Union, nil},
	{"GU", "Guam", Territory, nil},
	{"HI", "Hawaii", Union, []string{"Hawai"}},
	{"IA", "Iowa", Union, nil},
	{"ID", "Idaho", Union, nil},
	{"IL", "Illinois", Union, []string{"Ill"}},
	{"IN", "Indiana", Union, []string{"Ind"}},
	{"KS", "Kansas", Union, []string{"Kan", "Kans"}},
	{"KY", "Kentucky", Union, nil},
	{"LA", "Louisiana", Union, []string{"Luisiana"}},
	{"MA", "Massachusetts", Union, []string{"Mass"}},
	{"MD", "Maryland", Union, nil},
	{"ME", "Maine", Union, nil},
	{"MH", "Marshall Islands", Associated, nil},
	{"MI", "Michigan", Union, []string{"Mich"}},
	{"MN", "Minnesota", Union, []string{"Minn"}},
	{"MO", "Missouri", Union, []string{"Misuri"}},
	{"MP", "Northern Mariana Islands", Territory, []string{"CNMI", "Northern Marianas"}},
	{"MS", "Mississippi", Union, []string{"Miss", "Misisipi"}},
	{"MT", "Montana", Union, []string{"Mont"}},
	{"NC", "North Carolina", Union, []string{"N Car", "Carolina del Norte"}},
	{"ND", "North Dakota", Union, []string{"N Dak", "Dakota del Norte"}},
	{"NE", "Nebraska", Union, []string{"Neb", "Nebr"}},
	{"NH", "New Hampshire", Union, []string{"Nuevo Hampshire"}},
	{"NJ", "New Jersey", Union, []string{"Nueva Jersey"}},
	{"NM", "New Mexico", Union, []string{"N Mex", "Nuevo México"}},
	{"NV", "Nevada", Union, []string{"Nev"}},
	{"NY", "New York", Union, []string{"Nueva York"}},
	{"OH", "Ohio", Union, nil},
	{"OK", "Oklahoma", Union, []string{"Okla"}},
	{"OR", "Oregon", Union, []string{"Ore", "Oreg"}},
	{"PA", "Pennsylvania", Union, []string{"Penn", "Penna", "Pensilvania"}},
	{"PR", "Puerto Rico", Territory, []string{"Porto Rico"}},
	{"PW", "Palau", Associated, nil},
	{"RI", "Rhode Island", Union, nil},
	{"SC", "South Carolina", Union, []string{"S Car", "Carolina del Sur"}},
	{"SD", "South Dakota", Union, []string{"S Dak", "Dakota del Sur"}},
	{"TN", "Tennessee", Union, []string{"Tenn"}},
	{"TX", "Texas", Union, []string{"Tex", "Tejas"}},
	{"UM", "Minor Outlying Islands", PostalOnly, nil},
	{"UT", "Utah", Union, nil},
	{"VA", "Virginia", Union, nil},
	{"VI", "Virgin Islands", Territory, []string{"US Virgin Islands", "USVI", "Islas Vírgenes"}},
	{"VT", "Vermont", Union, nil},
	{"WA", "Washington", Union, []string{"Wash"}},
	{"WI", "Wisconsin", Union, []string{"Wis", "Wisc"}},
	{"WV", "West Virginia", Union, []string{"W Va", "Virginia Occidental"}},
	{"WY", "Wyoming", Union, []string{"Wyo"}},
}
