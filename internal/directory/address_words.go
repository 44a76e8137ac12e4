package directory

import "strings"

// streetForms maps words of street lines to the abbreviations of the Postal
// Service, as far as they occur in practice addresses.
var streetForms = pairs("ALLEY=ALY AVENUE=AVE AVENIDA=AVE AV=AVE AVEN=AVE BOULEVARD=BLVD BOUL=BLVD BYPASS=BYP CENTER=CTR CENTRE=CTR CENT=CTR " +
	"CARRETERA=CARR CIRCLE=CIR CIRC=CIR COURT=CT COURTS=CTS CREEK=CRK CRESCENT=CRES CROSSING=XING DEPARTMENT=DEPT DIVISION=DIV DRIVE=DR DRV=DR ESTATES=ESTS EXPRESSWAY=EXPY " +
	"EXPWY=EXPY EXTENSION=EXT FREEWAY=FWY FRWY=FWY GARDENS=GDNS GATEWAY=GTWY GROVE=GRV HEIGHTS=HTS HIGHWAY=HWY HIWAY=HWY " +
	"HILL=HL HILLS=HLS HOSPITAL=HOSP JUNCTION=JCT LAKE=LK LANDING=LNDG LANE=LN LOOPS=LOOP MANOR=MNR MEADOWS=MDWS MOUNT=MT " +
	"MOUNTAIN=MTN PARKWAY=PKWY PKY=PKWY PARKWY=PKWY PLACE=PL PLAZA=PLZ POINT=PT POINTE=PT RIDGE=RDG RIVER=RIV ROAD=RD ROUTE=RTE " +
	"RT=RTE SQUARE=SQ STATION=STA STREET=ST STR=ST SAINT=ST TERRACE=TER TERR=TER TRAIL=TRL TRACE=TRCE TURNPIKE=TPKE TPK=TPKE " +
	"VALLEY=VLY VILLAGE=VLG VISTA=VIS FORT=FT SPRINGS=SPGS MEDICAL=MED UNIVERSITY=UNIV URBANIZACION=URB PROFESSIONAL=PROF " +
	"NORTH=N SOUTH=S EAST=E WEST=W NORTHEAST=NE NORTHWEST=NW SOUTHEAST=SE SOUTHWEST=SW " +
	"ONE=1 TWO=2 THREE=3 FOUR=4 FIVE=5 SIX=6 SEVEN=7 EIGHT=8 NINE=9 TEN=10 " +
	"ELEVEN=11 TWELVE=12 FIRST=1ST SECOND=2ND THIRD=3RD FOURTH=4TH FIFTH=5TH SIXTH=6TH SEVENTH=7TH EIGHTH=8TH NINTH=9TH TENTH=10TH " +
	"ELEVENTH=11TH TWELFTH=12TH THIRTEENTH=13TH FOURTEENTH=14TH FIFTEENTH=15TH SIXTEENTH=16TH SEVENTEENTH=17TH EIGHTEENTH=18TH NINETEENTH=19TH " +
	"TWENTIETH=20TH THIRTIETH=30TH FORTIETH=40TH FIFTIETH=50TH SIXTIETH=60TH SEVENTIETH=70TH EIGHTIETH=80TH NINETIETH=90TH")

// unitWords maps designators of units to the mark that the key carries before
// the number: none for suites and rooms of all names, a letter for what can
// stand beside a suite. Small letters cannot be mistaken for a suite's own;
// B and F are capitals for the sake of ids that are stored outside.
var unitWords = map[string]string{
	"STE": "", "SUITE": "", "SUIT": "", "SUTE": "", "STES": "", "SUITES": "", "UNIT": "", "APT": "", "APARTMENT": "", "#": "", "RM": "", "ROOM": "",
	"OFC": "", "OFFICE": "", "OFIC": "", "OFI": "", "OFICINA": "", "SPC": "", "SPACE": "",
	"BLDG": "B", "BUILDING": "B", "BLD": "B", "EDIF": "B", "EDIFICIO": "B",
	"FL": "F", "FLR": "F", "FLOOR": "F", "LEVEL": "F", "LVL": "F", "PISO": "F",
	"TOWER": "t", "TWR": "t", "TORRE": "t", "PAVILION": "p", "PAV": "p", "WING": "w",
}

// romanNumbers are those of buildings; I, V and X may be letters.
var romanNumbers = map[string]string{"II": "2", "III": "3", "IV": "4", "VI": "6", "VII": "7", "VIII": "8", "IX": "9"}

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
