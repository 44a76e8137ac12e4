package referral

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Edit is what may change in a case after it was made. Nil fields stay.
type Edit struct {
	How      *How
	Outcome  *Outcome
	FollowUp *directory.Date
	Note     *string
	Ask      *directory.NPI
	Assigned *string
	Remarks  *[]Remark
	Voided   *Void
	Merged   *Reference
	Surgeons map[directory.NPI]Told
}

// Told is what came of one surgeon of a case.
type Told struct {
	Outcome  Outcome `json:"outcome"`
	Attempts int     `json:"attempts"`
}

// maxAttempts bounds how often an office was rung.
const maxAttempts = 99

var (
	zip3Form  = regexp.MustCompile(`^\d{3}$`)
	cellForm  = regexp.MustCompile(`^85[0-9a-f]{13}$`) // an H3 index of resolution 5
	e164Form  = regexp.MustCompile(`^\+1[2-9]\d{9}$`)
	stateForm = regexp.MustCompile(`^[A-Z]{2}$`)
	agentForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)
)

// maxFilters bounds the filters kept with a case; their values too.
const (
	maxFilters     = 20
	maxFilterValue = 100 // bytes
)

// placeFilters are parameters that would keep where the caller is, or what
// they typed: a case never holds them.
var placeFilters = []string{"near", "q", "bbox"}

// check returns the first fault of a case that is about to be stored.
func (c *Case) check() error {
	switch {
	case !agentForm.MatchString(c.Agent):
		return fmt.Errorf("%w: agent", ErrInvalid)
	case c.Language != "en" && c.Language != "es":
		return fmt.Errorf("%w: language", ErrInvalid)
	case !c.Origin.valid():
		return fmt.Errorf("%w: origin: a three-digit ZIP or a resolution-5 cell", ErrInvalid)
	case len(c.Surgeons) > MaxSurgeons:
		return fmt.Errorf("%w: at most %d surgeons", ErrInvalid, MaxSurgeons)
	case len(c.Surgeons) == 0 && c.Outcome != OutcomeEmergency:
		return fmt.Errorf("%w: a surgeon, unless the caller was sent to 911", ErrInvalid)
	case !slices.Contains(Hows(), c.How):
		return fmt.Errorf("%w: how", ErrInvalid)
	case !slices.Contains(Outcomes(), c.Outcome):
		return fmt.Errorf("%w: outcome", ErrInvalid)
	case c.Assigned != "" && !agentForm.MatchString(c.Assigned):
		return fmt.Errorf("%w: assigned", ErrInvalid)
	case c.Ask != 0 && !slices.ContainsFunc(c.Surgeons, func(s Surgeon) bool { return s.NPI == c.Ask }):
		return fmt.Errorf("%w: ask: not a surgeon of the case", ErrInvalid)
	case c.State != "" && !stateForm.MatchString(c.State):
		return fmt.Errorf("%w: state", ErrInvalid)
	case c.Voided != "" && !slices.Contains(Voids(), c.Voided):
		return fmt.Errorf("%w: void", ErrInvalid)
	case (c.Voided == VoidDuplicate) != (c.Merged != "") || c.Merged != "" && c.Merged == c.Reference:
		return fmt.Errorf("%w: a duplicate names the other case", ErrInvalid)
	}
	for i, r := range c.Remarks {
		if !slices.Contains(Remarks(), r) || slices.Contains(c.Remarks[:i], r) {
			return fmt.Errorf("%w: remarks", ErrInvalid)
		}
	}
	for _, surgeon := range c.Surgeons {
		if _, err := directory.ParseNPI(surgeon.NPI.String()); err != nil {
			return fmt.Errorf("%w: surgeon: %w", ErrInvalid, err)
		}
		if surgeon.Outcome != "" && !slices.Contains(Outcomes(), surgeon.Outcome) || surgeon.Attempts < 0 || surgeon.Attempts > maxAttempts {
			return fmt.Errorf("%w: outcome of a surgeon", ErrInvalid)
		}
	}
	if err := checkFilters(c.Filters); err != nil {
		return err
	}
	return CheckNote(c.Note)
}

func checkFilters(filters map[string]string) error {
	if len(filters) > maxFilters {
		return fmt.Errorf("%w: too many filters", ErrInvalid)
	}
	for name, value := range filters {
		if len(name)+len(value) > maxFilterValue || slices.Contains(placeFilters, name) {
			return fmt.Errorf("%w: filters", ErrInvalid)
		}
	}
	return nil
}

func (o Origin) valid() bool {
	switch o.Kind {
	case "":
		return o.Value == ""
	case "zip3":
		return zip3Form.MatchString(o.Value)
	case "cell5":
		return cellForm.MatchString(o.Value)
	}
	return false
}

// apply sets what the edit names and returns what changed.
func (c *Case) apply(e Edit) []Change {
	var changes []Change
	set := func(field, from, to string) bool {
		if from != to {
			changes = append(changes, Change{field, from, to})
		}
		return from != to
	}
	if e.How != nil && set("how", string(c.How), string(*e.How)) {
		c.How = *e.How
	}
	if e.Outcome != nil && set("outcome", string(c.Outcome), string(*e.Outcome)) {
		c.Outcome = *e.Outcome
	}
	if e.FollowUp != nil && set("follow_up", c.FollowUp.String(), e.FollowUp.String()) {
		c.FollowUp = *e.FollowUp
	}
	if e.Note != nil && set("note", c.Note, *e.Note) {
		c.Note = *e.Note
	}
	if e.Ask != nil && set("ask", npiText(c.Ask), npiText(*e.Ask)) {
		c.Ask = *e.Ask
	}
	if e.Assigned != nil && set("assigned", c.Assigned, *e.Assigned) {
		c.Assigned = *e.Assigned
	}
	if e.Remarks != nil && set("remarks", joined(c.Remarks), joined(*e.Remarks)) {
		c.Remarks = *e.Remarks
	}
	if e.Voided != nil && set("voided", string(c.Voided), string(*e.Voided)) {
		c.Voided = *e.Voided
	}
	if e.Merged != nil && set("merged", string(c.Merged), string(*e.Merged)) {
		c.Merged = *e.Merged
	}
	if c.tell(e.Surgeons, set) {
		set("outcome", string(c.Outcome), string(c.overall()))
		c.Outcome = c.overall()
	}
	return changes
}

// tell sets what came of single surgeons; the fields of the history are numbered
// as the surgeons are. It reports whether an outcome changed.
func (c *Case) tell(told map[directory.NPI]Told, set func(field, from, to string) bool) (changed bool) {
	c.Surgeons = slices.Clone(c.Surgeons)
	for i := range c.Surgeons {
		s := &c.Surgeons[i]
		now, ok := told[s.NPI]
		if !ok {
			continue
		}
		n := strconv.Itoa(i + 1)
		if set("outcome "+n, string(s.Outcome), string(now.Outcome)) {
			s.Outcome, changed = now.Outcome, true
		}
		if set("attempts "+n, strconv.Itoa(s.Attempts), strconv.Itoa(now.Attempts)) {
			s.Attempts = now.Attempts
		}
	}
	return changed
}

// overall is the outcome of a case out of those of its surgeons.
func (c *Case) overall() Outcome {
	for _, o := range furthest {
		if slices.ContainsFunc(c.Surgeons, func(s Surgeon) bool { return s.Outcome == o }) {
			return o
		}
	}
	return OutcomeOpen
}

func npiText(n directory.NPI) string {
	if n == 0 {
		return ""
	}
	return n.String()
}

// joined is the stored form of remarks: codes without blanks, in one line.
func joined(remarks []Remark) string {
	all := make([]string, len(remarks))
	for i, r := range remarks {
		all[i] = string(r)
	}
	return strings.Join(all, " ")
}

func remarksOf(stored string) []Remark {
	var all []Remark
	for code := range strings.FieldsSeq(stored) {
		all = append(all, Remark(code))
	}
	return all
}

// made returns the changes that the making of a case stands for.
func (c *Case) made() []Change {
	changes := []Change{
		{"how", "", string(c.How)},
		{"outcome", "", string(c.Outcome)},
		{"surgeons", "", strconv.Itoa(len(c.Surgeons))},
	}
	if c.FollowUp != 0 {
		changes = append(changes, Change{"follow_up", "", c.FollowUp.String()})
	}
	if c.Note != "" {
		changes = append(changes, Change{"note", "", c.Note})
	}
	if len(c.Remarks) > 0 {
		changes = append(changes, Change{"remarks", "", joined(c.Remarks)})
	}
	return changes
}

// text is v as JSON for a text column; the values stored so cannot fail.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("referral: " + err.Error())
	}
	return string(b)
}
