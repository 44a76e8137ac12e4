package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/geocode"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/place"
)

const geocodesUsage = `usage: finder geocodes export --for census --out DIR [--state DIR]
       finder geocodes import [--to geocodes.csv] [--state DIR] [--quiet] RESULT…

export writes the street addresses of listings that stand no better than at their ZIP code, each once, as files of 10,000 for
the Census Bureau's batch geocoder. import takes its answers, or extracts of the National Address Database (CSV) and of
OpenAddresses (CSV, lines of GeoJSON), into the file that finder index --geocodes reads.

`

// runGeocodes runs `finder geocodes` and returns its exit code.
func runGeocodes(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "export":
			return exportAddresses(ctx, args[1:], stdout, stderr)
		case "import":
			return importGeocodes(ctx, args[1:], stdout, stderr)
		case "help", "-h", "-help", "--help":
			fmt.Fprint(stdout, geocodesUsage)
			return exitOK
		}
	}
	fmt.Fprint(stderr, geocodesUsage)
	return exitUsage
}

func geocodesFlags(name string, stderr io.Writer) (f *flag.FlagSet, state *string) {
	f = flag.NewFlagSet("finder geocodes "+name, flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, geocodesUsage)
		f.PrintDefaults()
	}
	return f, f.String("state", cmp.Or(os.Getenv("FINDER_STATE"), defaultState), "`folder` in which finder index keeps what it took")
}

func exportAddresses(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, state := geocodesFlags("export", stderr)
	of := f.String("for", "", "geocoder that the files are for: `census`")
	out := f.String("out", "", "`folder` to write to; made if it is missing")
	if err := f.Parse(args); err != nil {
		return usageCode(err)
	}
	if *of != "census" || *out == "" || f.NArg() > 0 {
		fmt.Fprint(stderr, geocodesUsage)
		return exitUsage
	}
	all, err := indexer.Ungeocoded(ctx, indexer.Options{State: *state})
	var files []string
	if err == nil {
		files, err = geocode.WriteCensus(*out, all)
	}
	if err != nil {
		fmt.Fprintf(stderr, "finder geocodes: %v\n", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "%d addresses stand no better than at their ZIP code\n", len(all))
	for _, file := range files {
		fmt.Fprintln(stdout, file)
	}
	return exitOK
}

func importGeocodes(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	f, state := geocodesFlags("import", stderr)
	to := f.String("to", "geocodes.csv", "geocodes `file` that takes them; made if it is missing")
	quiet := f.Bool("quiet", false, "show no progress")
	if err := f.Parse(args); err != nil {
		return usageCode(err)
	}
	if f.NArg() == 0 {
		fmt.Fprint(stderr, geocodesUsage)
		return exitUsage
	}
	o := geocode.Options{To: *to, Paths: f.Args(), Gazetteer: place.Default()}
	o.Wanted = func() ([]geocode.Address, error) { return indexer.Ungeocoded(ctx, indexer.Options{State: *state}) }
	if !*quiet {
		p := newProgress(stderr, time.Now, "reading")
		o.Progress = p.tell
		defer p.finish()
	}
	report, err := geocode.Import(ctx, o)
	if err != nil {
		if ctx.Err() != nil {
			err = errors.New("interrupted")
		}
		fmt.Fprintf(stderr, "finder geocodes: %v\n%s is as it was.\n", err, *to)
		return exitFailed
	}
	for _, file := range report.Files {
		for _, r := range file.Refusals {
			fmt.Fprintf(stderr, "%s: %s\n", file.Path, strings.TrimPrefix(r.Error(), "source: "))
		}
		fmt.Fprintf(stdout, "%s: %d rows, %d used%s\n", file.Path, file.Rows, file.Used, refusedRows(&file))
	}
	fmt.Fprintf(stdout, "%s: %d addresses, %d of them new, %d at another place than before\n", *to, report.Addresses, report.New, report.Replaced)
	return exitOK
}

// refusedRows says how many rows were not taken, by reason, most first.
func refusedRows(r *geocode.FileReport) string {
	s := ""
	for _, why := range slices.SortedFunc(maps.Keys(r.Refused), func(a, b source.Reason) int {
		return cmp.Or(-cmp.Compare(r.Refused[a], r.Refused[b]), cmp.Compare(a, b))
	}) {
		s += fmt.Sprintf(", %d %s", r.Refused[why], strings.ReplaceAll(string(why), "_", " "))
	}
	return s
}
