// Package words holds what the finder says to people, in English and Spanish:
// the catalog of texts, the wording of distances, dates, evidence, phones and
// emergencies, and the words that call for an emergency notice.
//
// Every text stands in en.json and es.json under the same key, so that a page,
// the interface and a reader in the other language never drift apart; the
// browser code reads the same files. Texts are plain (about a sixth to eighth
// grade reader's) and are never HTML: whoever shows them escapes them.
//
// The package says nothing that the records do not say. Unknown reads "ask the
// office", never "does not offer"; nothing is ever "recommended".
package words

import (
	"golang.org/x/text/language"
)

// A Lang is a language that the finder speaks.
type Lang string

// The languages.
const (
	English Lang = "en"
	Spanish Lang = "es"
)

// Langs lists the languages, the default first.
func Langs() []Lang { return []Lang{English, Spanish} }

// ParseLang reads "en" or "es" in either case. ok is false for anything else.
func ParseLang(s string) (l Lang, ok bool) {
	switch s {
	case "en", "EN", "En":
		return English, true
	case "es", "ES", "Es":
		return Spanish, true
	}
	return "", false
}

// Negotiate picks a language from the value of an Accept-Language header. What
// is neither English nor Spanish, or cannot be read, gives English.
func Negotiate(acceptLanguage string) Lang {
	// The header is attacker-sized; a real one is far shorter than this.
	if len(acceptLanguage) > 500 {
		return English
	}
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return English
	}
	for _, tag := range tags {
		switch base, _ := tag.Base(); base.String() {
		case "en":
			return English
		case "es":
			return Spanish
		}
	}
	return English
}

// Tag returns the tag that number, language and plural rules go by: the
// language as written in the United States.
func (l Lang) Tag() language.Tag {
	if l == Spanish {
		return language.MustParse("es-US")
	}
	return language.AmericanEnglish
}
