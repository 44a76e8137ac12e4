package fetch

import (
	"os"
	"path/filepath"
	"slices"
)

// What is kept of each kind: enough to build again, and to build the
// generation before.
const (
	keptReleases = 2 // of everything but weeklies
	keptWeeklies = 8
)

// prune removes files that newer ones of their kind have replaced. Only what
// the manifest names is ever removed.
func (f *fetcher) prune(kind Kind) error {
	gone := f.outdated(kind)
	for _, file := range gone {
		f.forget(file.Name)
		f.manifest.Leaving = append(f.manifest.Leaving, file.Name)
	}
	// The entries go first: a run that ends here leaves a list without them,
	// and the next one removes the files.
	if err := f.save(); err != nil {
		return err
	}
	if err := f.removeLeaving(); err != nil {
		return err
	}
	for _, file := range gone {
		f.did(Removed, file)
	}
	return nil
}

func (f *fetcher) outdated(kind Kind) []File {
	files := f.manifest.Of(kind)
	if kind == Weekly {
		base, _ := f.manifest.Newest(Monthly)
		var gone []File
		for i, file := range files {
			// A week after the newest monthly file stays however many there are:
			// without it the next ones could not be read.
			if i < len(files)-keptWeeklies && file.To <= base.To {
				gone = append(gone, file)
			}
		}
		return gone
	}
	var releases []string // a release is one day
	for _, file := range files {
		if r := file.To.String(); !slices.Contains(releases, r) {
			releases = append(releases, r)
		}
	}
	releases = releases[max(0, len(releases)-keptReleases):]
	return slices.DeleteFunc(files, func(file File) bool { return slices.Contains(releases, file.To.String()) })
}

// dropParts removes what is left of downloads of a kind that are no longer
// wanted; it is called when everything wanted of that kind is complete.
func (f *fetcher) dropParts(kind Kind) error {
	for _, pattern := range []string{"*" + sidecarSuffix, "*/*" + sidecarSuffix} {
		sidecars, err := filepath.Glob(filepath.Join(f.o.Dir, pattern))
		if err != nil {
			return err
		}
		for _, sidecar := range sidecars {
			part := sidecar[:len(sidecar)-len(sidecarSuffix)] + partSuffix
			if begun, err := readSidecar(sidecar); err != nil || begun.Kind != kind {
				continue
			}
			for _, name := range []string{part, sidecar} {
				if err := f.disk.Remove(name); err != nil && !os.IsNotExist(err) {
					return explain(filepath.Base(name), err)
				}
			}
		}
	}
	return nil
}
