package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/meili"
	"github.com/physicianfinder/finder/internal/search"
)

// How many days old data may be; docs/alerts.yml has the same.
const (
	registryDays = 45
	sourceDays   = 90
)

// generation looks at what is live: that it is there, and how old it is.
func (v *visit) generation(ctx context.Context) {
	if v.meiliAway {
		return
	}
	on := meili.Config{URL: v.MeiliURL, Key: v.ServiceKey}
	if on.Key == "" {
		on.Key = v.IndexerKey
	}
	index, err := meili.Open(on)
	if err != nil {
		return // the settings tell
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	g, err := index.Live(ctx)
	switch {
	case errors.Is(err, search.ErrNoGeneration):
		v.fault("generation-none", "nothing has been published at "+v.MeiliURL, "Nobody is found.", "Run finder index.")
		return
	case err != nil:
		return // the key, which its own check tells
	}
	if whole, err := meili.Live(ctx, on); err == nil && whole == "" {
		v.fault("generation-broken", "generation "+g.ID+" is to be live, but its index is gone or not whole",
			"Replicas answer from memory; one that restarts on an empty folder answers nothing.", "Run finder index, or finder index --rollback.")
	}
	v.live = g
	v.sources(g)
}

// sources looks at how old and how many the sources of a generation are.
func (v *visit) sources(g *search.Generation) {
	today := directory.DateOf(v.Now())
	age := func(d directory.Date) int { return int(today - d) }
	if g.DataAsOf != 0 && age(g.DataAsOf) > registryDays {
		v.warn("registry-old", fmt.Sprintf("the registry is of %s, %d days old", g.DataAsOf, age(g.DataAsOf)),
			"Who has moved or left is shown where they were.", "Run finder fetch and finder index --from; see why their timers have not.")
	}
	if g.MissingDays > 0 {
		v.warn("registry-gap", fmt.Sprintf("%d days of the registry are missing", g.MissingDays),
			"Changes of those days are not known, and never will be by weekly files.", "Read the newest monthly file.")
	}
	if _, has := g.Sources[directory.SourcePractice]; !has {
		v.fault("practice-locations", "the index was built without practice locations",
			"More than half of all listings are missing.", "Give finder index --from, or --practice-locations beside --nppes.")
	}
	if _, has := g.Sources[directory.SourceDAC]; !has {
		v.warn("clinicians", "the index was built without Doctors and Clinicians",
			"It adds offices, hospitals and who accepts Medicare.", "Run finder fetch --dac, and finder index --from.")
	}
	for source, name := range map[directory.Source]string{
		directory.SourcePractice: "practice locations", directory.SourceDAC: "Doctors and Clinicians", directory.SourceNational: "the national directory",
	} {
		if of := g.Sources[source]; of != 0 && age(of) > sourceDays {
			v.warn("source-old", fmt.Sprintf("%s: of %s, %d days old", name, of, age(of)), "Offices and numbers out of it may be wrong.", "Fetch it anew, and run finder index.")
		}
	}
	if of := g.Sources[directory.SourceRoster]; of != 0 && v.Expire > 0 && age(of) > v.Expire {
		v.warn("roster-old", fmt.Sprintf("the roster is of %s, %d days old; evidence counts for %d (FINDER_EXPIRE_DAYS)", of, age(of), v.Expire),
			"Its offerings count no more, and nobody is shown to offer annular closure.", "Verify the roster anew and import it: docs/roster.md.")
	}
}

// evidence looks at whether anybody is known to offer annular closure, by the
// index or by the store.
func (v *visit) evidence(context.Context) {
	if v.live == nil || v.attested > 0 {
		return
	}
	if v.live.Offerings[directory.Confirmed]+v.live.Offerings[directory.SelfReported] == 0 {
		v.warn("roster-none", "nobody in the index offers annular closure",
			"The one question that people come with is answered with nobody.", "Give finder index the roster: docs/roster.md.")
	}
}

// since words how long ago something was.
func since(now, then time.Time) string {
	if d := now.Sub(then); d < 48*time.Hour {
		return fmt.Sprintf("%d hours ago", int(d.Hours()))
	}
	return fmt.Sprintf("%d days ago", int(now.Sub(then).Hours()/24))
}
