package directory

import (
	"maps"
	"strings"
)

// ParseState returns the two-letter code of a United States state, territory,
// freely associated state or military region, given as code or as name in any
// case. It says false for anything else.
func ParseState(s string) (string, bool) {
	if code, ok := stateCodes[s]; ok {
		return code, true
	}
	s = strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(s, ".", "")), " "))
	code, ok := stateCodes[s]
	return code, ok
}

// stateCodes gives the code of each state by its name and by the code itself.
var stateCodes = func() map[string]string {
	codes := maps.Clone(stateNames)
	for _, code := range stateNames {
		codes[code] = code
	}
	return codes
}()

var stateNames = pairs("ALABAMA=AL ALASKA=AK ARIZONA=AZ ARKANSAS=AR CALIFORNIA=CA COLORADO=CO CONNECTICUT=CT DELAWARE=DE " +
	"DISTRICT_OF_COLUMBIA=DC FLORIDA=FL GEORGIA=GA HAWAII=HI IDAHO=ID ILLINOIS=IL INDIANA=IN IOWA=IA KANSAS=KS KENTUCKY=KY " +
	"LOUISIANA=LA MAINE=ME MARYLAND=MD MASSACHUSETTS=MA MICHIGAN=MI MINNESOTA=MN MISSISSIPPI=MS MISSOURI=MO MONTANA=MT " +
	"NEBRASKA=NE NEVADA=NV NEW_HAMPSHIRE=NH NEW_JERSEY=NJ NEW_MEXICO=NM NEW_YORK=NY NORTH_CAROLINA=NC NORTH_DAKOTA=ND " +
	"OHIO=OH OKLAHOMA=OK OREGON=OR PENNSYLVANIA=PA RHODE_ISLAND=RI SOUTH_CAROLINA=SC SOUTH_DAKOTA=SD TENNESSEE=TN TEXAS=TX " +
	"UTAH=UT VERMONT=VT VIRGINIA=VA WASHINGTON=WA WEST_VIRGINIA=WV WISCONSIN=WI WYOMING=WY " +
	"PUERTO_RICO=PR VIRGIN_ISLANDS=VI GUAM=GU AMERICAN_SAMOA=AS NORTHERN_MARIANA_ISLANDS=MP MINOR_OUTLYING_ISLANDS=UM " +
	"MICRONESIA=FM MARSHALL_ISLANDS=MH PALAU=PW ARMED_FORCES_AMERICAS=AA ARMED_FORCES_EUROPE=AE ARMED_FORCES_PACIFIC=AP")

// streetForms maps words of street lines to the abbreviations of the Postal
// Service, as far as they occur in practice addresses.
var streetForms = pairs("ALLEY=ALY AVENUE=AVE AV=AVE AVEN=AVE BOULEVARD=BLVD BOUL=BLVD BYPASS=BYP CENTER=CTR CENTRE=CTR CENT=CTR " +
	"CIRCLE=CIR CIRC=CIR COURT=CT COURTS=CTS CREEK=CRK CRESCENT=CRES CROSSING=XING DRIVE=DR DRV=DR ESTATES=ESTS EXPRESSWAY=EXPY " +
	"EXPWY=EXPY EXTENSION=EXT FREEWAY=FWY FRWY=FWY GARDENS=GDNS GATEWAY=GTWY GROVE=GRV HEIGHTS=HTS HIGHWAY=HWY HIWAY=HWY " +
	"HILL=HL HILLS=HLS HOSPITAL=HOSP JUNCTION=JCT LAKE=LK LANDING=LNDG LANE=LN LOOPS=LOOP MANOR=MNR MEADOWS=MDWS MOUNT=MT " +
	"MOUNTAIN=MTN PARKWAY=PKWY PKY=PKWY PARKWY=PKWY PLACE=PL PLAZA=PLZ POINT=PT POINTE=PT RIDGE=RDG RIVER=RIV ROAD=RD ROUTE=RTE " +
	"RT=RTE SQUARE=SQ STATION=STA STREET=ST STR=ST SAINT=ST TERRACE=TER TERR=TER TRAIL=TRL TRACE=TRCE TURNPIKE=TPKE TPK=TPKE " +
	"VALLEY=VLY VILLAGE=VLG VISTA=VIS FORT=FT SPRINGS=SPGS MEDICAL=MED UNIVERSITY=UNIV PROFESSIONAL=PROF " +
	"NORTH=N SOUTH=S EAST=E WEST=W NORTHEAST=NE NORTHWEST=NW SOUTHEAST=SE SOUTHWEST=SW " +
	"ONE=1 TWO=2 THREE=3 FOUR=4 FIVE=5 SIX=6 SEVEN=7 EIGHT=8 NINE=9 TEN=10 " +
	"FIRST=1ST SECOND=2ND THIRD=3RD FOURTH=4TH FIFTH=5TH SIXTH=6TH SEVENTH=7TH EIGHTH=8TH NINTH=9TH TENTH=10TH")

// unitWords maps designators of units to the mark that the key carries before
// the number: none for suites and rooms of all names, a letter for what can
// stand beside a suite.
var unitWords = map[string]string{
	"STE": "", "SUITE": "", "SUIT": "", "SUTE": "", "STES": "", "SUITES": "", "UNIT": "", "APT": "", "APARTMENT": "", "#": "", "RM": "", "ROOM": "",
	"OFC": "", "OFFICE": "", "BLDG": "B", "BUILDING": "B", "BLD": "B", "FL": "F", "FLR": "F", "FLOOR": "F",
}

// mayStartUnit are the first letters of unitWords.
var mayStartUnit = func() (first [256]bool) {
	for w := range unitWords {
		first[w[0]] = true
	}
	return first
}()

// pairs reads "FROM=TO" words; an underscore stands for a blank.
func pairs(text string) map[string]string {
	m := make(map[string]string)
	for p := range strings.FieldsSeq(text) {
		from, to, _ := strings.Cut(p, "=")
		m[strings.ReplaceAll(from, "_", " ")] = to
	}
	return m
}
