package source

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// A Finding is where a geocoder or an extract of address points puts a street
// address.
type Finding struct {
	Row      int64
	Street   string // house number and street
	Unit     string // of an address point; empty: it is that of the building
	State    string // two letters, or empty
	ZIP5     string
	Lat, Lng float64

	Asked   bool   // Street was asked for, and not found in an extract
	Exact   bool   // Asked: as it was asked for
	Matched string // Asked: the address found, its parts apart by commas
}

// The reasons of findings.
const (
	NoMatch  Reason = "no_match" // the geocoder knows no such address
	Tie      Reason = "tie"      // it knows several
	BadMatch Reason = "unknown_match"
	NoNumber Reason = "no_number" // an address point without a house number or street
)

// A FindingReader reads the answer of a geocoder or an extract of address
// points, as [Reader] and [LineReader] do.
type FindingReader interface {
	Next() (Finding, error)
	Counts() Counts
	Close() error
}

// findingsAdvice says which files hold findings.
const findingsAdvice = "Give an answer of the Census batch geocoder, a CSV of the National Address Database, or a CSV or lines of GeoJSON of OpenAddresses"

// OpenFindings opens the file at path as what its first line says it is.
// extract says that it is one of address points, which were not asked for.
// Errors are *FileError.
func OpenFindings(path string, o Options) (r FindingReader, extract bool, err error) {
	start, err := firstLine(path, o)
	if err != nil {
		return nil, false, &FileError{Kind: "file of geocodes", Path: path, Err: err, Advice: findingsAdvice}
	}
	switch first, _ := csv.NewReader(strings.NewReader(start)).Read(); {
	case strings.HasPrefix(start, "{"):
		r, err = openFeatures(path, o)
		extract = true
	case len(first) > 2 && isVerdict(first[2]):
		r, err = openCensus(path, o)
	default:
		r, err = openPoints(path, o)
		extract = true
	}
	return r, extract, err
}

// extractMember is what an extract is called within an archive.
var extractMember = regexp.MustCompile(`(?i)^NAD.*\.txt$|\.csv$`)

// firstLine returns what a file begins with, unpacked, to the end of the first
// line that holds anything.
func firstLine(path string, o Options) (string, error) {
	if path == stdinPath {
		return "", fmt.Errorf("%w: it is looked into before it is read: give a file", os.ErrInvalid)
	}
	o.Limits, o.Progress = o.Limits.withDefaults(), nil
	in, err := open(path, extractMember, o)
	if err != nil {
		return "", err
	}
	defer in.Close()
	const most = 64 << 10
	b := bufio.NewReader(io.LimitReader(in, most))
	for {
		line, err := b.ReadBytes('\n')
		line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte(byteOrderMark)))
		switch {
		case bytes.HasPrefix(line, []byte(zstdMagic)):
			return "{", nil // nothing but lines of JSON is packed so
		case bytes.HasPrefix(line, []byte("<")):
			return "", fmt.Errorf("%w: it is a web page, as a site in maintenance answers", ErrKind)
		case len(line) > 0:
			return string(line), nil
		case errors.Is(err, io.EOF):
			return "", ErrEmpty
		case err != nil:
			return "", err
		}
	}
}
