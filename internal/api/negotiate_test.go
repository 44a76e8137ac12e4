package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/door"
)

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		name, accept string
		want         format // empty: none
	}{
		{"absent", "", formatJSON},
		{"any", "*/*", formatJSON},
		{"application", "application/*", formatJSON},
		{"text", "text/*", formatCSV},
		{"csv", "text/csv", formatCSV},
		{"geojson", "application/geo+json", formatGeo},
		{"upper case", "TEXT/CSV", formatCSV},
		{"parameters", "text/csv; charset=utf-8; header=present", formatCSV},
		{"quality", "application/json;q=0.2, text/csv;q=0.8", formatCSV},
		{"equal quality takes the first offered", "text/csv, application/geo+json, application/json", formatJSON},
		{"named beats covered", "*/*, text/csv", formatCSV},
		{"named kind beats any", "*/*, text/*", formatCSV},
		{"quality beats named", "*/*, text/csv;q=0.5", formatJSON},
		{"specific beats wildcard", "*/*;q=1, application/json;q=0.1", formatGeo},
		{"refused by zero", "application/json;q=0", ""},
		{"all but one refused", "application/*;q=0, */*", formatCSV},
		{"other", "text/xml", ""},
		{"garbage", "nonsense", formatJSON},
		{"garbage among good", "nonsense, text/csv", formatCSV},
		{"quality that is no number counts as one", "text/csv;q=high", formatCSV},
		{"very long", strings.Repeat("a/b,", 10_000) + "text/csv", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := negotiate(c.accept, formatJSON, formatGeo, formatCSV)
			if got != c.want || errors.Is(err, door.ErrFormat) != (c.want == "") {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}
