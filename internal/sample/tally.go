package sample

import "github.com/physicianfinder/finder/internal/directory"

// A Tally is what a correct reader of the spine set must find in a sample.
//
// Rows = Organizations + Deactivated + OtherTaxonomy + Students + Physicians
// + Quarantined, where only the main file is read.
type Tally struct {
	Rows          int
	Organizations int
	Deactivated   int
	OtherTaxonomy int
	Students      int
	Physicians    int
	Quarantined   map[Trap]int

	// Rescued counts those of Quarantined that have a usable address among
	// the secondary practice locations.
	Rescued map[Trap]int

	PracticeRows    int // rows of the secondary practice locations
	PracticeMatched int // of them, rows of individuals with a spine code who are no students

	RosterRows   int // rows of the roster, all of them sound
	RosterStatus map[directory.Status]int
	RosterOther  int // roster rows of individuals without a spine code

	National *NationalTally // nil where none was asked for

	// Traps counts other peculiarities of rows in the spine set.
	Traps map[Trap]int
}

// A Trap is something that a reader can get wrong.
type Trap string

// The traps that make an address no place; all but PostBox are a reason of
// the report by the same name.
const (
	TrapNoAddress  Trap = "no_address"
	TrapPostBox    Trap = "post_box" // a post office box alone: no address
	TrapUnknownZIP Trap = "unknown_zip"
	TrapMilitary   Trap = "military"
	TrapForeign    Trap = "foreign"
)

// The other traps.
const (
	TrapPrimaryLater  Trap = "primary_not_first" // the switch Y is not in slot 1
	TrapNoPrimary     Trap = "no_primary"        // every switch is X
	TrapCodeTwice     Trap = "code_twice"
	TrapReactivated   Trap = "reactivated" // deactivation and reactivation dates on a live row
	TrapFormerName    Trap = "former_name"
	TrapNoPhone       Trap = "no_phone"
	TrapZIP5          Trap = "zip5"
	TrapSpelledTwice  Trap = "spelled_twice" // a secondary row repeats the first office in another spelling
	TrapSeveralPlaces Trap = "several_places"
)

func newTally() Tally {
	return Tally{
		Quarantined: map[Trap]int{}, Rescued: map[Trap]int{},
		RosterStatus: map[directory.Status]int{}, Traps: map[Trap]int{},
	}
}
