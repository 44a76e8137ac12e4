package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/place"
)

// defaultState is where an indexer keeps what it took from its sources when
// neither --state nor FINDER_STATE says otherwise.
const defaultState = ".finder/state"

// indexGCPercent is what garbage may add to the memory of an indexer before it
// is collected: twice what Go takes, because a collection takes every core for
// a moment, and as a rule Meilisearch indexes on the same ones. GOGC in the
// environment decides otherwise.
const indexGCPercent = 200

// nationalGCPercent is the same while the national directory is read, whose
// rows leave much garbage: a million of them fit into 256 MB.
const nationalGCPercent = 100

// An indexJob is what the command line of `finder index` asks for.
type indexJob struct {
	options            indexer.Options
	report, reportHTML string
	rollback, quiet    bool
	takeOver           bool
	targets            []string // servers to feed; none: FINDER_MEILI_URL
}

const indexUsage = `usage: finder index --from DIR [--roster PATH | --no-roster] [--geocodes PATH] [--specialties …] [--again] [--check] …
       finder index [--nppes PATH] [--practice-locations PATH] [--dac PATH] [--deactivated PATH] [--npd DIR]
                    [--roster PATH | --no-roster] [--geocodes PATH]
                    [--specialties spine|surgery|all|CODE,CODE…] [--update] [--days FROM-TO] [--allow-gap] [--dac-as-of DAY]
                    [--state DIR] [--check] [--report PATH] [--report-html PATH] [--min-keep 0.9]
                    [--target URL[,KEYFILE]]… [--take-over]
       finder index --rollback [--state DIR] [--target URL[,KEYFILE]]… [--take-over]

--from takes what is new in a folder that finder fetch has filled, in order: the newest monthly file, the weeklies behind it, the
newest of the other sources. Where nothing is new, nothing is published and the exit code is 0.
PATH is a .csv, a .csv.gz, the CMS .zip, or - for standard input. Sources that are not given come from the state of earlier runs.
Where the store that FINDER_STORE names, or FINDER_DIR holds, keeps the roster, that is taken; --roster is refused then.
FINDER_MEILI_URL and FINDER_MEILI_KEY (or FINDER_MEILI_KEY_FILE) say where the index is; --check needs neither.
With --target, repeated for each, several servers get the same generation: it goes live when it has verified on all of them.
An indexer that was killed leaves its build lock behind, which ends by itself after a minute; --take-over does not wait.

`

// parseIndex reads the command line; the error is for the caller's eyes.
func parseIndex(args []string, stderr io.Writer) (*indexJob, error) {
	j := &indexJob{}
	o := &j.options
	f := flag.NewFlagSet("finder index", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, indexUsage)
		f.PrintDefaults()
	}
	f.StringVar(&o.From, "from", "", "`folder` of finder fetch: take what is new there, in order")
	f.BoolVar(&o.Again, "again", false, "with --from: take what a rollback took back, too")
	f.StringVar(&o.Deactivated, "deactivated", "", "NPPES report of deactivated NPIs, a .zip or .xlsx `file`")
	f.StringVar(&o.NPPES, "nppes", "", "NPPES main `file`, or a weekly one with --update")
	f.StringVar(&o.Practices, "practice-locations", "", "NPPES secondary practice locations `file` (pl_pfile)")
	f.StringVar(&o.Clinicians, "dac", "", "CMS Doctors and Clinicians `file`")
	f.StringVar(&o.National, "npd", "", "release of the National Provider Directory (`folder`), or the folder that finder fetch keeps releases in")
	f.Float64Var(&o.NationalKeep, "npd-keep", 0.95, "least `share` of the physicians and positions of the --npd release before that a new one must reach")
	f.StringVar(&o.Roster, "roster", "", "curated roster `file`: the only source of who offers annular closure")
	f.BoolVar(&o.NoRoster, "no-roster", false, "publish without offerings and forget a roster kept from earlier runs")
	f.StringVar(&o.Geocodes, "geocodes", "", "operator's geocodes `file`")
	f.StringVar(&o.Specialties, "specialties", "", "whom to take: spine (default), surgery, all, or taxonomy `codes`")
	f.BoolVar(&o.Update, "update", false, "the NPPES files are weekly increments")
	f.StringVar(&o.Days, "days", "", "which days the NPPES files are of, `FROM-TO` as in 20260921-20260927, where their names do not say")
	f.BoolVar(&o.AllowGap, "allow-gap", false, "take an increment although days before it are missing, or without its practice locations")
	f.TextVar(&o.CliniciansAsOf, "dac-as-of", directory.Date(0), "`day` on which the --dac file was released, 2026-10-08, which the file does not say")
	f.StringVar(&o.State, "state", os.Getenv("FINDER_STATE"), "`folder` that keeps what was taken from each source (default "+defaultState+")")
	f.BoolVar(&o.Check, "check", false, "read and report, change nothing")
	f.Float64Var(&o.MinKeep, "min-keep", 0.9, "least `share` of the live listings and offerings that the new ones must reach")
	f.StringVar(&j.report, "report", "", "write the report as JSON to `path` (- for standard output)")
	f.StringVar(&j.reportHTML, "report-html", "", "write the report as one HTML page to `path`")
	f.BoolVar(&j.rollback, "rollback", false, "make the generation before the live one live again")
	f.Func("target", "Meilisearch to feed in place of FINDER_MEILI_URL, `URL` or URL,KEYFILE (else FINDER_MEILI_KEY); may be repeated", j.addTarget)
	f.BoolVar(&j.takeOver, "take-over", false, "do not wait until the build lock of an indexer that has died ends")
	f.BoolVar(&j.quiet, "quiet", false, "show no progress")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	if j.rollback {
		var others []string
		f.Visit(func(x *flag.Flag) {
			if !slices.Contains([]string{"rollback", "target", "state", "take-over", "quiet"}, x.Name) {
				others = append(others, x.Name)
			}
		})
		if len(others) > 0 {
			return nil, errors.New("--rollback goes alone, or with --target, --state, --take-over and --quiet")
		}
	}
	if o.State == "" && !o.Check {
		o.State = defaultState
	}
	o.Stdin, o.Now = os.Stdin, time.Now
	if j.rollback {
		return j, nil
	}
	return j, o.Validate()
}

// runIndex runs `finder index` and returns its exit code: 0 done, 1 refused or
// failed with the live generation untouched, 2 wrong usage.
func runIndex(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parseIndex(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		fmt.Fprintf(stderr, "finder index: %v\nTry finder index --help\n", err)
		return exitUsage
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if j.rollback {
		return j.goBack(ctx, log, stdout, stderr)
	}
	started := time.Now()
	report, err := j.run(ctx, log, stderr)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	if err == nil && !j.options.Check {
		err = writeIndexMetrics(filepath.Join(j.options.State, indexMetricsFile), started, &report)
	}
	if werr := j.write(&report, stdout); werr != nil {
		err = errors.Join(err, werr)
	}
	switch {
	case errors.Is(err, indexer.ErrUsage):
		fmt.Fprintf(stderr, "finder index: %v\n", err)
		return exitUsage
	case err != nil:
		fmt.Fprintf(stderr, "finder index: %v\n", err)
		switch {
		case errors.Is(err, meili.ErrUnsettled):
			fmt.Fprintln(stderr, "Ask /readyz which generation is served, and repeat this run.")
		case !report.Published:
			fmt.Fprintln(stderr, "The live generation is as it was.")
		}
		return exitFailed
	}
	return exitOK
}

func (j *indexJob) run(ctx context.Context, log *slog.Logger, stderr io.Writer) (indexer.Report, error) {
	if !j.options.NoRoster {
		path, err := storedRoster(ctx, serviceDir(), j.options.Roster)
		if err != nil {
			return indexer.Report{}, err
		}
		if path != "" {
			defer os.Remove(path)
			j.options.Roster = path
		}
	}
	if os.Getenv("GOGC") == "" {
		percent := indexGCPercent
		if j.options.National != "" {
			percent = nationalGCPercent
		}
		debug.SetGCPercent(percent)
	}
	var w indexer.Writer
	go place.Default() // is decoded while Meilisearch makes ready
	if !j.options.Check {
		servers, err := j.servers()
		if err != nil {
			return indexer.Report{}, err
		}
		if j.options.From != "" {
			if j.options.Live, err = live(ctx, servers); err != nil {
				return indexer.Report{}, err
			}
		}
		if w, err = meili.NewWriter(ctx, servers, meili.WriterOptions{Log: log, TakeOver: j.takeOver}); err != nil {
			return indexer.Report{}, err
		}
	}
	if !j.quiet {
		p := newProgress(stderr, time.Now, "reading")
		j.options.Progress = func(source string, read, total, rows int64) {
			p.tell(strings.ReplaceAll(source, "_", " "), read, total, rows)
		}
		defer p.finish()
	}
	return indexer.Run(ctx, j.options, w)
}

// write puts the report where it was asked for, and the summary on stdout
// unless the report goes there. A run that read nothing has nothing to sum up.
func (j *indexJob) write(r *indexer.Report, stdout io.Writer) error {
	if r.Sources == nil { // the run did not begin
		return nil
	}
	var errs []error
	if j.report != "" {
		b, err := json.MarshalIndent(r, "", "  ")
		errs = append(errs, err, writeTo(j.report, append(b, '\n'), stdout))
	}
	if j.reportHTML != "" {
		var b strings.Builder
		errs = append(errs, r.WriteHTML(&b), writeTo(j.reportHTML, []byte(b.String()), stdout))
	}
	if j.report != "-" && j.reportHTML != "-" && (r.Rows > 0 || r.NothingNew) {
		errs = append(errs, r.WriteSummary(stdout))
	}
	return errors.Join(errs...)
}

// writeTo replaces the file at path whole, or writes to stdout for "-".
func writeTo(path string, b []byte, stdout io.Writer) error {
	if path == "-" {
		_, err := stdout.Write(b)
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".report-*")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing the report: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}
