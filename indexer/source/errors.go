package source

import (
	"errors"
	"fmt"
)

// What can be wrong with a file as a whole. Errors of opening and reading wrap
// one of these or an error of the file system.
var (
	ErrEmpty     = errors.New("there is nothing in it")
	ErrKind      = errors.New("it is another kind of file")
	ErrColumn    = errors.New("a needed column is missing")
	ErrHeader    = errors.New("the header is not usable")
	ErrTruncated = errors.New("it ends too early")
	ErrPacked    = errors.New("it does not unpack")
	ErrMethod    = errors.New("it is packed in a way that cannot be read here")
	ErrBomb      = errors.New("it unpacks to more than is allowed")
	ErrDamaged   = errors.New("a spreadsheet or data-frame tool has damaged it beyond repair")
)

// A FileError says what is wrong with a file, and what to do.
type FileError struct {
	Kind   string // "NPPES main file", …
	Path   string
	Err    error
	Advice string // one sentence, or empty
}

// Error names the kind of file, the path, the cause and the advice.
func (e *FileError) Error() string {
	s := fmt.Sprintf("source: %s %s: %v", e.Kind, e.Path, e.Err)
	if e.Advice != "" {
		s += ". " + e.Advice
	}
	return s
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }
