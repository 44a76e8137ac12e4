package source

import (
	"fmt"
	"strings"
	"unicode"
)

// A column is one that a reader uses. Its first name is the one of the
// current layout; the others are those of older layouts.
type column struct {
	names    []string
	optional bool
}

func need(names ...string) column { return column{names: names} }

// headerKey reduces a column name to what layouts agree on: its letters and
// digits. The files differ in blanks, dashes, case and byte order marks.
func headerKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// mapColumns finds the columns in a header and returns, by column of the
// file, 1 + the index in columns, and the names of needed columns that are
// not there.
func mapColumns(header []string, columns []column) (need []uint8, missing []string, err error) {
	at := make(map[string]int, len(header))
	for i, h := range header {
		k := headerKey(h)
		if k == "" {
			continue
		}
		if _, twice := at[k]; twice {
			at[k] = -1
			continue
		}
		at[k] = i
	}
	need = make([]uint8, len(header))
	for slot, c := range columns {
		i, found, err := find(at, c)
		if err != nil {
			return nil, nil, err
		}
		if found {
			need[i] = uint8(slot + 1)
		} else if !c.optional {
			missing = append(missing, strings.Join(c.names, " or "))
		}
	}
	return need, missing, nil
}

func find(at map[string]int, c column) (i int, found bool, err error) {
	for _, n := range c.names {
		j, ok := at[headerKey(n)]
		if !ok {
			continue
		}
		if j < 0 || found {
			return 0, false, fmt.Errorf("%w: the column %q is there twice", ErrHeader, c.names[0])
		}
		i, found = j, true
	}
	return i, found, nil
}
