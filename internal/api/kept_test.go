package api

import (
	"fmt"
	"strings"
	"testing"
)

// keptFor asks a keeper for an answer and gives it one if it has none, as the
// search handler does; it says whether the keeper had it.
func keptFor(k *keeper, tag, body string) bool {
	if k.find(tag) != nil {
		return true
	}
	k.keep(keptAnswer{tag: tag}, []byte(body), "no id")
	return false
}

func TestKeptWhenAskedAgain(t *testing.T) {
	k := newKeeper()
	for n, want := range []bool{false, false, true, true} {
		if got := keptFor(k, "tag", "body"); got != want {
			t.Errorf("asked for the %d. time: kept is %t, want %t", n+1, got, want)
		}
	}
	if got := string(k.find("tag").head); got != "body" {
		t.Errorf("kept %q", got)
	}
}

// TestKeptInTurns asks for a thousand answers one after the other, again and
// again: that their tags fall in the same places keeps hardly any out.
func TestKeptInTurns(t *testing.T) {
	k := newKeeper()
	kept := 0
	for turn := range 3 {
		for n := range 1000 {
			if keptFor(k, fmt.Sprint("tag ", n), "body") && turn == 2 {
				kept++
			}
		}
	}
	if kept < 990 {
		t.Errorf("%d of 1,000 answers are kept when they are asked for the third time", kept)
	}
}

// TestKeptBounds holds that answers that come once take no memory, and that
// the others stay within the bounds, those used longest ago going first.
func TestKeptBounds(t *testing.T) {
	k := newKeeper()
	for n := range 5000 {
		keptFor(k, fmt.Sprint("once ", n), "body")
	}
	if k.bytes != 0 {
		t.Errorf("answers given once take %d bytes", k.bytes)
	}
	large := strings.Repeat("x", keptLargest)
	for n := range 2 * keptBytes / keptLargest {
		tag := fmt.Sprint("twice ", n)
		keptFor(k, tag, large)
		keptFor(k, tag, large)
		if k.bytes > keptBytes {
			t.Fatalf("%d bytes are kept", k.bytes)
		}
	}
	if k.find("twice 0") != nil {
		t.Error("the first answer is still kept after twice as many as there is room for")
	}
	keptFor(k, "larger", large+"x")
	if keptFor(k, "larger", large+"x"); k.find("larger") != nil {
		t.Error("an answer larger than keptLargest is kept")
	}
}
