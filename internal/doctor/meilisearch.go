package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/meili"
)

// patience is how long one question may take.
const patience = 10 * time.Second

// clockOff is how far two clocks may be apart.
const clockOff = 30 * time.Second

// meilisearch looks at the server, before any key.
func (v *visit) meilisearch(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if v.MeiliURL == "" {
		v.meiliAway = true
		v.fault("meilisearch-unset", "FINDER_MEILI_URL is not set",
			"Without it there is no index to serve.", "Set it to where Meilisearch listens, such as http://127.0.0.1:7700.")
		return
	}
	if u, err := url.Parse(v.MeiliURL); err == nil && u.Scheme == "http" && !private(u.Hostname()) {
		v.fault("meilisearch-in-the-clear", "FINDER_MEILI_URL is "+v.MeiliURL+", plain HTTP to a public address",
			"The keys, and what people search for, can be read on the way.", "Reach Meilisearch on loopback or in a private network, or by https.")
	}
	now, err := meili.Reach(ctx, v.MeiliURL)
	if err != nil {
		v.meiliAway = true
		v.fault("meilisearch-away", fmt.Sprintf("Meilisearch does not answer at %s: %v", v.MeiliURL, err),
			"Searches by name are refused, and a replica that starts on an empty folder answers nothing.",
			"Start Meilisearch, or mend FINDER_MEILI_URL. Its own log says why it ended.")
		return
	}
	v.clock("Meilisearch", now)
	if open, err := meili.Unguarded(ctx, v.MeiliURL); err == nil && open {
		v.unguarded = true
		v.fault("meilisearch-unguarded", "Meilisearch at "+v.MeiliURL+" answers without any key",
			"Whoever reaches it can change or delete who is listed.", "Start it with --env production and MEILI_MASTER_KEY, then run finder keys.")
	}
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// private reports whether only this machine or its own network reaches a host.
// A name without a dot is one of a private network.
func private(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsLoopback() || ip.IsPrivate()
	}
	if !strings.Contains(host, ".") {
		return true
	}
	found, err := net.LookupIP(host)
	return err != nil || !slices.ContainsFunc(found, func(ip net.IP) bool { return !ip.IsLoopback() && !ip.IsPrivate() })
}

// clock holds another clock against this machine's.
func (v *visit) clock(whose string, now time.Time) {
	if now.IsZero() {
		return
	}
	if off := now.Sub(v.Now()); off.Abs() > clockOff {
		v.fault("clock", fmt.Sprintf("the clock of %s is %s off this machine's", whose, off.Abs().Round(time.Second)),
			"Sessions, the purge of cases, evidence that ends and build locks go by the clock.", "Run chrony or systemd-timesyncd on both machines.")
	}
}

// serviceKey looks at what the key of the replicas may do.
func (v *visit) serviceKey(ctx context.Context) {
	if v.meiliAway || v.unguarded {
		return
	}
	const again = "Run finder keys, and give the replicas what it writes to meili-service-key."
	if v.ServiceKey == "" {
		v.fault("service-key-missing", "no key of the service: neither FINDER_MEILI_KEY nor FINDER_MEILI_KEY_FILE gives one",
			"Replicas wait for it and are not ready.", again)
		return
	}
	has, err := meili.Rights(ctx, meili.Config{URL: v.MeiliURL, Key: v.ServiceKey})
	more := without(has, meili.ServiceActions())
	switch less := without(meili.ServiceActions(), has); {
	case err != nil:
		v.fault("service-key", fmt.Sprintf("the service's key could not be tried: %v", err), "Replicas need it for searches by name.", "Look at Meilisearch's log.")
	case len(has) == 0:
		v.fault("service-key-wrong", "Meilisearch refuses the service's key",
			"Replicas answer places from memory alone, and no new generation reaches them.", again)
	case slices.Contains(has, meili.EveryKey):
		v.fault("service-key-master", "the replicas have Meilisearch's master key",
			"Whoever gets hold of a replica can change everything there, other keys too.", again+" A master key that was given away is to be changed.")
	case len(more) > 0:
		v.fault("service-key-writes", "the service's key may do more than read: "+strings.Join(more, ", "),
			"A replica is what the public reaches: it should not be able to change who is listed.", again)
	case len(less) > 0:
		v.fault("service-key-weak", "the service's key may not "+strings.Join(less, ", "),
			"Searches by name are refused, or no generation is loaded.", again)
	}
}

// indexerKey looks at what the key of the indexer may do, and by it at the
// server's version.
func (v *visit) indexerKey(ctx context.Context) {
	if v.meiliAway {
		return
	}
	if v.IndexerKey == "" {
		v.notAsked("the indexer's key, the version of Meilisearch and a trial of it: --secrets DIR or --indexer-key FILE")
		return
	}
	on := meili.Config{URL: v.MeiliURL, Key: v.IndexerKey}
	const again = "Run finder keys, and give the indexer what it writes to meili-indexer-key."
	has, err := meili.Rights(ctx, on)
	more := without(has, meili.IndexerActions())
	// To ask for the right to delete an index would be to do it; that to the version
	// newer servers do not give.
	less := without(meili.IndexerActions(), append(has, "indexes.delete", meili.VersionAction))
	switch {
	case v.unguarded:
	case err != nil:
		v.fault("indexer-key", fmt.Sprintf("the indexer's key could not be tried: %v", err), "The indexer publishes with it.", "Look at Meilisearch's log.")
	case len(has) == 0:
		v.fault("indexer-key-wrong", "Meilisearch refuses the indexer's key", "No update of the index is published.", again)
	case slices.Contains(has, meili.EveryKey):
		v.fault("indexer-key-master", "the indexer has Meilisearch's master key", "Whoever gets hold of the indexer's settings can make and take away keys.", again)
	case len(more) > 0:
		v.fault("indexer-key-wide", "the indexer's key may do more than it needs: "+strings.Join(more, ", "), "It is to reach the finder's indexes alone.", again)
	case len(less) > 0:
		v.fault("indexer-key-weak", "the indexer's key may not "+strings.Join(less, ", "), "A run of the indexer, or this one, fails where it needs that.", again)
	}
	// Where the key may not ask for it, the trial tells what matters of it.
	if version, err := meili.Version(ctx, on); err == nil {
		v.version(version)
	}
}

func (v *visit) version(version string) {
	const why = "What it answers is not what the tests have seen: searches by name may find others, or nobody."
	tried := meili.OldestTried
	if tried != meili.NewestTried {
		tried += " to " + meili.NewestTried
	}
	switch has := minor(version); {
	case has < minor(meili.OldestTried):
		v.fault("meilisearch-old", "Meilisearch is "+version+"; the finder was tried with "+tried, why, "Put a tried version beside it: docs/operations.md, Upgrade of Meilisearch.")
	case has > minor(meili.NewestTried):
		v.warn("meilisearch-new", "Meilisearch is "+version+"; the finder was tried with "+tried, why, "Look for a newer finder, or put a tried version beside it: docs/operations.md, Upgrade of Meilisearch.")
	}
}

// minor is a version without its last part, as a number that can be compared.
func minor(version string) (n int) {
	var major, second int
	_, _ = fmt.Sscanf(version, "%d.%d", &major, &second) // what is no number is older than all
	return 1000*major + second
}

// trial asks the questions that the service lives by, of an index that is made
// for it.
func (v *visit) trial(ctx context.Context) {
	if v.meiliAway || v.IndexerKey == "" || slices.ContainsFunc(v.report.Findings, func(f Finding) bool { return strings.HasPrefix(f.Check, "indexer-key") }) {
		return
	}
	err := meili.Try(ctx, meili.Config{URL: v.MeiliURL, Key: v.IndexerKey}, v.Now())
	var busy *meili.BusyError
	switch {
	case errors.As(err, &busy):
		v.notAsked("a trial of Meilisearch, while an indexer builds: run this again later")
	case err != nil:
		v.fault("meilisearch-answers", fmt.Sprintf("a trial of Meilisearch failed: %v", err),
			"Searches by name would find the wrong people, or a run of the indexer would fail.",
			"Look at its log, its version and the room on its disk; a proxy before it must pass everything on.")
	}
}

// locks looks for builds that broke off or hang.
func (v *visit) locks(ctx context.Context) {
	if v.meiliAway || v.IndexerKey == "" {
		return
	}
	held, err := meili.Locks(ctx, meili.Config{URL: v.MeiliURL, Key: v.IndexerKey})
	if err != nil {
		return // its key or the server, which other checks tell
	}
	for _, l := range held {
		if l.Dead {
			v.warn("build-lock", "a build lock was left behind by "+cmp.Or(l.Owner, "somebody")+" since "+l.Since.UTC().Format(time.RFC3339),
				"A run of the indexer broke off: what it was to publish is not live.", "Look at its log and run finder index again; it removes the lock.")
		}
	}
}

// without returns what is in all and not in known.
func without(all, known []string) []string {
	var rest []string
	for _, s := range all {
		if !slices.Contains(known, s) {
			rest = append(rest, s)
		}
	}
	return rest
}
