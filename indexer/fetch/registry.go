package fetch

import (
	"context"
	"fmt"
	"regexp"

	"github.com/physicianfinder/finder/internal/directory"
)

// registryMember is the main file within a monthly or weekly archive; its name
// tells the days.
var registryMember = regexp.MustCompile(`(?i)^npidata_pfile_(\d{8})-(\d{8})\.csv$`)

var spreadsheetMember = regexp.MustCompile(`(?i)\.xlsx$`)

// offered reads the NPPES page, once in a run.
func (f *fetcher) offered(ctx context.Context, kind Kind) ([]offer, error) {
	if f.page == nil {
		page, err := f.links(ctx, f.o.NPPESPage)
		if err != nil {
			return nil, err
		}
		f.page = page
		_, notes := offers(page)
		f.report.Notes = append(f.report.Notes, notes...)
	}
	all, _ := offers(f.page)
	return readable(all, kind)
}

// monthly fetches the newest monthly file.
func (f *fetcher) monthly(ctx context.Context) error {
	all, err := f.offered(ctx, Monthly)
	if err != nil {
		return err
	}
	newest := all[len(all)-1]
	for _, held := range f.manifest.Of(Monthly) {
		if o, _, err := parseOffer(held.Name); err == nil && o.to > newest.to {
			f.note("the newest monthly file of the page is %s; %s, which is here, is newer and stays", newest.name, held.Name)
			return nil
		}
	}
	return f.take(ctx, target{kind: Monthly, name: newest.name, url: newest.url, check: checkRegistry})
}

// weekly fetches the weeklies that follow the newest monthly file of the
// folder without a gap.
func (f *fetcher) weekly(ctx context.Context) error {
	base, ok := f.manifest.Newest(Monthly)
	if !ok {
		if f.o.DryRun && f.wants(Monthly) {
			f.note("which weekly files follow the monthly one is known when that is here")
			return nil
		}
		return &Error{
			What: "the weekly files", Cause: fmt.Errorf("there is no monthly file in %s that they could follow", f.o.Dir),
			Advice: "Fetch it first: finder fetch --monthly --weekly",
		}
	}
	all, err := f.offered(ctx, Weekly)
	if err != nil {
		return err
	}
	onPage := map[string]bool{}
	for _, o := range all {
		onPage[o.name] = true
	}
	for _, held := range f.manifest.Of(Weekly) { // the page keeps four; what is here counts as well
		if !onPage[held.Name] {
			all = append(all, offer{name: held.Name, kind: Weekly, from: held.From, to: held.To})
		}
	}
	take, gap := chain(base.To, all)
	for _, o := range take {
		if !onPage[o.name] {
			continue
		}
		from, to := o.from, o.to
		err := f.take(ctx, target{kind: Weekly, name: o.name, url: o.url, check: func(c *checking) (directory.Date, directory.Date, error) {
			return checkWeek(c, from, to)
		}})
		if err != nil {
			return err
		}
	}
	if gap != nil {
		return &Error{What: "the weekly files", Cause: gap, Advice: f.overGap(gap)}
	}
	return nil
}

// overGap says how to get over a gap.
func (f *fetcher) overGap(gap *Gap) string {
	monthlies, err := f.offered(context.Background(), Monthly) // the page is in hand
	if err == nil {
		newest := monthlies[len(monthlies)-1]
		if _, held := f.manifest.named(newest.name); !held {
			return "Take the monthly: finder fetch --monthly --weekly brings " + newest.name
		}
	}
	return fmt.Sprintf("Take the monthly that covers %s as soon as it is published: finder fetch --monthly --weekly. Until then index what came before", gap.To)
}

// deactivated fetches the newest report of deactivated NPIs.
func (f *fetcher) deactivated(ctx context.Context) error {
	all, err := f.offered(ctx, Deactivated)
	if err != nil {
		return err
	}
	newest := all[len(all)-1]
	if held, ok := f.manifest.Newest(Deactivated); ok && held.To > newest.to {
		f.note("the newest deactivation report of the page is %s; %s, which is here, is newer and stays", newest.name, held.Name)
		return nil
	}
	return f.take(ctx, target{kind: Deactivated, name: newest.name, url: newest.url, check: func(c *checking) (directory.Date, directory.Date, error) {
		members, err := c.zip()
		if err == nil && len(find(members, spreadsheetMember)) != 1 {
			err = fmt.Errorf("%w: not exactly one .xlsx is in it", errContent)
		}
		return 0, newest.to, err
	}})
}

// checkRegistry reads the archive through and returns the days of its main
// file.
func checkRegistry(c *checking) (from, to directory.Date, err error) {
	members, err := c.zip()
	if err != nil {
		return 0, 0, err
	}
	main := find(members, registryMember)
	if len(main) != 1 {
		return 0, 0, fmt.Errorf("%w: not exactly one npidata_pfile_DAY-DAY.csv is in it", errContent)
	}
	m := registryMember.FindStringSubmatch(main[0])
	if from, err = parseCompact(m[1]); err == nil {
		to, err = parseCompact(m[2])
	}
	if err != nil || to < from {
		return 0, 0, fmt.Errorf("%w: %s names no days", errContent, main[0])
	}
	return from, to, nil
}

// checkWeek is checkRegistry for an archive whose own name told the days.
func checkWeek(c *checking, from, to directory.Date) (directory.Date, directory.Date, error) {
	f, t, err := checkRegistry(c)
	if err == nil && (f != from || t != to) {
		err = fmt.Errorf("%w: its name says %s to %s, the file in it %s to %s", errContent, from, to, f, t)
	}
	return f, t, err
}

// parseCompact reads a day of the form YYYYMMDD.
func parseCompact(s string) (directory.Date, error) {
	return directory.ParseDate(s[:4] + "-" + s[4:6] + "-" + s[6:])
}

func find(names []string, form *regexp.Regexp) []string {
	var found []string
	for _, n := range names {
		if form.MatchString(n) {
			found = append(found, n)
		}
	}
	return found
}
