package source

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/internal/directory"
)

// workbook makes an .xlsx of rows of cells; a cell that begins with # is a
// date by its number, any other is text.
func workbook(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	var sheet strings.Builder
	sheet.WriteString(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for i, row := range rows {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, cell := range row {
			if number, ok := strings.CutPrefix(cell, "#"); ok {
				fmt.Fprintf(&sheet, `<c r="%c%d" s="1"><v>%s</v></c>`, 'A'+j, i+1, number)
			} else {
				fmt.Fprintf(&sheet, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+j, i+1, cell)
			}
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	return zipped(t, map[string]string{
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Report" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet.String(),
		"xl/styles.xml":              `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	})
}

func zipped(t testing.TB, members map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range members {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDeactivations reads the zip and the spreadsheet in it. 46279 is the
// 14th of September 2026 as spreadsheets count days from 1899-12-30.
func TestDeactivations(t *testing.T) {
	sheet := workbook(
		t, []string{"NPPES Deactivated NPI Report"}, []string{"NPI", "NPPES Deactivation Note", "NPI Deactivation Date"},
		[]string{"2000000010", "", "05/23/2007"}, []string{"2000000028", "", "#46279"}, []string{"2000000011", "", "05/23/2007"},
		[]string{"2000000036", "", "soon"}, []string{"2000000044", "", "2026-01-31"}, []string{"", "", ""},
	)
	paths := map[string]string{
		"xlsx": written(t, "report.xlsx", sheet),
		"zip":  written(t, "report.zip", zipped(t, map[string]string{"NPPES Deactivated NPI Report 20260914.xlsx": string(sheet)})),
	}
	for name, path := range paths {
		r, err := OpenDeactivations(path, Options{Keep: func(n directory.NPI) bool { return n != 2000000044 }})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for {
			d, err := r.Next()
			var rejected *Rejected
			switch {
			case errors.As(err, &rejected):
				got = append(got, fmt.Sprint(rejected.Row, " ", rejected.Reason))
				continue
			case err == nil:
				got = append(got, fmt.Sprint(d.Row, " ", d.NPI, " ", d.On))
				continue
			case err != io.EOF:
				t.Fatal(err)
			}
			break
		}
		want := []string{"1 2000000010 2007-05-23", "2 2000000028 2026-09-14", "3 bad_npi", "4 bad_date", "6 blank_row"}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if c := r.Counts(); c.Rows != 6 || c.Used != 2 || c.Unmatched != 1 || c.RefusedTotal() != 3 {
			t.Errorf("%s: %+v", name, c)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestDeactivationsRefused(t *testing.T) {
	tests := map[string]struct {
		file []byte
		want error
	}{
		"no archive":     {[]byte("NPI,Date\n"), ErrKind},
		"no spreadsheet": {zipped(t, map[string]string{"readme.txt": "x"}), ErrKind},
		"two of them":    {zipped(t, map[string]string{"a.xlsx": "x", "b.xlsx": "y"}), ErrKind},
		"a broken one":   {zipped(t, map[string]string{"a.xlsx": "x"}), ErrPacked},
		"other columns":  {workbook(t, []string{"Title"}, []string{"NPI", "Name"}, []string{"2000000010", "x"}), ErrColumn},
		"nothing in it":  {workbook(t), ErrColumn},
	}
	for name, tt := range tests {
		_, err := OpenDeactivations(written(t, "report.zip", tt.file), Options{})
		var file *FileError
		if !errors.As(err, &file) || !errors.Is(err, tt.want) || file.Advice == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := OpenDeactivations(filepath.Join(t.TempDir(), "nowhere.zip"), Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
