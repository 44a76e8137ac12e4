package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/physicianfinder/finder/internal/referral"
)

const staffUsage = `usage: finder staff add [--role agent|supervisor] [--generate] [--dir DIR] NAME
       finder staff password [--generate] [--dir DIR] NAME
       finder staff list [--dir DIR]
       finder staff disable|enable [--dir DIR] NAME
       finder staff backup [--dir DIR] FILE

The store is the one that FINDER_STORE names, else DIR/referrals.db (DIR is FINDER_DIR, or .finder).
A password is read from the terminal or from standard input, or made with --generate.
`

// A staffJob is what the command line of `finder staff` asks for.
type staffJob struct {
	verb, name, role, dir string
	generate              bool
}

// runStaff runs `finder staff`.
func runStaff(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	j, err := parseStaff(args, stderr)
	if err != nil {
		fmt.Fprint(stderr, staffUsage)
		return usageCode(err)
	}
	dsn, err := secret(os.Getenv, "FINDER_STORE")
	if err != nil {
		fmt.Fprintf(stderr, "finder staff: %v\n", err)
		return exitUsage
	}
	var store *referral.Store
	if err = j.mustExist(dsn); err == nil {
		store, err = openStore(ctx, dsn, j.dir)
	}
	if err == nil {
		err = errors.Join(j.run(ctx, store, stdout, stderr), store.Close())
	}
	if err != nil {
		fmt.Fprintf(stderr, "finder staff %s: %v\n", j.verb, err)
		return exitFailed
	}
	return exitOK
}

// mustExist refuses a store that is not there: a mistyped folder would get an
// empty one, and be backed up. The first account may come before the service,
// into a folder that is there.
func (j *staffJob) mustExist(dsn string) error {
	if dsn == "" {
		dsn = filepath.Join(j.dir, storeName)
	}
	path, file := referral.File(dsn)
	if !file {
		return nil
	}
	what := path
	if j.verb == "add" {
		what = filepath.Dir(path)
	}
	if _, err := os.Stat(what); err != nil {
		return fmt.Errorf("no store at %s: name the folder of the service with --dir or FINDER_DIR, or start the service once", path)
	}
	return nil
}

func parseStaff(args []string, stderr io.Writer) (*staffJob, error) {
	wrong := errors.New("wrong usage")
	if len(args) == 0 {
		return nil, wrong
	}
	j := &staffJob{verb: args[0], dir: serviceDir()}
	flags := flag.NewFlagSet("finder staff "+j.verb, flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&j.role, "role", string(referral.Agent), "agent or supervisor")
	flags.StringVar(&j.dir, "dir", j.dir, "`folder` of the store")
	flags.BoolVar(&j.generate, "generate", false, "make a password and print it")
	if err := flags.Parse(args[1:]); err != nil {
		return nil, err
	}
	j.name = flags.Arg(0)
	switch j.verb {
	case "add", "password", "disable", "enable", "backup":
		if flags.NArg() == 1 {
			return j, nil
		}
	case "list":
		if flags.NArg() == 0 {
			return j, nil
		}
	}
	return nil, wrong
}

func (j *staffJob) run(ctx context.Context, store *referral.Store, stdout, stderr io.Writer) error {
	switch j.verb {
	case "list":
		return listStaff(ctx, store, stdout)
	case "disable", "enable":
		return store.SetDisabled(ctx, j.name, j.verb == "disable")
	case "backup":
		return store.Backup(ctx, j.name)
	}
	password, err := j.password(stdout, stderr)
	if err != nil {
		return err
	}
	if j.verb == "password" {
		return store.SetPassword(ctx, j.name, password)
	}
	return store.AddAccount(ctx, j.name, referral.Role(j.role), password)
}

// password makes a password or reads one: from the terminal without showing
// it, else the first line of standard input.
func (j *staffJob) password(stdout, stderr io.Writer) (string, error) {
	if j.generate {
		password := strings.ToLower(rand.Text())
		fmt.Fprintln(stdout, password)
		return password, nil
	}
	if fd := int(os.Stdin.Fd()); term.IsTerminal(fd) {
		fmt.Fprint(stderr, "password: ")
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(stderr)
		return string(b), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func listStaff(ctx context.Context, store *referral.Store, stdout io.Writer) error {
	accounts, err := store.Accounts(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tROLE\tSTATE\tSINCE")
	for _, a := range accounts {
		state := "open"
		if a.Disabled {
			state = "disabled"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Name, a.Role, state, a.Created.Format(time.DateOnly))
	}
	return w.Flush()
}
