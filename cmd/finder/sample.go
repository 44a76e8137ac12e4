package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/physicianfinder/finder/internal/sample"
)

// runSample writes fictional physicians in the real formats.
func runSample(_ context.Context, args []string, stdout, stderr io.Writer) int {
	var o sample.Options
	flags := flag.NewFlagSet("finder sample", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.Count, "count", 0, "physicians of the spine set")
	flags.IntVar(&o.Others, "others", 0, "rows of other taxonomies, organizations and deactivated NPIs")
	flags.IntVar(&o.Roles, "npd", 0, "`roles` of a national directory to write too, with the true positions of offices")
	flags.Uint64Var(&o.Seed, "seed", 1, "another seed, other physicians")
	out := flags.String("out", "", "`folder` to write to")
	if err := flags.Parse(args); err != nil {
		return usageCode(err)
	}
	if *out == "" || flags.NArg() > 0 || o.Count < 0 || o.Others < 0 || o.Roles < 0 || o.Count+o.Others == 0 || o.Count+o.Others > sample.MaxRows {
		fmt.Fprintln(stderr, "usage: finder sample --count N [--others M] [--npd ROLES] [--seed S] --out DIR")
		return exitUsage
	}
	files, tally, err := sample.Write(*out, o)
	if err != nil {
		fmt.Fprintln(stderr, "finder:", err)
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s  %d rows: %d physicians of the spine set, %d of them in training, %d without a usable first address\n",
		files.Registry, tally.Rows, o.Count, tally.Students, o.Count-tally.Students-tally.Physicians)
	fmt.Fprintf(stdout, "%s  %d rows\n%s  %d rows\n", files.Practices, tally.PracticeRows, files.Roster, tally.RosterRows)
	if n := tally.National; n != nil {
		fmt.Fprintf(stdout, "%s  %d roles, %d places: %d of the physicians have one\n%s  true positions of offices\n", files.National, n.Roles, n.Places, n.People, files.Truth)
	}
	return exitOK
}
