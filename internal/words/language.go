package words

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Language names a BCP 47 tag in the catalog's language: "es" is "Spanish",
// "español". A tag without a known name comes back as it is.
func (c *Catalog) Language(tag string) string {
	if key := "language." + tag; c.Has(key) {
		return c.T(key)
	}
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Tags(c.lang.Tag()).Name(t); name != "" {
		return name
	}
	return tag
}

// Own names a language in itself, for a switch between languages: "English",
// "Español".
func (l Lang) Own() string {
	name := display.Self.Name(language.Make(string(l)))
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}
