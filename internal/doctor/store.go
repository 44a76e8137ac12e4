package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/physicianfinder/finder/internal/referral"
)

// store looks at the store of cases, accounts and attestations.
func (v *visit) store(ctx context.Context) {
	if v.Store == "" {
		v.notAsked("the store: --secrets DIR, FINDER_STORE_FILE or FINDER_DIR")
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := referral.Examine(ctx, v.Store)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault("store-none", err.Error(), "The console has no cases and no accounts; a service makes the file when it starts.",
			"Is FINDER_DIR or FINDER_STORE that of the service? Has the service been started?")
		return
	case errors.Is(err, referral.ErrUnavailable):
		v.fault("store-away", err.Error(), "Searches go on; the console and reports from the pages are refused.",
			"Bring PostgreSQL up, or mend FINDER_STORE: host, user, password, database.")
		return
	case err != nil:
		v.fault("store", err.Error(), "The console and reports from the pages are refused.", "Mend FINDER_STORE, or put back the newest backup.")
		return
	}
	v.clock("PostgreSQL", c.Now)
	v.attested = c.Attested
	switch {
	case c.Have > c.Want:
		v.fault("store-ahead", fmt.Sprintf("the store has version %d, this finder knows %d", c.Have, c.Want),
			"A replica of this version refuses to start.", "Upgrade the finder: a newer one has been at work here.")
	case c.Have < c.Want:
		v.fault("store-behind", fmt.Sprintf("the store has version %d, this finder brings it to %d", c.Have, c.Want),
			"No replica of this version has been started since the upgrade.", "Restart the replicas, one after the other.")
	case c.Active == 0:
		v.warn("console-empty", "no account can sign in to the console", "Reports of people and answers of offices are read by nobody.", "finder staff add --role supervisor NAME")
	}
	if c.SQLite && len(v.Replicas) > 1 {
		v.warn("store-one-machine", fmt.Sprintf("%d replicas on a SQLite file", len(v.Replicas)),
			"They see one another's cases only while they run on one machine and name the same file, and never over a network disk.", "Use PostgreSQL for more than one replica.")
	}
}
