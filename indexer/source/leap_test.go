package source

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Over texts made of little else than quotes and commas, a walk that leaps
// comes to the same end, the same columns and the same fields as one that
// goes step by step.
func TestLeapIsExact(t *testing.T) {
	pieces := []string{`"`, `,`, `","`, `",`, `,"`, `"",`, `"a",`, `a`, `""`, `"`, "\n"}
	rng := rand.New(rand.NewPCG(7, 7))
	leapt := 0
	const rounds = 300_000
	for range rounds {
		lead := 2 + rng.IntN(6)
		var b strings.Builder
		b.WriteString([]string{`"1234567893","1","`, `"1234567893","","`, `"12345,7893","1",`, `"`}[rng.IntN(4)])
		for range rng.IntN(30) {
			if rng.IntN(3) > 0 {
				b.WriteString([]string{`x","`, `","`}[rng.IntN(2)])
			} else {
				b.WriteString(pieces[rng.IntN(len(pieces))])
			}
		}
		b.WriteString(`"` + "\n")
		text := []byte(b.String())

		need := make([]uint8, lead+1)
		need[0], need[1], need[lead] = 1, 2, 3
		steady := &walker{need: need, fields: make([]span, 3), maxField: 1 << 20, maxRow: 8 << 20}
		leaping := &walker{need: need, fields: make([]span, 3), maxField: 1 << 20, maxRow: 8 << 20}
		leaping.setLead()
		if i, _, _ := leaping.leap(text); i > 0 {
			leapt++
		}
		size, end, v := leaping.walk(text, true)
		wantSize, wantEnd, want := steady.walk(text, true)
		if size != wantSize || end != wantEnd || v != want || v == complete &&
			(leaping.columns != steady.columns || !sameFields(leaping.fields, steady.fields)) {
			t.Fatalf("%q, lead %d: leaping %d %d %d, %d columns, %v; steadily %d %d %d, %d columns, %v", text, lead,
				size, end, v, leaping.columns, leaping.fields, wantSize, wantEnd, want, steady.columns, steady.fields)
		}
	}
	if leapt < rounds/50 {
		t.Errorf("only %d of %d texts were leapt over", leapt, rounds)
	}
	t.Logf("%d of %d texts were leapt over", leapt, rounds)
}

// sameFields takes empty fields for the same wherever they lie: what is
// stepped over is not noted.
func sameFields(a, b []span) bool {
	return slices.EqualFunc(a, b, func(x, y span) bool { return x == y || x.start == x.end && y.start == y.end })
}
