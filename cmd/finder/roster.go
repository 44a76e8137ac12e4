package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
)

const rosterUsage = `usage: finder roster import [--dry-run] [--all] [--dir DIR] FILE
       finder roster export [--dir DIR] [FILE]

The roster lives in the store that FINDER_STORE names, else in DIR/referrals.db (DIR is FINDER_DIR, or .finder).
import compares a roster file with it and with the directory, which FINDER_MEILI_URL and FINDER_MEILI_KEY (or
FINDER_MEILI_KEY_FILE) name, shows what each row would do and records what is new or changed as one batch. It counts when a
supervisor approves the batch in the console. --dry-run records nothing; --all shows rows that change nothing, too.
export writes what holds, to FILE or standard output; imported again, it changes nothing.
`

// A rosterJob is what the command line of `finder roster` asks for.
type rosterJob struct {
	verb, file, dir string
	dry, all        bool
}

// runRoster runs `finder roster`.
func runRoster(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parseRoster(args, stderr)
	if err != nil {
		fmt.Fprint(stderr, rosterUsage)
		return usageCode(err)
	}
	store, err := existingStore(ctx, j.dir)
	if err == nil {
		err = errors.Join(j.run(ctx, store, stdout, stderr), store.Close())
	}
	if err != nil {
		fmt.Fprintf(stderr, "finder roster %s: %v\n", j.verb, err)
		return exitFailed
	}
	return exitOK
}

func parseRoster(args []string, stderr io.Writer) (*rosterJob, error) {
	wrong := errors.New("wrong usage")
	if len(args) == 0 {
		return nil, wrong
	}
	j := &rosterJob{verb: args[0], dir: serviceDir()}
	flags := flag.NewFlagSet("finder roster "+j.verb, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {}
	flags.StringVar(&j.dir, "dir", j.dir, "`folder` of the store")
	flags.BoolVar(&j.dry, "dry-run", false, "record nothing")
	flags.BoolVar(&j.all, "all", false, "show rows that change nothing, too")
	if err := flags.Parse(args[1:]); err != nil {
		return nil, err
	}
	j.file = flags.Arg(0)
	if j.verb == "import" && flags.NArg() == 1 || j.verb == "export" && flags.NArg() <= 1 && !j.dry && !j.all {
		return j, nil
	}
	return nil, wrong
}

// serviceDir is the folder of the service when no flag says otherwise.
func serviceDir() string {
	if dir := os.Getenv("FINDER_DIR"); dir != "" {
		return dir
	}
	return defaults().dir
}

// existingStore opens the store of the service in dir; it makes none.
func existingStore(ctx context.Context, dir string) (*referral.Store, error) {
	dsn, err := secret(os.Getenv, "FINDER_STORE")
	if err != nil {
		return nil, err
	}
	j := staffJob{verb: "open", dir: dir}
	if err := j.mustExist(dsn); err != nil {
		return nil, err
	}
	return openStore(ctx, dsn, dir)
}

func (j *rosterJob) run(ctx context.Context, in *referral.Store, stdout, stderr io.Writer) error {
	all, reviews, seq, err := roster.NewStore(in).Since(ctx, 0)
	if err != nil {
		return err
	}
	if j.verb == "export" {
		done, err := exportRoster(j.file, roster.NewEvidence(all, reviews, math.MaxInt), stdout)
		if done.Left > 0 {
			fmt.Fprintf(stderr, "%d offices are left out: nothing is said of annular closure there, or it is withdrawn at another office in the ZIP code\n", done.Left)
		}
		return err
	}
	text, err := os.ReadFile(j.file)
	if err != nil {
		return err
	}
	rows, refused, err := roster.ReadFile(text, directory.LatestDate(time.Now()))
	if err != nil {
		return err
	}
	listed, err := lookup(ctx, j.dir)
	if err != nil {
		return err
	}
	p, err := roster.Upcoming(all, reviews, math.MaxInt).Preview(rows, refused, listed)
	if err != nil {
		return err
	}
	if err := showPreview(stdout, p, j.all); err != nil || j.dry || len(p.Take) == 0 {
		return err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%s", seq, text))
	batch := hex.EncodeToString(sum[:6])
	for i := range p.Take {
		p.Take[i].Batch = batch
	}
	if _, err := roster.NewStore(in).Record(ctx, roster.Actor{Name: roster.Operator, Role: referral.Supervisor}, batch, p.Take); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "Recorded as batch %s. It counts when a supervisor approves it in the console, under Review.\n", batch)
	return err
}

// exportRoster writes to the file at path, or to stdout where path is empty.
func exportRoster(path string, e *roster.Evidence, stdout io.Writer) (roster.Exported, error) {
	if path == "" {
		return e.Export(stdout)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".roster-*")
	if err != nil {
		return roster.Exported{}, err
	}
	done, err := e.Export(file)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return done, errors.Join(err, os.Remove(file.Name()))
	}
	return done, nil
}

// errRosterKept refuses a roster file where the roster is kept in the store.
var errRosterKept = errors.New("the roster is kept in the store: bring the file in with finder roster import FILE, and run finder index without --roster")

// storedRoster returns the roster that the service in dir keeps as a file for
// the indexer, which the caller removes; "" where there is none to be had: no
// store, or no import in it that counts. file is the roster that was given
// instead, which is refused where attestations are kept.
func storedRoster(ctx context.Context, dir, file string) (path string, err error) {
	dsn, err := secret(os.Getenv, "FINDER_STORE")
	if err != nil {
		return "", err
	}
	j := staffJob{verb: "open", dir: dir}
	if j.mustExist(dsn) != nil {
		return "", nil
	}
	store, err := openStore(ctx, dsn, dir)
	if err != nil {
		return "", fmt.Errorf("asking the store whether it keeps the roster: %w", err)
	}
	all, reviews, _, err := roster.NewStore(store).Since(ctx, 0)
	if err = errors.Join(err, store.Close()); err != nil || len(all) == 0 {
		return "", err
	}
	if file != "" {
		return "", errRosterKept
	}
	e := roster.NewEvidence(all, reviews, math.MaxInt)
	if !e.Imported() {
		return "", nil
	}
	to, err := os.CreateTemp("", "roster-*.csv")
	if err != nil {
		return "", err
	}
	if _, err = e.Export(to); errors.Join(err, to.Close()) != nil {
		return "", errors.Join(err, os.Remove(to.Name()))
	}
	return to.Name(), nil
}

// lookup reads the directory as the service does: from Meilisearch, or from what
// the service has kept in dir while that is away.
func lookup(ctx context.Context, dir string) (roster.Lookup, error) {
	getenv, keyFile := withoutKey(os.Getenv)
	c := defaults()
	if err := c.load(getenv); err != nil {
		return nil, err
	}
	if c.meiliKey == "" && keyFile != "" {
		key, err := (&lateKey{path: keyFile}).key()
		if err != nil {
			return nil, err
		}
		c.meiliKey = key
	}
	if c.meiliURL == "" || c.meiliKey == "" {
		return nil, errors.New("FINDER_MEILI_URL and FINDER_MEILI_KEY (or FINDER_MEILI_KEY_FILE) are needed: the rows are compared with the directory")
	}
	index, err := meili.Open(meili.Config{URL: c.meiliURL, Key: c.meiliKey})
	if err != nil {
		return nil, err
	}
	finder := search.New(index, search.Options{})
	err = finder.Load(ctx)
	if errors.Is(err, search.ErrUnavailable) {
		finder = search.New(index, search.Options{Dir: dir})
		finder.Load(ctx)
	}
	if finder.Status().Generation == nil {
		return nil, err
	}
	return lookupIn(ctx, finder), nil
}

// lookupIn asks the directory that finder has in memory.
func lookupIn(ctx context.Context, finder *search.Finder) roster.Lookup {
	return func(npi directory.NPI) (string, []directory.Address, error) {
		card, _, _, err := finder.Physician(ctx, npi)
		if errors.Is(err, search.ErrNotFound) {
			return "", nil, nil
		}
		if err != nil {
			return "", nil, err
		}
		offices := []directory.Address{card.Listing.Location.Address}
		for _, o := range card.Others {
			offices = append(offices, o.Address)
		}
		return card.Listing.Physician.Name.Display(), offices, nil
	}
}

// showPreview writes what each row would do, those that change nothing only
// where all are asked for, and the counts.
func showPreview(to io.Writer, p *roster.Preview, all bool) error {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ROW\tNPI\tNAME\tZIP\t\tSAYS\tHOLDS\tWHY")
	for _, l := range p.Lines {
		if all || l.Difference != roster.Same {
			fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.Row, l.NPI, l.Name, l.ZIP5, l.Difference, l.Says, l.Holds, l.Why)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, d := range roster.Differences() {
		fmt.Fprintf(to, "%s %d  ", d, p.Counts[d])
	}
	_, err := fmt.Fprintln(to)
	return err
}
