package directory

import (
	"slices"
	"strings"
)

// Credentials reads the free text of a credential field ("M. D.", "MD, PHD",
// "M.D., F.A.A.P.") into one form each, in the order given and once each:
// MD, PhD, FAAP. Degrees, licences and fellowships of learned colleges (F and
// two to five capitals) are kept; words that are neither ("SURGEON", "BOARD
// CERTIFIED") are dropped, because no more can be said of them. PA beside a
// doctor's degree is dropped too: it is the practice's legal form, a
// professional association.
func Credentials(text string) []string {
	var words, out []string
	for part := range strings.FieldsFuncSeq(strings.ToUpper(text), isCredentialBreak) {
		words = append(words, joinLetters(strings.Fields(part))...)
	}
	for _, c := range credentialsOf(words) {
		if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	if slices.ContainsFunc(out, func(c string) bool { return doctors[c] }) {
		out = slices.DeleteFunc(out, func(c string) bool { return c == "PA" })
	}
	return out
}

// doctors holds the degrees of those who found professional associations.
var doctors = map[string]bool{
	"MD": true, "DO": true, "MBBS": true, "MBChB": true, "MBBCh": true, "MBBChir": true, "DPM": true, "DDS": true, "DMD": true, "OD": true, "DC": true,
}

func isCredentialBreak(r rune) bool { return strings.ContainsRune(",;/&+()", r) }

// joinLetters drops dots and joins what they or blanks held apart: "M. D." to
// MD, "PH. D" to PHD, "P.A. - C" to PA-C.
func joinLetters(words []string) []string {
	var out []string
	open := false // the last word is an abbreviation that a single letter continues
	for _, w := range words {
		w = strings.Trim(strings.ReplaceAll(w, ".", ""), "'`*\"0123456789")
		bare := strings.TrimPrefix(w, "-")
		switch {
		case w == "" || w == "-":
			continue
		case open && len(bare) == 1 && joinable(out[len(out)-1]+bare):
			out[len(out)-1] += bare
		default:
			out = append(out, strings.Trim(w, "-"))
		}
		last := out[len(out)-1]
		open = len(last) <= 5 && credentials[last] == ""
	}
	return out
}

// joinable reports whether some credential starts with s.
func joinable(s string) bool {
	for c := range credentials {
		if strings.HasPrefix(c, s) {
			return true
		}
	}
	return false
}

func credentialsOf(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && w == "MB" && strings.HasPrefix(words[i+1], "B") { // "MB BS", "MB BCH"
			w += words[i+1]
			i++
		}
		out = append(out, splitCredential(w)...)
	}
	return out
}

// splitCredential gives the credentials that w is made of: one, or several
// written without a break ("MDPHD", "MD-PHD"), or none.
func splitCredential(w string) []string {
	if form, ok := credentials[w]; ok {
		return []string{form}
	}
	if isFellowship(w) {
		return []string{w}
	}
	if a, b, ok := strings.Cut(w, "-"); ok {
		return append(splitCredential(a), splitCredential(b)...)
	}
	for _, degree := range []string{"MD", "DO", "PHD", "MBBS"} {
		if rest, ok := strings.CutPrefix(w, degree); ok && rest != "" {
			if tail := splitCredential(rest); tail != nil {
				return append([]string{credentials[degree]}, tail...)
			}
		}
	}
	return nil
}

// isFellowship recognises fellows of learned colleges that the table does not
// name: FAANS, FACOG, FRCSC.
func isFellowship(w string) bool {
	if len(w) < 3 || len(w) > 6 || w[0] != 'F' || strings.ContainsAny(w[1:2], "EILORU") && !strings.HasPrefix(w, "FRC") {
		return false
	}
	for i := range len(w) {
		if w[i] < 'A' || w[i] > 'Z' {
			return false
		}
	}
	return true
}

// credentials maps upper case without dots to the usual form.
var credentials = map[string]string{
	"MD": "MD", "DO": "DO", "MBBS": "MBBS", "MBCHB": "MBChB", "MBBCH": "MBBCh", "MBBCHIR": "MBBChir", "BMBS": "BMBS", "BMBCH": "BMBCh",
	"PHD": "PhD", "DPHIL": "DPhil", "SCD": "ScD", "DSC": "DSc", "DRPH": "DrPH", "EDD": "EdD", "PSYD": "PsyD", "JD": "JD", "DMSC": "DMSc",
	"MPH": "MPH", "MHA": "MHA", "MBA": "MBA", "MPA": "MPA", "MPP": "MPP", "MSPH": "MSPH", "MHS": "MHS", "MHSA": "MHSA", "MMM": "MMM",
	"MS": "MS", "MSC": "MSc", "MA": "MA", "MED": "MEd", "MSE": "MSE", "MENG": "MEng", "MSCE": "MSCE", "MSCR": "MSCR", "MSW": "MSW", "MSED": "MSEd",
	"MSCI": "MSCI", "BA": "BA", "BS": "BS", "BSC": "BSc", "BSN": "BSN", "AB": "AB",
	"DPM": "DPM", "DDS": "DDS", "DMD": "DMD", "BDS": "BDS", "OD": "OD", "DC": "DC", "DPT": "DPT", "PT": "PT", "OT": "OT", "OTR": "OTR",
	"PHARMD": "PharmD", "RPH": "RPh", "DVM": "DVM", "AUD": "AuD", "DNP": "DNP", "DNAP": "DNAP", "MSN": "MSN", "RN": "RN", "NP": "NP", "CNP": "CNP",
	"CRNP": "CRNP", "ARNP": "ARNP", "APRN": "APRN", "FNP": "FNP", "CNM": "CNM", "CRNA": "CRNA", "CNS": "CNS", "LPN": "LPN",
	"PA": "PA", "PAC": "PA-C", "PA-C": "PA-C", "LAC": "LAc", "LCSW": "LCSW", "LPC": "LPC", "LMFT": "LMFT", "LMHC": "LMHC", "CCC-SLP": "CCC-SLP",
	"ND": "ND", "RD": "RD", "LD": "LD", "ATC": "ATC", "CPE": "CPE", "ABFP": "ABFP", "QME": "QME",
	"FNPC": "FNP-C", "FNP-C": "FNP-C", "FNP-BC": "FNP-BC", "NP-C": "NP-C", "ANP": "ANP", "APN": "APN", "ACNP": "ACNP", "CPNP": "CPNP",
	"PNP": "PNP", "CFNP": "CFNP", "WHCNP": "WHCNP", "RPA-C": "RPA-C", "LICSW": "LICSW", "MPT": "MPT", "CCC-A": "CCC-A", "BCPS": "BCPS",
	"FACS": "FACS", "FAAOS": "FAAOS", "FAANS": "FAANS", "FAAP": "FAAP", "FACP": "FACP", "FRCS": "FRCS", "FRCSC": "FRCSC", "FICS": "FICS",
}
