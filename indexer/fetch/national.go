package fetch

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// nationalWhat is what messages call the manifest.
const nationalWhat = "the manifest of the national directory"

// nationalFiles are the files of the national directory that the indexer
// reads, by the resource that each holds.
var nationalFiles = []string{"Location", "PractitionerRole"}

// nationalName is a key of the manifest; the address is the key and ".zst".
var nationalName = regexp.MustCompile(`^(?:\d+-)?([A-Za-z]+?)(?:_[^/]*)?\.ndjson(?:\.zst)?$`)

// A release is what the manifest of the national directory says.
type release struct {
	day     directory.Date
	entries map[string]nationalEntry // by resource
}

// A nationalEntry is one file of a release.
type nationalEntry struct {
	key   string
	URL   string `json:"url"`
	Bytes int64  `json:"compressed_bytes"`
	Raw   int64  `json:"original_bytes"`
}

// national fetches the files of the newest release of the national directory.
// They belong together: when a release is replaced meanwhile, its successor is
// fetched.
func (f *fetcher) national(ctx context.Context) error {
	r, err := f.nationalRelease(ctx)
	for range 3 {
		if err != nil {
			return explain(nationalWhat, err)
		}
		for _, resource := range nationalFiles {
			if err := f.take(ctx, r.target(f.o.NPDManifest, resource)); err != nil {
				return err
			}
		}
		if f.o.DryRun {
			return nil
		}
		before := r
		if r, err = f.nationalRelease(ctx); err == nil && before.is(&r) {
			return nil
		}
	}
	return explain("the national directory", errChanged)
}

// nationalRelease reads the manifest.
func (f *fetcher) nationalRelease(ctx context.Context) (release, error) {
	r := release{entries: map[string]nationalEntry{}}
	text, header, err := f.document(ctx, nationalWhat, f.o.NPDManifest)
	if err != nil {
		return r, err
	}
	var m struct {
		Algorithm string                   `json:"compression_algorithm"`
		Generated string                   `json:"generated_at"`
		Files     map[string]nationalEntry `json:"files"`
	}
	if err := decode(text, &m); err != nil {
		return r, err
	}
	if m.Algorithm != "" && m.Algorithm != "zstd" {
		return r, fmt.Errorf("%w: its files are packed with %.20q, not with zstd", errContent, m.Algorithm)
	}
	if r.day, err = leadingDate(m.Generated); err != nil {
		changed, err := http.ParseTime(header.Get("Last-Modified")) // early manifests have no date
		if err != nil {
			return r, fmt.Errorf("%w: its \"generated_at\" is no date: %.40q", errContent, m.Generated)
		}
		r.day = directory.DateOf(changed)
	}
	for key, entry := range m.Files {
		name := nationalName.FindStringSubmatch(key)
		if name == nil || !slices.Contains(nationalFiles, name[1]) {
			continue
		}
		if other, twice := r.entries[name[1]]; twice {
			return r, fmt.Errorf("%w: %s and %s are both %s", errContent, other.key, key, name[1])
		}
		entry.key = key
		r.entries[name[1]] = entry
	}
	var missing []string
	for _, resource := range nationalFiles {
		if _, ok := r.entries[resource]; !ok {
			missing = append(missing, resource)
		}
	}
	if len(missing) > 0 {
		return r, fmt.Errorf("%w: it names no file of %s", errContent, strings.Join(missing, " and "))
	}
	return r, nil
}

// is reports whether both are one release. Addresses may differ in what they
// are signed with.
func (r *release) is(other *release) bool {
	return r.day == other.day && maps.EqualFunc(r.entries, other.entries, func(a, b nationalEntry) bool {
		a.URL, b.URL = plain(a.URL), plain(b.URL)
		return a == b
	})
}

// target is what to fetch of a release for a resource.
func (r *release) target(base, resource string) target {
	e := r.entries[resource]
	file := strings.TrimSuffix(e.key, ".zst") + ".zst"
	ref := file
	if e.URL != "" {
		ref = e.URL
	}
	address, err := relative(base, ref)
	if err != nil {
		address = ref // the request for it says what is wrong
	}
	day := r.day
	return target{
		kind: National, name: "npd_" + day.String() + "/" + file, url: address, release: day.String(), bytes: e.Bytes, unpacked: e.Raw,
		check: func(c *checking) (directory.Date, directory.Date, error) { return 0, day, c.zstd() },
	}
}
