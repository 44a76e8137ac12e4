package place

import "strings"

// states lists every state and territory of the gazetteer: the postal code,
// the English name, then other names in use: the abbreviations of before 1963
// and the Spanish names. Spaces, dots and accents do not matter, see [key].
var states = [][]string{
	{"AL", "Alabama", "Ala"},
	{"AK", "Alaska"},
	{"AZ", "Arizona", "Ariz"},
	{"AR", "Arkansas", "Ark"},
	{"CA", "California", "Calif", "Cal"},
	{"CO", "Colorado", "Colo"},
	{"CT", "Connecticut", "Conn"},
	{"DE", "Delaware", "Del"},
	{"DC", "District of Columbia", "Distrito de Columbia"},
	{"FL", "Florida", "Fla"},
	{"GA", "Georgia"},
	{"HI", "Hawaii", "Hawai"},
	{"ID", "Idaho"},
	{"IL", "Illinois", "Ill"},
	{"IN", "Indiana", "Ind"},
	{"IA", "Iowa"},
	{"KS", "Kansas", "Kan", "Kans"},
	{"KY", "Kentucky"},
	{"LA", "Louisiana", "Luisiana"},
	{"ME", "Maine"},
	{"MD", "Maryland"},
	{"MA", "Massachusetts", "Mass"},
	{"MI", "Michigan", "Mich"},
	{"MN", "Minnesota", "Minn"},
	{"MS", "Mississippi", "Miss", "Misisipi"},
	{"MO", "Missouri", "Misuri"},
	{"MT", "Montana", "Mont"},
	{"NE", "Nebraska", "Neb", "Nebr"},
	{"NV", "Nevada", "Nev"},
	{"NH", "New Hampshire", "Nuevo Hampshire"},
	{"NJ", "New Jersey", "Nueva Jersey"},
	{"NM", "New Mexico", "N Mex", "Nuevo México"},
	{"NY", "New York", "Nueva York"},
	{"NC", "North Carolina", "N Car", "Carolina del Norte"},
	{"ND", "North Dakota", "N Dak", "Dakota del Norte"},
	{"OH", "Ohio"},
	{"OK", "Oklahoma", "Okla"},
	{"OR", "Oregon", "Ore", "Oreg"},
	{"PA", "Pennsylvania", "Penn", "Penna", "Pensilvania"},
	{"RI", "Rhode Island"},
	{"SC", "South Carolina", "S Car", "Carolina del Sur"},
	{"SD", "South Dakota", "S Dak", "Dakota del Sur"},
	{"TN", "Tennessee", "Tenn"},
	{"TX", "Texas", "Tex", "Tejas"},
	{"UT", "Utah"},
	{"VT", "Vermont"},
	{"VA", "Virginia"},
	{"WA", "Washington", "Wash"},
	{"WV", "West Virginia", "W Va", "Virginia Occidental"},
	{"WI", "Wisconsin", "Wis", "Wisc"},
	{"WY", "Wyoming", "Wyo"},
	{"PR", "Puerto Rico", "Porto Rico"},
	{"VI", "Virgin Islands", "US Virgin Islands", "USVI", "Islas Vírgenes"},
	{"GU", "Guam"},
	{"AS", "American Samoa", "Samoa Americana"},
	{"MP", "Northern Mariana Islands", "CNMI", "Northern Marianas"},
	{"MH", "Marshall Islands"},
}

// nicknames are names with one plain meaning that no table of towns holds:
// short forms as people type them, and Spanish names.
var nicknames = []struct{ name, town, state string }{
	{"NYC", "New York", "NY"},
	{"New York", "New York", "NY"}, // the city, before the state
	{"New York City", "New York", "NY"},
	{"Nueva York", "New York", "NY"},
	{"Ciudad de Nueva York", "New York", "NY"},
	{"The Bronx", "Bronx", "NY"},
	{"El Bronx", "Bronx", "NY"},
	{"LA", "Los Angeles", "CA"},
	{"SF", "San Francisco", "CA"},
	{"San Fran", "San Francisco", "CA"},
	{"DC", "Washington", "DC"},
	{"Washington DC", "Washington", "DC"},
	{"District of Columbia", "Washington", "DC"},
	{"Distrito de Columbia", "Washington", "DC"},
	{"Philly", "Philadelphia", "PA"},
	{"Filadelfia", "Philadelphia", "PA"},
	{"Vegas", "Las Vegas", "NV"},
	{"NOLA", "New Orleans", "LA"},
	{"Nueva Orleans", "New Orleans", "LA"},
	{"OKC", "Oklahoma City", "OK"},
	{"SLC", "Salt Lake City", "UT"},
	{"ABQ", "Albuquerque", "NM"},
	{"ATL", "Atlanta", "GA"},
	{"Indy", "Indianapolis", "IN"},
	{"Jax", "Jacksonville", "FL"},
	{"Cincy", "Cincinnati", "OH"},
	{"St Pete", "Saint Petersburg", "FL"},
	{"Mpls", "Minneapolis", "MN"},
	{"East LA", "East Los Angeles", "CA"},
	{"Utqiagvik", "Barrow", "AK"},
	{"Hato Rey", "San Juan", "PR"},
	{"Río Piedras", "San Juan", "PR"},
	{"Santurce", "San Juan", "PR"},
	{"Cayo Hueso", "Key West", "FL"},
}

// stateNames maps the [key] of every name of a state to its postal code.
func stateNames() map[string]string {
	names := make(map[string]string, 4*len(states))
	for _, s := range states {
		for _, name := range s {
			names[key(strings.Fields(fold(name)), false)] = s[0]
		}
	}
	return names
}
