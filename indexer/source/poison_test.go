package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/sample"
)

// One poisoned row costs itself and no other.
func TestPoisonedRows(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 300, Others: 300, Seed: 21})
	lines := bytes.SplitAfter(data, []byte("\n"))
	const at = 200 // of a surgeon, as every second row
	victim := lines[at]
	if !bytes.Contains(victim, []byte(`207X00000X`)) && !bytes.Contains(victim, []byte(`207T00000X`)) {
		t.Fatal("the row to poison is not of the spine set")
	}
	sound, _, err := readAll(bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	replace := func(old, new string) []byte { return bytes.Replace(victim, []byte(old), []byte(new), 1) }
	for _, c := range []struct {
		name string
		row  []byte
		want source.Reason
	}{
		{"a column too few", replace(`"1",`, ``), source.BadRow},
		{"a column too many", replace(`"1",`, `"1","",`), source.BadRow},
		{"a quote within", replace(`"US"`, `"U"S"`), source.BadRow},
		{"a pair of quotes within, a column too few", replace(`"1","",`, `"1""",`), source.BadRow},
		{"a field that is a comma, and a column too few", replace(`"1","","",`, `"1",",",`), source.BadRow},
		{"an opened quote", replace(`"US"`, `"US`), source.BadRow},
		{"an entity type of 3", replace(`,"1",`, `,"3",`), source.BadRow},
		{"bad UTF-8 in a name", replace(`"US"`, "\"U\xff\""), source.BadEncoding},
		{"bad UTF-8 in front", replace(`"","`, "\"\xc3\",\""), source.BadEncoding},
		{"a NUL byte", replace(`"US"`, "\"U\x00\""), source.BadEncoding},
		{"a NUL byte at the end", append(bytes.TrimSuffix(victim, []byte("\"\n")), "\x00\"\n"...), source.BadEncoding},
		{"a field of 10 MB", replace(`"US"`, `"`+strings.Repeat("A", 10<<20)+`"`), source.TooLarge},
		{"a row of 10 MB", replace(`"US"`, strings.Repeat(`"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",`, 10<<20/42)+`"US"`), source.TooLarge},
		{"a row of 10 MB of empty fields", replace(`"US"`, strings.Repeat(`"",`, 10<<20/3)+`"US"`), source.TooLarge},
		{"a row of 10 MB of commas", replace(`"US"`, strings.Repeat(`,`, 10<<20)+`"US"`), source.TooLarge},
		{"a field of 10 MB without quotes", replace(`"US"`, strings.Repeat("A", 10<<20)), source.TooLarge},
		{"a wrong check digit", append([]byte{'"'}, append(otherDigit(victim[1:11]), victim[11:]...)...), source.BadNPI},
		{"an NPI with a letter", replace(`"2`, `"Z`), source.BadNPI},
		{"an NPI of nine digits", replace(`"2`, `"`), source.BadNPI},
		{"no NPI", append([]byte(`"`), victim[11:]...), source.BadNPI},
		{"the NPI of the row before last", append(bytes.Clone(lines[at-2][:12]), victim[12:]...), source.Duplicate},
	} {
		t.Run(c.name, func(t *testing.T) {
			poisoned := bytes.Join([][]byte{
				bytes.Join(lines[:at], nil), c.row, bytes.Join(lines[at+1:], nil),
			}, nil)
			got, _, err := readAll(bytes.NewReader(poisoned), nil)
			if err != nil {
				t.Fatal(err)
			}
			want := make([]string, len(sound))
			for i, s := range sound {
				if want[i] = s; strings.HasPrefix(s, fmt.Sprint(at, " ")) {
					want[i] = fmt.Sprintf("%d %s", at, c.want)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func otherDigit(npi []byte) []byte {
	b := bytes.Clone(npi)
	b[9] = '0' + (b[9]-'0'+1)%10
	return b
}

// Memory does not follow the size of a field.
func TestHugeFieldInFlatMemory(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 3, Others: 0, Seed: 1})
	lines := bytes.SplitAfter(data, []byte("\n"))
	huge := io.MultiReader(
		bytes.NewReader(lines[0]), bytes.NewReader(lines[1]), strings.NewReader(`"`),
		io.LimitReader(endless('A'), 500<<20), strings.NewReader("\"\n"), bytes.NewReader(lines[2]),
	)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, counts, err := readAll(huge, nil)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Rows != 3 || counts.Taken != 2 || counts.Refused[source.TooLarge] != 1 {
		t.Errorf("counted %+v", counts)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<20 {
		t.Errorf("%d MB were allocated for a field of 500 MB", took>>20)
	}
}

type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

// A file that is no registry is refused with its reason, and with what to do.
func TestFilesRefused(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 200, Others: 0, Seed: 2})
	header, _, _ := bytes.Cut(data, []byte("\n"))
	packed := gzipped(t, data)
	damaged := func(n int) []byte { // NPIs as a spreadsheet shows them
		b := bytes.Clone(header)
		for line := range bytes.Lines(data[len(header)+1:]) {
			if n--; n >= 0 {
				b = append(append(b, "\n\"2.85929E+09"...), bytes.TrimSuffix(line[11:], []byte("\n"))...)
			}
		}
		return b
	}
	for _, c := range []struct {
		name string
		file string
		data []byte
		want error
		text string
	}{
		{"an empty file", "a.csv", nil, source.ErrEmpty, "nothing in it"},
		{"an empty gzip", "a.csv.gz", gzipped(t, nil), source.ErrEmpty, "nothing in it"},
		{"a header alone", "a.csv", header, source.ErrEmpty, "but a header"},
		{"no NPI column", "a.csv", bytes.Replace(data, []byte(`"NPI"`), []byte(`"ID"`), 1), source.ErrColumn, "NPI"},
		{"one column missing", "a.csv", bytes.Replace(data, []byte("Last Update Date"), []byte("Later"), 1), source.ErrColumn, "Last Update Date"},
		{"a column twice", "a.csv", bytes.Replace(data, []byte(`"Replacement NPI"`), []byte(`"npi"`), 1), source.ErrHeader, `"NPI" is there twice`},
		{"a roster", "a.csv", []byte(rosterHeader + "\n"), source.ErrKind, "--roster"},
		{"a letter", "a.txt", []byte("Dear Sir or Madam,\nplease find enclosed\n"), source.ErrKind, "NPI"},
		{"semicolons", "a.csv", bytes.ReplaceAll(data, []byte(`","`), []byte(`;`)), source.ErrHeader, "commas"},
		{"UTF-16", "a.csv", []byte("\xff\xfeN\x00P\x00I\x00"), source.ErrHeader, "UTF-16"},
		{"a cut gzip", "a.csv.gz", packed[:len(packed)/2], source.ErrTruncated, "Fetch it again"},
		{"a gzip cut in its head", "a.csv.gz", packed[:5], source.ErrTruncated, "Fetch it again"},
		{"a gzip with a flipped bit", "a.csv.gz", flipped(packed), source.ErrPacked, "Fetch it again"},
		{"a cut zip", "a.zip", zipped(t, map[string][]byte{"npidata_pfile_20050523-20260913.csv": data})[:2000], source.ErrPacked, "Fetch it again"},
		{"a zip without the file", "a.zip", zipped(t, map[string][]byte{"readme.csv": data}), source.ErrKind, "0 files"},
		{"a zip with two", "a.zip", zipped(t, map[string][]byte{"npidata_pfile_20050523-20260913.csv": data, "x/npidata_pfile_20050523-20260813.csv": data}), source.ErrKind, "2 files"},
		{"a zip packed with Deflate64", "a.zip", zippedAs(t, 9, 0), source.ErrMethod, "packed with Deflate64. Unpack it with 7-Zip, or with unzip"},
		{"a zip packed with Zstandard", "a.zip", zippedAs(t, 93, 0), source.ErrMethod, "packed with Zstandard. Unpack it with 7-Zip"},
		{"a zip packed some other way", "a.zip", zippedAs(t, 77, 0), source.ErrMethod, "method 77. Unpack it"},
		{"an encrypted zip", "a.zip", zippedAs(t, 8, 1), source.ErrMethod, "encrypted. Unpack it"},
		{"digits replaced by exponents", "a.csv", damaged(200), source.ErrDamaged, "never opened in a spreadsheet"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, c.data, 0o644); err != nil {
				t.Fatal(err)
			}
			err := drain(path, source.Options{Wants: wantsAny(spine)})
			var file *source.FileError
			if !errors.As(err, &file) || !errors.Is(err, c.want) {
				t.Fatalf("got %v, want a FileError of %v", err, c.want)
			}
			if file.Kind != "NPPES main file" || !strings.Contains(err.Error(), c.text) || file.Advice == "" {
				t.Errorf("the message does not help: %v", err)
			}
		})
	}
	t.Run("no such file", func(t *testing.T) {
		if err := drain(filepath.Join(t.TempDir(), "none.csv"), source.Options{}); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		if err := drain(t.TempDir(), source.Options{}); err == nil {
			t.Error("a folder was read")
		}
	})
}

// zippedAs returns an archive whose member claims a method of packing and bits
// of its flags.
func zippedAs(t *testing.T, method, flags uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	m, err := w.CreateRaw(&zip.FileHeader{Name: "npidata_pfile_20050523-20260913.csv", Method: method, Flags: flags, CompressedSize64: 4, UncompressedSize64: 9})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Write([]byte("data")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drain reads a file to its end and returns what stopped it, or nil.
func drain(path string, o source.Options) error {
	r, err := source.OpenRegistry(path, o)
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		_, err := r.Next()
		var rejected *source.Rejected
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.As(err, &rejected):
			return err
		}
	}
}

// What unpacks to more than is allowed is refused, whichever limit it breaks.
func TestBombs(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(w, endless('0'), 200<<20); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	data, _ := generated(t, sample.Options{Count: 300, Others: 0, Seed: 2})
	for _, c := range []struct {
		name, file string
		data       []byte
		limits     source.Limits
	}{
		{"ratio of a gzip", "a.csv.gz", append(gzipped(t, data), bomb.Bytes()...), source.Limits{}},
		{"size of a gzip", "a.csv.gz", gzipped(t, data), source.Limits{Unpacked: 200_000}},
		{"size of a zip", "a.zip", zipped(t, map[string][]byte{"npidata_pfile_20050523-20260913.csv": data}), source.Limits{Unpacked: 200_000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(path, c.data, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := drain(path, source.Options{Limits: c.limits}); !errors.Is(err, source.ErrBomb) {
				t.Errorf("got %v, want %v", err, source.ErrBomb)
			}
		})
	}
}

// The same rows come out of every way of packing them.
func TestPackings(t *testing.T) {
	data, _ := generated(t, sample.Options{Count: 400, Others: 100, Seed: 4})
	archive := zipped(t, map[string][]byte{
		"NPIDATA_PFILE_20050523-20260913.CSV":            data,
		"npidata_pfile_20050523-20260913_fileheader.csv": data[:200],
		"pl_pfile_20050523-20260913.csv":                 []byte("NPI\n"),
		"NPPES_readme.pdf":                               []byte("%PDF"),
	})
	undated := zipped(t, map[string][]byte{
		"npidata_pfile.csv": data, "npidata_pfile_fileheader.csv": data[:200], "__MACOSX/._npidata_pfile.csv": data[:50],
	})
	want, _, err := readAll(bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"a.csv": data, "a.csv.gz": gzipped(t, data), "a.zip": archive, "undated.zip": undated, "misnamed.csv": archive, "misnamed.txt": gzipped(t, data)} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
			var read, total int64
			r, err := source.OpenRegistry(path, source.Options{
				Wants:    wantsAny(spine),
				Progress: func(a, b int64) { read, total = a, b },
			})
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			var got []string
			for {
				g, err := r.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, eventOf(g))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if total != int64(len(b)) || read == 0 || read > total {
				t.Errorf("progress ended at %d of %d bytes, the file has %d", read, total, len(b))
			}
		})
	}
	t.Run("gzip on standard input", func(t *testing.T) {
		got, _, err := readAll(bytes.NewReader(gzipped(t, data)), nil)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
	t.Run("zip on standard input", func(t *testing.T) {
		if _, _, err := readAll(bytes.NewReader(archive), nil); !errors.Is(err, source.ErrPacked) || !strings.Contains(err.Error(), "path") {
			t.Errorf("got %v", err)
		}
	})
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, b := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func flipped(b []byte) []byte {
	b = bytes.Clone(b)
	b[len(b)/2] ^= 0x40
	return b
}
