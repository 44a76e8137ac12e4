package doctor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/physicianfinder/finder/indexer/fetch"
)

// How long ago a job may last have succeeded; docs/alerts.yml has the same.
const (
	fetchEvery = 14 * 24 * time.Hour
	indexEvery = 3 * 24 * time.Hour
	backEvery  = 2 * 24 * time.Hour
)

// fetched looks at what finder fetch has brought.
func (v *visit) fetched(context.Context) {
	if v.Fetched == "" {
		v.notAsked("the public files: --fetch DIR")
		return
	}
	const run = "systemctl start finder-fetch, and journalctl -u finder-fetch says why it failed; is finder-fetch.timer enabled?"
	m, err := fetch.ReadManifest(v.Fetched)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		v.fault("fetch-none", "nothing has been fetched into "+v.Fetched, "The index is never updated.", run)
		return
	case err != nil:
		v.fault("fetch-manifest", err.Error(), "What lies there is not read.", "Do as it says.")
		return
	}
	for _, kind := range []fetch.Kind{fetch.Monthly, fetch.Weekly} {
		switch last := m.Succeeded[kind]; {
		case last.IsZero():
			v.fault("fetch-"+string(kind), "the "+string(kind)+" files have never been fetched", "The registry is only whole with both.", "finder fetch --monthly --weekly")
		case v.Now().Sub(last) > fetchEvery:
			v.fault("fetch-"+string(kind), fmt.Sprintf("the %s files were last fetched %s", kind, since(v.Now(), last)), "The source keeps weekly files for four weeks only.", run)
		}
	}
	for _, f := range m.Files {
		if info, err := os.Stat(filepath.Join(v.Fetched, filepath.FromSlash(f.Name))); err != nil || info.Size() != f.Bytes {
			v.fault("fetch-file", f.Name+" is not there as the manifest has it", "finder index --from refuses the folder.", "Run finder fetch: it brings the file again.")
		}
	}
	v.metrics(filepath.Join(v.Fetched, fetch.MetricsFile), "finder_fetch_last_success_timestamp_seconds")
}

// indexed looks at when the indexer last succeeded.
func (v *visit) indexed(context.Context) {
	if v.IndexMetrics == "" {
		v.notAsked("runs of the indexer: --state DIR")
		return
	}
	const name = "finder_index_last_success_timestamp_seconds"
	last, err := metric(v.IndexMetrics, name)
	const fix = "journalctl -u finder-index says why; is finder-index.timer enabled? After a rollback it fails until the next monthly file, or until --again."
	switch {
	case err != nil:
		v.fault("index-none", fmt.Sprintf("no run of finder index has succeeded: %v", err), "What is new is not published, and the alert on it never fires.", fix)
		return
	case v.Now().Sub(last) > indexEvery:
		v.fault("index-old", "finder index last succeeded "+since(v.Now(), last), "What is new is not published.", fix)
	}
	v.metrics(v.IndexMetrics, name)
}

// backup looks at when the last backup was made.
func (v *visit) backup(context.Context) {
	if v.Backup == "" {
		v.notAsked("backups: --backup DIR")
		return
	}
	const name, why = "finder_backup_last_success_timestamp_seconds", "Cases, accounts and attestations are lost with the disk: nothing makes them again."
	path := filepath.Join(v.Backup, "finder_backup.prom")
	switch last, err := metric(path, name); {
	case err != nil:
		v.fault("backup-none", fmt.Sprintf("no backup has been made: %v", err), why, "docs/operations.md, Backup; is finder-backup.timer enabled?")
		return
	case v.Now().Sub(last) > backEvery:
		v.fault("backup-old", "the last backup was made "+since(v.Now(), last), why, "journalctl -u finder-backup says why.")
	}
	v.metrics(path, name)
}

// metrics looks at whether node_exporter is given what a job writes.
func (v *visit) metrics(path, name string) {
	if v.Textfile == "" {
		return
	}
	own, err := metric(path, name)
	if err != nil {
		return
	}
	given, err := metric(filepath.Join(v.Textfile, filepath.Base(path)), name)
	if err != nil || own.Sub(given) > time.Hour {
		v.fault("textfile", filepath.Base(path)+" in "+v.Textfile+" is missing or older than "+path,
			"The alert on the job never fires.", "The unit copies it after each run: does the folder exist, and does node_exporter read it?")
	}
}

// metric reads a time from a file of metrics; of several, the oldest.
func metric(path, name string) (oldest time.Time, err error) {
	f, err := os.Open(path)
	if err != nil {
		return oldest, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		key, value, ok := strings.Cut(lines.Text(), " ")
		if key, _, _ = strings.Cut(key, "{"); !ok || key != name {
			continue
		}
		seconds, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return oldest, fmt.Errorf("%s: %s is no number", path, name)
		}
		if at := time.Unix(int64(seconds), 0); oldest.IsZero() || at.Before(oldest) {
			oldest = at
		}
	}
	if oldest.IsZero() {
		return oldest, fmt.Errorf("%s has no %s", path, name)
	}
	return oldest, nil
}
