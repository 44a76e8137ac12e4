package words

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
)

//go:embed en.json
var enJSON []byte

//go:embed es.json
var esJSON []byte

var (
	english = sync.OnceValue(func() *Catalog { return mustParse(English, enJSON) })
	spanish = sync.OnceValue(func() *Catalog { return mustParse(Spanish, esJSON) })
)

// A Catalog is the texts of one language. It is safe for concurrent use.
type Catalog struct {
	lang   Lang
	texts  map[string]message
	months [12]string // their names, which most texts of an answer hold
}

// A message is one text, or one for each plural form.
type message struct {
	other string // every count without a form of its own, and texts without forms
	one   string // the form for "one", or empty
}

// For returns the catalog of a language; an unknown one gives English.
func For(l Lang) *Catalog {
	if l == Spanish {
		return spanish()
	}
	return english()
}

// Lang returns the language of the catalog.
func (c *Catalog) Lang() Lang { return c.lang }

// Has reports whether the catalog holds a text for key.
func (c *Catalog) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

// T returns the text of key with its placeholders filled. args are pairs of a
// placeholder's name and its value: T("results.count", "count", 17, "place",
// "Austin, TX"). The value of "count", an int, also chooses the plural form.
// Whole numbers are grouped ("1,200"). Values are strings and ints; a placeholder
// without one stays visible, and an unknown key is its own text, so that neither
// goes unnoticed.
func (c *Catalog) T(key string, args ...any) string {
	m, ok := c.texts[key]
	if !ok {
		return key
	}
	text := m.other
	if m.one != "" {
		for i := 0; i+1 < len(args); i += 2 {
			if n, isInt := args[i+1].(int); isInt && args[i] == "count" && c.isOne(n) {
				text = m.one
			}
		}
	}
	return fill(text, args)
}

// Print is T for templates, whose values are of any kind and are printed.
func (c *Catalog) Print(key string, args ...any) string {
	for i, a := range args {
		switch a.(type) {
		case string, int:
		default:
			args[i] = fmt.Sprint(a)
		}
	}
	return c.T(key, args...)
}

// fill puts the values of args in the place of their names. What is put in is
// not looked at again.
func fill(text string, args []any) string {
	if len(args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	size := len(text)
	for _, a := range args {
		if s, ok := a.(string); ok {
			size += len(s)
		}
	}
	filled := make([]byte, 0, size)
	for {
		before, rest, opened := strings.Cut(text, "{")
		name, after, closed := strings.Cut(rest, "}")
		filled = append(filled, before...)
		if !opened {
			return string(filled)
		}
		if value, ok := argument(name, args); ok && closed {
			filled = append(filled, value...)
			text = after
			continue
		}
		filled = append(filled, '{')
		text = rest
	}
}

// argument finds the value of a placeholder as text. A value that is neither a
// string nor an int is none: to print anything there is would cost each argument
// of each text an allocation.
func argument(name string, args []any) (string, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch v := args[i+1].(type) {
		case string:
			return v, true
		case int:
			return group(v), true
		}
	}
	return "", false
}

// First returns the text of the first key that the catalog holds, so that a
// special text can stand before a general one.
func (c *Catalog) First(keys []string, args ...any) string {
	for _, key := range keys {
		if c.Has(key) {
			return c.T(key, args...)
		}
	}
	return ""
}

// isOne reports whether n takes the plural form "one" of the language.
func (c *Catalog) isOne(n int) bool {
	if n < 0 {
		n = -n
	}
	return plural.Cardinal.MatchPlural(c.lang.Tag(), n, 0, 0, 0, 0) == plural.One
}

// group writes n with commas between its thousands, as both languages do in
// the United States.
func group(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// mustParse reads an embedded catalog: an object whose values are texts, or
// objects of plural forms ("one", "other"). The file is part of the program,
// so a fault in it is a fault of the build and panics.
func mustParse(l Lang, b []byte) *Catalog {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		panic(fmt.Sprintf("words: reading catalog %s: %v", l, err))
	}
	c := &Catalog{lang: l, texts: make(map[string]message, len(raw))}
	for key, v := range raw {
		var m message
		if err := json.Unmarshal(v, &m.other); err != nil {
			var forms struct{ One, Other string }
			if err := json.Unmarshal(v, &forms); err != nil {
				panic(fmt.Sprintf("words: reading catalog %s: %s: %v", l, key, err))
			}
			m = message{one: forms.One, other: forms.Other}
		}
		c.texts[key] = m
	}
	for m := range c.months {
		c.months[m] = c.T(fmt.Sprintf("month.%02d", m+1))
	}
	return c
}

// Under returns the texts whose key begins with prefix, by the rest of the
// key, for scripts that word things themselves. Of texts with plural forms it
// is the general one.
func (c *Catalog) Under(prefix string) map[string]string {
	texts := map[string]string{}
	for key, m := range c.texts {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			texts[rest] = m.other
		}
	}
	return texts
}
