package cluster

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A bed is what most faults are tried on: one cluster and one warm replica,
// which each fault leaves whole.
type bed struct {
	*Cluster
	replica *Replica
	before  []map[string]any // answers to places before any fault
}

// faults are tried in this order. Each has a row of its name in the table of
// docs/operations.md.
var faults = []struct {
	name string
	try  func(t *testing.T, b *bed)
}{
	{"meilisearch-killed", meilisearchKilled},
	{"meilisearch-hung", meilisearchHung},
	{"meilisearch-restarted", meilisearchRestarted},
	{"meilisearch-errors", meilisearchErrors},
	{"meilisearch-garbage", meilisearchGarbage},
	{"meilisearch-cut-answers", meilisearchCutAnswers},
	{"meilisearch-slow", meilisearchSlow},
	{"meilisearch-key-revoked", meilisearchKeyRevoked},
	{"network-cut", networkCut},
	{"start-without-meilisearch", startWithoutMeilisearch},
	{"start-from-disk", startFromDisk},
	{"address-taken", addressTaken},
	{"sqlite-disk-full", sqliteDiskFull},
	{"start-without-store", startWithoutStore},
	{"start-without-key", startWithoutKey},
	{"postgresql-killed", postgresqlKilled},
	{"clock-jumps", clockJumps},
	{"partner-file-half-written", partnerFileHalfWritten},
	{"indexer-killed", indexerKilled},
	{"indexer-twice-at-once", indexerTwiceAtOnce},
	{"indexer-disk-full", indexerDiskFull},
	{"indexer-input-cut", indexerInputCut},
	{"live-index-deleted", liveIndexDeleted},
	{"overload", overload},
	{"replica-killed", replicaKilled},
	{"stopped-under-load", stoppedUnderLoad},
	{"meilisearch-restarted-empty", meilisearchRestartedEmpty},
}

// TestFaults breaks the running program in every way that the table names.
func TestFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("boots the whole program")
	}
	b := &bed{Cluster: start(t)}
	b.replica = serve(t, b.Cluster)
	b.before = record(t, b.replica.URL)
	for _, f := range faults {
		well := t.Run(f.name, func(t *testing.T) {
			f.try(t, b)
			b.Relay.Heal()
			took := awaitWhole(t, b.replica)
			holds(t, b.replica.URL, b.before, time.Second)
			t.Logf("whole again within %s", took.Round(time.Millisecond))
		})
		if !well && !full() {
			break // what follows would only wait for what is no longer whole
		}
	}
}

// TestFaultTable holds the table of docs/operations.md to the faults that are
// tried.
func TestFaultTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, found := strings.Cut(string(text), "\n## Faults, tried\n")
	if !found {
		t.Fatal("docs/operations.md has no section of the faults tried")
	}
	var tried, told []string
	for _, f := range faults {
		tried = append(tried, f.name)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\|[^|]+\\|[^|]+\\|$").FindAllStringSubmatch(table, -1) {
		told = append(told, row[1])
	}
	for _, name := range tried {
		if !slices.Contains(told, name) {
			t.Errorf("%s has no row", name)
		}
	}
	for _, name := range told {
		if !slices.Contains(tried, name) {
			t.Errorf("%s is not tried", name)
		}
	}
	if len(tried) < 15 {
		t.Errorf("only %d faults", len(tried))
	}
}
