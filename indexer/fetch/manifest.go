package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// ManifestFile is the name of the manifest in the folder.
const ManifestFile = "manifest.json"

// manifestVersion is the form that this program writes and reads.
const manifestVersion = 1

// A Kind is what a file is.
type Kind string

// The kinds, by the names of their flags.
const (
	Monthly     Kind = "monthly"     // NPPES, everybody
	Weekly      Kind = "weekly"      // NPPES, what changed in a week
	Deactivated Kind = "deactivated" // NPPES, all NPIs that were deactivated
	Clinicians  Kind = "dac"         // Doctors and Clinicians
	National    Kind = "npd"         // National Provider Directory
)

// Kinds returns all kinds, in the order in which they are fetched.
func Kinds() []Kind { return []Kind{Monthly, Weekly, Deactivated, Clinicians, National} }

// A File is one complete file of the folder.
type File struct {
	Name         string         `json:"file"` // in the folder, with slashes
	Kind         Kind           `json:"kind"`
	From         directory.Date `json:"from,omitempty"`    // first day covered; 0 for a state of affairs
	To           directory.Date `json:"to"`                // last day covered, or the day of the release
	Release      string         `json:"release,omitempty"` // of the national directory: its files of one release belong together
	URL          string         `json:"url"`
	ETag         string         `json:"etag,omitempty"`
	LastModified string         `json:"last_modified,omitempty"` // as the server wrote it
	Bytes        int64          `json:"bytes"`
	SHA256       string         `json:"sha256"` // hexadecimal
	FetchedAt    time.Time      `json:"fetched_at"`
}

// A Manifest says what lies in the folder. Every file that it names is there,
// complete and checked.
type Manifest struct {
	Version   int                `json:"version"`
	Files     []File             `json:"files"`             // by kind, then by last day
	Leaving   []string           `json:"leaving,omitempty"` // names no longer listed, whose removal is under way
	Succeeded map[Kind]time.Time `json:"succeeded"`         // when each kind was last fetched or found unchanged
}

// ReadManifest reads the manifest of the folder dir. The error wraps
// fs.ErrNotExist where there is none; the manifest is usable then, and empty.
func ReadManifest(dir string) (Manifest, error) {
	none := Manifest{Version: manifestVersion, Succeeded: map[Kind]time.Time{}}
	name := filepath.Join(dir, ManifestFile)
	b, err := os.ReadFile(name)
	if err != nil {
		return none, fmt.Errorf("fetch: reading the manifest: %w", err)
	}
	m := none
	if err := json.Unmarshal(b, &m); err != nil {
		return none, fmt.Errorf("fetch: %s is no manifest: %w. Move it away: the files are fetched and listed again", name, err)
	}
	if m.Version != manifestVersion {
		return none, fmt.Errorf("fetch: %s has version %d, this program reads %d. Use the finder that wrote it, or another folder", name, m.Version, manifestVersion)
	}
	for _, file := range append(m.Leaving, m.names()...) {
		if !filepath.IsLocal(filepath.FromSlash(file)) || path.Clean(file) != file {
			return none, fmt.Errorf("fetch: %s names %q, which is outside the folder. Move the manifest away: the files are fetched and listed again", name, file)
		}
	}
	return m, nil
}

// Of returns the files of one kind, the oldest first.
func (m Manifest) Of(kind Kind) []File {
	var files []File
	for _, f := range m.Files {
		if f.Kind == kind {
			files = append(files, f)
		}
	}
	slices.SortStableFunc(files, older)
	return files
}

// Newest returns the newest file of a kind.
func (m Manifest) Newest(kind Kind) (File, bool) {
	files := m.Of(kind)
	if len(files) == 0 {
		return File{}, false
	}
	return files[len(files)-1], true
}

func (m Manifest) names() []string {
	names := make([]string, len(m.Files))
	for i, f := range m.Files {
		names[i] = f.Name
	}
	return names
}

// named returns the entry of a name.
func (m Manifest) named(name string) (File, bool) {
	i := slices.Index(m.names(), name)
	if i < 0 {
		return File{}, false
	}
	return m.Files[i], true
}

func older(a, b File) int {
	if a.To != b.To {
		return int(a.To - b.To)
	}
	return int(a.From - b.From)
}

// save writes the manifest whole or not at all.
func (f *fetcher) save() error {
	kinds := Kinds()
	slices.SortStableFunc(f.manifest.Files, func(a, b File) int {
		if a.Kind != b.Kind {
			return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
		}
		return older(a, b)
	})
	b, err := json.MarshalIndent(f.manifest, "", "  ")
	if err == nil {
		err = f.disk.Replace(filepath.Join(f.o.Dir, ManifestFile), append(b, '\n'))
	}
	if err != nil {
		return explain("the manifest", err)
	}
	return nil
}

// list makes file the manifest's entry for its name; unlist drops the entry.
func (f *fetcher) list(file File) error {
	f.forget(file.Name)
	f.manifest.Files = append(f.manifest.Files, file)
	return f.save()
}

func (f *fetcher) unlist(name string) error {
	if _, listed := f.manifest.named(name); !listed {
		return nil
	}
	f.forget(name)
	return f.save()
}

func (f *fetcher) forget(name string) {
	f.manifest.Files = slices.DeleteFunc(f.manifest.Files, func(file File) bool { return file.Name == name })
}

// removeLeaving removes the files whose removal was begun.
func (f *fetcher) removeLeaving() error {
	if len(f.manifest.Leaving) == 0 {
		return nil
	}
	for _, name := range f.manifest.Leaving {
		whole := filepath.Join(f.o.Dir, filepath.FromSlash(name))
		if err := f.disk.Remove(whole); err != nil && !errors.Is(err, os.ErrNotExist) {
			return explain(name, err)
		}
		if sub := filepath.Dir(whole); sub != filepath.Clean(f.o.Dir) {
			_ = os.Remove(sub) // stays while it holds other files
		}
	}
	f.manifest.Leaving = nil
	return f.save()
}
