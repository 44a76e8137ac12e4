package source

import (
	"bytes"
	"math/bits"
)

// empties is a run of empty fields as the registry writes them.
const (
	empties8  = `"","","","","","","","",`
	empties   = empties32 + empties32
	empties32 = empties8 + empties8 + empties8 + empties8
)

// leapWithin bounds how far leap looks.
const leapWithin = 4 << 10

// leap proves that the first w.lead columns of a record are quoted fields
// without a quote in them, and returns where the next column starts; 0, 0
// when it cannot prove it, which says nothing about the record. It notes the
// fields of columns 0 and 1, of which the first must be ten characters and
// the second at most one. odd is as oddities says of what was leapt over.
//
// Call a quote, a comma and a quote in a row a joint. The text up to the
// first quote of joint number lead is leapt over if it holds 2*lead quotes, no
// two joints share a quote, and neither its first nor its last two quotes are
// a joint. That is a proof: number the pairs of neighbouring quotes 1 to
// 2*lead-1. Among them are lead-1 joints, of which no two are neighbours and
// none is the first or the last pair, so they can only be the even ones: every
// field but the last ends in a joint and every other begins with one.
func (w *walker) leap(b []byte) (i, col int, odd uint64) {
	if len(b) < 16 || b[0] != '"' || b[1] == ',' || string(b[11:14]) != `","` || bytes.IndexByte(b[1:11], '"') >= 0 {
		return 0, 0, 0
	}
	entity := 14
	if b[entity] != '"' {
		entity++
		if b[entity] != '"' {
			return 0, 0, 0
		}
	}
	end, odd := joint(b, w.lead)
	if end == 0 || b[end-1] == ',' && b[end-2] == '"' || bytes.Count(b[:end+1], quote) != 2*w.lead {
		return 0, 0, 0
	}
	if n := w.need[0]; n != 0 {
		w.fields[n-1] = span{start: 1, end: 11}
	}
	if n := w.need[1]; n != 0 {
		w.fields[n-1] = span{start: 14, end: int32(entity)}
	}
	return end + 2, w.lead, odd
}

var quote = []byte{'"'}

// joint returns the index of the first quote of the n-th joint of b, or 0
// when there is none near, two joints before it share a quote, or the text is
// not ASCII. odd is as oddities says of the text up to there.
func joint(b []byte, n int) (end int, odd uint64) {
	var last, shared, high uint64
	solid := ^uint64(0) // keeps the high bit of a byte as long as none there was NUL
	for i := 0; i < leapWithin && i+10 <= len(b); i += 8 {
		c := b[i : i+10 : i+10]
		x := word(c, 0)
		high, solid = high|x, solid&(x+sevens)
		x = (x ^ quotes) | (word(c, 1) ^ commas) | (word(c, 2) ^ quotes)
		m := ^(x + sevens) & highs // marks the zero bytes of x, if all are below 0x80
		shared |= m & (m<<16 | last>>48)
		last = m
		k := bits.OnesCount64(m)
		if k < n {
			n -= k
			continue
		}
		for ; n > 1; n-- {
			m &= m - 1
		}
		if shared != 0 || high&highs != 0 {
			return 0, 0
		}
		return i + bits.TrailingZeros64(m)>>3, ^solid & highs
	}
	return 0, 0
}

// setLead allows leaps over the columns in front of the third wanted one,
// where the first two wanted ones stand at the front of the header, as they
// do in the registry, and the limits are beyond any leap.
func (w *walker) setLead() {
	w.lead = 0
	if len(w.need) < 3 || w.need[0] == 0 || w.need[1] == 0 || w.maxField < leapWithin || w.maxRow < leapWithin {
		return
	}
	for col := 2; col < len(w.need); col++ {
		if w.need[col] != 0 {
			w.lead = col
			return
		}
	}
}
