package source_test

import (
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
	"github.com/klauspost/compress/zstd"

	"github.com/physicianfinder/finder/indexer/source"
)

// findings reads a file of them to its end. Every row is counted once, and
// what is delivered can be put on a map.
func findings(t *testing.T, path string) (all []source.Finding, rejected []*source.Rejected, extract bool, err error) {
	t.Helper()
	r, extract, err := source.OpenFindings(path, source.Options{})
	if err != nil {
		var file *source.FileError
		if !errors.As(err, &file) || file.Path != path {
			t.Fatalf("%v names no file", err)
		}
		return nil, nil, extract, err
	}
	defer r.Close()
	for {
		f, err := r.Next()
		var bad *source.Rejected
		switch {
		case errors.Is(err, io.EOF):
			if c := r.Counts(); c.Rows != int64(len(all)+len(rejected)) || c.Rows != c.Used+c.RefusedTotal() {
				t.Errorf("%d taken, %d refused, counted %+v", len(all), len(rejected), c)
			}
			return all, rejected, extract, nil
		case errors.As(err, &bad):
			rejected = append(rejected, bad)
			if bad.Row != int64(len(all)+len(rejected)) || bad.Reason == "" {
				t.Errorf("row %d refused as %+v", len(all)+len(rejected), bad)
			}
			continue
		case err != nil:
			return all, rejected, extract, err
		}
		all = append(all, f)
		if !(f.Lat >= -90 && f.Lat <= 90 && f.Lng >= -180 && f.Lng <= 180) || f.Lat == 0 && f.Lng == 0 ||
			len(f.ZIP5) != 5 || strings.Trim(f.ZIP5, "0123456789") != "" || f.Street == "" || f.Asked == extract || f.Row != int64(len(all)+len(rejected)) {
			t.Errorf("taken: %+v", f)
		}
	}
}

const (
	censusText = `"1","100 EXAMPLE AVE, Minneapolis, MN, 55401","Match","Exact","100 EXAMPLE AVE, MINNEAPOLIS, MN, 55401","-93.2695,44.9841","1","L"` + "\n" +
		`"2","1 NOWHERE RD, Minneapolis, MN, 55401","No_Match"` + "\n"
	pointText   = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n-93.27,44.98,100,EXAMPLE AVE,,MINNEAPOLIS,,MN,55401,,a\n"
	featureText = `{"type":"Feature","properties":{"number":"100","street":"EXAMPLE AVE","region":"MN","postcode":"55401"},"geometry":{"type":"Point","coordinates":[-93.27,44.98]}}` + "\n"
)

// TestFindingsPacked reads each form as it is published: packed, with a mark
// before the text, with either line end.
func TestFindingsPacked(t *testing.T) {
	zipped := func(name string) func(w io.Writer, text string) error {
		return func(w io.Writer, text string) error {
			z := zip.NewWriter(w)
			m, err := z.Create(name)
			if err == nil {
				_, err = io.WriteString(m, text)
			}
			return errors.Join(err, z.Close())
		}
	}
	plain := func(w io.Writer, text string) error { _, err := io.WriteString(w, text); return err }
	gzipped := func(w io.Writer, text string) error {
		z := gzip.NewWriter(w)
		_, err := io.WriteString(z, text)
		return errors.Join(err, z.Close())
	}
	tests := []struct {
		name, text string
		pack       func(w io.Writer, text string) error
		taken      int
	}{
		{"census", censusText, plain, 1},
		{"census with a byte order mark", "\ufeff" + censusText, plain, 1},
		{"census with other line ends", strings.ReplaceAll(censusText, "\n", "\r\n"), plain, 1},
		{"census without quotes", strings.Replace(censusText, `"1"`, "1", 1), plain, 1},
		{"census, nothing found first", `"2","1 NOWHERE RD, Minneapolis, MN, 55401","Tie"` + "\n" + censusText, plain, 1},
		{"points with a byte order mark", "\ufeff" + pointText, plain, 1},
		{"points in gzip", pointText, gzipped, 1},
		{"points in a zip", pointText, zipped("us/mn/hennepin.csv"), 1},
		{"national points in a zip", strings.NewReplacer("LON,LAT", "Longitude,Latitude", "POSTCODE", "Zip_Code", "NUMBER", "AddNo_Full", "STREET", "StNam_Full").Replace(pointText), zipped("TXT/NAD_r20.txt"), 1},
		{"lines", featureText + featureText, plain, 2},
		{"lines in gzip", featureText, gzipped, 1},
		{"lines in zstd", featureText, func(w io.Writer, text string) error {
			z, err := zstd.NewWriter(w)
			if err == nil {
				_, err = io.WriteString(z, text)
			}
			return errors.Join(err, z.Close())
		}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file")
			f, err := os.Create(path)
			if err == nil {
				err = errors.Join(tt.pack(f, tt.text), f.Close())
			}
			if err != nil {
				t.Fatal(err)
			}
			all, rejected, extract, err := findings(t, path)
			if err != nil || len(all) != tt.taken || extract == strings.HasPrefix(tt.name, "census") {
				t.Errorf("%d taken, extract %v, %v", len(all), extract, err)
			}
			for _, f := range all {
				if f.Street != "100 EXAMPLE AVE" || f.ZIP5 != "55401" || f.Lat < 44 || f.Lat > 45 || f.State != "MN" {
					t.Errorf("%+v", f)
				}
			}
			for _, r := range rejected {
				if r.Reason != source.NoMatch && r.Reason != source.Tie {
					t.Error(r)
				}
			}
		})
	}
	for name, text := range map[string]string{"lines cut off": featureText + featureText[:80], "gzip cut off": "\x1f\x8b\x08\x00\x00"} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := findings(t, path); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// FuzzCensus holds the answers of the geocoder to what encoding/csv reads of
// them.
func FuzzCensus(f *testing.F) {
	f.Add(strings.TrimSpace(strings.Split(censusText, "\n")[0]))
	f.Add(`"3","5 A ST, B, MN, 55401","Match","Non_Exact","5 A ST N, B, MN, 55401","-93.27,44.98","2","R","27","053","1","2"`)
	f.Add(`"4",", , , ","Match","Exact","","NaN,1","",""`)
	f.Add(`"5","A, B, C","Match"`)
	f.Add(`5,"5 ""A"" ST, X, B, Minnesota, 55401-1234",Match,Exact,,"-93.27 , 44.98"`)
	f.Fuzz(func(t *testing.T, line string) {
		path := filepath.Join(t.TempDir(), "answer.csv")
		if err := os.WriteFile(path, []byte(censusText+line), 0o600); err != nil {
			t.Fatal(err)
		}
		all, _, extract, err := findings(t, path)
		if err != nil || extract || len(all) == 0 {
			t.Fatal(len(all), extract, err)
		}
		if strings.ContainsAny(line, "\r\n") {
			return
		}
		r := csv.NewReader(strings.NewReader(line))
		r.FieldsPerRecord = -1
		fields, err := r.Read()
		if err != nil || len(all) != 2 {
			if err == nil && len(all) > 2 {
				t.Errorf("%q: %d taken", line, len(all))
			}
			return
		}
		point := strings.SplitN(strings.TrimSpace(fields[5]), ",", 2)
		lng, err1 := strconv.ParseFloat(strings.TrimSpace(point[0]), 64)
		lat, err2 := strconv.ParseFloat(strings.TrimSpace(point[1]), 64)
		f := all[1]
		if err1 != nil || err2 != nil || f.Lat != lat || f.Lng != lng || strings.TrimSpace(fields[2]) != "Match" || f.Exact != (strings.TrimSpace(fields[3]) == "Exact") ||
			!strings.Contains(fields[1], f.ZIP5) {
			t.Errorf("%q taken as %+v", line, f)
		}
	})
}

func FuzzPoint(f *testing.F) {
	f.Add("-93.27,44.98,100,EXAMPLE AVE,,MINNEAPOLIS,,MN,55401,,a")
	f.Add("-71.09,42.36,1 1/2,ELM,2,BOSTON,,MA,2142,,")
	f.Add("1e1,NaN,0,,,,,,,,")
	f.Add(`"-93.27","44.98","100","A ""B"" ST","","","","mn","55401-1234","",""`)
	f.Fuzz(func(t *testing.T, line string) {
		path := filepath.Join(t.TempDir(), "points.csv")
		if err := os.WriteFile(path, []byte(pointText+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if all, _, extract, err := findings(t, path); err != nil || !extract || len(all) == 0 {
			t.Fatal(len(all), extract, err)
		}
	})
}

func FuzzFeature(f *testing.F) {
	f.Add(strings.TrimSpace(featureText))
	f.Add(`{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1e999,"x"]}}`)
	f.Add(`{"type":"FeatureCollection","features":[]}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, line string) {
		path := filepath.Join(t.TempDir(), "points.geojson")
		if err := os.WriteFile(path, []byte(featureText+line+"\n"+featureText), 0o600); err != nil {
			t.Fatal(err)
		}
		if all, _, extract, err := findings(t, path); err != nil || !extract || len(all) < 2 {
			t.Fatal(len(all), extract, err)
		}
	})
}
