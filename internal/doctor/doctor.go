// Package doctor looks at a deployment and says what is wrong with it: what was
// found, why it matters, and what to do. It asks what the deployment itself asks,
// changes nothing but an index of its own that it drops again, and prints no
// secret.
//
// A check is a function that looks at one matter and notes findings; checks
// lists them all.
package doctor

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/search"
)

// A Deployment says where to look. What is empty is not looked at, and the
// report says so where it matters.
type Deployment struct {
	Now    func() time.Time
	Faults []error // settings that the service would refuse

	MeiliURL   string
	ServiceKey string // of Meilisearch
	IndexerKey string
	Store      string // as FINDER_STORE; holds a password

	BaseURL  string   // where people reach the pages
	Replicas []string // addresses that the replicas listen on
	Admin    []string // addresses of their admin listeners
	// Shared is FINDER_ADMIN_ADDR of the environment, which all replicas of a machine may read.
	Shared  string
	Proxies []string // FINDER_TRUSTED_PROXIES
	Drain   time.Duration

	Secrets  []string // files that only their owner should read
	Partners string   // file
	Reviewer string   // who has reviewed /annular-closure
	Expire   int      // days after which evidence counts no more

	Dir          string // of the service
	State        string // of the indexer
	IndexMetrics string // what finder index writes after a run that succeeded
	Fetched      string // folder of finder fetch
	Backup       string // folder of deploy/backup.sh
	Textfile     string // folder from which node_exporter reads the metrics of both
	Roster       string // file
}

// A Level says how bad a finding is.
type Level string

// The levels. A fault is what people will feel, today or when something else
// fails; a warning is what an operator may have decided so.
const (
	Fault   Level = "fault"
	Warning Level = "warning"
)

// A Finding is one thing that is not as it should be.
type Finding struct {
	Check string `json:"check"` // a name that stays
	Level Level  `json:"level"`
	Found string `json:"found"`
	Why   string `json:"why"`
	Fix   string `json:"fix"`
}

// A Report is what was found. NotAsked says what could not be looked at, and
// what that needs.
type Report struct {
	Findings []Finding `json:"findings"`
	NotAsked []string  `json:"not_asked"`
}

// Sound reports whether there is no fault.
func (r *Report) Sound() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Level == Fault })
}

// A visit is one look at a deployment, under way.
type visit struct {
	*Deployment
	report Report

	meiliAway bool               // and so is not asked any further
	notPublic bool               // nothing of ours answers at BaseURL
	unguarded bool               // it takes any key
	live      *search.Generation // nil: not known
	attested  int                // attestations of the store
}

// checks returns all checks, in the order of their report.
func checks() []func(*visit, context.Context) {
	return []func(*visit, context.Context){
		(*visit).settings, (*visit).secretFiles, (*visit).partnerFile,
		(*visit).meilisearch, (*visit).serviceKey, (*visit).indexerKey, (*visit).trial, (*visit).locks,
		(*visit).generation, (*visit).store, (*visit).evidence,
		(*visit).folders, (*visit).fetched, (*visit).indexed, (*visit).backup, (*visit).rosterFile,
		(*visit).replicas, (*visit).admin, (*visit).proxies, (*visit).public, (*visit).arrival,
	}
}

// Examine looks at a deployment.
func Examine(ctx context.Context, d *Deployment) *Report {
	v := &visit{Deployment: d, report: Report{Findings: []Finding{}, NotAsked: []string{}}}
	for _, check := range checks() {
		check(v, ctx)
	}
	v.conceal()
	return &v.report
}

func (v *visit) fault(check, found, why, fix string) {
	v.report.Findings = append(v.report.Findings, Finding{check, Fault, found, why, fix})
}

func (v *visit) warn(check, found, why, fix string) {
	v.report.Findings = append(v.report.Findings, Finding{check, Warning, found, why, fix})
}

func (v *visit) notAsked(what string) { v.report.NotAsked = append(v.report.NotAsked, what) }

// conceal takes out of the report whatever is a secret, should an error have
// quoted one.
func (v *visit) conceal() {
	var pairs []string
	for _, secret := range []string{v.ServiceKey, v.IndexerKey, v.Store} {
		if _, file := referral.File(secret); len(secret) >= 4 && (secret != v.Store || !file) {
			pairs = append(pairs, secret, "********")
		}
	}
	hide := strings.NewReplacer(pairs...).Replace
	for i := range v.report.Findings {
		f := &v.report.Findings[i]
		f.Found, f.Why, f.Fix = hide(f.Found), hide(f.Why), hide(f.Fix)
	}
}
