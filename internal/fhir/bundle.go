package fhir

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
)

// A builder fills a bundle.
type builder struct {
	reader
	question *question
	base     string // of the server: https://finder.example/fhir
	today    directory.Date
	stale    int // days beyond which evidence is stale
	entries  []object
	seen     map[string]bool
}

// outcomeIdentity is what an entry must have; what is said of one answer is at
// no address.
const outcomeIdentity = "urn:uuid:5c2b1c0e-7f0a-4d3c-9a55-0f6e1d2c3b4a"

// build makes the bundle of what was found.
func (b *builder) build(f *finding, posted bool) (object, error) {
	q := b.question
	out := object{"resourceType": "Bundle", "type": "searchset", "link": b.links(f, posted)}
	if f.exact {
		out["total"] = f.total
	}
	for i := range f.cards {
		c := &f.cards[i]
		if q.countOnly {
			break
		}
		if err := b.add(q.kind.name, &c.Listing, "match", c.WholeMeters()); err != nil {
			return nil, err
		}
	}
	if list := b.remarks(f); len(list) > 0 {
		b.entries = append(b.entries, object{"fullUrl": outcomeIdentity, "resource": outcomeOf(list), "search": object{"mode": "outcome"}})
	}
	out["entry"] = b.entries
	return out.prune(), nil
}

// add adds the resource of a type that a listing makes, if it is not there yet,
// and what is to be included with it. meters is -1 where no distance was
// measured.
func (b *builder) add(kind string, l *directory.Listing, mode string, meters int) error {
	made, err := b.make(kind, l)
	if err != nil || made == nil || b.seen[made.path()] {
		return err
	}
	b.seen[made.path()] = true
	found := object{"mode": mode}
	if meters >= 0 && kind != typePractitioner {
		found["extension"] = []object{{"url": locationDistance, "valueDistance": object{
			"value": float64(meters) / 1_000, "unit": "km", "system": systemUnits, "code": "km",
		}}}
	}
	b.entries = append(b.entries, object{"fullUrl": b.base + "/" + made.path(), "resource": made, "search": found})
	for _, target := range b.linked(kind, mode == "match") {
		if err := b.follow(kind, target, l); err != nil {
			return err
		}
	}
	return nil
}

// make makes the resource of a type that a listing stands for; nil where it
// makes none.
func (b *builder) make(kind string, l *directory.Listing) (object, error) {
	switch kind {
	case typePractitioner:
		p, err := b.person(l.Physician.NPI)
		if err != nil {
			return nil, err
		}
		return practitionerOf(p), nil
	case typeRole:
		return roleOf(l), nil
	case typeLocation:
		return locationOf(l), nil
	}
	switch {
	case !l.Offering.Offered():
		return nil, nil
	case kind == typeService:
		return serviceOf(l), nil
	}
	return verificationOf(l, b.today, b.stale), nil
}

// linked lists the types that are to be included with a resource.
func (b *builder) linked(kind string, match bool) (types []string) {
	for _, l := range links {
		if iterate, asked := b.question.include[l.name]; asked && l.from == kind && (match || iterate) {
			types = append(types, l.to)
		}
		if iterate, asked := b.question.revinclude[l.name]; asked && l.to == kind && (match || iterate) {
			types = append(types, l.from)
		}
	}
	return types
}

// follow includes the resources of a type that are linked with one that a
// listing makes: of a physician all, else those of the same office.
func (b *builder) follow(kind, target string, l *directory.Listing) error {
	if kind != typePractitioner {
		return b.add(target, l, "include", -1)
	}
	p, err := b.person(l.Physician.NPI)
	if err != nil {
		return err
	}
	for i := range p {
		if err := b.add(target, &p[i], "include", -1); err != nil {
			return err
		}
	}
	return nil
}

// links are the addresses of this page and of those beside it. What was typed
// into a form stays out of addresses: its next page is asked for by sending the
// form again.
func (b *builder) links(f *finding, posted bool) []object {
	q := b.question
	at := func(page int) string {
		v := url.Values{"_page": {pageToken(b.gen, page)}}
		if posted {
			return b.base + "/" + q.kind.name + "/_search?" + v.Encode()
		}
		for name, values := range q.used {
			v[name] = values
		}
		return b.base + "/" + q.kind.name + "?" + v.Encode()
	}
	self := b.base + "/" + q.kind.name
	if len(q.used) > 0 {
		self += "?" + q.used.Encode()
	}
	page := q.search.Page
	if page > 1 {
		self = at(page)
	}
	links := []object{{"relation": "self", "url": self}}
	if page < search.MaxPage && page*q.search.Size < f.total && !q.countOnly {
		links = append(links, object{"relation": "next", "url": at(page + 1)})
	}
	if page > 1 {
		links = append(links, object{"relation": "previous", "url": at(page - 1)})
	}
	return links
}

// pageToken names a page of a generation.
func pageToken(generation string, page int) string {
	return base64.RawURLEncoding.EncodeToString([]byte(generation + "\n" + strconv.Itoa(page)))
}

// readPageToken reads what pageToken made.
func readPageToken(s string) (generation string, page int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(s)
	generation, number, found := strings.Cut(string(text), "\n")
	page, bad := strconv.Atoi(number)
	return generation, page, err == nil && found && generation != "" && bad == nil && page >= 1 && page <= search.MaxPage
}

// remarks are what is to be said about an answer.
func (b *builder) remarks(f *finding) []issue {
	list := b.question.warnings
	warn := func(when bool, code, text string) {
		if when {
			list = append(list, issue{severity: "warning", code: code, text: text})
		}
	}
	s := b.question.search
	warn(!f.exact, "incomplete", "More match than are counted; add a criterion.")
	warn(s.Page == search.MaxPage && s.Page*s.Size < f.total, "incomplete", "This is the last page that is served; add a criterion to see the rest.")
	warn(f.degraded, "transient", "Part of the service is away; this is the last state known.")
	if len(f.nearest) > 0 {
		list = append(list, issue{severity: "information", code: "informational", text: fmt.Sprintf(
			"Nobody fits within the distance. The nearest who fits is %.1f km away: %s/%s.",
			float64(f.nearest[0].WholeMeters())/1_000, typeRole, f.nearest[0].Listing.ID())})
	}
	return list
}
