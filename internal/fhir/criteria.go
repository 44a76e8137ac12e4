package fhir

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/fold"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/search"
)

// splitEscaped cuts a value at every sep that no backslash stands before.
func splitEscaped(s string, sep byte) []string {
	var parts []string
	from := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case sep:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// unescape takes the backslashes off that stand before a separator.
func unescape(s string) string {
	return strings.TrimSpace(strings.NewReplacer(`\\`, `\`, `\,`, `,`, `\|`, `|`, `\$`, `$`).Replace(s))
}

// tokens reads codes of a system, each alone or as system|code. A code of
// another system fits nobody, which is told. text is form where read knows a
// code not.
func tokens[T any](q *question, name string, values []string, system, form string, read func(code string) (T, bool)) (list []T, text string) {
	for _, v := range values {
		parts := splitEscaped(v, '|')
		if len(parts) > 1 && unescape(parts[0]) != system {
			q.warn(issue{code: "code-invalid", parameter: name, text: "Codes here are of " + system + "; one of another system fits nobody."})
			continue
		}
		code, ok := read(unescape(parts[len(parts)-1]))
		if !ok || len(parts) > 2 {
			return nil, form
		}
		list = append(list, code)
	}
	q.nobody = q.nobody || len(list) == 0
	return list, ""
}

func readSpecialty(q *question, name string, values []string) (text string) {
	q.search.Filter.Specialties, text = tokens(q, name, values, systemNUCC, "A NUCC code such as 207XS0117X.", func(code string) (string, bool) {
		code = strings.ToUpper(code)
		return code, directory.Taxonomy(code).Valid()
	})
	return text
}

func readGender(q *question, name string, values []string) (text string) {
	q.search.Filter.Genders, text = tokens(q, name, values, systemGender, "male, female or other; what is not known is absent.", func(code string) (directory.Gender, bool) {
		for gender, known := range genders {
			if known == strings.ToLower(code) {
				return gender, true
			}
		}
		return "", false
	})
	return text
}

func readLanguage(q *question, name string, values []string) (text string) {
	q.search.Filter.Languages, text = tokens(q, name, values, systemLanguage, "A BCP 47 tag such as es or zh-Hant.", func(code string) (string, bool) {
		tag, err := language.Parse(code)
		base, _, _ := tag.Raw()
		return tag.String(), err == nil && base.String() != "und" && len(tag.Extensions()) == 0 && len(tag.Variants()) == 0
	})
	return text
}

// readServiceType reads the type or the category of a service; one of each is
// served.
func readServiceType(q *question, name string, values []string) string {
	system, served := systemProcedure, directory.AnnularClosure
	if leaf(name) == "service-category" {
		system, served = systemCategory, codeProvider
	}
	_, text := tokens(q, name, values, system, served+" is what is served.", func(code string) (string, bool) { return code, code == served })
	q.search.Filter.Closure = search.ClosureOffered
	return text
}

func readActive(q *question, name string, values []string) string {
	list, text := tokens(q, name, values, "", "true or false.", func(code string) (is, ok bool) {
		return code == "true", code == "true" || code == "false"
	})
	q.nobody = q.nobody || !slices.Contains(list, true)
	return text
}

func readState(q *question, _ string, values []string) string {
	for _, v := range values {
		state, ok := geo.StateOf(strings.ToUpper(unescape(v)))
		if !ok || state.Kind == geo.PostalOnly {
			return "The two letters of a state, such as MN."
		}
		q.search.Filter.States = append(q.search.Filter.States, state.Code)
	}
	return ""
}

func readZIP(q *question, _ string, values []string) string {
	for _, v := range values {
		code, ok := directory.ParsePostal(unescape(v))
		if !ok || code < "00001" {
			return "A ZIP code of five digits, or nine."
		}
		q.search.Filter.ZIPs = append(q.search.Filter.ZIPs, code[:5])
	}
	return ""
}

// readNPIs reads NPIs, or references to physicians.
func readNPIs(q *question, name string, values []string) (text string) {
	q.npis, text = tokens(q, name, values, systemNPI, "An NPI: ten digits, the last a check digit.", func(code string) (directory.NPI, bool) {
		npi, err := directory.ParseNPI(idOf(code, typePractitioner))
		return npi, err == nil
	})
	slices.Sort(q.npis)
	q.npis = slices.Compact(q.npis)
	return text
}

// readIDs reads ids of offices, or references to what has such an id.
func readIDs(q *question, name string, values []string) string {
	if q.kind.name == typePractitioner {
		return readNPIs(q, name, values)
	}
	kind := map[string]string{"location": typeLocation, "service": typeService, "target": typeService}[name]
	for _, v := range values {
		id := idOf(unescape(v), kind)
		if !wellFormedID.MatchString(id) {
			return "Ids of letters, digits, - and ., up to 64 characters."
		}
		q.ids = append(q.ids, id)
	}
	slices.Sort(q.ids)
	q.ids = slices.Compact(q.ids)
	return ""
}

var wellFormedID = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// idOf is the id of a reference to a type, however it begins: "Location/x",
// "https://…/fhir/Location/x". Anything else is returned as it is.
func idOf(ref, kind string) string {
	if i := strings.LastIndex("/"+ref, "/"+kind+"/"); kind != "" && i >= 0 {
		return ref[i+len(kind)+1:]
	}
	return ref
}

// units are the lengths that near takes, in metres, by UCUM code.
var units = map[string]float64{
	"": 1_000, "km": 1_000, "m": 1, "[mi_us]": 6_336_000.0 / 3_937, "[mi_i]": geo.MetersPerMile, "mi": geo.MetersPerMile,
}

// readNear reads latitude|longitude|distance|unit.
func readNear(q *question, name string, values []string) string {
	parts := splitEscaped(strings.Join(values, ","), '|')
	for len(parts) < 4 {
		parts = append(parts, "")
	}
	lat, okLat := decimal(parts[0])
	lng, okLng := decimal(parts[1])
	n, okDistance := decimal(parts[2])
	unit := units[parts[3]]
	radius := n * unit
	if parts[2] == "" {
		radius, okDistance = search.DefaultMiles*geo.MetersPerMile, true
	}
	if radius > search.MaxRadius && radius < search.MaxRadius+2 {
		radius = search.MaxRadius // 500 [mi_us] are 1.6 m more than 500 international miles
	}
	point, err := geo.NewPoint(lat, lng)
	switch {
	case len(parts) > 4 || !okLat || !okLng || !okDistance:
		return "latitude|longitude|distance|unit, such as 44.98|-93.27|25|km"
	case err != nil:
		return "Latitude goes from -90 to 90, longitude from -180 to 180."
	case unit == 0:
		return "The unit is km, m, [mi_us] or [mi_i]."
	case !(radius > 0 && radius <= search.MaxRadius):
		return "The distance is above 0 and at most 500 miles (804.672 km)."
	case parts[3] == "mi":
		q.warn(issue{code: "code-invalid", parameter: name, text: "mi is no UCUM code; it was read as [mi_i], the international mile."})
	}
	q.search.Origin, q.search.Radius = &place.Place{Kind: place.KindCoords, Point: point}, radius
	return ""
}

// decimal reads a plain decimal number: no exponents, no "inf".
func decimal(s string) (n float64, ok bool) {
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && strings.Trim(s, "+-.0123456789") == ""
}

// readName reads what words of a name begin with: consecutive words of it are
// those of the value, the last of which may be cut short, whatever the case and
// the accents. The index finds by one parameter, a family name best; the names
// decide.
func readName(q *question, name string, values []string) string {
	text := unescape(strings.Join(values, ","))
	wanted := fold.Words(text)
	if len(wanted) == 0 || len([]rune(text)) > 100 {
		return "Letters of a name, up to 100 characters."
	}
	if part := leaf(name); q.search.Text == "" || part == "family" || part == "name" && q.narrow == "given" {
		q.search.Text, q.narrow = strings.Join(wanted, " "), part
	}
	q.names = append(q.names, func(n *directory.Name) bool {
		switch given := n.Given + " " + n.Middle + " "; leaf(name) {
		case "family":
			return hold(n.Family, wanted)
		case "given":
			return hold(given, wanted)
		default:
			return hold(given+n.Family+" "+n.Suffix, wanted) || hold(n.Family+" "+given, wanted) || hold(n.Given+" "+n.Family, wanted)
		}
	})
	return ""
}

// hold reports whether wanted stand in text, one after another, the last
// perhaps cut short.
func hold(text string, wanted []string) bool {
	words, last := fold.Words(text), len(wanted)-1
	for ; len(words) > last; words = words[1:] {
		if slices.Equal(words[:last], wanted[:last]) && strings.HasPrefix(words[last], wanted[last]) {
			return true
		}
	}
	return false
}
