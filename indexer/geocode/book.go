package geocode

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// A book is a geocodes file in memory.
type book struct {
	offices         []source.Geocode          // in the order of the file
	addresses       map[string]source.Geocode // by building
	added, replaced int
}

// readBook reads the geocodes file at path; one that is missing is empty. A
// file with a row that cannot be read is refused, since the row would be lost.
func readBook(path string) (*book, error) {
	b := &book{addresses: map[string]source.Geocode{}}
	r, err := source.OpenGeocodes(path, source.Options{})
	if errors.Is(err, os.ErrNotExist) {
		return b, nil
	}
	if err != nil {
		return nil, err
	}
	defer r.Close()
	for {
		g, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case err != nil:
			return nil, fmt.Errorf("geocode: %s: %w. Mend or remove that row; nothing was changed", path, err)
		case g.Location == "":
			b.addresses[g.Building()] = g
		default:
			b.offices = append(b.offices, g)
		}
	}
}

// put notes where a building stands, to the street, and reports whether the
// book did not know it better.
func (b *book) put(building string, k directory.Key, at geo.Point) bool {
	old, known := b.addresses[building]
	switch {
	case known && old.Precision.Finer(directory.PrecisionStreet):
		return false
	case !known:
		b.added++
	case old.Lat != at.Lat || old.Lng != at.Lng || old.Precision != directory.PrecisionStreet:
		b.replaced++
	}
	b.addresses[building] = source.Geocode{Street: k.Street, ZIP5: k.ZIP5, Lat: at.Lat, Lng: at.Lng, Precision: directory.PrecisionStreet}
	return true
}

// write replaces the file at path whole: rows about offices first, as they
// stood, then those about addresses by ZIP code and street.
func (b *book) write(path string) error {
	var text strings.Builder
	w := csv.NewWriter(&text)
	degrees := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	err := w.Write([]string{"npi", "location", "street", "postal_code", "lat", "lng", "precision"})
	for _, g := range b.offices {
		err = errors.Join(err, w.Write([]string{g.NPI.String(), g.Location, "", "", degrees(g.Lat), degrees(g.Lng), string(g.Precision)}))
	}
	all := make([]source.Geocode, 0, len(b.addresses))
	for _, g := range b.addresses {
		all = append(all, g)
	}
	slices.SortFunc(all, func(x, y source.Geocode) int {
		return Address{Street: x.Street, ZIP5: x.ZIP5}.Compare(Address{Street: y.Street, ZIP5: y.ZIP5})
	})
	for _, g := range all {
		err = errors.Join(err, w.Write([]string{"", "", g.Street, g.ZIP5, degrees(g.Lat), degrees(g.Lng), string(g.Precision)}))
	}
	w.Flush()
	if err = errors.Join(err, w.Error()); err == nil {
		err = renameio.WriteFile(path, []byte(text.String()), 0o644)
	}
	if err != nil {
		return fmt.Errorf("geocode: writing %s: %w", path, err)
	}
	return nil
}
