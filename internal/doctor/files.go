package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/partner"
)

// settings looks at the environment.
func (v *visit) settings(context.Context) {
	for _, err := range v.Faults {
		v.fault("setting", err.Error(), "The service does not start with it.", "docs/operations.md, Settings.")
	}
	if v.Reviewer == "" {
		v.warn("review", "FINDER_REVIEWER and FINDER_REVIEWED are not set", "The page that says what annular closure is stays away until a clinician has read it.",
			"Have it read, and set both.")
	}
	if v.Drain < time.Second {
		v.warn("drain", fmt.Sprintf("FINDER_DRAIN is %s", v.Drain), "A replica that ends refuses what the proxy still sends it.", "Set it longer than the proxy's health interval; 3s fits deploy/Caddyfile.")
	}
}

// secretFiles looks at who may read the secrets.
func (v *visit) secretFiles(context.Context) {
	for _, name := range v.Secrets {
		info, err := os.Stat(name)
		switch {
		case err != nil:
			v.fault("secret-missing", err.Error(), "Whoever is given it does without.", "finder keys writes Meilisearch's keys; the store's you write yourself.")
		case info.Mode().Perm()&0o077 != 0:
			v.fault("secret-open", fmt.Sprintf("%s can be read by others (%s)", name, info.Mode().Perm()), "Every account of the machine has it.", "chmod go= "+name)
		}
	}
}

// partnerFile reads the partners as the service would.
func (v *visit) partnerFile(context.Context) {
	if v.Partners == "" {
		return
	}
	text, err := os.ReadFile(v.Partners)
	if err == nil {
		_, err = partner.Parse(text)
	}
	if err != nil {
		v.fault("partners", err.Error(), "A service that runs goes on with the partners of before; one that starts does not.", "finder partner check "+v.Partners+" tells every fault.")
	}
}

// rosterFile reads the roster as the indexer would.
func (v *visit) rosterFile(context.Context) {
	if v.Roster == "" {
		v.notAsked("the roster: --roster FILE")
		return
	}
	const why = "It is the only word on who offers annular closure: a run of the indexer is refused, or leaves people out."
	rows, err := source.OpenRoster(v.Roster, source.Options{Today: directory.LatestDate(v.Now())})
	if err != nil {
		v.fault("roster-unreadable", err.Error(), why, "docs/roster.md says what the file looks like.")
		return
	}
	defer rows.Close()
	for err = nil; err == nil || errors.As(err, new(*source.Rejected)); {
		_, err = rows.Next()
	}
	switch counts := rows.Counts(); {
	case !errors.Is(err, io.EOF):
		v.fault("roster-unreadable", err.Error(), why, "docs/roster.md says what the file looks like.")
	case counts.RefusedTotal() > 0:
		v.warn("roster-rows", fmt.Sprintf("%d of %d rows of %s are refused", counts.RefusedTotal(), counts.Rows, v.Roster), why, "The report of finder index names each.")
	}
}

// The room that is needed on disks, in bytes: for a generation and the store;
// for the files of a month, the state they go into, and theirs of before.
const (
	serviceRoom = 512 << 20
	fetchRoom   = 4 << 30
)

// folders looks at whether what is kept can be kept.
func (v *visit) folders(context.Context) {
	for _, f := range []struct {
		name, path string
		room       int64
		why        string
	}{
		{"FINDER_DIR", v.Dir, serviceRoom, "A replica could not start while Meilisearch is away, and a store in there loses cases."},
		{"the indexer's state", v.State, serviceRoom, "The next run of the indexer fails before it publishes."},
		{"the folder of finder fetch", v.Fetched, fetchRoom, "The next files do not fit, and weekly files are gone from their source after four weeks."},
	} {
		if f.path == "" {
			continue
		}
		if err := writable(f.path); err != nil {
			v.fault("folder", fmt.Sprintf("%s cannot be written: %v", f.name, err), f.why, "Make it, and give it to the account of the service. Run finder doctor under that account, or as root.")
			continue
		}
		var s unix.Statfs_t
		if err := unix.Statfs(f.path, &s); err != nil {
			continue
		}
		if free := int64(s.Bavail) * int64(s.Bsize); free < f.room {
			v.fault("disk", fmt.Sprintf("%s (%s) has %d MB left, %d are needed", f.name, f.path, free>>20, f.room>>20), f.why, "Make room, or move it to a larger disk.")
		}
	}
}

// writable makes a file in dir and removes it.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".finder-doctor")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(filepath.Clean(f.Name())))
}
