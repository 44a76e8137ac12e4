package console

import (
	"fmt"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/referral"
)

// shelved is how long what an agent was at is kept for them, in memory alone:
// long enough to sign in again, and never on disk, as it says where a caller is.
const shelved = 30 * time.Minute

// maxShelved bounds what is kept of one agent, in bytes.
const maxShelved = 16 << 10

// A shelf keeps what each agent was at when their session was about to end.
type shelf struct {
	mu   sync.Mutex
	kept map[string]keepsake
}

type keepsake struct {
	text  string
	until time.Time
}

func (s *shelf) put(name, text string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]keepsake{}
	}
	for other, k := range s.kept {
		if now.After(k.until) {
			delete(s.kept, other)
		}
	}
	s.kept[name] = keepsake{text, now.Add(shelved)}
}

// take returns what was kept of an agent, once.
func (s *shelf) take(name string, now time.Time) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.kept[name]
	delete(s.kept, name)
	if now.After(k.until) {
		return ""
	}
	return k.text
}

// A kept is what the agent's screen holds and no case does. Only the script
// reads it.
type kept struct {
	Text string `json:"text"`
}

func (c *Console) shelve(g *gin.Context, in kept) (struct{}, error) {
	if len(in.Text) > maxShelved {
		return struct{}{}, fmt.Errorf("%w: too long to keep", referral.ErrInvalid)
	}
	c.shelf.put(account(g).Name, in.Text, c.opts.Now())
	return struct{}{}, nil
}

func (c *Console) unshelve(g *gin.Context, _ struct{}) (kept, error) {
	return kept{c.shelf.take(account(g).Name, c.opts.Now())}, nil
}
