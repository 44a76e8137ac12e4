// Package fhir shows the directory as FHIR R4 resources, read only: physicians
// (Practitioner), their offices (PractitionerRole, Location), and who offers
// annular closure, on whose word (HealthcareService, VerificationResult).
//
// It is a face like the others: one [search.Finder] answers all of them, so a
// search here finds the same people in the same order as /v1/physicians. What
// is served stands in one table (kinds.go), out of which requests are read and
// the CapabilityStatement is made.
//
// What is not known is absent. No resource says that annular closure is not
// offered.
package fhir

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// prefix is where the face is.
const prefix = "/fhir"

// Options say what the face answers from; all but Version and StaleAfter are
// needed.
type Options struct {
	Finder  *search.Finder
	Door    *door.Door
	Now     func() time.Time
	Version string // of the program
	// StaleAfter is the age in days beyond which evidence wants asking again; 0
	// is directory.StaleAfter.
	StaleAfter int
}

// A Face answers requests under /fhir. It is safe for concurrent use.
type Face struct{ o Options }

// New returns a Face; the error says that an option is missing.
func New(o Options) (*Face, error) {
	if o.Finder == nil || o.Door == nil || o.Now == nil {
		return nil, errors.New("fhir: Finder, Door and Now are needed")
	}
	if o.StaleAfter == 0 {
		o.StaleAfter = directory.StaleAfter
	}
	return &Face{o}, nil
}

// Register adds the routes of the face.
func (f *Face) Register(r gin.IRouter) {
	get := func(path string, h ...gin.HandlerFunc) {
		r.Match([]string{http.MethodGet, http.MethodHead}, prefix+path, h...)
	}
	get("/metadata", f.handle(f.metadata))
	for _, k := range kinds() {
		search := f.handle(func(c *gin.Context) error { return f.search(c, &k) })
		get("/"+k.name, search)
		r.POST(prefix+"/"+k.name+"/_search", search)
		get("/"+k.name+"/:id", f.handle(func(c *gin.Context) error { return f.read(c, &k) }))
	}
}

// handle answers an address in a format that the caller takes.
func (f *Face) handle(h door.Handler) gin.HandlerFunc {
	return f.o.Door.Handle(func(c *gin.Context) error {
		err := acceptable(c.Request)
		if err == nil {
			err = h(c)
		}
		var refused *refusal
		if errors.As(err, &refused) {
			door.NoStore(c.Writer.Header())
			send(c, refused.status, outcomeOf(refused.issues))
			return nil
		}
		return err
	})
}

// Prefix is the path under which all that is answered is worded by the face.
func (f *Face) Prefix() string { return prefix }

// Word answers with a problem of the door's as an OperationOutcome.
func (f *Face) Word(c *gin.Context, p door.Problem) {
	code, ok := codes[p.Status]
	if !ok {
		code = invalid
	}
	list := []issue{{code: code, text: p.Detail}}
	for i, e := range p.Errors {
		if i == 0 {
			list = nil
		}
		list = append(list, issue{code: code, parameter: e.Parameter, text: e.Text})
	}
	send(c, p.Status, outcomeOf(list))
}

// send answers with a resource.
func send(c *gin.Context, status int, o object) {
	door.SendJSON(c, status, mediaType+"; charset=utf-8", o.prune())
}

// metadata answers what is served.
func (f *Face) metadata(c *gin.Context) error {
	c.Header("Cache-Control", "public, max-age=3600")
	send(c, http.StatusOK, capabilities(f.base(c), f.o.Version))
	return nil
}

// base is the address of the server as its callers know it.
func (f *Face) base(c *gin.Context) string {
	base, _ := f.o.Door.Base(c.Request)
	return base + prefix
}

// read answers with one resource.
func (f *Face) read(c *gin.Context, k *kind) error {
	if err := f.o.Door.SpendSearch(c, false); err != nil {
		return err
	}
	id := c.Param("id")
	made, err := f.consistently(c, func(b *builder) (object, error) {
		q := newQuestion(k)
		if text := readIDs(q, "_id", []string{id}); text != "" {
			return nil, search.ErrNotFound
		}
		found, err := b.find(q)
		if err != nil || len(found.cards) == 0 {
			return nil, cmp.Or(err, search.ErrNotFound)
		}
		return b.make(k.name, &found.cards[0].Listing)
	})
	if err == nil && made["id"] != id {
		err = search.ErrNotFound
	}
	if errors.Is(err, search.ErrNotFound) {
		return &refusal{http.StatusNotFound, []issue{{code: codes[http.StatusNotFound], text: "There is no " + k.name + " of this id."}}}
	}
	if err == nil {
		c.Header("Cache-Control", "public, no-cache") // evidence may be withdrawn
		send(c, http.StatusOK, made)
	}
	return err
}

// search answers a search by GET, or by POST with parameters in the body, in
// the address or in both.
func (f *Face) search(c *gin.Context, k *kind) error {
	c.Header("Cache-Control", "private, no-cache") // private: the URL may hold a person's place; evidence may be withdrawn
	raw, posted := c.Request.URL.RawQuery, c.Request.Method == http.MethodPost
	if posted {
		door.NoStore(c.Writer.Header())
		body, err := door.ReadForm(c)
		if err != nil {
			return err
		}
		raw += "&" + body
	}
	values, err := query.Values(raw)
	if err != nil {
		return err
	}
	prefer := strings.ReplaceAll(strings.Join(c.Request.Header.Values("Prefer"), ","), " ", "")
	q, err := readQuestion(k, values, strings.Contains(prefer, "handling=strict"))
	if err != nil {
		return err
	}
	if err := f.o.Door.SpendSearch(c, len(q.names) > 0); err != nil {
		return err
	}
	total := 0
	made, err := f.consistently(c, func(b *builder) (object, error) {
		b.question, b.gen = q, q.generation
		found, err := b.find(q)
		if err != nil {
			return nil, err
		}
		total = found.total
		return b.build(found, posted)
	})
	switch {
	case errors.Is(err, errMoved) && q.generation != "":
		return &refusal{http.StatusGone, []issue{{code: "processing", parameter: "_page", text: "The directory has changed since the first page. Search again."}}}
	case err == nil:
		if q.generation == "" { // not a further page
			f.o.Door.Searched(c, total == 0)
		}
		send(c, http.StatusOK, made)
	}
	return err
}

// consistently makes an answer, anew where the directory changes under it, until
// all that it was made of is of one generation; it gives up at the third.
func (f *Face) consistently(c *gin.Context, answer func(*builder) (object, error)) (made object, err error) {
	for range 3 {
		made, err = answer(&builder{
			reader: reader{ctx: c.Request.Context(), finder: f.o.Finder, people: map[directory.NPI]person{}},
			base:   f.base(c), today: directory.DateOf(f.o.Now()), stale: f.o.StaleAfter, seen: map[string]bool{},
		})
		if !errors.Is(err, errMoved) {
			break
		}
	}
	return made, err
}

// acceptable refuses a caller who takes no JSON, by _format or by Accept.
func acceptable(r *http.Request) error {
	asked := r.URL.Query().Get("_format")
	if asked == "" {
		asked = strings.Join(r.Header.Values("Accept"), ",")
	}
	for entry := range strings.SplitSeq(strings.ToLower(strings.ReplaceAll(asked, " ", "")), ",") {
		kind, rest, _ := strings.Cut(entry, ";")
		_, version, versioned := strings.Cut(rest, "fhirversion=")
		refused := versioned && !strings.HasPrefix(version, "4.0") || strings.Trim(rest, "0.") == "q="
		if !refused && slices.Contains([]string{"", "json", "*/*", "application/*", "application/json", mediaType}, kind) {
			return nil
		}
	}
	return &refusal{http.StatusNotAcceptable, []issue{{code: notSupported, text: "Answers are " + mediaType + " of FHIR 4.0."}}}
}
