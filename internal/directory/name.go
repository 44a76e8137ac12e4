package directory

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PersonName returns a registry name in human case. Fields may be upper or
// lower case throughout ("MCDONALD", "DE LA CRUZ", "O'BRIEN"); words in mixed
// case are kept as typed. "--" and other marks for "nothing" become empty, a
// courtesy title at the start of the given name ("DR. JANE") is dropped, and
// what stands in a field that is not its own goes where it belongs: a
// generational suffix ("SAU FAN WILLIAM JR") unless the suffix is known, a
// degree ("BOWEN MD"), and the name that somebody goes by, which stands in
// quotation marks behind the given name (Robert "Bob").
func PersonName(last, first, middle, suffix, credential string) Name {
	n := Name{Credentials: Credentials(credential), Suffix: generation(tidyName(suffix))}
	if n.Suffix == "" {
		n.addCredentials(Credentials(suffix))
	}
	given, short := goesBy(dropTitle(tidyName(first)))
	second, other := goesBy(middleName(tidyName(middle)))
	if given == "" { // all there is
		given, short = short, ""
	}
	given, second, family := n.own(given), n.takeSuffix(second), joinParts(n.own(tidyName(last)))
	if g := generation(second); g != "" && g != "V" { // V alone is more often an initial
		n.Suffix, second = cmp.Or(n.Suffix, g), ""
	}
	n.Given, n.Middle, n.Family = givenCase(given), familyCase(second), familyCase(family)
	if short = cmp.Or(short, other); short != "" && given != "" {
		n.Given += ` "` + givenCase(short) + `"`
	}
	return n
}

// own returns what of a name field is the name; n takes the rest.
func (n *Name) own(s string) string {
	s, degrees := cutDegrees(s)
	n.addCredentials(degrees)
	return n.takeSuffix(s)
}

func (n *Name) addCredentials(more []string) {
	for _, c := range more {
		if !slices.Contains(n.Credentials, c) {
			n.Credentials = append(n.Credentials, c)
		}
	}
}

// takeSuffix cuts a generational suffix off the end of a name that has other
// words, and keeps it unless the name has one already.
func (n *Name) takeSuffix(s string) string {
	i := strings.LastIndexAny(s, " ,")
	if i <= 0 || strings.Trim(s[i:], " ,.") == "V" { // V alone is more often an initial
		return s
	}
	g := generation(s[i+1:])
	if g == "" {
		return s
	}
	if n.Suffix == "" {
		n.Suffix = g
	}
	return strings.TrimRight(s[:i], " ,")
}

// Display returns the name as a card shows it: "Jane Q. Doe Jr., MD, PhD".
// Of the middle names only the first initial stands.
func (n Name) Display() string {
	b := make([]byte, 0, 64)
	b = append(b, n.Given...)
	for _, r := range n.Middle {
		b = append(utf8.AppendRune(append(b, ' '), unicode.ToUpper(r)), '.')
		break
	}
	b = append(append(b, ' '), n.Family...)
	if n.Suffix != "" {
		b = append(append(b, ' '), n.Suffix...)
	}
	for _, c := range n.Credentials {
		b = append(append(b, ", "...), c...)
	}
	return string(bytes.TrimSpace(b))
}

// blankMark trims s, makes its blanks single, and empties texts that people
// type for "nothing": "--", ".", "<UNAVAIL>".
func blankMark(s string) string {
	if !singleBlanks(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	if strings.HasPrefix(s, "<") || !strings.ContainsFunc(s, isLetterOrDigit) {
		return ""
	}
	return s
}

// singleBlanks reports whether s is ASCII words with one blank between them, and
// so needs no tidying.
func singleBlanks(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= utf8.RuneSelf || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || s == ""
}

func isLetterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// generation returns the usual form of a generational suffix, or "" for
// anything else (a credential typed into the suffix field, mostly).
func generation(s string) string {
	switch strings.ToUpper(strings.Trim(s, " .,")) {
	case "JR", "JUNIOR":
		return "Jr."
	case "SR", "SENIOR":
		return "Sr."
	case "II", "2ND", "2":
		return "II"
	case "III", "3RD", "3":
		return "III"
	case "IV", "4TH", "4":
		return "IV"
	case "V", "5TH":
		return "V"
	case "VI":
		return "VI"
	}
	return ""
}

func dropTitle(s string) string {
	first, rest, ok := strings.Cut(s, " ")
	if !ok {
		return s
	}
	switch strings.ToUpper(strings.TrimRight(first, ".")) {
	case "DR", "MR", "MRS", "MS", "MISS", "PROF":
		return rest
	}
	return s
}

// familyCase puts each word of a family name into human case.
func familyCase(s string) string { return personCase(s, isParticle) }

// givenCase puts each word of a given name into human case: "Da Hyun", but
// "Maria de los Angeles".
func givenCase(s string) string {
	return personCase(s, func(prev, word, next string) bool {
		return prev != "" && word != "DA" && isParticle(prev, word, next)
	})
}

func personCase(s string, isParticle func(prev, word, next string) bool) string {
	if !strings.Contains(s, " ") {
		return wordCase(s)
	}
	words := strings.Fields(s)
	for i, w := range words {
		var next string
		if i+1 < len(words) {
			next = strings.ToUpper(words[i+1])
		}
		var prev string
		if i > 0 {
			prev = strings.ToLower(words[i-1])
		}
		if isParticle(prev, strings.ToUpper(w), next) {
			words[i] = strings.ToLower(w)
			continue
		}
		words[i] = wordCase(w)
	}
	return strings.Join(words, " ")
}

// isParticle reports whether a word of a name is written in lower case: de, del,
// von, "de la", "van der", "y" between two names. Van, Le, La and Di alone
// start with a capital in American usage.
func isParticle(prev, word, next string) bool {
	if next == "" {
		return false
	}
	switch word {
	case "DE", "DEL", "DELLA", "DOS", "DAS", "DA", "VON", "ZU":
		return true
	case "LA", "LAS", "LOS":
		return prev == "de"
	case "DER", "DEN", "TER":
		return prev == "van" || prev == "von" || prev == "de"
	case "Y":
		return prev != ""
	}
	return false
}

// wordCase puts one word into human case, part by part at hyphens and
// apostrophes. A word that is in mixed case already is kept.
func wordCase(w string) string {
	if mixedCase(w) {
		return w
	}
	return string(appendWordCase(make([]byte, 0, 48), w))
}

// appendWordCase appends what wordCase returns.
func appendWordCase(b []byte, w string) []byte {
	if mixedCase(w) {
		return append(b, w...)
	}
	if !inParts(w) {
		return appendPart(b, w, "")
	}
	start := 0
	for i, r := range w {
		if strings.ContainsRune("-'\u2019`./()\"", r) {
			b = utf8.AppendRune(appendPart(b, w[start:i], w[i:]), r)
			start = i + len(string(r))
		}
	}
	if last := w[start:]; start > 0 && strings.HasSuffix(w[:start], "'") && len(last) == 1 {
		return append(b, strings.ToLower(last)...) // the possessive of "St. Mary's"
	}
	return appendPart(b, w[start:], "")
}

// inParts reports whether w may hold what wordCase cuts it at.
func inParts(w string) bool {
	for i := range len(w) {
		switch c := w[i]; {
		case c >= utf8.RuneSelf, c == '-', c == '\'', c == '`', c == '.', c == '/', c == '(', c == ')', c == '"':
			return true
		}
	}
	return false
}

// letterCases says which letters w holds, if it is ASCII.
func letterCases(w string) (upper, lower, ascii bool) {
	for i := range len(w) {
		c := w[i]
		if c >= utf8.RuneSelf {
			return false, false, false
		}
		upper = upper || c >= 'A' && c <= 'Z'
		lower = lower || c >= 'a' && c <= 'z'
	}
	return upper, lower, true
}

// mixedCase reports whether w holds lower-case letters, and capitals after its
// first letter or as its first letter only: typed by a person, not shouted.
func mixedCase(w string) bool {
	if upper, lower, ascii := letterCases(w); ascii {
		return upper && lower
	}
	return strings.ContainsFunc(w, unicode.IsLower) && strings.ContainsFunc(w, unicode.IsUpper)
}

// appendPart appends a part of a word in human case; rest is what follows it
// in the word.
func appendPart(b []byte, p, rest string) []byte {
	switch {
	case p == "":
		return b
	case rest == "" && romanNumeral(p):
		return append(b, strings.ToUpper(p)...)
	}
	if _, _, ascii := letterCases(p); !ascii {
		r := []rune(strings.ToLower(p))
		r[0] = unicode.ToUpper(r[0])
		if i := innerCapital(string(r)); i > 0 {
			r[i] = unicode.ToUpper(r[i])
		}
		return append(b, string(r)...)
	}
	b = append(b, p...)
	part := b[len(b)-len(p):]
	for i, c := range part {
		if c >= 'A' && c <= 'Z' {
			part[i] = c + 'a' - 'A'
		}
	}
	part[0] = upperByte(part[0])
	if part[0] == 'M' {
		if i := innerCapital(string(part)); i > 0 {
			part[i] = upperByte(part[i])
		}
	}
	return b
}

func upperByte(c byte) byte {
	if c >= 'a' && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}

// innerCapital returns which letter of a Scottish name is a capital too: 2 in
// McDonald, 3 in MacDonald, 0 for none.
func innerCapital(name string) int {
	switch {
	case strings.HasPrefix(name, "Mc") && utf8.RuneCountInString(name) > 3:
		return 2
	case strings.HasPrefix(name, "Mac") && utf8.RuneCountInString(name) > 4 && macNames[name[3:]]:
		return 3
	}
	return 0
}

func romanNumeral(s string) bool {
	switch strings.ToUpper(s) {
	case "II", "III", "IV":
		return true
	}
	return false
}

// macNames are the ends of Scottish names whose fourth letter is a capital.
// A rule would also capitalise Mack, Macias and Machado.
var macNames = set("alister allister arthur askill aulay bain beth bride callum carthy cormack cready " +
	"dermott donald donell donnell dougall dowell duff duffie elroy ewan ewen fadden farland farlane fie gill " +
	"gillivray gowan gregor innes intosh intyre iver kay kenna kenzie kinley kinnon lachlan laren laughlin lean " +
	"lellan leod mahon master millan murray nab namara naughton neil neill nicol phail phee pherson quarrie queen " +
	"rae tavish vicar vittie williams")

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
