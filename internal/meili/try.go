package meili

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/record"
	"github.com/physicianfinder/finder/internal/search"
)

// Try asks a server the questions that the service lives by, of four listings in
// an index of its own, which is dropped again. It needs the indexer's key. The
// error says which question was answered wrongly. While another indexer builds
// it is a *[BusyError]: that one would drop the index.
func Try(ctx context.Context, on Config, now time.Time) (err error) {
	c, err := newClient(on, writerPatience)
	if err != nil {
		return err
	}
	held, err := Locks(ctx, on)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(held, func(l Lock) bool { return !l.Dead }); i >= 0 {
		return &BusyError{Owner: held[i].Owner, Since: held[i].Since, Ends: DefaultLockTTL - held[i].Silent}
	}
	g := &search.Generation{ID: generationID(now.UTC()) + "-trial"}
	uid := listingsIndex + g.ID
	defer func() { err = errors.Join(err, c.dropIndex(context.WithoutCancel(ctx), uid)) }()
	if err := c.createIndex(ctx, "making "+uid, uid); err != nil {
		return err
	}
	if err := c.set(ctx, uid, settings); err != nil {
		return err
	}
	listings := trialListings()
	docs, seen := newDocumenter(), newTally()
	for i := range listings {
		tile, err := docs.append(&listings[i])
		if err != nil {
			return err
		}
		seen.add(&listings[i], tile)
	}
	g.Listings, g.Offerings = len(listings), seen.offerings
	task, err := c.upload(ctx, uid, docs.take())
	if err != nil {
		return err
	}
	if err := c.await(ctx, "indexing listings", task); err != nil {
		return err
	}
	if err := c.verify(ctx, g, &seen); err != nil {
		return err
	}
	return (&Index{c: c}).answer(ctx, g, listings)
}

// answer asks for the listings in the ways of people, and for all records.
func (x *Index) answer(ctx context.Context, g *search.Generation, listings []directory.Listing) error {
	tile, err := geo.TileAt(listings[0].Location.Position.Point)
	if err != nil {
		return err
	}
	all := search.Narrow{All: true}
	for _, q := range []struct {
		text   string
		narrow search.Narrow
		want   []int // of listings
	}{
		{"vexmorrin", all, []int{0, 1}},
		{"vexmorrim", all, []int{0, 1}}, // a slip
		{"vexmor", all, []int{0, 1}},    // a beginning
		{"alma vexmorrin", all, []int{0}},
		{"vexmorrin", search.Narrow{All: true, Tiles: []geo.Cell{tile}}, []int{0}},
		{"vexmorrin", search.Narrow{All: true, States: []string{"AK"}}, []int{1}},
		{"vexmorrin", search.Narrow{All: true, Specialties: []string{string(directory.Neurosurgery)}}, []int{0}},
		{"quillandor", search.Narrow{All: true, Offered: true}, []int{2}},
		{"harbourmere", all, []int{3}}, // a practice
		{"6125550100", all, []int{0}},
		{"vexmorrin quillandor", all, nil},
	} {
		found, err := x.Match(ctx, g, q.text, q.narrow, search.MaxMatches)
		if err != nil {
			return err
		}
		var want, have []string
		for _, i := range q.want {
			want = append(want, listings[i].ID())
		}
		for _, m := range found {
			have = append(have, m.Listing)
		}
		slices.Sort(want)
		slices.Sort(have)
		if !slices.Equal(want, have) {
			return fmt.Errorf("%w: %q finds %d of the trial's listings, not the %d it should", ErrVerify, q.text, len(have), len(want))
		}
	}
	return x.allRecords(ctx, g, listings)
}

// allRecords reads the records as a replica does that loads a generation.
func (x *Index) allRecords(ctx context.Context, g *search.Generation, listings []directory.Listing) error {
	want := map[string]bool{}
	for i := range listings {
		text, err := record.Append(nil, &listings[i])
		if err != nil {
			return err
		}
		want[string(text)] = true
	}
	for text, err := range x.Records(ctx, g) {
		if err != nil {
			return err
		}
		if !want[text] {
			return fmt.Errorf("%w: a record of the trial comes back changed, or twice", ErrVerify)
		}
		delete(want, text)
	}
	if len(want) > 0 {
		return fmt.Errorf("%w: %d records of the trial do not come back", ErrVerify, len(want))
	}
	return nil
}

// trialListings are of people whom there are not.
func trialListings() []directory.Listing {
	at := func(npi, given, family string, code directory.Taxonomy, l directory.Location) directory.Listing {
		id, _ := directory.ParseNPI(npi + string(directory.CheckDigit(npi)))
		l.ID, l.Source, l.Position.Precision = id.String()+"-trial", directory.SourceNPPES, directory.PrecisionZIP
		return directory.Listing{Location: l, Physician: directory.Physician{
			NPI: id, Name: directory.Name{Given: given, Family: family}, Specialties: []directory.Specialty{{Code: code, Primary: true}},
		}}
	}
	minneapolis := directory.Position{Point: geo.Point{Lat: 44.98, Lng: -93.27}}
	anchorage := directory.Position{Point: geo.Point{Lat: 61.2, Lng: -149.9}}
	listings := []directory.Listing{
		at("200000001", "Alma", "Vexmorrin", directory.Neurosurgery, directory.Location{
			Phone: "+16125550100", Position: minneapolis, Address: directory.Address{Line1: "1 Trial Street", City: "Minneapolis", State: "MN", PostalCode: "55401"},
		}),
		at("200000002", "Otis", "Vexmorrin", directory.OrthopaedicSurgery, directory.Location{
			Position: anchorage, Address: directory.Address{Line1: "2 Trial Street", City: "Anchorage", State: "AK", PostalCode: "99501"},
		}),
		at("200000003", "Jo", "Quillandor", directory.OrthopaedicSpine, directory.Location{
			Position: minneapolis, Address: directory.Address{Line1: "3 Trial Street", City: "Minneapolis", State: "MN", PostalCode: "55401"},
		}),
		at("200000004", "Jo", "Quillandor", directory.Neurosurgery, directory.Location{
			Name: "Harbourmere Clinic", Position: anchorage, Address: directory.Address{Line1: "4 Trial Street", City: "Anchorage", State: "AK", PostalCode: "99501"},
		}),
	}
	listings[2].Offering = &directory.Offering{Procedure: directory.AnnularClosure, Status: directory.Confirmed, Source: "trial"}
	return listings
}
