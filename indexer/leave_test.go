package indexer_test

import (
	"testing"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/indexer/source"
)

// Who was taken for the roster alone goes when the roster lets them go,
// whatever kind of run learns of it; who is a surgeon stays.
func TestLeavingTheRoster(t *testing.T) {
	main := registry(t, surgeon(1, nil), surgeon(2, row{colCode1: "207R00000X"}), surgeon(3, row{colCode1: "207R00000X"}),
		surgeon(4, row{colCode2: "390200000X", colPrimary1: "N", colPrimary2: "Y"}))
	all := roster(t, rosterLine(1, "", "confirmed"), rosterLine(2, "", "confirmed"), rosterLine(3, "", "confirmed"), rosterLine(4, "", "confirmed"))
	fewer := roster(t, rosterLine(3, "", "confirmed"))
	for name, o := range map[string]indexer.Options{
		"roster alone":   {Roster: fewer},
		"with a week":    {Roster: fewer, Update: true, NPPES: registry(t, surgeon(9, row{colCode1: "207R00000X"})), Days: "20261116-20261122"},
		"with the month": {Roster: fewer, NPPES: main, Days: "20050523-20261115"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &indexertest.Writer{}
			o.State = t.TempDir()
			index(t, indexer.Options{State: o.State, NPPES: main, Roster: all, Days: "20050523-20261115"}, w)
			if len(w.Published) != 4 {
				t.Fatalf("%d listings", len(w.Published))
			}
			r := index(t, o, w)
			if len(w.Published) != 2 || len(w.Of(npi(1))) != 1 || len(w.Of(npi(3))) != 1 || r.Removed != 2 {
				t.Errorf("removed %d, left:\n%s", r.Removed, names(w.Published))
			}
		})
	}
	t.Run("none at all", func(t *testing.T) {
		w, state := &indexertest.Writer{}, t.TempDir()
		index(t, indexer.Options{State: state, NPPES: main, Roster: all}, w)
		if r := index(t, indexer.Options{State: state, NoRoster: true}, w); len(w.Published) != 1 || r.Removed != 3 {
			t.Errorf("removed %d, left:\n%s", r.Removed, names(w.Published))
		}
	})
}

// Somebody whom the roster names for the first time, and whose row came in an
// earlier file, is told as what it is: the full file has to be read again.
func TestNewInTheRoster(t *testing.T) {
	w, state := &indexertest.Writer{}, t.TempDir()
	main := registry(t, surgeon(1, nil), surgeon(2, row{colCode1: "207R00000X"}))
	index(t, indexer.Options{State: state, NPPES: main, Roster: roster(t, rosterLine(1, "", "confirmed")), Days: "20050523-20261115"}, w)
	both := roster(t, rosterLine(1, "", "confirmed"), rosterLine(2, "", "confirmed"), rosterLine(3, "", "confirmed"))
	reasons := func(r indexer.Report, want map[source.Reason]int64) {
		t.Helper()
		s := r.Sources["roster"]
		for _, why := range []source.Reason{indexer.NotInState, indexer.NotInRegistry} {
			if s.Reasons[why] != want[why] {
				t.Errorf("%d rows %s, want %d", s.Reasons[why], why, want[why])
			}
		}
		if s.Rows != 3 || s.Used+s.Refused != 3 {
			t.Errorf("%+v", s)
		}
	}
	week := registry(t, surgeon(4, nil))
	reasons(index(t, indexer.Options{State: state, Update: true, NPPES: week, Days: "20261116-20261122", Roster: both}, w), map[source.Reason]int64{indexer.NotInState: 2})
	if len(w.Published) != 2 {
		t.Errorf("listings:\n%s", names(w.Published))
	}
	reasons(index(t, indexer.Options{State: state, Roster: both}, w), map[source.Reason]int64{indexer.NotInState: 2})
	reasons(index(t, indexer.Options{State: state, NPPES: main, Days: "20050523-20261122"}, w), map[source.Reason]int64{indexer.NotInRegistry: 1})
	if len(w.Of(npi(2))) != 1 {
		t.Errorf("the full file did not bring them:\n%s", names(w.Published))
	}
}
