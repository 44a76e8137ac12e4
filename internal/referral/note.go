package referral

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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

// personal lists the forms, most telling first, of a note made [plain]. They
// are wide on purpose: a refused note costs an agent a moment, a kept number
// costs a caller more.
var personal = []struct {
	kind PersonalKind
	form *regexp.Regexp
}{
	{PersonalEmail, regexp.MustCompile(`[^\s@]@[^\s@]`)},
	{PersonalEmail, regexp.MustCompile(`\S\s*(?:@|[(\[{]\s*(?:at|arroba)\s*[)\]}])\s*[a-z0-9-]+\s*(?:\.|[(\[{]?\b(?:dot|punto)\b[)\]}]?)\s*[a-z]{2,}`)},
	{PersonalEmail, regexp.MustCompile(`\S\s+(?:at|arroba)\s+[a-z0-9-]+\s+(?:dot|punto)\s+[a-z]{2,}`)},
	{PersonalEmail, regexp.MustCompile(`\S\s+(?:at|arroba)\s+[a-z0-9-]+\.(?:com|org|net|edu|gov|us|mx|es)\b`)},
	{PersonalEmail, regexp.MustCompile(`\b(?:gmail|hotmail|yahoo|icloud|outlook\.com|aol\.com)\b`)},
	{PersonalSSN, regexp.MustCompile(`\b(?:ssn|s\.s\.n|social security|seguro social)\b`)},
	{PersonalSSN, regexp.MustCompile(`(?:^|\D)\d{3}[-. ]+\d{2}[-. ]+\d{4}(?:\D|$)`)},
	{PersonalPhone, regexp.MustCompile(`(?:^|\D)(?:\+?1[-. ]*)?\(?\d{3}\)?[-./ ]*\d{3}[-./ ]*\d{4}(?:\D|$)`)},
	{PersonalPhone, regexp.MustCompile(`(?:^|\D)\d{3}[-. ]\d{4}(?:\D|$)`)},
	{PersonalSSN, regexp.MustCompile(`(?:^|\D)\d{9}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`\b(?:dob|d\.o\.b|date of birth|birth ?da(?:y|te)|b-?day|born|nacimiento|fecha de nac|fdn|cumplea(?:n|ñ)os)\b|\bnaci(?:ó|o\b|d[oa]\b)`)},
	{PersonalBirth, regexp.MustCompile(`(?:^|\D)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`(?:^|\D)\d{1,2}[-/. ]+\d{1,2}[-/. ]+(?:19|20)\d{2}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`(?:^|\D)(?:19|20)\d{2}[-/. ]+\d{1,2}[-/. ]+\d{1,2}(?:\D|$)`)},
	{PersonalBirth, regexp.MustCompile(`\b` + month + `[-/. ]+\d{1,2}(?:st|nd|rd|th)?(?:[-/., ]+(?:19|20)\d{2}|[-/]\d{2}|,? ')\b`)},
	{PersonalBirth, regexp.MustCompile(`\b\d{1,2}(?:st|nd|rd|th)?[-/. ]*(?:de |of )?` + month + `[-/.,]*(?: ?(?:del? )?(?:19|20)\d{2}| del? \d{2}| ?'\d{2}|\d{2})\b`)},
	// Digits in any other grouping, and said one by one.
	{PersonalPhone, regexp.MustCompile(`\d(?:[-. /()]*\d){6}`)},
	{PersonalPhone, regexp.MustCompile(`\b\d{1,2}(?:(?:[-., ]|\by\b)+\d{1,2}\b){6}`)},
}

// numerals are the words by which people say numbers, each as so many digits.
var numerals = regexp.MustCompile(`\b(?:(zero|oh|one|two|three|four|five|six|seven|eight|nine|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)|` +
	`ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|` +
	`diez|once|doce|trece|catorce|quince|dieci\w+|veinti?\w*|(?:trei|cuare|cincue|sese|sete|oche|nove)nta)\b`)

// plain returns a note as the forms read it: lower case, one kind of blank and
// of dash, nothing that is not seen, and number words as digits, of which only
// how many there are counts.
func plain(note string) string {
	lower := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Pd, r) || r == '\u2212' || r == '\u00b7' || r == '_':
			return '-'
		case r == '’' || r == '‘':
			return '\''
		case r > unicode.MaxASCII && unicode.IsDigit(r):
			return '0'
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(note))
	return numerals.ReplaceAllStringFunc(lower, func(word string) string {
		if numerals.FindStringSubmatch(word)[1] != "" {
			return "1"
		}
		return "10"
	})
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
	read := plain(note)
	for _, p := range personal {
		if p.form.MatchString(read) {
			return &PersonalError{p.kind}
		}
	}
	return nil
}
