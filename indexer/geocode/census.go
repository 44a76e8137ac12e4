package geocode

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"
)

// CensusRows is how many addresses the Census Bureau's batch geocoder takes in
// one file.
const CensusRows = 10_000

// ErrNotEmpty says that a folder holds files of an earlier export.
var ErrNotEmpty = errors.New("it holds files of an earlier export, whose numbers mean other addresses: give a new folder")

// WriteCensus writes addresses, in their order, as files for the Census
// Bureau's batch geocoder into the folder dir, which is made if it is missing:
// id, street, city, state and ZIP code without a header. It returns the paths
// of the files; ids are numbers from 1 on through all of them.
func WriteCensus(dir string, all []Address) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("geocode: %w", err)
	}
	if old, _ := filepath.Glob(filepath.Join(dir, "census-*.csv")); len(old) > 0 { // the pattern is sound
		return nil, fmt.Errorf("geocode: %s: %w", dir, ErrNotEmpty)
	}
	var files []string
	for from := 0; from < len(all); from += CensusRows {
		path := filepath.Join(dir, fmt.Sprintf("census-%03d.csv", len(files)+1))
		if err := writeCensus(path, all[from:min(from+CensusRows, len(all))], from+1); err != nil {
			return files, fmt.Errorf("geocode: writing %s: %w", path, err)
		}
		files = append(files, path)
	}
	return files, nil
}

func writeCensus(path string, rows []Address, first int) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	for i, a := range rows {
		if err := w.Write([]string{strconv.Itoa(first + i), a.Street, withoutCommas(a.City), a.State, a.ZIP5}); err != nil {
			return err
		}
	}
	w.Flush()
	return errors.Join(w.Error(), renameio.WriteFile(path, []byte(b.String()), fs.FileMode(0o644)))
}

// withoutCommas returns a name of a town that the answer, which puts the parts
// of the address behind each other, does not tear apart.
func withoutCommas(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, ",", " ")), " ")
}
