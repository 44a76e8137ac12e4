package directory

import (
	"strings"

	"github.com/physicianfinder/finder/internal/geo"
)

// ParseState returns the two-letter code of a United States state, territory,
// freely associated state or military region, given as code or as English name
// in any case, and reports whether s is one.
func ParseState(s string) (string, bool) {
	if code, ok := stateCodes[s]; ok {
		return code, true
	}
	s = strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(s, ".", "")), " "))
	code, ok := stateCodes[s]
	return code, ok
}

// stateCodes gives the code of each state by its name in capitals and by the
// code itself.
var stateCodes = func() map[string]string {
	codes := make(map[string]string)
	for _, s := range geo.States() {
		codes[s.Code], codes[strings.ToUpper(s.Name)] = s.Code, s.Code
	}
	return codes
}()
