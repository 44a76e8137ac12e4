package geocode

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/place"
)

// Options says what to import and with what it is compared.
type Options struct {
	To    string   // the geocodes file, which is made if it is missing
	Paths []string // answers of geocoders and extracts of address points
	// Wanted returns the addresses that are looked for in extracts; it is
	// called when there is one.
	Wanted    func() ([]Address, error)
	Gazetteer *place.Gazetteer
	// Progress, if set, is told how far the reading of a file is: bytes as
	// stored and rows.
	Progress func(path string, read, total, rows int64)
}

// maxRefusals is how many refusals of a file a report names.
const maxRefusals = 20

// A Report accounts for an import.
type Report struct {
	Files     []FileReport
	Addresses int // in the geocodes file afterwards
	New       int // of them, those that it did not have
	Replaced  int // of them, those that it had elsewhere
}

// A FileReport accounts for the rows of a file: Rows = Used + all of Refused.
type FileReport struct {
	Path     string
	Rows     int64
	Used     int64
	Refused  map[source.Reason]int64
	Refusals []*source.Rejected // the first of those that say what is wrong with the row
}

func (r *FileReport) refuse(why *source.Rejected) {
	r.Refused[why.Reason]++
	switch why.Reason {
	case source.NoMatch, source.Tie, source.NoNumber, source.Duplicate, NotWanted, OtherNumber, OtherZIP, KnownBetter:
		return // as is to be expected
	}
	if len(r.Refusals) < maxRefusals {
		r.Refusals = append(r.Refusals, why)
	}
}

// An importer gathers findings until they are written.
type importer struct {
	o      Options
	book   *book
	wanted map[string]bool // buildings that are looked for in extracts; nil: not asked yet
	found  map[string]bool // buildings found in this import
}

// Import reads answers of geocoders and extracts of address points, and writes
// what contradicts nothing into the geocodes file: all of it, or after an error
// nothing. The first file that has an address counts; what the geocodes file
// says of other addresses and of offices stays, as does the position of a
// building itself.
func Import(ctx context.Context, o Options) (*Report, error) {
	b, err := readBook(o.To)
	if err != nil {
		return nil, err
	}
	im := &importer{o: o, book: b, found: map[string]bool{}}
	report := &Report{}
	for _, path := range o.Paths {
		file, err := im.file(ctx, path)
		if err != nil {
			return nil, err
		}
		report.Files = append(report.Files, *file)
	}
	report.Addresses, report.New, report.Replaced = len(b.addresses), b.added, b.replaced
	return report, b.write(o.To)
}

func (im *importer) file(ctx context.Context, path string) (*FileReport, error) {
	var r source.FindingReader
	tell := source.Options{}
	if im.o.Progress != nil {
		tell.Progress = func(read, total int64) {
			var rows int64
			if r != nil {
				rows = r.Counts().Rows
			}
			im.o.Progress(path, read, total, rows)
		}
	}
	r, extract, err := source.OpenFindings(path, tell)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if extract && im.wanted == nil {
		if err := im.ask(); err != nil {
			return nil, err
		}
	}
	report := &FileReport{Path: path, Refused: map[source.Reason]int64{}}
	points := map[string][]source.Finding{} // of an extract, by building
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		f, err := r.Next()
		var rejected *source.Rejected
		switch {
		case errors.Is(err, io.EOF):
			im.choose(points, report)
			report.Rows = r.Counts().Rows
			return report, nil
		case errors.As(err, &rejected):
			report.refuse(rejected)
		case err != nil:
			return nil, err
		case extract:
			if building := key(f.Street, f.ZIP5).Building(); !im.wanted[building] {
				report.refuse(&source.Rejected{Row: f.Row, Reason: NotWanted})
			} else if rejected := judge(&f, im.o.Gazetteer); rejected != nil {
				report.refuse(rejected)
			} else {
				points[building] = append(points[building], f)
			}
		default:
			if rejected := judge(&f, im.o.Gazetteer); rejected != nil {
				report.refuse(rejected)
			} else {
				im.take(&f, report)
			}
		}
	}
}

func (im *importer) ask() error {
	all, err := im.o.Wanted()
	if err != nil {
		return err
	}
	im.wanted = make(map[string]bool, len(all))
	for _, a := range all {
		im.wanted[key(a.Street, a.ZIP5).Building()] = true
	}
	return nil
}

// take puts a finding into the book.
func (im *importer) take(f *source.Finding, report *FileReport) {
	k := key(f.Street, f.ZIP5)
	building := k.Building()
	why := source.Duplicate
	if !im.found[building] {
		im.found[building] = true
		if im.book.put(building, k, geo.Point{Lat: f.Lat, Lng: f.Lng}) {
			report.Used++
			return
		}
		why = KnownBetter
	}
	report.refuse(&source.Rejected{Row: f.Row, Reason: why, Field: "street"})
}

// apart is how far in metres the points of one address may lie from the one
// that is taken: as far as the entrances of a large building.
const apart = 300

// choose takes one of the points that an extract has of each address: of those
// of the building itself, else of its units, the one in the middle. Where
// others lie far from it, the address stands for several places, and none is
// taken.
func (im *importer) choose(points map[string][]source.Finding, report *FileReport) {
	for _, all := range points {
		slices.SortFunc(all, func(a, b source.Finding) int {
			return cmp.Or(cmp.Compare(min(len(a.Unit), 1), min(len(b.Unit), 1)), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.Lng, b.Lng), cmp.Compare(a.Row, b.Row))
		})
		whole := slices.IndexFunc(all, func(f source.Finding) bool { return f.Unit != "" })
		if whole <= 0 {
			whole = len(all)
		}
		f := all[(whole-1)/2]
		at := geo.Point{Lat: f.Lat, Lng: f.Lng}
		far := slices.ContainsFunc(all, func(o source.Finding) bool { return at.Distance(geo.Point{Lat: o.Lat, Lng: o.Lng}) > apart })
		if !far {
			im.take(&f, report)
		}
		for i := range all {
			switch {
			case far:
				report.refuse(&source.Rejected{Row: all[i].Row, Reason: Scattered, Field: "lat,lng", Detail: fmt.Sprintf("points of this address lie more than %d m apart", apart)})
			case all[i].Row != f.Row:
				report.refuse(&source.Rejected{Row: all[i].Row, Reason: source.Duplicate})
			}
		}
	}
	slices.SortFunc(report.Refusals, func(a, b *source.Rejected) int { return cmp.Compare(a.Row, b.Row) })
}
