package meili

import (
	"strings"
)

// quote returns s as a value of a filter expression: in double quotes, with
// backslashes and double quotes escaped. Whatever s holds, it stays one value.
func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	writeQuoted(&b, s)
	return b.String()
}

func writeQuoted(b *strings.Builder, s string) {
	b.WriteByte('"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	b.WriteByte('"')
}

// anyOf returns the filter "attribute IN [values]". No values match nothing.
func anyOf[S ~[]E, E any](attribute string, values S, text func(E) string) string {
	var b strings.Builder
	b.Grow(len(attribute) + 8 + 20*len(values))
	b.WriteString(attribute)
	b.WriteString(" IN [")
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		writeQuoted(&b, text(v))
	}
	b.WriteByte(']')
	return b.String()
}

// itself is the text of a value that is one.
func itself(s string) string { return s }
