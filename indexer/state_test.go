package indexer_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/internal/directory"
)

func names(listings []directory.Listing) string {
	var out []string
	for _, l := range listings {
		out = append(out, l.Physician.NPI.String()[:9]+" "+l.Physician.Name.Family+" "+l.Location.Address.ZIP5()+" "+string(status(l)))
	}
	return strings.Join(out, "\n")
}

// A roster alone is merged afresh with what earlier runs have read.
func TestRosterAlone(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{
		State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil), surgeon(2, row{colLine1: "PO BOX 1"}), surgeon(3, nil)),
		Practices:  writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")),
		Clinicians: writeCSV(t, clinicianColumns, clinician(3, "5 EXAMPLE LN", "", "55101", "6515550104")),
		Geocodes:   writeCSV(t, geocodeColumns, row{"npi": npi(1).String(), "location": "55101", "lat": "44.9", "lng": "-93", "precision": "street"}),
	}, w)
	before := w.Published
	r := index(t, indexer.Options{State: state, Roster: roster(t, rosterLine(1, "", "confirmed"), rosterLine(3, "", "self_reported"), rosterLine(9, "", "confirmed"))}, w)
	if len(w.Published) != len(before) || len(before) != 4 {
		t.Fatalf("%d listings, then %d", len(before), len(w.Published))
	}
	for i, l := range w.Published {
		if status(l) == "" || l.Location.Sources[0].Source != directory.SourceRoster {
			t.Errorf("%s: no offering", l.ID())
		}
		l.Offering, l.Location.Sources = nil, l.Location.Sources[1:]
		if diff := cmp.Diff(before[i], l); diff != "" {
			t.Error(diff)
		}
	}
	if r.Rows != 3 || r.Sum() != r.Rows || r.Physicians != 2 || r.Quarantined != 1 || !r.Registry.Kept || r.Roster != indexer.RosterGiven {
		t.Errorf("%+v", r)
	}
	if s := r.Sources["dac"]; !s.Kept || s.Rows != 1 || s.Used != 1 {
		t.Errorf("dac: %+v", s)
	}
	if s := r.Sources["roster"]; s.Used != 2 || s.Reasons[indexer.NotInState] != 1 {
		t.Errorf("roster: %+v", s)
	}

	// The registry again, and the roster is still there.
	r = index(t, indexer.Options{State: state, NPPES: registry(t, surgeon(1, nil), surgeon(4, nil))}, w)
	if r.Roster != indexer.RosterKept || r.Removed != 2 || len(w.Published) != 3 || status(w.Of(npi(1))[0]) != directory.Confirmed {
		t.Errorf("roster %s, removed %d, listings:\n%s", r.Roster, r.Removed, names(w.Published))
	}
	if s := r.Sources["roster"]; !s.Kept || s.Rows != 3 || s.Used != 1 || s.Refused != 2 {
		t.Errorf("roster: %+v", s)
	}

	// Declined, it is forgotten, and later runs know that.
	r = index(t, indexer.Options{State: state, NoRoster: true}, w)
	if r.Roster != indexer.RosterDeclined || status(w.Published[0]) != "" {
		t.Errorf("roster %s, %q", r.Roster, status(w.Published[0]))
	}
	r = index(t, indexer.Options{State: state, NPPES: registry(t, surgeon(1, nil))}, w)
	if r.Roster != indexer.RosterDeclined || len(w.Published) != 2 {
		t.Errorf("roster %s, %d listings", r.Roster, len(w.Published))
	}
}

func TestUpdate(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{
		State: state, Roster: roster(t, rosterLine(1, "", "confirmed"), rosterLine(5, "", "confirmed")), Days: "20050523-20261115",
		NPPES: registry(t, surgeon(1, nil), surgeon(2, nil), surgeon(3, nil), surgeon(4, nil), surgeon(5, row{colCode1: "207R00000X"}), surgeon(6, nil), surgeon(7, nil)),
		Practices: writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", ""), practice(2, "7 Other St", "", "55101", ""),
			practice(6, "7 Other St", "", "55101", "")),
	}, w)
	weekly := []row{
		surgeon(1, row{colLast: "ROE", colUpdated: "11/20/2026"}),                                 // changed
		{colNPI: npi(2).String(), colDeact: "11/19/2026"},                                         // deactivated
		surgeon(3, row{colCode1: "207R00000X"}),                                                   // another taxonomy
		surgeon(4, row{colCode1: "390200000X", colCode2: "207T00000X", colUpdated: "11/20/2026"}), // a student
		surgeon(5, row{colCode1: "207R00000X", colLast: "ROE", colUpdated: "11/20/2026"}),         // whom the roster names
		surgeon(7, row{colLast: "LATER", colUpdated: "01/01/2020"}),                               // the later file holds, whatever its date
		surgeon(8, row{colLast: "NEW", colUpdated: "11/20/2026"}),
		surgeon(9, row{colEntity: "2"}),
		surgeon(10, row{colCode1: "207R00000X"}),
	}
	o := indexer.Options{
		State: state, Update: true, NPPES: registry(t, weekly...), Days: "20261116-20261122",
		// With its locations, the increment has all of those that it names.
		Practices: writeCSV(t, practiceColumns, practice(5, "7 Other St", "", "55101", ""), practice(8, "9 Other St", "", "55101", "")),
	}
	r := index(t, o, w)
	want := strings.Join([]string{
		"200000001 ROE 55401 confirmed", "200000005 ROE 55101 confirmed", "200000005 ROE 55401 confirmed", "200000006 DOE 55101 ",
		"200000006 DOE 55401 ", "200000007 LATER 55401 ", "200000008 NEW 55101 ", "200000008 NEW 55401 ",
	}, "\n")
	if got := sortedNames(w.Published); got != strings.ToUpper(want) {
		t.Errorf("listings\n%s\nwant\n%s", got, want)
	}
	if r.Removed != 3 || r.Rows != 9 || r.Sum() != 9 || r.Physicians != 4 || r.Students != 1 || r.Deactivated != 1 || r.Organizations != 1 || r.OtherTaxonomy != 2 {
		t.Errorf("%+v", r)
	}
	if r.DataAsOf.String() != "2026-11-22" || !r.Registry.Update || r.Registry.Days.String() != "2005-05-23 to 2026-11-22" {
		t.Errorf("data as of %s, %s", r.DataAsOf, &r.Registry.Days)
	}

	// Once more changes nothing, and publishes nothing: what is live does not
	// become younger by it.
	before := w.Published
	r = index(t, o, w)
	if r.Published || r.Registry.Held == nil || r.Registry.Held.String() != "2026-11-16 to 2026-11-22" || w.Discarded != 1 {
		t.Errorf("the same increment again: %+v", r.Registry)
	}
	// With something else that is new, that is published.
	o.Roster = roster(t, rosterLine(1, "", "self_reported"), rosterLine(5, "", "confirmed"))
	r = index(t, o, w)
	if !r.Published || r.Registry.Held == nil || status(w.Of(npi(1))[0]) != directory.SelfReported || len(w.Published) != len(before) {
		t.Errorf("the same increment with another roster: %+v", r.Registry)
	}
}

// What secondary files said of somebody who left the registry is forgotten.
func TestGoneIsForgotten(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	run := func(n int, o indexer.Options) {
		o.State, o.NoRoster, o.NPPES = state, true, registry(t, surgeon(n, nil))
		index(t, o, w)
	}
	run(1, indexer.Options{
		Practices:  writeCSV(t, practiceColumns, practice(1, "7 Other St", "", "55101", "")),
		Clinicians: writeCSV(t, clinicianColumns, clinician(1, "9 OTHER ST", "", "55101", "")),
	})
	if len(w.Published) != 3 {
		t.Fatalf("%d listings", len(w.Published))
	}
	run(2, indexer.Options{})
	run(1, indexer.Options{})
	if len(w.Published) != 1 {
		t.Errorf("old offices came back:\n%s", names(w.Published))
	}
}

func sortedNames(listings []directory.Listing) string {
	lines := strings.Split(strings.ToUpper(names(listings)), "\n")
	for i := 1; i < len(lines); i++ { // offices of one physician come by id; here by text
		for j := i; j > 0 && lines[j] < lines[j-1]; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return strings.Join(lines, "\n")
}

// A run that fails leaves the state as it was.
func TestFailureKeepsState(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NPPES: registry(t, surgeon(1, nil)), Roster: roster(t, rosterLine(1, "", "confirmed"))}, w)
	before := w.Published
	other := indexer.Options{State: state, NPPES: registry(t, surgeon(2, nil)), Roster: roster(t)}
	for _, breakIt := range []func(*indexertest.Writer){
		func(w *indexertest.Writer) { w.FailAdd = errors.New("full") },
		func(w *indexertest.Writer) { w.FailPublish = errors.New("fewer than before") },
	} {
		broken := &indexertest.Writer{}
		breakIt(broken)
		r, err := tryIndex(other, broken)
		if err == nil || r.Published || broken.Discarded == 0 {
			t.Errorf("error %v, published %v, discarded %d", err, r.Published, broken.Discarded)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	other.Now = clock
	if _, err := indexer.Run(ctx, other, &indexertest.Writer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	index(t, indexer.Options{State: state, Roster: roster(t, rosterLine(1, "", "confirmed"))}, w)
	if diff := cmp.Diff(before, w.Published); diff != "" {
		t.Error(diff)
	}
}

// A state that cannot be written is noticed before anything is published.
func TestStateFirst(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w)
	before := w.Published
	inTheWay := filepath.Join(state, "state.db.next")
	if err := os.MkdirAll(filepath.Join(inTheWay, "full"), 0o700); err != nil {
		t.Fatal(err)
	}
	next := indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(2, nil))}
	r, err := tryIndex(next, w)
	if err == nil || r.Published || w.Discarded == 0 || !strings.Contains(err.Error(), "saving the state") {
		t.Errorf("error %v, published %v, discarded %d", err, r.Published, w.Discarded)
	}
	if diff := cmp.Diff(before, w.Published); diff != "" {
		t.Error(diff)
	}
	if err := os.RemoveAll(inTheWay); err != nil {
		t.Fatal(err)
	}
	// What a killed run has left in its place is no obstacle.
	if err := os.WriteFile(inTheWay, []byte("half a state"), 0o600); err != nil {
		t.Fatal(err)
	}
	index(t, next, w)
	if len(w.Of(npi(2))) != 1 {
		t.Errorf("listings\n%s", names(w.Published))
	}
	if _, err := os.Stat(inTheWay); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

// A run that waits for the state while another one replaces it does not go on
// from what was replaced.
func TestStateReplaced(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w)
	path := filepath.Join(state, "state.db")
	other, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := tryIndex(indexer.Options{State: state, Roster: roster(t)}, w)
		ended <- err
	}()
	for openFiles(t, path) < 2 { // until it waits for the lock, too
		time.Sleep(time.Millisecond)
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, indexer.ErrBusy) {
		t.Errorf("the state was replaced: %v", err)
	}
	index(t, indexer.Options{State: state, Roster: roster(t)}, w)
}

// openFiles counts how often this process has the file at path open.
func openFiles(t *testing.T, path string) (n int) {
	t.Helper()
	links, err := filepath.Glob("/proc/self/fd/*")
	if err != nil || len(links) == 0 {
		t.Fatalf("no list of open files: %v", err)
	}
	for _, link := range links {
		if to, err := os.Readlink(link); err == nil && to == path {
			n++
		}
	}
	return n
}

// A check changes nothing, with or without a state.
func TestCheckChangesNothing(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w)
	file := filepath.Join(state, "state.db")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := index(t, indexer.Options{State: state, Check: true, Roster: roster(t, rosterLine(1, "", "confirmed"), rosterLine(2, "", "confirmed"))}, nil)
	if r.Published || r.Offerings[directory.Confirmed] != 1 || r.Sources["roster"].Refused != 1 || r.Listings != 1 {
		t.Errorf("%+v", r)
	}
	after, err := os.ReadFile(file)
	if err != nil || string(before) != string(after) {
		t.Errorf("the state changed: %v", err)
	}
	empty := filepath.Join(t.TempDir(), "none")
	index(t, indexer.Options{State: empty, Check: true, NPPES: registry(t, surgeon(1, nil))}, nil)
	if _, err := os.Stat(empty); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a check made a state: %v", err)
	}
}

// clinicians3 is the record of two rows of Doctors and Clinicians as a state of
// layout 3 holds it.
const clinicians3 = "\x04\x00\bJANE\x02Q\x06ROE\x00\x04MD\x02F\x12ROE SPINE\x1612 MAPLE ST\x00\x16MINNEAPOLIS\x04MN\n55401\x04US\x146125550199\x00" +
	"\x00\x00\x00\x06ROE\x00\x00\x00\x00\x1240 OAK ST\x00\x14SAINT PAUL\x04MN\n55102\x04US\x00\x00"

// registry3 is the record of surgeon(1) as a state of layout 3 holds it.
const registry3 = "\x00\bJANE\x00\x06DOE\x00\bM.D.\x00\x00\x00\x00\x00\x00\x02F\x00.100 EXAMPLE AVE STE 200\x00\x16MINNEAPOLIS\x04MN\x12554011234\x04US\x146125550100\x00" +
	"\x02\x14207X00000X\x02Y\x96\xc2\x02"

// A state of the layout before, which knew no telehealth, is read whole and
// written in the present layout.
func TestStateBefore(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: registry(t, surgeon(1, nil))}, w)
	rewrite := func(record string) {
		t.Helper()
		db, err := bbolt.Open(filepath.Join(state, "state.db"), 0o600, &bbolt.Options{Timeout: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(db.Update(func(tx *bbolt.Tx) error {
			key, meta := []byte("meta"), tx.Bucket([]byte("meta"))
			now := strings.Replace(string(meta.Get(key)), `"Version":4`, `"Version":3`, 1)
			who := binary.BigEndian.AppendUint32(nil, uint32(npi(1)))
			return errors.Join(meta.Put(key, []byte(now)), tx.Bucket([]byte("registry")).Put(who, []byte(registry3)), tx.Bucket([]byte("dac")).Put(who, []byte(record)))
		}), db.Close()); err != nil {
			t.Fatal(err)
		}
	}
	rewrite(clinicians3)
	for range 2 { // of layout 3, then of the present one
		r := index(t, indexer.Options{State: state, NoRoster: true}, w)
		var at []string
		for _, l := range w.Published {
			at = append(at, l.Location.Address.Line1+", "+string(l.Location.Source))
			if l.Physician.Telehealth {
				t.Error("telehealth, which nobody said")
			}
		}
		slices.Sort(at)
		if diff := cmp.Diff([]string{"100 Example Ave, nppes", "12 Maple St, dac", "40 Oak St, dac"}, at); diff != "" || r.Sources["dac"].Rows != 2 {
			t.Errorf("(-want +got): %d rows\n%s", r.Sources["dac"].Rows, diff)
		}
	}
	rewrite(clinicians3[:len(clinicians3)-1])
	if _, err := tryIndex(indexer.Options{State: state, NoRoster: true}, w); !errors.Is(err, indexer.ErrState) {
		t.Errorf("a record that was cut: %v", err)
	}
}

func TestStateRefusals(t *testing.T) {
	state := t.TempDir()
	w := &indexertest.Writer{}
	file := registry(t, surgeon(1, nil))
	index(t, indexer.Options{State: state, NoRoster: true, NPPES: file}, w)

	if _, err := tryIndex(indexer.Options{State: state, Roster: roster(t), Specialties: "all"}, w); !errors.Is(err, indexer.ErrRefused) {
		t.Errorf("another set without the registry: %v", err)
	}

	db, err := bbolt.Open(filepath.Join(state, "state.db"), 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryIndex(indexer.Options{State: state, NoRoster: true, NPPES: file}, w); !errors.Is(err, indexer.ErrBusy) {
		t.Errorf("a state that is held: %v", err)
	}
	if err := db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("meta"), []byte(`{"Version":99}`))
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := tryIndex(indexer.Options{State: state, NoRoster: true, NPPES: file}, w); !errors.Is(err, indexer.ErrState) {
		t.Errorf("a state of another version: %v", err)
	}
	if err := os.WriteFile(filepath.Join(state, "state.db"), []byte("no database at all, but long enough to look at"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := tryIndex(indexer.Options{State: state, NoRoster: true, NPPES: file}, w); !errors.Is(err, indexer.ErrState) {
		t.Errorf("no database: %v", err)
	}
}
