package api

import (
	"bytes"
	"container/list"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"
)

// The bounds of kept answers.
const (
	keptBytes   = 20 << 20 // all of them
	keptLargest = 64 << 10 // one of them
	onceTags    = 1 << 13  // of answers that were given once
	onceWays    = 4        // of these, that fall in one place
)

// A keeper holds answers that were given lately, by the tag over everything
// that shapes them: many people ask from the same ZIP codes. The tag is a
// digest, so what was asked for is not kept. It is safe for concurrent use.
//
// An answer is kept when it is given for the second time: most places are
// asked for once, and copying those answers would only make work.
type keeper struct {
	seed maphash.Seed

	mu     sync.Mutex
	once   []uint64 // hashes of tags given lately, onceWays together, the last first
	byTag  map[string]*list.Element
	recent list.List // of *keptAnswer, the last used first
	bytes  int
}

// A keptAnswer is an answer without the id of the request.
type keptAnswer struct {
	tag, link, contentType string
	head                   []byte // up to the id
	tail                   string // after the id; "" where the answer holds none
}

func newKeeper() *keeper {
	return &keeper{seed: maphash.MakeSeed(), once: make([]uint64, onceTags), byTag: map[string]*list.Element{}}
}

// find returns the answer of a tag, or nil.
func (k *keeper) find(tag string) *keptAnswer {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.byTag[tag]
	if !ok {
		return nil
	}
	k.recent.MoveToFront(e)
	return e.Value.(*keptAnswer)
}

// keep holds a copy of an answer's body if the answer comes again. Larger ones
// than keptLargest are not held; the ones used longest ago make room.
func (k *keeper) keep(a keptAnswer, body []byte, id string) {
	if len(body) > keptLargest || k.first(a.tag) {
		return
	}
	a.head = body
	if i := bytes.LastIndex(body, []byte(id)); i >= 0 {
		a.head, a.tail = body[:i], string(body[i+len(id):])
	}
	a.head = bytes.Clone(a.head)
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, held := k.byTag[a.tag]; held {
		return
	}
	k.byTag[a.tag] = k.recent.PushFront(&a)
	k.bytes += a.size()
	for k.bytes > keptBytes {
		oldest := k.recent.Remove(k.recent.Back()).(*keptAnswer)
		delete(k.byTag, oldest.tag)
		k.bytes -= oldest.size()
	}
}

// first says whether no answer of this tag was given lately, and notes it.
func (k *keeper) first(tag string) bool {
	h := maphash.String(k.seed, tag)
	k.mu.Lock()
	defer k.mu.Unlock()
	at := h % (onceTags / onceWays) * onceWays
	together := k.once[at : at+onceWays]
	if slices.Contains(together, h) {
		return false
	}
	copy(together[1:], together)
	together[0] = h
	return true
}

// size is the memory of the answer in bytes, near enough.
func (k *keptAnswer) size() int { return len(k.head) + len(k.tail) + 200 }

// send answers with the kept answer and the request's own id.
func (k *keptAnswer) send(c *gin.Context, status int) {
	buffer := buffers.Get().(*[]byte)
	body := append((*buffer)[:0], k.head...)
	if k.tail != "" {
		body = append(append(body, requestID(c)...), k.tail...)
	}
	sendBytes(c, status, k.contentType, body)
	*buffer = body
	buffers.Put(buffer)
}
