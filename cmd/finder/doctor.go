package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/doctor"
)

const doctorUsage = `usage: finder doctor [--secrets DIR] [--replica ADDR]… [--admin ADDR]… [--fetch DIR] [--state DIR] [--roster FILE]
                     [--backup DIR] [--textfile DIR] [--json]

Looks at a deployment and says what is wrong, why it matters and what to do. It reads the environment that the replicas have, and
changes nothing: a trial of Meilisearch is made on an index of its own, with the indexer's key. Exit code 1: there is a fault.

`

// A doctorJob is what the command line of `finder doctor` asks for.
type doctorJob struct {
	secrets, fetched, state, roster, backup, textfile string
	replicas, admin                                   []string
	json                                              bool
}

// runDoctor runs `finder doctor` and returns its exit code: 0 nothing worse than
// a warning, 1 a fault, 2 wrong usage.
func runDoctor(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parseDoctor(args, stderr)
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(stderr, "finder doctor: %v\n", err)
		}
		return usageCode(err)
	}
	report := doctor.Examine(ctx, j.deployment(os.Getenv))
	write := report.Write
	if j.json {
		write = report.WriteJSON
	}
	if err := write(stdout); err != nil || !report.Sound() {
		return exitFailed
	}
	return exitOK
}

func parseDoctor(args []string, stderr io.Writer) (*doctorJob, error) {
	j := &doctorJob{}
	f := flag.NewFlagSet("finder doctor", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Usage = func() {
		fmt.Fprint(stderr, doctorUsage)
		f.PrintDefaults()
	}
	f.StringVar(&j.secrets, "secrets", "", "`folder` of the key files and of the file store, for what the environment does not say")
	f.StringVar(&j.fetched, "fetch", "", "`folder` of finder fetch")
	f.StringVar(&j.state, "state", os.Getenv("FINDER_STATE"), "`folder` of the indexer's state (FINDER_STATE)")
	f.StringVar(&j.roster, "roster", "", "`file` that the indexer is given")
	f.StringVar(&j.backup, "backup", "", "`folder` that deploy/backup.sh leaves backups in")
	f.StringVar(&j.textfile, "textfile", "", "`folder` from which node_exporter reads metrics of the jobs")
	f.BoolVar(&j.json, "json", false, "write the report for programs")
	list := func(to *[]string) func(string) error {
		return func(s string) error {
			addr, err := fromHere(s)
			*to = append(*to, addr)
			return err
		}
	}
	f.Func("replica", "`address` of a replica; repeat for each (FINDER_ADDR)", list(&j.replicas))
	f.Func("admin", "`address` of a replica's metrics; repeat for each (FINDER_ADMIN_ADDR)", list(&j.admin))
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", f.Arg(0))
	}
	return j, nil
}

// deployment is what the command line and the environment of the replicas say.
func (j *doctorJob) deployment(getenv func(string) string) *doctor.Deployment {
	c := defaults()
	d := &doctor.Deployment{Now: time.Now, Fetched: j.fetched, State: j.state, Roster: j.roster, Backup: j.backup, Textfile: j.textfile, Replicas: j.replicas, Admin: j.admin}
	d.Faults = eachOf(c.load(getenv))
	for _, of := range []struct {
		key, file string
		to        *string
	}{
		{"FINDER_MEILI_KEY", serviceKeyFile, &c.meiliKey},
		{"", indexerKeyFile, &d.IndexerKey},
		{"FINDER_STORE", storeSecret, &c.store},
	} {
		if path := getenv(of.key + "_FILE"); path != "" {
			d.Secrets = append(d.Secrets, path)
		} else if j.secrets != "" && (of.key == "" || getenv(of.key) == "") {
			text, _ := os.ReadFile(filepath.Join(j.secrets, of.file)) // without it the check of what it is for speaks
			*of.to = strings.TrimSpace(string(text))
		}
	}
	if j.secrets != "" {
		files, err := os.ReadDir(j.secrets)
		if err != nil {
			d.Secrets = append(d.Secrets, j.secrets) // it is told as missing
		}
		for _, file := range files {
			d.Secrets = append(d.Secrets, filepath.Join(j.secrets, file.Name()))
		}
	}
	d.MeiliURL, d.ServiceKey = c.meiliURL, c.meiliKey
	d.Store = cmp.Or(c.store, filepath.Join(c.dir, storeName))
	d.BaseURL, d.Proxies, d.Shared, d.Drain = strings.TrimSuffix(c.baseURL, "/"), c.proxies, c.admin, c.drain
	d.Partners, d.Reviewer, d.Expire, d.Dir = c.partners, c.reviewer, c.expire, c.dir
	if len(d.Replicas) == 0 {
		if addr, err := fromHere(c.addr); err == nil {
			d.Replicas = []string{addr}
		}
	}
	if len(d.Admin) == 0 && c.admin != "" {
		d.Admin = []string{c.admin}
	}
	if d.State != "" {
		d.IndexMetrics = filepath.Join(d.State, indexMetricsFile)
	}
	return d
}

// storeSecret is the name of the store's file among the secrets.
const storeSecret = "store"

// eachOf takes apart what was joined.
func eachOf(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err != nil {
		return []error{err}
	}
	return nil
}
