package door

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// Keys of what the middleware leaves on a gin context.
const (
	keyRequestID = "request_id"
	keyLang      = "lang"
	keyUrgency   = "urgency" // a words.Urgency
)

// prefixKey finds the caller's address prefix in a request's context.
type prefixKey struct{}

// identify gives the request its id, the prefix that its rate is counted by, and
// in its URL the scheme that all faces name themselves by. An id that the caller
// sends is not taken: it could carry a place into the log.
func (d *Door) identify(c *gin.Context) {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	id := hex.EncodeToString(b[:])
	c.Set(keyRequestID, id)
	c.Header("X-Request-Id", id)
	d.o.Arrivals.note(c.Request, d)
	c.Request.URL.Scheme = scheme(c.Request, d.proxies)
	addr, readable := client(c.Request, d.proxies)
	if !readable {
		d.warnUnreadable()
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), prefixKey{}, prefixOf(addr)))
	c.Next()
}

// RequestID is the id that the request was given at the door.
func RequestID(c *gin.Context) string { return c.GetString(keyRequestID) }

// langOf is the language that texts are wanted in: lang when it is readable,
// on pages the browser's own, else English. A form's lang is told by
// SetLang.
func langOf(c *gin.Context) words.Lang {
	asked := c.GetString(keyLang)
	if asked == "" {
		asked = query.Typed(c.Request.URL.RawQuery).Get("lang")
	}
	if l, ok := words.ParseLang(asked); ok {
		return l
	}
	if forPeople(c.Request) {
		return words.Negotiate(c.GetHeader("Accept-Language"))
	}
	return words.English
}

// SetLang tells in which language a request wants its problems worded, where
// its address does not say so.
func SetLang(c *gin.Context, lang string) { c.Set(keyLang, lang) }

// SetUrgency tells how urgent the words of a request are, of which its problems
// warn too.
func SetUrgency(c *gin.Context, u words.Urgency) { c.Set(keyUrgency, u) }

// route names the request in logs and metrics: the template of its route,
// never the path itself.
func route(c *gin.Context) string {
	if t := c.FullPath(); t != "" {
		return t
	}
	return "unmatched"
}
