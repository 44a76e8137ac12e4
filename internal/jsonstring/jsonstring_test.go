package jsonstring_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/jsonstring"
)

// reflected is s as encoding/json writes it.
func reflected(t testing.TB, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// check compares what both kinds of text become.
func check(t testing.TB, s string) {
	t.Helper()
	want := "before" + string(reflected(t, s))
	if got := string(jsonstring.Append([]byte("before"), s)); got != want {
		t.Errorf("%q: got %s, want %s", s, got, want)
	}
	if got := string(jsonstring.Append([]byte("before"), []byte(s))); got != want {
		t.Errorf("%q as bytes: got %s, want %s", s, got, want)
	}
}

// TestAppend writes every character up to U+2100 at every place in a word of
// eight bytes and behind it.
func TestAppend(t *testing.T) {
	for r := rune(0); r < 0x2100; r++ {
		at := int(r) % 18
		check(t, strings.Repeat("x", at)+string(r)+"tail of it")
		check(t, strings.Repeat("x", 17-at)+string(r))
	}
}

func FuzzAppend(f *testing.F) {
	for _, s := range []string{"", "a", "\x00", "é", "\xc3", "\u2028", `"\`, "</script>", "\xed\xa0\x80", "eight by", "eight by\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { check(t, s) })
}

func BenchmarkAppend(b *testing.B) {
	text := strings.Repeat("805 Example Street, Suite 300 ", 4)
	out := make([]byte, 0, 1<<10)
	for b.Loop() {
		out = jsonstring.Append(out[:0], text)
	}
	b.SetBytes(int64(len(text)))
}
