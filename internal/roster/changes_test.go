package roster

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// TestChanges tells a story and wants the log that a reader would write.
func TestChanges(t *testing.T) {
	var all []Attestation
	var reviews []Review
	seq := int64(0)
	at := func() time.Time { return time.UnixMilli(seq * 1000).UTC() }
	tell := func(a Attestation) string {
		seq++
		a.ID, a.Seq, a.RecordedAt = fmt.Sprint("a", seq), seq, at()
		all = append(all, a)
		return a.ID
	}
	review := func(id string, v Verdict) {
		seq++
		reviews = append(reviews, Review{Seq: seq, Attestation: id, Verdict: v, At: at()})
	}
	review(tell(say(Offers, "self_reported", today-40)), Approve) // 2
	tell(say(Offers, "confirmed", today-30))                      // waits: not told
	tell(say(Unreachable, "", today-20))                          // not told
	gone := tell(say(Withdrawn, "", today-10))                    // 5
	review(gone, Undo)                                            // 6
	review(tell(say(Phone, "+16125550101", today-9)), Approve)    // 8
	review(tell(say(Offers, "self_reported", today-8)), Approve)  // 10, said again
	list := say(NamedOnList, "a list", today-3)
	list.Channel = Import
	review(tell(list), Approve) // 12: the practice's own word stands

	var got []string
	for _, c := range NewBook(all, reviews, 180).Changes() {
		got = append(got, fmt.Sprintf("%d %s: %s > %s (%s) %v", c.At.Unix(), c.Claim, c.From, c.To, c.Channel, c.Undone))
	}
	want := []string{
		"10 offers: self_reported > self_reported (call) false",
		"8 phone:  > +16125550101 (call) false",
		"6 offers: withdrawn > self_reported (call) true",
		"5 offers: self_reported > withdrawn (call) false",
		"2 offers:  > self_reported (call) false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestChanges_end holds that whoever follows the log from its beginning knows
// what holds at its end.
func TestChanges_end(t *testing.T) {
	rng := rand.New(rand.NewPCG(19, 6))
	told := 0
	for range 300 {
		all, reviews := randomRoster(rng)
		b := NewBook(all, reviews, math.MaxInt)
		for _, office := range []directory.Address{loring, brume} {
			last := ""
			log := b.Changes()
			for i := len(log) - 1; i >= 0; i-- {
				if log[i].Claim == Offers && log[i].Office == office {
					last, told = log[i].To, told+1
				}
			}
			if holds, _, _ := strings.Cut(b.Holds(2000000002, office), " "); holds != last {
				t.Fatalf("the log ends with %q, and %q holds\n%+v\n%+v", last, holds, all, reviews)
			}
		}
	}
	t.Logf("%d changes told", told)
}

// TestQuality counts the offices of a small roster.
func TestQuality(t *testing.T) {
	file := say(Offers, "confirmed", today-100)
	file.Channel = Import
	all, reviews := approved(file, say(Offers, "confirmed", today-10))
	all[1].Offices = []directory.Address{brume}
	dead := say(Phone, "!+16125550101", today)
	dead.ID, dead.Seq = "dead", 90
	wait := say(Withdrawn, "", today-300)
	wait.ID, wait.Seq = "old", 91
	b := NewBook(append(all, dead, wait), append(reviews, Review{Seq: 92, Attestation: "dead", Verdict: Approve}), 180)
	listing := func(npi directory.NPI, a directory.Address, o *directory.Offering) directory.Listing {
		return directory.Listing{Physician: directory.Physician{NPI: npi}, Location: directory.Location{Address: a}, Offering: o}
	}
	old := &directory.Offering{Status: directory.Confirmed, VerifiedOn: today - 181}
	people := [][]directory.Listing{
		{listing(2000000002, loring, nil), listing(2000000002, brume, nil)},
		{listing(2000000010, loring, old)},
		{listing(2000000028, loring, &directory.Offering{Status: directory.SelfReported, VerifiedOn: today - 40})},
	}
	got := b.Quality(people, today, 90, 180)
	want := Quality{
		Offices: 3, Fresh: 2, MedianAge: 40, Expired: 1, Dead: 1,
		By: map[Channel]int{Import: 1, Call: 1, "": 1}, Calls: map[Claim]int{Offers: 1, Withdrawn: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
