package roster

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/physicianfinder/finder/internal/directory"
)

const today = directory.Date(20_800)

var (
	loring = directory.Address{Line1: "100 Loring Way", Line2: "Ste 200", City: "Tarnbrook", State: "MN", PostalCode: "55401"}
	brume  = directory.Address{Line1: "7 Brume Street", City: "Fenwick", State: "TX", PostalCode: "78701"}
)

// say is an attestation of Loring Way.
func say(claim Claim, value string, on directory.Date) Attestation {
	return Attestation{
		NPI: 2000000002, Name: "Jane Doe", Offices: []directory.Address{loring}, Claim: claim, Value: value,
		Channel: Call, SaidBy: "front desk", SaidOn: on, RecordedAt: time.UnixMilli(int64(on) * 86_400_000).UTC(),
	}
}

// TestFoldTable holds the cases that an operator would ask about.
func TestFoldTable(t *testing.T) {
	list := say(NamedOnList, "the example training list", today-20)
	offers := say(Offers, "confirmed", today-30)
	later := say(Offers, "self_reported", today-30)
	later.RecordedAt = later.RecordedAt.Add(time.Hour)
	for name, c := range map[string]struct {
		said    []Attestation
		offered directory.Status
		named   bool
	}{
		"nothing":            {nil, "", false},
		"offers":             {[]Attestation{offers}, "confirmed", false},
		"a list is no offer": {[]Attestation{list}, "", true},
		"a newer list takes nothing from an office": {[]Attestation{offers, list}, "confirmed", false},
		"withdrawn later":                       {[]Attestation{offers, say(Withdrawn, "", today-29)}, "", false},
		"withdrawn before":                      {[]Attestation{offers, say(Withdrawn, "", today-31)}, "confirmed", false},
		"withdrawn on the same day":             {[]Attestation{later, say(Withdrawn, "", today-30)}, "", false},
		"moved on the same day":                 {[]Attestation{later, say(Moved, "", today-30)}, "", false},
		"recorded later on the same day":        {[]Attestation{later, offers}, "self_reported", false},
		"180 days":                              {[]Attestation{say(Offers, "confirmed", today-180)}, "confirmed", false},
		"181 days":                              {[]Attestation{say(Offers, "confirmed", today-181)}, "", false},
		"an old withdrawal hides what is older": {[]Attestation{say(Offers, "confirmed", today-190), say(Withdrawn, "", today-185)}, "", false},
		"a list after a withdrawal":             {[]Attestation{say(Withdrawn, "", today-21), list}, "", true},
		"a list of the day of a withdrawal":     {[]Attestation{say(Withdrawn, "", today-20), list}, "", false},
		"an old list":                           {[]Attestation{say(NamedOnList, "x", today-181)}, "", false},
		"an expired offer and a list":           {[]Attestation{say(Offers, "confirmed", today-200), list}, "", true},
	} {
		got := Fold(c.said, today, 180)
		status := directory.Status("")
		if got.Offering != nil {
			status = got.Offering.Status
		}
		if status != c.offered || (got.NamedOn != nil) != c.named {
			t.Errorf("%s: status %q, on a list %v; want %q, %v", name, status, got.NamedOn != nil, c.offered, c.named)
		}
	}
}

// TestUnanswered holds that three calls in a row count, and that an answer
// begins anew.
func TestUnanswered(t *testing.T) {
	none := func(on directory.Date) Attestation { return say(Unreachable, "", on) }
	for name, c := range map[string]struct {
		said []Attestation
		want directory.Date
	}{
		"two":             {[]Attestation{none(1), none(2)}, 0},
		"three":           {[]Attestation{none(3), none(1), none(2)}, 3},
		"an answer last":  {[]Attestation{none(1), none(2), none(3), say(Note, WouldNotSay, 4)}, 0},
		"an answer among": {[]Attestation{none(1), none(2), say(Withdrawn, "", 3), none(4)}, 0},
		"three since":     {[]Attestation{say(Withdrawn, "", 1), none(2), none(3), none(5)}, 5},
	} {
		if got := Fold(c.said, today, 180).Unanswered; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// randomRoster returns attestations of two offices and their reviews.
func randomRoster(rng *rand.Rand) (all []Attestation, reviews []Review) {
	seq := int64(0)
	for range rng.IntN(9) {
		seq++
		claim := Claims()[rng.IntN(len(Claims()))]
		a := say(claim, "", today-directory.Date(rng.IntN(3)+rng.IntN(2)*rng.IntN(220)))
		a.Value = map[Claim]string{
			Offers: []string{"confirmed", "self_reported"}[rng.IntN(2)], NamedOnList: fmt.Sprintf("list %d", rng.IntN(2)),
			Phone: []string{"+16125550100", "!+16125550100", "+16125550101"}[rng.IntN(3)], Accepting: []string{"newpt", "nopt"}[rng.IntN(2)],
			Languages: []string{"es", "en;es"}[rng.IntN(2)], Note: "would_not_say",
		}[claim]
		a.Channel = []Channel{Call, PrintedCode, Import, PublicReport}[rng.IntN(4)]
		a.Offices = [][]directory.Address{{loring}, {brume}, {loring, brume}}[rng.IntN(3)]
		a.ID, a.Seq, a.RecordedAt = fmt.Sprint("a", seq), seq, time.UnixMilli(int64(rng.IntN(4))).UTC()
		all = append(all, a)
		for _, verdict := range [][]Verdict{nil, nil, {Approve}, {Approve}, {Approve}, {Refuse}, {Undo}, {Approve, Undo}}[rng.IntN(8)] {
			seq++
			reviews = append(reviews, Review{Seq: seq, Attestation: a.ID, Verdict: verdict})
		}
	}
	return all, reviews
}

// A written is what a document says of an office, as plain values.
type written struct {
	status       string // of a row of its own
	on           directory.Date
	list, phone  string
	accepts      string
	spanish      bool
	listed       directory.Date
	contactsFrom directory.Date
}

// randomDocuments says something of two offices.
func randomDocuments(rng *rand.Rand) (all [2]written) {
	for i := range all {
		if rng.IntN(2) == 0 {
			continue
		}
		day := func() directory.Date { return today - directory.Date(rng.IntN(3)+rng.IntN(2)*rng.IntN(220)) }
		w := written{on: day(), contactsFrom: day(), listed: day()}
		w.status = []string{"", "confirmed", "self_reported", "withdrawn"}[rng.IntN(4)]
		if w.status == "" {
			w.list = []string{"", "list 7"}[rng.IntN(2)]
		}
		w.phone = []string{"", "+16125550107"}[rng.IntN(2)]
		w.accepts = []string{"", "nopt"}[rng.IntN(2)]
		w.spanish = rng.IntN(2) == 0
		all[i] = w
	}
	return all
}

// document is what the directory hands over of w.
func (w written) document(office directory.Address) directory.Documented {
	d := directory.Documented{Address: office, Said: directory.Attested{Phone: w.phone, Accepting: directory.Accepting(w.accepts), On: w.contactsFrom}}
	if w.status != "" {
		d.Said.Offering = &directory.Offering{Status: directory.Status(w.status), Source: "front desk", SourceDate: w.on, VerifiedOn: w.on}
	}
	if w.list != "" {
		d.Said.NamedOn = &directory.NamedOn{List: w.list, On: w.listed}
	}
	if w.spanish {
		d.Said.Languages = []string{"es"}
	}
	return d
}

// brute says what holds of an office by the text of docs/roster.md: it looks
// for the word that no other word beats.
func brute(all []Attestation, reviews []Review, office directory.Address, w written) directory.Attested {
	heard := counting(all, reviews)
	imported := directory.Date(-1)
	for _, a := range heard {
		if a.Channel == "import" && a.SaidOn > imported {
			imported = a.SaidOn
		}
	}
	heard = slices.DeleteFunc(heard, func(a Attestation) bool { return !slices.Contains(a.Offices, office) })
	note := func(holds bool, claim, value string, on directory.Date) {
		if holds && on > imported {
			heard = append(heard, Attestation{ID: "document " + claim, Claim: Claim(claim), Value: value, SaidOn: on, SaidBy: "front desk", Seq: -1})
		}
	}
	note(w.status == "withdrawn", "withdrawn", "", w.on)
	note(w.status != "" && w.status != "withdrawn", "offers", w.status, w.on)
	note(w.list != "", "named_on_list", w.list, w.listed)
	note(w.phone != "", "phone", w.phone, w.contactsFrom)
	note(w.accepts != "", "accepting", w.accepts, w.contactsFrom)
	note(w.spanish, "languages", "es", w.contactsFrom)
	return best(heard)
}

// counting returns what counts of all.
func counting(all []Attestation, reviews []Review) (heard []Attestation) {
	for _, a := range all {
		verdict := ""
		for _, r := range reviews {
			if r.Attestation == a.ID {
				verdict = string(r.Verdict)
			}
		}
		atOnce := a.Claim == "note" || a.Claim == "unreachable" ||
			(a.Claim == "withdrawn" || a.Claim == "moved") && (a.Channel == "call" || a.Channel == "printed_code")
		if verdict == "approve" || verdict == "" && atOnce {
			heard = append(heard, a)
		}
	}
	return heard
}

// best looks for the words that no others beat.
func best(heard []Attestation) directory.Attested {
	ends := func(a Attestation) bool { return a.Claim == "withdrawn" || a.Claim == "moved" }
	beats := func(a, b Attestation) bool {
		if a.SaidOn != b.SaidOn {
			return a.SaidOn > b.SaidOn
		}
		if ends(a) != ends(b) {
			return ends(a)
		}
		if !a.RecordedAt.Equal(b.RecordedAt) {
			return a.RecordedAt.After(b.RecordedAt)
		}
		return a.Seq > b.Seq
	}
	winner := func(claims string) *Attestation {
		for _, a := range heard {
			unbeaten := strings.Contains(claims, "/"+string(a.Claim)+"/")
			for _, b := range heard {
				if b.ID != a.ID && strings.Contains(claims, "/"+string(b.Claim)+"/") && beats(b, a) {
					unbeaten = false
				}
			}
			if unbeaten {
				return &a
			}
		}
		return nil
	}
	young := func(a *Attestation) bool { return a != nil && today-a.SaidOn <= 180 }
	var w directory.Attested
	seen := func(a *Attestation) string {
		if a.SaidOn > w.On {
			w.On = a.SaidOn
		}
		return a.Value
	}
	word, list := winner("/offers/withdrawn/moved/"), winner("/named_on_list/")
	if word != nil && word.Claim == "offers" && young(word) {
		w.Offering = &directory.Offering{
			Procedure: "annular-closure", Device: "barricaid", Status: directory.Status(word.Value), Source: "front desk",
			SourceDate: word.SaidOn, VerifiedOn: word.SaidOn,
		}
		seen(word)
	} else if young(list) && (word == nil || !ends(*word) || list.SaidOn > word.SaidOn) {
		w.NamedOn = &directory.NamedOn{List: list.Value, On: list.SaidOn}
		seen(list)
	}
	if a := winner("/accepting/"); young(a) {
		w.Accepting = directory.Accepting(seen(a))
	}
	if a := winner("/languages/"); a != nil {
		w.Languages = map[string][]string{"es": {"es"}, "en;es": {"en", "es"}}[seen(a)]
	}
	if a := winner("/phone/"); a != nil {
		if number := seen(a); number[0] == '!' {
			w.DeadPhone = number[1:]
		} else {
			w.Phone = number
		}
	}
	return w
}

// TestFoldProperty compares the fold of random rosters with a brute force:
// whatever the order in which they come, late ones included, and with one
// undone as without it.
func TestFoldProperty(t *testing.T) {
	rosters := 600
	if os.Getenv("FINDER_VERIFY") == "1" {
		rosters = 100_000
	}
	rng := rand.New(rand.NewPCG(19, 1))
	addresses := []directory.Address{loring, brume}
	ignore := cmpopts.IgnoreFields(directory.Attested{}, "Unanswered")
	offered, undone, documents := 0, 0, 0
	for range rosters {
		all, reviews := randomRoster(rng)
		writ := randomDocuments(rng)
		offices := []directory.Documented{writ[0].document(loring), writ[1].document(brume)}
		check := func(what string, all []Attestation, reviews []Review) {
			got := NewEvidence(all, reviews, 180).At(2000000002, offices, today)
			for i, o := range addresses {
				if got[i].Offering != nil {
					offered++
				}
				if got[i].Phone == "+16125550107" {
					documents++
				}
				if diff := cmp.Diff(brute(all, reviews, o, writ[i]), got[i], ignore); diff != "" {
					t.Fatalf("%s, office %d (-want +got):\n%s\n%+v\n%+v", what, i, diff, all, reviews)
				}
			}
		}
		check("in order", all, reviews)
		for range 3 {
			rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
			check("in another order", all, reviews)
		}
		for _, a := range all { // one more review: undone
			more := append(slices.Clone(reviews), Review{Attestation: a.ID, Verdict: Undo})
			without := slices.DeleteFunc(slices.Clone(all), func(b Attestation) bool { return b.ID == a.ID })
			check("undone", all, more)
			for i, got := range NewEvidence(all, more, 180).At(2000000002, offices, today) {
				if diff := cmp.Diff(brute(without, reviews, addresses[i], writ[i]), got, ignore); diff != "" {
					t.Fatalf("undone is not as never said (-want +got):\n%s", diff)
				}
			}
			undone++
		}
	}
	t.Logf("%d rosters, %d offers held, %d undone, %d numbers of documents", rosters, offered, undone, documents)
	if offered == 0 || undone == 0 || documents == 0 {
		t.Error("nothing was tried")
	}
}

// undocumented are offices of which the documents hold nothing.
func undocumented(addresses ...directory.Address) (offices []directory.Documented) {
	for _, a := range addresses {
		offices = append(offices, directory.Documented{Address: a})
	}
	return offices
}

// TestTakenOver holds that what an import has taken over counts of the offices
// that it was of: a row that named none goes with a surgeon who moves to the new
// office in the documents, and not in the roster.
func TestTakenOver(t *testing.T) {
	row := &directory.Offering{Status: directory.Confirmed, Source: "roster", SourceDate: today - 40, VerifiedOn: today - 40}
	moved := []directory.Documented{{Address: brume, Said: directory.Attested{Offering: row, On: today - 40}}}
	file := say(Offers, "confirmed", today-40)
	file.Channel, file.ID = Import, "a"
	newer := *row
	newer.VerifiedOn = today - 39
	for name, c := range map[string]struct {
		reviews []Review
		offices []directory.Documented
		want    bool
	}{
		"not approved yet":         {nil, moved, true},
		"taken over":               {[]Review{{Attestation: "a", Verdict: Approve}}, moved, false},
		"taken over and undone":    {[]Review{{Attestation: "a", Verdict: Approve}, {Attestation: "a", Verdict: Undo}}, moved, true},
		"a newer row in the file":  {[]Review{{Attestation: "a", Verdict: Approve}}, []directory.Documented{{Address: brume, Said: directory.Attested{Offering: &newer}}}, true},
		"the office that was said": {[]Review{{Attestation: "a", Verdict: Approve}}, undocumented(loring), true},
	} {
		got := NewEvidence([]Attestation{file}, c.reviews, 180).At(2000000002, c.offices, today)
		if (got[0].Offering != nil) != c.want {
			t.Errorf("%s: offers %v", name, !c.want)
		}
	}
}

// TestOfficesRecognised holds what an attestation is bound to when addresses
// are spelled otherwise, suites change and surgeons move.
func TestOfficesRecognised(t *testing.T) {
	spelled := directory.Address{Line1: "100 LORING WAY SUITE 200", City: "TARNBROOK", State: "MN", PostalCode: "55401-1234"}
	suite := loring
	suite.Line2 = "Ste 900"
	offers := say(Offers, "confirmed", today-3)
	offers.Channel, offers.Offices = Import, []directory.Address{loring}
	e := NewEvidence([]Attestation{offers}, []Review{{Verdict: Approve}}, 180)
	for name, c := range map[string]struct {
		offices []directory.Address
		want    string // of each office
	}{
		"as attested":             {[]directory.Address{loring}, "y"},
		"spelled otherwise":       {[]directory.Address{spelled, brume}, "yn"},
		"another suite":           {[]directory.Address{suite}, "y"},
		"another suite, and it":   {[]directory.Address{suite, loring}, "ny"},
		"moved":                   {[]directory.Address{brume}, "n"},
		"a new office beside it":  {[]directory.Address{brume, loring}, "ny"},
		"without a unit any more": {[]directory.Address{{Line1: "100 Loring Way", City: "Tarnbrook", State: "MN", PostalCode: "55401"}}, "y"},
	} {
		got := ""
		for _, a := range e.At(2000000002, undocumented(c.offices...), today) {
			if a.Offering != nil {
				got += "y"
			} else {
				got += "n"
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
