package api

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// What became of a physician, or of an office.
const (
	changeAdded   = "added"
	changeChanged = "changed"
	changeRemoved = "removed"
)

// physicianMembers are the members of an exported physician that are compared.
var physicianMembers = []struct {
	name string
	of   func(p *ExportedPhysician) any
}{
	{"name", func(p *ExportedPhysician) any { return p.Name }},
	{"gender", func(p *ExportedPhysician) any { return p.Gender }},
	{"specialties", func(p *ExportedPhysician) any { return p.Specialties }},
	{"telehealth", func(p *ExportedPhysician) any { return p.Telehealth }},
	{"medicare", func(p *ExportedPhysician) any { return p.Medicare }},
	{"hospitals", func(p *ExportedPhysician) any { return p.Hospitals }},
}

// officeMembers are those of an exported office and of its location. The
// sentences of both are not compared: they are worded anew every day.
var officeMembers = []struct {
	name string
	of   func(o *ExportedOffice) any
}{
	{"name", func(o *ExportedOffice) any { return o.Location.Name }},
	{"address", func(o *ExportedOffice) any { return o.Location.Address }},
	{"phone", func(o *ExportedOffice) any { return o.Location.Phone }},
	{"extension", func(o *ExportedOffice) any { return o.Location.Extension }},
	{"fax", func(o *ExportedOffice) any { return o.Location.Fax }},
	{"position", func(o *ExportedOffice) any { return o.Location.Position }},
	{"source", func(o *ExportedOffice) any { return o.Location.Source }},
	{"updated_on", func(o *ExportedOffice) any { return o.Location.UpdatedOn }},
	{"annular_closure", func(o *ExportedOffice) any { return o.AnnularClosure }},
	{"named_on", func(o *ExportedOffice) any { return o.NamedOn }},
	{"accepting", func(o *ExportedOffice) any { return o.Accepting }},
	{"languages", func(o *ExportedOffice) any { return o.Languages }},
}

// changes answers GET /v1/changes: in whom an export of the present differs from
// one of the moment that since names, and in what.
func (a *API) changes(c *gin.Context) error {
	if _, err := negotiate(c.GetHeader("Accept"), formatJSON); err != nil {
		return err
	}
	s, err := simpleParameters(c, "since", "lang")
	if err != nil {
		return err
	}
	given := s.text("since", 200)
	s.lang()
	since, rules, ok := readMoment(given)
	switch {
	case given == "" && len(s.faults) == 0:
		s.fault("since", query.Required, "", "X-State of an export, meta.state of changes, or meta.generation")
	case !ok && given != "":
		s.fault("since", query.Malformed, given, "X-State of an export, meta.state of changes, or meta.generation")
	}
	if err := s.err(); err != nil {
		return err
	}
	all, err := a.o.Finder.Changes(c.Request.Context(), since)
	if err == nil && since.Day != 0 && rules != a.rules(all.Roll) {
		err = search.ErrGone // other words have expired, or are called old, than then
	}
	if errors.Is(err, search.ErrGone) {
		c.Header("Link", `</v1/export>; rel="alternate"`)
		return fmt.Errorf("%w: %w", door.ErrChanges, err)
	}
	if err != nil {
		return err
	}
	state := a.state(all.Roll)
	c.Header("Cache-Control", "public, no-cache")
	if sendNotModified(c, etag(a.o.Version, state, fmt.Sprint(all.Roll.Degraded), given)) {
		return nil
	}
	select { // beside exports: both look at everybody
	case a.exports <- struct{}{}:
		defer func() { <-a.exports }()
	default:
		return search.ErrBusy
	}
	g := all.Roll.Generation
	out := ChangesAnswer{
		Data:      []Change{},
		Meta:      ChangesMeta{Since: given, State: state, Generation: g.ID, DataAsOf: date(g.DataAsOf), Degraded: all.Roll.Degraded},
		RequestID: door.RequestID(c),
	}
	if err := a.compare(all, &out); err != nil {
		return err
	}
	door.SendJSON(c, http.StatusOK, string(formatJSON), &out)
	return nil
}

// compare fills out with what changed.
func (a *API) compare(all *search.Changes, out *ChangesAnswer) error {
	then, now := a.writer(words.English, words.Miles, nil), a.writer(words.English, words.Miles, nil)
	then.says.Today, now.says.Today = all.Since.Day, all.Roll.Moment().Day
	return all.Each(func(npi directory.NPI, before, after []directory.Listing, said bool) error {
		change := Change{NPI: npi.String(), Change: changeChanged, Fields: []string{}, Offices: []OfficeChange{}}
		switch {
		case len(before) == 0:
			change.Change = changeAdded
			out.Meta.Added++
		case len(after) == 0:
			change.Change = changeRemoved
			out.Meta.Removed++
		default:
			b, n := then.exported(before), now.exported(after)
			change.Fields, change.Offices = differing(&b, &n)
			if len(change.Fields)+len(change.Offices) == 0 && !said {
				return nil
			}
			out.Meta.Changed++
		}
		out.Data = append(out.Data, change)
		return nil
	})
}

// differing names the members in which two states of a physician differ, and the
// offices, both in the order of their ids.
func differing(before, now *ExportedPhysician) (fields []string, offices []OfficeChange) {
	fields, offices = []string{}, []OfficeChange{}
	for _, m := range physicianMembers {
		if !reflect.DeepEqual(m.of(before), m.of(now)) {
			fields = append(fields, m.name)
		}
	}
	b, n := before.Offices, now.Offices
	for len(b) > 0 || len(n) > 0 {
		order := 0
		switch {
		case len(b) == 0:
			order = 1
		case len(n) == 0:
			order = -1
		default:
			order = cmp.Compare(b[0].Location.ID, n[0].Location.ID)
		}
		switch {
		case order < 0:
			offices, b = append(offices, OfficeChange{b[0].Location.ID, changeRemoved, []string{}}), b[1:]
		case order > 0:
			offices, n = append(offices, OfficeChange{n[0].Location.ID, changeAdded, []string{}}), n[1:]
		default:
			o := OfficeChange{b[0].Location.ID, changeChanged, []string{}}
			for _, m := range officeMembers {
				if !reflect.DeepEqual(m.of(&b[0]), m.of(&n[0])) {
					o.Fields = append(o.Fields, m.name)
				}
			}
			if len(o.Fields) > 0 {
				offices = append(offices, o)
			}
			b, n = b[1:], n[1:]
		}
	}
	return fields, offices
}

// state names what an answer is made of, for since: the generation, the evidence,
// the day, and the ages at which a word expires and is called old.
func (a *API) state(r *search.Roll) string {
	m := r.Moment()
	return strings.Join([]string{m.Generation, cmp.Or(m.Evidence, noEvidence), m.Day.String(), a.rules(r)}, "~")
}

// noEvidence stands in a state before anything is attested.
const noEvidence = "0"

func (a *API) rules(r *search.Roll) string {
	return fmt.Sprintf("%d-%d", r.Expire, a.o.Cards.StaleAfter())
}

// readMoment reads a state, or the id of a generation alone; rules are those of
// the state.
func readMoment(given string) (m search.Moment, rules string, ok bool) {
	parts := strings.Split(given, "~")
	m.Generation = parts[0]
	if strings.Trim(m.Generation, letters) != "" || m.Generation == "" || strings.ContainsFunc(given, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return m, "", false
	}
	switch len(parts) {
	case 1:
		return m, "", true
	case 4:
		day, err := directory.ParseDate(parts[2])
		if parts[1] != noEvidence {
			m.Evidence = parts[1]
		}
		m.Day = day
		return m, parts[3], err == nil && day != 0 && parts[1] != ""
	}
	return m, "", false
}

// letters are those of the ids of generations.
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
