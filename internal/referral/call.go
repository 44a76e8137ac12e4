package referral

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Wrapup says how a call ended.
type Wrapup string

// The ends of a call.
const (
	WrapupReferral    Wrapup = "referral"
	WrapupEmergency   Wrapup = "emergency"
	WrapupCase        Wrapup = "case" // about a case of before
	WrapupUnmet       Wrapup = "unmet_need"
	WrapupInformation Wrapup = "information"
	WrapupInsurance   Wrapup = "insurance" // handed to the reimbursement team
	WrapupOutOfArea   Wrapup = "out_of_area"
	WrapupExisting    Wrapup = "existing_patient"
	WrapupWrong       Wrapup = "wrong_number"
	WrapupUnsaid      Wrapup = "not_said"
)

// Wrapups lists the ends of a call: first those that follow from what was done,
// then those that an agent chooses, in the order of the keys.
func Wrapups() []Wrapup {
	return []Wrapup{
		WrapupReferral, WrapupEmergency, WrapupCase,
		WrapupUnmet, WrapupInformation, WrapupInsurance, WrapupOutOfArea, WrapupExisting, WrapupWrong, WrapupUnsaid,
	}
}

// longestCall is the longest time in which a call is believed to have lasted.
const longestCall = AbsoluteExpiry

// A Call is one call, without its caller.
type Call struct {
	ID        string // the agent's name for it, 1 to 64 bytes
	Agent     string
	Began     time.Time // by the clock of the server; zero: not known
	Ended     time.Time // set by the store
	Wrapup    Wrapup
	Language  string            // the caller's: "en" or "es"
	State     string            // where the caller searched from, if known
	Filters   map[string]string // what was asked for, without the place
	Found     int               // who fitted
	Reference Reference         // of the case made or asked about, if any
}

func (c *Call) check() error {
	switch {
	case c.ID == "" || len(c.ID) > 64:
		return fmt.Errorf("%w: call", ErrInvalid)
	case !agentForm.MatchString(c.Agent):
		return fmt.Errorf("%w: agent", ErrInvalid)
	case !slices.Contains(Wrapups(), c.Wrapup):
		return fmt.Errorf("%w: wrap-up", ErrInvalid)
	case c.Language != "en" && c.Language != "es":
		return fmt.Errorf("%w: language", ErrInvalid)
	case c.State != "" && !stateForm.MatchString(c.State):
		return fmt.Errorf("%w: state", ErrInvalid)
	}
	return checkFilters(c.Filters)
}

// Wrap stores how a call ended. Sent again, it is the same call: a reason that
// was chosen, or a case that was made, stands against an end that was not said,
// and a reason that is told later does not make the call longer.
func (s *Store) Wrap(ctx context.Context, c Call) error {
	if err := c.check(); err != nil {
		return err
	}
	c.Ended = s.now()
	return s.within(ctx, func(tx *sql.Tx) error { return putCall(ctx, tx, c) })
}

// addCall stores the call in which a case is made: whatever becomes of the
// screen, it counts.
func addCall(ctx context.Context, tx *sql.Tx, k Case) error {
	if k.Call.ID == "" {
		return nil
	}
	c := k.Call
	c.Agent, c.Language, c.State, c.Filters, c.Reference = k.Agent, k.Language, k.State, k.Filters, k.Reference
	c.Ended, c.Wrapup = k.Created, WrapupReferral
	if len(k.Surgeons) == 0 {
		c.Wrapup = WrapupEmergency
	}
	if err := c.check(); err != nil {
		return err
	}
	return putCall(ctx, tx, c)
}

func putCall(ctx context.Context, tx *sql.Tx, c Call) error {
	if c.Began.IsZero() || c.Began.After(c.Ended) || c.Ended.Sub(c.Began) > longestCall {
		c.Began = c.Ended
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO calls (agent, id, began, ended, wrapup, language, state, filters, found, reference)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (agent, id) DO UPDATE SET
		ended = CASE WHEN calls.wrapup IN ('referral', 'emergency') THEN excluded.ended ELSE calls.ended END,
		language = excluded.language,
		wrapup = CASE WHEN excluded.wrapup = 'not_said' THEN calls.wrapup ELSE excluded.wrapup END,
		state = CASE WHEN excluded.state = '' THEN calls.state ELSE excluded.state END,
		reference = CASE WHEN excluded.reference = '' THEN calls.reference ELSE excluded.reference END`,
		c.Agent, c.ID, millis(c.Began), millis(c.Ended), c.Wrapup, c.Language, c.State, text(c.Filters), c.Found, c.Reference)
	return err
}

// CallCounts is what a supervisor sees of the calls of a span of time.
type CallCounts struct {
	Calls    int
	ByWrapup map[Wrapup]int
	// ByAgent counts each agent's calls, and the seconds of those whose
	// beginning is known.
	ByAgent map[string]AgentCalls
	Spanish int
	Unmet   []Unmet
}

// AgentCalls are the calls of one agent.
type AgentCalls struct {
	Calls   int `json:"calls"`
	Timed   int `json:"timed"`
	Seconds int `json:"seconds"`
}

// An Unmet is a need that could not be met: how often, where, and what was asked.
type Unmet struct {
	State   string `json:"state"`
	Filters string `json:"filters"` // a JSON object
	Calls   int    `json:"calls"`
}

// CountCalls sums the calls that ended from from (included) until until
// (excluded).
func (s *Store) CountCalls(ctx context.Context, from, until time.Time) (CallCounts, error) {
	c := CallCounts{ByWrapup: map[Wrapup]int{}, ByAgent: map[string]AgentCalls{}}
	var wrapup Wrapup
	var agent, language string
	var n, timed int
	var spent int64
	err := s.each(ctx, func() {
		c.Calls += n
		c.ByWrapup[wrapup] += n
		a := c.ByAgent[agent]
		a.Calls, a.Timed, a.Seconds = a.Calls+n, a.Timed+timed, a.Seconds+int(spent/1000)
		c.ByAgent[agent] = a
		if language == "es" {
			c.Spanish += n
		}
	}, []any{&wrapup, &agent, &language, &n, &timed, &spent}, `SELECT wrapup, agent, language, COUNT(*),
		SUM(CASE WHEN ended > began THEN 1 ELSE 0 END), CAST(SUM(ended - began) AS BIGINT)
		FROM calls WHERE ended >= $1 AND ended < $2 GROUP BY wrapup, agent, language`, millis(from), millis(until))
	if err != nil {
		return c, err
	}
	var u Unmet
	err = s.each(ctx, func() { c.Unmet = append(c.Unmet, u) }, []any{&u.State, &u.Filters, &u.Calls},
		`SELECT state, filters, COUNT(*) FROM calls WHERE wrapup = 'unmet_need' AND ended >= $1 AND ended < $2
		GROUP BY state, filters ORDER BY 3 DESC, state, filters LIMIT 200`, millis(from), millis(until))
	return c, err
}
