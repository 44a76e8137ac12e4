package directory

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// tidyName returns a name field with single blanks and without marks that
// turn or hide text (U+202E), or "" for what people type for "nothing":
// "--", ".", "<UNAVAIL>".
func tidyName(s string) string {
	if strings.ContainsFunc(s, isFormat) {
		s = strings.Map(func(r rune) rune {
			if isFormat(r) {
				return -1
			}
			return r
		}, s)
	}
	return blankMark(s)
}

func isFormat(r rune) bool { return unicode.Is(unicode.Cf, r) }

// middleName returns a middle name, or "" where the field says that there is
// none. NA is left: it is a name too.
func middleName(s string) string {
	switch strings.ToUpper(strings.Trim(s, "().,* ")) {
	case "N/A", "NMN", "NMI", "NONE", "NULL", "NO MIDDLE NAME":
		return ""
	}
	return s
}

// quoted finds a name in brackets or quotation marks that stands by itself.
var quoted = regexp.MustCompile(`(?:^|\s)(?:\(([^()]*)\)?|["“”]([^"“”]*)["“”]|'([^']+)'|‘([^’]+)’)(?:\s|$)`)

// goesBy cuts the name that somebody goes by out of a given or middle name:
// "ROBERT (BOB)" is ROBERT, who goes by BOB.
func goesBy(s string) (formal, short string) {
	if !strings.ContainsAny(s, "(\"“”'‘") {
		return s, ""
	}
	at := quoted.FindStringSubmatchIndex(s)
	if at == nil {
		return s, ""
	}
	for g := 2; g < len(at); g += 2 {
		if at[g] >= 0 {
			short = strings.TrimSpace(s[at[g]:at[g+1]])
		}
	}
	return strings.TrimSpace(s[:at[0]] + " " + s[at[1]:]), middleName(short)
}

// cutDegrees cuts the degrees off the end of a name that has other words:
// "BOWEN MD", "BOWEN, D.O.". Without a point or a comma only what is nobody's
// name counts as one: Do, Ma and Pa are.
func cutDegrees(s string) (name string, degrees []string) {
	name = s
	if before, after, ok := strings.Cut(s, ","); ok && strings.TrimSpace(before) != "" {
		if found := Credentials(after); len(found) > 0 {
			return strings.TrimSpace(before), found
		}
	}
	for {
		i := strings.LastIndexByte(name, ' ')
		if i < 0 {
			return name, degrees
		}
		if j := strings.LastIndexByte(name[:i], ' '); j > 0 && isParted(name[j+1:]) {
			i = j
		}
		found := degreesIn(name[i+1:])
		if found == nil {
			return name, degrees
		}
		name, degrees = strings.TrimRight(name[:i], " ,"), append(found, degrees...)
	}
}

// isParted reports whether s is a degree whose letters stand apart.
func isParted(s string) bool {
	switch strings.ToUpper(strings.ReplaceAll(s, ".", "")) {
	case "M D", "PH D":
		return true
	}
	return false
}

func degreesIn(word string) []string {
	found := Credentials(word)
	if len(found) == 0 || strings.Contains(strings.TrimRight(word, "."), ".") || isParted(word) {
		return found
	}
	if slices.ContainsFunc(found, func(c string) bool { return !noName[c] }) {
		return nil
	}
	return found
}

// noName holds the degrees that are not a name as well.
var noName = map[string]bool{
	"MD": true, "PhD": true, "DPM": true, "DDS": true, "DMD": true, "MBBS": true, "MPH": true, "MBA": true,
	"FACS": true, "FAAOS": true, "FAANS": true,
}

// parted finds what is written apart and is one name.
var parted = regexp.MustCompile(`(?i)\b(mc) (\pL{2,})|\b(mac) (\pL{3,})|\b(\pL{1,2}['’]) (\pL{2,})|\b(o) (['’]\pL{2,})|(\pL) ?- (\pL)|(\pL) -(\pL)`)

// joinParts joins a name that the field holds in parts ("MC LEAN",
// "O' BRIEN", "DOE - ROE") and parts "ST.JOHN".
func joinParts(s string) string {
	if len(s) > 3 && strings.EqualFold(s[:3], "st.") && s[3] != ' ' {
		s = s[:3] + " " + s[3:]
	}
	if !strings.Contains(s, " ") {
		return s
	}
	return parted.ReplaceAllStringFunc(s, func(found string) string {
		m := slices.DeleteFunc(parted.FindStringSubmatch(found)[1:], func(s string) bool { return s == "" })
		switch {
		case strings.EqualFold(m[0], "mac") && !macNames[strings.ToLower(m[1])]:
			return found
		case strings.EqualFold(m[0], "mc") || strings.EqualFold(m[0], "mac"):
			return strings.ToUpper(m[0] + m[1]) // and into human case with the rest
		case strings.Contains(found, "-"):
			return m[0] + "-" + m[1]
		}
		return m[0] + m[1]
	})
}
