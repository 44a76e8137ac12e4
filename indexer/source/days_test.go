package source

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestParseDays(t *testing.T) {
	for text, want := range map[string]string{
		"20260921-20260927": "2026-09-21 to 2026-09-27", "20260921-20260921": "2026-09-21 to 2026-09-21",
		"20260927-20260921": "", "20261321-20261327": "", "2026-09-21": "", "": "", "x20260921-20260927": "", "120260921-20260927": "",
	} {
		d, err := ParseDays(text)
		if (err == nil) != (want != "") || err == nil && d.String() != want {
			t.Errorf("%q: %s, %v", text, d, err)
		}
	}
	d, _ := ParseDays("20260921-20260927")
	later, _ := ParseDays("20260927-20261003")
	apart, _ := ParseDays("20260928-20261004")
	if d.Count() != 7 || !d.Meets(later) || !later.Meets(d) || d.Meets(apart) || apart.Meets(d) {
		t.Errorf("%d days", d.Count())
	}
}

// The name of an archive's member says its days, else that of the file; a pipe
// is not opened for it.
func TestRegistryDays(t *testing.T) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "weekly.zip")
	f, err := os.Create(archive)
	if err != nil {
		t.Fatal(err)
	}
	zw := zip.NewWriter(f)
	for _, name := range []string{
		"npidata_pfile_20260921-20260927.csv", "npidata_pfile_20260921-20260927_fileheader.csv",
		"pl_pfile_20260914-20260920.csv", "othername_pfile_20260101-20260102.csv",
	} {
		if _, err := zw.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(zw.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	plain := filepath.Join(dir, "npidata_pfile_20050523-20261011.csv")
	bare := filepath.Join(dir, "npidata.csv")
	for _, path := range []string{plain, bare} {
		if err := os.WriteFile(path, []byte("NPI\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pipe := filepath.Join(dir, "pipe_20260928-20261004")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		of         func(string) (Days, error)
		path, want string
	}{
		{RegistryDays, archive, "2026-09-21 to 2026-09-27"},
		{PracticeDays, archive, "2026-09-14 to 2026-09-20"},
		{RegistryDays, plain, "2005-05-23 to 2026-10-11"},
		{RegistryDays, bare, " to "},
		{RegistryDays, "-", " to "},
		{RegistryDays, pipe, "2026-09-28 to 2026-10-04"},
	} {
		if d, err := tt.of(tt.path); err != nil || d.String() != tt.want {
			t.Errorf("%s: %s, %v", filepath.Base(tt.path), d, err)
		}
	}
	var fault *FileError
	if _, err := RegistryDays(filepath.Join(dir, "nowhere.csv")); !errors.As(err, &fault) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
}
