package referral

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/physicianfinder/finder/internal/directory"
)

// An Edit is what may change in a case after it was made. Nil fields stay.
type Edit struct {
	How      *How
	Outcome  *Outcome
	FollowUp *directory.Date
	Note     *string
}

var (
	zip3Form  = regexp.MustCompile(`^\d{3}$`)
	cellForm  = regexp.MustCompile(`^85[0-9a-f]{13}$`) // an H3 index of resolution 5
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
	case len(c.Surgeons) == 0 || len(c.Surgeons) > MaxSurgeons:
		return fmt.Errorf("%w: 1 to %d surgeons", ErrInvalid, MaxSurgeons)
	case !slices.Contains(Hows(), c.How):
		return fmt.Errorf("%w: how", ErrInvalid)
	case !slices.Contains(Outcomes(), c.Outcome):
		return fmt.Errorf("%w: outcome", ErrInvalid)
	case len(c.Filters) > maxFilters:
		return fmt.Errorf("%w: too many filters", ErrInvalid)
	}
	for _, surgeon := range c.Surgeons {
		if _, err := directory.ParseNPI(surgeon.NPI.String()); err != nil {
			return fmt.Errorf("%w: surgeon: %w", ErrInvalid, err)
		}
	}
	for name, value := range c.Filters {
		if len(name)+len(value) > maxFilterValue || slices.Contains(placeFilters, name) {
			return fmt.Errorf("%w: filters", ErrInvalid)
		}
	}
	return CheckNote(c.Note)
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
	return changes
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
