package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"

	"github.com/physicianfinder/finder/internal/directory"
)

// dacDataset is the identifier of the Doctors and Clinicians file.
const dacDataset = "mj5m-pzi6"

// dacWhat is what messages call the record.
const dacWhat = "the record of the Doctors and Clinicians file"

// dacCatalog is where all records stand, relative to the record's address: for
// when the record does not answer.
const dacCatalog = "/provider-data/data.json"

var dacName = regexp.MustCompile(`(?i)^DAC_NationalDownloadableFile.*\.csv$`)

// A dataset is a metastore record, or an entry of the catalog.
type dataset struct {
	Identifier   string          `json:"identifier"`
	Modified     string          `json:"modified"`
	Distribution []*distribution `json:"distribution"`
}

// A distribution names a file: plainly, or one level down in "data" when the
// record was asked for with its references.
type distribution struct {
	DownloadURL string        `json:"downloadURL"`
	Data        *distribution `json:"data"`
}

// clinicians fetches the Doctors and Clinicians file.
func (f *fetcher) clinicians(ctx context.Context) error {
	address, released, err := f.dacFile(ctx)
	if err != nil {
		return err
	}
	return f.take(ctx, target{
		kind: Clinicians, name: "DAC_NationalDownloadableFile_" + released.String() + ".csv", url: address,
		check: func(c *checking) (directory.Date, directory.Date, error) {
			return 0, released, c.table("npi", "adrs_id")
		},
	})
}

// dacFile asks the record, and when that is of no use the catalog, where the
// file is and when it was released.
func (f *fetcher) dacFile(ctx context.Context) (address string, released directory.Date, err error) {
	text, _, err := f.document(ctx, dacWhat, f.o.DACRecord)
	if err == nil {
		var d dataset
		if err = decode(text, &d); err == nil {
			address, released, err = d.file(f.o.DACRecord)
		}
	}
	if err == nil {
		return address, released, nil
	}
	first := explain(dacWhat, err)
	catalog, err := relative(f.o.DACRecord, dacCatalog)
	if err != nil {
		return "", 0, errors.Join(first, err)
	}
	text, _, err = f.document(ctx, "the catalog "+dacCatalog, catalog)
	var all struct {
		Dataset []dataset `json:"dataset"`
	}
	if err == nil {
		err = decode(text, &all)
	}
	for _, d := range all.Dataset {
		if d.Identifier == dacDataset {
			if address, released, err = d.file(catalog); err == nil {
				f.note("%v. The catalog %s names the file", first, dacCatalog)
				return address, released, nil
			}
		}
	}
	if err == nil {
		err = fmt.Errorf("%w: it does not hold dataset %s", errContent, dacDataset)
	}
	return "", 0, errors.Join(first, explain("the catalog "+dacCatalog, err))
}

// file returns the address of the CSV and the day of its release.
func (d *dataset) file(base string) (string, directory.Date, error) {
	released, err := leadingDate(d.Modified)
	if err != nil {
		return "", 0, fmt.Errorf("%w: its \"modified\" is no date: %.40q", errContent, d.Modified)
	}
	for _, dist := range d.Distribution {
		for ; dist != nil; dist = dist.Data {
			address, err := relative(base, dist.DownloadURL)
			if u, e := url.Parse(address); err == nil && e == nil && dacName.MatchString(path.Base(u.Path)) {
				return address, released, nil
			}
		}
	}
	return "", 0, fmt.Errorf("%w: it names no DAC_NationalDownloadableFile.csv", errContent)
}

// leadingDate reads the day of a date or a timestamp.
func leadingDate(s string) (directory.Date, error) {
	d, err := directory.ParseDate(s[:min(len(s), len("2006-01-02"))])
	if err == nil && d == 0 {
		err = errors.New("there is no date")
	}
	return d, err
}

func relative(base, ref string) (string, error) {
	u, err := url.Parse(base)
	if err == nil {
		u, err = u.Parse(ref)
	}
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// decode reads JSON; a web page in its place is named as what it is.
func decode(text []byte, v any) error {
	if err := looksRight("", text[:min(len(text), 1024)]); err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%w: %w", errContent, err)
	}
	return nil
}
