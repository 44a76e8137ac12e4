package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"github.com/physicianfinder/finder/indexer/fetch"
)

const fetchUsage = `usage: finder fetch --to DIR [--monthly] [--weekly] [--dac] [--npd] [--deactivated] [--dry-run] [--quiet]

Brings what the sources have published since the last run; without a source's flag, of all of them. What is here and has not
changed is not fetched again; what was cut off goes on. DIR/manifest.json says what lies there and which days it covers.
HTTPS_PROXY names a proxy. Exit code 1: a source failed, or a week is missing; the others were fetched.

`

// A fetchJob is what the command line of `finder fetch` asks for.
type fetchJob struct {
	options fetch.Options
	quiet   bool
}

// parseFetch reads the command line; the error is for the caller's eyes.
func parseFetch(args []string, stderr io.Writer) (*fetchJob, error) {
	j := &fetchJob{options: fetch.Options{Version: version, Now: time.Now}}
	o := &j.options
	f := flag.NewFlagSet("finder fetch", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, fetchUsage)
		f.PrintDefaults()
	}
	asked := map[fetch.Kind]*bool{}
	for kind, about := range map[fetch.Kind]string{
		fetch.Monthly:     "the newest monthly NPPES file (1.1 GB)",
		fetch.Weekly:      "the weekly NPPES files that follow the monthly one without a gap",
		fetch.Deactivated: "the newest report of deactivated NPIs",
		fetch.Clinicians:  "the Doctors and Clinicians file (0.8 GB)",
		fetch.National:    "locations and roles of the National Provider Directory (1 to 2 GB)",
	} {
		asked[kind] = f.Bool(string(kind), false, about)
	}
	f.StringVar(&o.Dir, "to", "", "`folder` for the files; made if it is missing")
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would be fetched, change nothing")
	f.BoolVar(&j.quiet, "quiet", false, "show no progress")
	f.StringVar(&o.NPPESPage, "nppes-page", fetch.DefaultNPPESPage, "page that names the NPPES files, here or on a mirror (`URL`)")
	f.StringVar(&o.DACRecord, "dac-record", fetch.DefaultDACRecord, "metastore record of the Doctors and Clinicians file (`URL`)")
	f.StringVar(&o.NPDManifest, "npd-manifest", fetch.DefaultNPDManifest, "manifest of the National Provider Directory (`URL`)")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if o.Dir == "" {
		return nil, errors.New("--to DIR says where the files go")
	}
	for _, address := range []string{o.NPPESPage, o.DACRecord, o.NPDManifest} {
		if err := checkURL(address); err != nil {
			return nil, err
		}
	}
	for _, kind := range fetch.Kinds() {
		if *asked[kind] {
			o.Kinds = append(o.Kinds, kind)
		}
	}
	return j, nil
}

// runFetch runs `finder fetch` and returns its exit code: 0 done, 1 a source
// failed or a week is missing, 2 wrong usage.
func runFetch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parseFetch(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "finder fetch: %v\nTry finder fetch --help\n", err)
		return exitUsage
	}
	report, err := j.run(ctx, stderr)
	for _, note := range report.Notes {
		fmt.Fprintf(stderr, "finder fetch: %s\n", note)
	}
	for _, file := range report.Files {
		fmt.Fprintln(stdout, fetchLine(file))
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; the next run goes on where this one stopped")
	}
	if err != nil {
		fmt.Fprintf(stderr, "finder fetch: %v\n", err)
		return exitFailed
	}
	return exitOK
}

func (j *fetchJob) run(ctx context.Context, stderr io.Writer) (fetch.Report, error) {
	if !j.quiet {
		p := newProgress(stderr, time.Now, "at")
		j.options.Progress = func(what string, done, total int64) { p.tell(what, done, total, -1) }
		defer p.finish()
	}
	return fetch.Run(ctx, j.options)
}

// fetchLine says what became of a file.
func fetchLine(file fetch.Outcome) string {
	s := file.Name + ": " + string(file.State)
	if file.Bytes > 0 {
		s += fmt.Sprintf(", %.1f MB", float64(file.Bytes)/(1<<20))
	}
	switch {
	case file.From != 0:
		s += fmt.Sprintf(", %s to %s", file.From, file.To)
	case file.To != 0:
		s += ", of " + file.To.String()
	}
	return s
}
