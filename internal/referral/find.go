package referral

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// MaxFound is the most cases that one lookup returns.
const MaxFound = 1000

// A Lookup finds cases; zero fields do not narrow. Order is newest first, or,
// with DueBy, longest due first.
type Lookup struct {
	Agent    string
	NPIs     []directory.NPI // one of these, if any
	ZIP3     string          // where the caller searched from
	Language string          // of the caller
	Assigned string          // who is to follow up
	From     time.Time       // made at this time or later
	Until    time.Time       // made before this time
	DueBy    directory.Date  // to be followed up on this date or before, and still open
	Limit    int             // 1 to MaxFound; 0 is 50
	Skip     int
}

// toFollow is the condition, word by word, of the index of what is to be
// followed up. It names the outcomes after which something is left to ask.
const toFollow = "follow_up <> '' AND outcome IN ('open', 'appointment_set', 'caller_will_call', 'practice_no_answer') AND voided = ''"

// Find returns the cases that fit.
func (s *Store) Find(ctx context.Context, l Lookup) ([]Case, error) {
	if l.Limit == 0 {
		l.Limit = 50
	}
	if l.Limit < 1 || l.Limit > MaxFound || l.Skip < 0 {
		return nil, fmt.Errorf("%w: limit", ErrInvalid)
	}
	where, args := l.conditions()
	order := "created DESC, reference"
	if l.DueBy != 0 {
		order = "follow_up, created, reference"
	}
	args = append(args, l.Limit, l.Skip)
	query := fmt.Sprintf("SELECT %s FROM cases WHERE %s ORDER BY %s LIMIT $%d OFFSET $%d", caseColumns, where, order, len(args)-1, len(args))
	return s.cases(ctx, query, args...)
}

// Cases returns those of some references that there are, the newest first.
func (s *Store) Cases(ctx context.Context, refs []Reference) ([]Case, error) {
	if len(refs) == 0 {
		return nil, nil
	}
	marks, args := make([]string, len(refs)), make([]any, len(refs))
	for i, ref := range refs {
		marks[i], args[i] = fmt.Sprint("$", i+1), ref
	}
	return s.cases(ctx, "SELECT "+caseColumns+" FROM cases WHERE reference IN ("+strings.Join(marks, ", ")+") ORDER BY created DESC, reference", args...)
}

// conditions writes the lookup as SQL; every value is a parameter.
func (l Lookup) conditions() (where string, args []any) {
	terms := []string{"1 = 1"}
	add := func(term string, arg any) {
		args = append(args, arg)
		terms = append(terms, fmt.Sprintf(term, len(args)))
	}
	if l.Agent != "" {
		add("agent = $%d", l.Agent)
	}
	if len(l.NPIs) > 0 {
		var marks []string
		for _, n := range l.NPIs {
			args = append(args, int64(n))
			marks = append(marks, fmt.Sprint("$", len(args)))
		}
		terms = append(terms, "reference IN (SELECT reference FROM case_surgeons WHERE npi IN ("+strings.Join(marks, ", ")+"))")
	}
	if l.ZIP3 != "" {
		add("origin_kind = 'zip3' AND origin = $%d", l.ZIP3)
	}
	if l.Language != "" {
		add("language = $%d", l.Language)
	}
	if l.Assigned != "" {
		add("assigned = $%d", l.Assigned)
	}
	if !l.From.IsZero() {
		add("created >= $%d", millis(l.From))
	}
	if !l.Until.IsZero() {
		add("created < $%d", millis(l.Until))
	}
	if l.DueBy != 0 {
		add(toFollow+" AND follow_up <= $%d", l.DueBy.String())
	}
	return strings.Join(terms, " AND "), args
}
