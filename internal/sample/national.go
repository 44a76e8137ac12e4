package sample

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/klauspost/compress/zstd"

	"github.com/physicianfinder/finder/internal/geo"
)

// The names of what [Write] makes of the national directory: the folder of a
// release, and the true positions of the physicians' offices beside it.
const (
	NationalDir = "npd"
	TruthFile   = "truth.csv"
)

// Of each building of a ZIP code there are so many places in the national
// directory: one without a suite and others.
const (
	buildingsOfZIP   = 6
	placesOfBuilding = 4
)

// A nation writes a release of the national directory. It draws with dice of
// its own, so that the other files are the same without it.
type nation struct {
	g                     *generator
	dice, ground          dice
	places, roles, people *ndjson
	truth                 *csv.Writer
	truthFile             *os.File
	dir                   string
	known                 []bool // places that are written, by number
	tally                 *NationalTally
}

// A NationalTally is what a correct reader must find in a national directory.
type NationalTally struct {
	Roles    int // rows
	Places   int
	Inactive int // roles of the sample's physicians that are no longer so
	NoPlace  int // roles of them that name no place: of an endpoint
	Dangling int // roles of them whose places the release lacks
	Useful   int // roles of them that name a place
	People   int // physicians of the spine set with a useful role
	Excluded int
	Unplaced int // places without a position
	Central  int // places put at one position for their ZIP code
	Astray   int // places put far from where they are
}

func newNation(dir string, g *generator) (*nation, error) {
	n := &nation{
		g: g, dice: newDice(), ground: newDice(), dir: filepath.Join(dir, NationalDir),
		known: make([]bool, len(g.spots.all)*buildingsOfZIP*placesOfBuilding), tally: &NationalTally{},
	}
	if err := os.MkdirAll(n.dir, 0o755); err != nil {
		return nil, err
	}
	var err error
	for _, f := range []struct {
		to   **ndjson
		name string
	}{{&n.places, "02-Location"}, {&n.people, "06-Practitioner"}, {&n.roles, "07-PractitionerRole"}} {
		if *f.to, err = newNDJSON(filepath.Join(n.dir, f.name+".ndjson.zst")); err != nil {
			return nil, err
		}
	}
	if n.truthFile, err = os.Create(filepath.Join(dir, TruthFile)); err != nil {
		return nil, err
	}
	n.truth = csv.NewWriter(n.truthFile)
	return n, n.truth.Write([]string{"npi", "line1", "line2", "city", "state", "postal", "lat", "lng"})
}

// close finishes the files and writes the manifest, as the directory's site
// has it.
func (n *nation) close() error {
	n.truth.Flush()
	errs := []error{n.truth.Error(), n.truthFile.Close()}
	type entry struct {
		Packed int64 `json:"compressed_bytes"`
		Raw    int64 `json:"original_bytes"`
	}
	files := map[string]entry{}
	for _, f := range []*ndjson{n.places, n.people, n.roles} {
		packed, err := f.close()
		errs = append(errs, err)
		name := filepath.Base(f.file.Name())
		files[name[:len(name)-len(".zst")]] = entry{packed, f.raw}
	}
	text, err := json.MarshalIndent(map[string]any{
		"compression_algorithm": "zstd", "files": files, "generated_at": BaseDate.String(),
	}, "", "  ")
	return errors.Join(append(errs, err, os.WriteFile(filepath.Join(n.dir, "manifest.json"), append(text, '\n'), 0o644))...)
}

// An ndjson is a file of JSON lines, packed.
type ndjson struct {
	file *os.File
	zw   *zstd.Encoder
	raw  int64
}

func newNDJSON(path string) (*ndjson, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	zw, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	return &ndjson{file: f, zw: zw}, err
}

func (f *ndjson) write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f.raw += int64(len(line)) + 1
	_, err = f.zw.Write(append(line, '\n'))
	return err
}

func (f *ndjson) close() (packed int64, err error) {
	err = f.zw.Close()
	packed, serr := f.file.Seek(0, io.SeekCurrent)
	return packed, errors.Join(err, serr, f.file.Close())
}

// truePosition is where a building of a ZIP code stands: as far from the
// code's point as real ones do (median 2.6 km, 90 % within 8.5 km), and in its
// state.
func (n *nation) truePosition(at, building int) geo.Point {
	zip, _ := n.g.o.Gazetteer.ZIP(n.g.spots.all[at].zip)
	n.ground.start(n.g.o.Seed^0x9057, uint64(at)<<8|uint64(building))
	for try := range 20 {
		far := min(18_000, n.ground.lognormal(2_600, 0.92)/float64(1+try/4))
		if p := n.ground.near(zip.Point, far); n.g.o.Gazetteer.MayLie(p, zip.State) {
			return p
		}
	}
	return n.ground.near(zip.Point, 100)
}

// A flaw is what the directory's geocoder has done to a building.
type flaw int

const (
	sound   flaw = iota
	central      // put at one point with others of the ZIP code
	astray       // put into another town
)

// published is where the directory puts a building.
func (n *nation) published(at, building int) (geo.Point, flaw) {
	n.ground.start(n.g.o.Seed^0xce27, uint64(at))
	if n.ground.chance(0.3) && building >= buildingsOfZIP/2 {
		zip, _ := n.g.o.Gazetteer.ZIP(n.g.spots.all[at].zip)
		return n.ground.near(zip.Point, 400), central
	}
	where := n.truePosition(at, building)
	if n.ground.chance(0.005) {
		return n.ground.near(geo.Point{Lat: 40.7589, Lng: -73.98513}, 500), astray
	}
	return n.ground.near(where, 15), sound // metres between the roof and the door
}

// uuid makes the id of a row.
func (n *nation) uuid(kind string, a, b uint64) string {
	n.ground.start(n.g.o.Seed^uint64(len(kind)), a<<20^b)
	x, y := n.ground.Uint64(), n.ground.Uint64()
	return fmt.Sprintf("%s-%08x-%04x-4%03x-8%03x-%012x", kind, x>>32, x>>16&0xffff, x&0xfff, y>>48&0xfff, y&0xffffffffffff)
}

// truths writes the true positions of offices.
func (n *nation) truths(npi string, offices []office) error {
	for _, o := range offices {
		p := n.truePosition(o.at, o.building)
		if err := n.truth.Write([]string{
			npi, o.line1, o.line2, o.city, o.state, o.postal,
			strconv.FormatFloat(p.Lat, 'f', 6, 64), strconv.FormatFloat(p.Lng, 'f', 6, 64),
		}); err != nil {
			return err
		}
	}
	return nil
}
