package api

import (
	"bytes"
	"container/list"
	"sync"

	"github.com/gin-gonic/gin"
)

// The bounds of kept answers.
const (
	keptBytes   = 32 << 20 // all of them
	keptLargest = 64 << 10 // one of them
)

// A keeper holds answers that were given lately, by the tag over everything
// that shapes them: many people ask from the same ZIP codes. The tag is a
// digest, so what was asked for is not kept. It is safe for concurrent use.
type keeper struct {
	mu     sync.Mutex
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

func newKeeper() *keeper { return &keeper{byTag: map[string]*list.Element{}} }

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

// keep holds a copy of an answer's body. Larger ones than keptLargest are not
// held; the ones used longest ago make room.
func (k *keeper) keep(a keptAnswer, body []byte, id string) {
	if len(body) > keptLargest {
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
