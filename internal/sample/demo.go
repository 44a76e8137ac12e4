package sample

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"

	"github.com/klauspost/compress/gzip"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/directory"
)

// Committed returns the options that made the set under data/sample.
func Committed() Options { return Options{Count: 2000, Others: 400, Seed: 8} }

// Demo unpacks the committed set into dir, which it makes if needed. The dates
// of evidence in the roster are moved so that they are as old on today as they
// were on [BaseDate]; the registry's dates stay.
func Demo(dir string, today directory.Date) (Files, error) {
	f := filesIn(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return f, fmt.Errorf("sample: making the folder: %w", err)
	}
	for _, to := range []string{f.Registry, f.Practices, f.Roster} {
		text, err := unpacked(filepath.Base(to))
		if err != nil {
			return f, err
		}
		if to == f.Roster {
			if text, err = shifted(text, today-BaseDate); err != nil {
				return f, err
			}
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return f, fmt.Errorf("sample: writing: %w", err)
		}
	}
	return f, nil
}

// unpacked returns a file of the committed set.
func unpacked(name string) ([]byte, error) {
	f, err := data.Sample.Open(path.Join("sample", name+".gz"))
	if err != nil {
		return nil, fmt.Errorf("sample: opening the committed set: %w", err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("sample: unpacking %s: %w", name, err)
	}
	text, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("sample: unpacking %s: %w", name, err)
	}
	return text, nil
}

// shifted returns a roster with its dates moved by so many days.
func shifted(roster []byte, days directory.Date) ([]byte, error) {
	rows, err := csv.NewReader(bytes.NewReader(roster)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("sample: reading the committed roster: %w", err)
	}
	for _, row := range rows[1:] {
		for _, col := range []int{6, 7} { // source_date, verified_on
			d, err := directory.ParseDate(row[col])
			if err != nil {
				return nil, fmt.Errorf("sample: reading the committed roster: %w", err)
			}
			row[col] = (d + days).String()
		}
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		return nil, fmt.Errorf("sample: writing the roster: %w", err)
	}
	return out.Bytes(), nil
}
