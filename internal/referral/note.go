package referral

import (
	"fmt"
	"regexp"
	"unicode/utf8"
)

// PersonalKind says what a note was refused for looking like.
type PersonalKind string

// What a note must not hold.
const (
	PersonalPhone PersonalKind = "phone"
	PersonalEmail PersonalKind = "email"
	PersonalSSN   PersonalKind = "ssn"
	PersonalBirth PersonalKind = "birth_date"
)

// A PersonalError says that a note looks like personal data. It does not
// carry the text. It is an [ErrInvalid].
type PersonalError struct{ Kind PersonalKind }

func (e *PersonalError) Error() string {
	return "referral: note holds what looks like: " + string(e.Kind)
}

// Is makes a PersonalError an ErrInvalid.
func (e *PersonalError) Is(target error) bool { return target == ErrInvalid }

const month = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre|octubre|noviembre|dic(?:iembre)?)`

// personal lists the forms, most telling first. They are wide on purpose: a
// refused note costs an agent a moment, a kept number costs a caller more.
var personal = []struct {
	kind PersonalKind
	form *regexp.Regexp
}{
	{PersonalEmail, regexp.MustCompile(`(?i)[^\s@]+\s*(?:@|\(at\))\s*[a-z0-9-]+(?:\s*\.\s*|\s+dot\s+)[a-z]{2,}`)},
	{PersonalEmail, regexp.MustCompile(`(?i)\S+\s+at\s+[a-z0-9-]+\s+dot\s+[a-z]{2,}`)},
	{PersonalSSN, regexp.MustCompile(`(?:^|\D)\d{3}[-. ]\d{2}[-. ]\d{4}(?:\D|$)`)},
	{PersonalPhone, regexp.MustCompile(`(?:^|\D)(?:\+?1[-. ]*)?\(?\d{3}\)?[-./ ]*\d{3}[-./ ]*\d{4}(?:\D|$)`)},
	{PersonalPhone, regexp.MustCompile(`(?:^|\D)\d{3}[-. ]\d{4}(?:\D|$)`)},
	{PersonalSSN, regexp.MustCompile(`(?:^|\D)\d{9}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`(?i)\b(?:dob|d\.o\.b|date of birth|birth ?da(?:y|te)|born|nacimiento)\b|\bnaci[oó]`)},
	{PersonalBirth, regexp.MustCompile(`(?:^|\D)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`(?:^|\D)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`(?i)\b` + month + `\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d{2}\b`)},
	{PersonalBirth, regexp.MustCompile(`(?i)\b\d{1,2}\s+(?:de\s+)?` + month + `\.?,?\s+(?:de\s+)?(?:19|20)\d{2}\b`)},
}

// CheckNote refuses a note that is too long, is not plain text, or looks like
// a telephone number, an e-mail address, a date of birth or a social security
// number ([PersonalError]).
func CheckNote(note string) error {
	if len(note) > MaxNote {
		return fmt.Errorf("%w: note longer than %d bytes", ErrInvalid, MaxNote)
	}
	if !utf8.ValidString(note) {
		return fmt.Errorf("%w: note is not UTF-8", ErrInvalid)
	}
	for _, r := range note {
		if r < ' ' && r != '\n' {
			return fmt.Errorf("%w: note holds control characters", ErrInvalid)
		}
	}
	for _, p := range personal {
		if p.form.MatchString(note) {
			return &PersonalError{p.kind}
		}
	}
	return nil
}
