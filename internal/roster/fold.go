package roster

import (
	"cmp"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// unanswered is how many calls in a row nobody answered before the office
// counts as not to be reached.
const unanswered = 3

// Fold says what holds of one office today, out of the attestations of it that
// count, in any order. expire is the age in days beyond which what was said of
// annular closure and of new patients counts no more.
//
// Of annular closure the newest word wins, whatever the offices it was said
// of; on one day that it is withdrawn, then what was recorded later. A list
// is told only where the practice has not said anything since.
func Fold(said []Attestation, today directory.Date, expire int) directory.Attested {
	h := holdingOf(said)
	newest, closure := h.newestOf, h.closure
	fresh := func(a *Attestation) bool { return a != nil && int(today-a.SaidOn) <= expire }
	var out directory.Attested
	tell := func(a *Attestation) string {
		out.On = max(out.On, a.SaidOn)
		return a.Value
	}
	if list := h.list; fresh(list) {
		out.NamedOn = &directory.NamedOn{List: list.Value, On: list.SaidOn}
	}
	if fresh(closure) && closure.Claim == Offers {
		out.NamedOn = nil
		out.Offering = &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: directory.Status(closure.Value),
			Source: closure.SaidBy, SourceDate: cmp.Or(closure.SourceOn, closure.SaidOn), VerifiedOn: closure.SaidOn,
		}
		out.On = closure.SaidOn
	}
	if out.NamedOn != nil {
		out.On = out.NamedOn.On
	}
	if a := newest[Accepting]; fresh(a) {
		out.Accepting = directory.Accepting(tell(a))
	}
	if a := newest[Languages]; a != nil {
		out.Languages = strings.Split(tell(a), ";")
	}
	if a := newest[Phone]; a != nil {
		number := tell(a)
		if dead, ok := strings.CutPrefix(number, "!"); ok {
			out.DeadPhone = dead
		} else {
			out.Phone = number
		}
	}
	out.Unanswered = lastUnanswered(h.said)
	return out
}

// lastUnanswered returns the day of the last call when nobody answered so many
// in a row, to the last; else 0.
func lastUnanswered(said []Attestation) directory.Date {
	calls, last := 0, directory.Date(0)
	for i := len(said) - 1; i >= 0; i-- {
		switch a := &said[i]; {
		case a.Claim == Unreachable:
			calls, last = calls+1, max(last, a.SaidOn)
			if calls == unanswered {
				return last
			}
		case a.Channel == Call || a.Channel == PrintedCode:
			return 0
		}
	}
	return 0
}

// compare orders attestations from the least to the most that count: by the
// day on which they were said, on one day a withdrawal last, then by when they
// were recorded. The rest only keeps the order in which they come from
// counting.
func compare(a, b Attestation) int {
	return cmp.Or(
		cmp.Compare(a.SaidOn, b.SaidOn),
		cmp.Compare(withdraws(a.Claim), withdraws(b.Claim)),
		a.RecordedAt.Compare(b.RecordedAt),
		cmp.Compare(a.Seq, b.Seq),
		strings.Compare(a.ID, b.ID),
	)
}

func withdraws(c Claim) int {
	if c == Withdrawn || c == Moved {
		return 1
	}
	return 0
}
