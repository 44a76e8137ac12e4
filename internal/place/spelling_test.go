package place

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// slips counts edits between a and b the long way: the table of the optimal
// string alignment distance.
func slips(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func undoubled(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i == 0 || s[i] != s[i-1] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func randomWord(random *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "abc"[random.IntN(3)]
	}
	return string(b)
}

func TestNearMiss(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	near := 0
	for range 200_000 {
		a, b := randomWord(random, random.IntN(8)), randomWord(random, random.IntN(8))
		difference := max(len(a)-len(b), len(b)-len(a))
		want := slips(a, b) <= 1 || difference <= 2 && a != "" && undoubled(a) == undoubled(b)
		if got := nearMiss(a, b); got != want {
			t.Fatalf("nearMiss(%q, %q) = %v, want %v", a, b, got, want)
		}
		if want {
			near++
		}
	}
	if near < 5_000 {
		t.Errorf("only %d near misses among the pairs", near)
	}
}

func TestNearPrefix(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200_000 {
		typed, name := randomWord(random, 1+random.IntN(6)), randomWord(random, 1+random.IntN(9))
		want := false
		for n := range len(name) + 1 {
			want = want || slips(typed, name[:n]) <= 1
		}
		want = want && typed[0] == name[0]
		if got := nearPrefix(typed, name, false); got != want {
			t.Fatalf("nearPrefix(%q, %q) = %v, want %v", typed, name, got, want)
		}
		if nearPrefix(typed, name, true) && !want {
			t.Fatalf("nearPrefix(%q, %q) is strictly so, but not at all", typed, name)
		}
	}
}
