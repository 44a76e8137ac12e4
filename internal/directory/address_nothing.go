package directory

import "strings"

// addressLine returns a line of an address as it is read: tidy, empty where
// somebody typed that there is none, and without a box beside a street.
func addressLine(s string) string {
	if s = tidyLine(s); saysNothing(s) {
		return ""
	}
	rest, _ := splitBox(s)
	return rest
}

// saysNothing reports whether a line says that there is no office to go to:
// "UNKNOWN", "N/A", "TELEHEALTH ONLY", "SAME AS ABOVE".
func saysNothing(s string) bool {
	if s == "" || len(s) > 40 || startsWithDigit(s) {
		return false
	}
	words := strings.FieldsFunc(strings.ToUpper(s), func(r rune) bool { return strings.ContainsRune(" /.-", r) })
	phrase := strings.Join(words, " ")
	if noPlace[phrase] || len(phrase) > 1 && strings.Trim(phrase, "X") == "" {
		return true
	}
	afar := false
	for _, w := range words {
		switch {
		case fromAfar[w]:
			afar = true
		case !besideAfar[w]:
			return false
		}
	}
	return afar
}

// noPlace are the phrases that stand for no address.
var noPlace = phrases("UNKNOWN,N A,NA,NONE,NULL,NOT APPLICABLE,NOT AVAILABLE,NOT KNOWN,NOT LISTED,UNAVAILABLE,UNLISTED,TBD,T B D,TBA,TO BE DETERMINED,PENDING,SAME," +
	"SAME AS ABOVE,SAME AS MAILING,SAME AS MAILING ADDRESS,SAME ADDRESS,AS ABOVE,NO ADDRESS,NO STREET ADDRESS,NO PHYSICAL ADDRESS,NO OFFICE,ADDRESS UNKNOWN,UNKNOWN ADDRESS," +
	"VARIOUS,VARIOUS LOCATIONS,MULTIPLE LOCATIONS,STATEWIDE,NATIONWIDE,RETIRED,CONFIDENTIAL,HOMELESS,WORK FROM HOME,DESCONOCIDO,DESCONOCIDA,NINGUNO,NINGUNA,NO APLICA,NO DISPONIBLE")

// fromAfar are the words of care without an office, besideAfar what people
// write beside them.
var (
	fromAfar   = upperSet("tele telehealth telemedicine telesalud telemedicina virtual remote remotely online remoto")
	besideAfar = upperSet("health medicine only services service provider providers visit visits care office practice based work worker working from home video and via")
)

// townLine returns the name of a town, tidy, and empty where somebody typed
// that there is none.
func townLine(s string) string {
	if s = tidyLine(s); noTown[strings.ToUpper(s)] {
		return ""
	}
	return s
}

// noTown are the phrases that stand for no town; towns are called Remote and
// Home.
var noTown = phrases("UNKNOWN,N/A,NA,NONE,NULL,XX,XXX,XXXX,TBD")

func phrases(list string) map[string]bool {
	m := make(map[string]bool)
	for p := range strings.SplitSeq(list, ",") {
		m[p] = true
	}
	return m
}
