package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
)

// extras are what a question may ask for beside the answer.
type extras struct {
	clustered bool     // counts by cell
	fields    []string // the members of cards that are wanted; none: all

	// Of a form alone:
	anywhere bool // no place is needed
	drawn    bool // a map of the cards
	grouped  bool // with those of one place as one pin
	texts    bool // what a page says around them
}

// extraParameters are read here, not by internal/query: those of all questions,
// and those of a form.
var (
	extraParameters = []string{"clusters", "fields"}
	formParameters  = append([]string{"anywhere", "key", "map", "texts"}, extraParameters...)
)

// readExtras reads the parameters of all questions, which links go on with.
func readExtras(values url.Values) (extras, error) {
	clusters, err := readChoice(values, "clusters", "0", "1")
	if err != nil {
		return extras{}, err
	}
	fields, err := readFields(values["fields"])
	return extras{clustered: clusters == "1", fields: fields}, err
}

// takeExtras takes those of a form out of it, too.
func takeExtras(values url.Values) (extras, error) {
	more, err := readExtras(values)
	if err != nil {
		return extras{}, err
	}
	for _, p := range []struct {
		name    string
		allowed []string
		set     func(value string)
	}{
		{"anywhere", []string{"0", "1"}, func(v string) { more.anywhere = v == "1" }},
		{"map", []string{"0", "1", "grouped"}, func(v string) { more.drawn, more.grouped = v == "1" || v == "grouped", v == "grouped" }},
		{"texts", []string{"0", "1"}, func(v string) { more.texts = v == "1" }},
	} {
		v, err := readChoice(values, p.name, p.allowed...)
		if err != nil {
			return extras{}, err
		}
		p.set(v)
		delete(values, p.name)
	}
	return more, nil
}

// readChoice reads a parameter: one of allowed, or "" for none.
func readChoice(values url.Values, name string, allowed ...string) (string, error) {
	given := slices.DeleteFunc(slices.Clone(values[name]), func(v string) bool { return strings.TrimSpace(v) == "" })
	switch {
	case len(given) > 1:
		return "", fault(name, query.Repeated, query.Clip(strings.Join(given, ", ")))
	case len(given) == 0:
		return "", nil
	case !slices.Contains(allowed, given[0]):
		return "", fault(name, query.NotAllowed, query.Clip(given[0]), allowed...)
	}
	return given[0], nil
}

// cardMembers are the members of a card, in their order, by index of the field.
var cardMembers = func() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Card]()) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}()

// readFields reads the names of members of a card.
func readFields(given []string) ([]string, error) {
	var names []string
	for _, list := range given {
		for name := range strings.SplitSeq(list, ",") {
			switch name = strings.TrimSpace(name); {
			case name == "":
			case !slices.Contains(cardMembers, name):
				return nil, fault("fields", query.NotAllowed, query.Clip(name), cardMembers...)
			default:
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// partialCard is a card of which not all members are there.
type partialCard = json.RawMessage

// part writes the members of a card that are named, and always its NPI.
func part(c *Card, names []string) partialCard {
	out := []byte{'{'}
	v := reflect.ValueOf(c).Elem()
	for i, name := range cardMembers {
		if name != "npi" && !slices.Contains(names, name) || name == "reasons" && c.Reasons == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		value := door.Encode(v.Field(i).Interface())
		out = append(append(out, '"'), name...)
		out = append(append(out, '"', ':'), value[:len(value)-1]...) // without its line end
	}
	return append(out, '}')
}

func parts(cards []Card, names []string) []partialCard {
	out := make([]partialCard, len(cards))
	for i := range cards {
		out[i] = part(&cards[i], names)
	}
	return out
}

// sendPart answers with the members of cards that are named.
func sendPart(c *gin.Context, s *SearchAnswer, names []string) error {
	door.SendJSON(c, http.StatusOK, string(formatJSON), &PartialAnswer{
		Data: parts(s.Data, names), Unknown: parts(s.Unknown, names), Beyond: parts(s.Beyond, names),
		Meta: s.Meta, Query: s.Query, Warnings: s.Warnings, Links: s.Links, RequestID: s.RequestID,
		Clusters: s.Clusters, Map: s.Map, Texts: s.Texts,
	})
	return nil
}

func wireClusters(all []search.Cluster) []Cluster {
	out := make([]Cluster, len(all))
	for i, c := range all {
		out[i] = Cluster{Cell: c.Cell.String(), Lat: c.Center.Lat, Lng: c.Center.Lng, Physicians: c.Physicians, Offering: c.Offering}
	}
	return out
}
