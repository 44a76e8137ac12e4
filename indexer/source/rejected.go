package source

import "fmt"

// Reason says why a row was refused, as the report spells it.
type Reason string

// The reasons common to all files, in the order in which they are tested.
// A row that is too large is skipped unread, so it is nothing else.
const (
	BadRow      Reason = "bad_row"      // broken quoting, or not the header's number of columns
	BadEncoding Reason = "bad_encoding" // not UTF-8, or a NUL byte
	TooLarge    Reason = "too_large"    // a field or the row is beyond the limits
	BadNPI      Reason = "bad_npi"
	Duplicate   Reason = "duplicate" // the NPI (roster: the same word of the same day) came before; the first row stands
)

// The reasons of secondary files and the roster.
const (
	Blank         Reason = "blank_row"
	BadZIP        Reason = "bad_zip"
	BadProcedure  Reason = "unknown_procedure"
	BadDevice     Reason = "unknown_device"
	BadStatus     Reason = "unknown_status"
	BadDate       Reason = "bad_date"
	FutureDate    Reason = "future_date"
	BadPhone      Reason = "bad_phone"
	BadAccepting  Reason = "unknown_accepting"
	BadLanguage   Reason = "bad_language"
	BadText       Reason = "bad_text" // empty where it must not be, too long, or with control characters
	BadCoordinate Reason = "bad_coordinate"
	BadPrecision  Reason = "unknown_precision"
	BadLocation   Reason = "bad_location"
)

// A Rejected is the error of one row that was refused; reading goes on after
// it. It quotes nothing of the row but the NPI.
type Rejected struct {
	Row    int64  // 1-based data row of the file
	NPI    string // ten digits, or empty when the row has no readable one
	Reason Reason
	Field  string // the column at fault, or empty
	Detail string // more of the reason, in words; may be empty
	Damage Damage // what a tool did to the field, if one did
}

// Error returns the reason with its row and field.
func (r *Rejected) Error() string {
	s := fmt.Sprintf("source: row %d refused: %s", r.Row, r.Reason)
	if r.Field != "" {
		s += " in " + r.Field
	}
	if r.Detail != "" {
		s += ": " + r.Detail
	}
	return s
}

// Damage names what a spreadsheet or data-frame tool did to a value.
type Damage string

// The kinds of damage that readers know.
const (
	DamageDecimal   Damage = "decimal"   // "6125550100.0"
	DamageZero      Damage = "lost_zero" // a leading zero of a ZIP code is gone
	DamageExponent  Damage = "exponent"  // "1.02203E+12": digits are gone for good
	DamageShortDate Damage = "date_form" // "6/15/26"
	DamageMalformed Damage = "malformed" // in some other way
)

// Detail names the damage and says what became of the value; empty for none.
func (d Damage) Detail() string {
	switch d {
	case "":
		return ""
	case DamageDecimal:
		return "decimal: it was turned into a decimal number"
	case DamageZero:
		return "lost_zero: leading zeros are gone, and nothing proves which"
	case DamageExponent:
		return "exponent: a spreadsheet has replaced digits by an exponent"
	case DamageShortDate:
		return "date_form: the date is in another form"
	default:
		return string(d) + ": it cannot be read"
	}
}

// A Fault is a value of a delivered row that was damaged beyond proof and is
// left empty.
type Fault struct {
	Field  string // the column, as the header names it
	Damage Damage
}
