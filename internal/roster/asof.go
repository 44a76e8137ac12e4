package roster

import (
	"sort"
	"strconv"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// AsOf returns what [Evidence.At] said when the version was this, nil when
// nothing had been recorded yet, and everybody of whom anything was recorded or
// decided since. ok is false for what no evidence before e was called, as after
// a backup was put back.
func (e *Evidence) AsOf(version string) (at func(directory.NPI, []directory.Documented, directory.Date) []directory.Attested, since []directory.NPI, ok bool) {
	none := NoEvidence()
	var seq int64
	switch version {
	case "":
	case none.Version():
		at = none.At
	default:
		n, err := strconv.ParseInt(version, 10, 64)
		if err != nil || n < 1 || n > e.seq || version != strconv.FormatInt(n, 10) {
			return nil, nil, false
		}
		seq = n
	}
	attested := sort.Search(len(e.all), func(i int) bool { return e.all[i].Seq > seq })
	decided := sort.Search(len(e.reviews), func(i int) bool { return e.reviews[i].Seq > seq })
	if seq > 0 {
		at = NewEvidence(e.all[:attested], e.reviews[:decided], e.expire).At
	}
	of := map[string]directory.NPI{}
	for i := range e.all {
		of[e.all[i].ID] = e.all[i].NPI
		if i >= attested {
			since = append(since, e.all[i].NPI)
		}
	}
	for _, r := range e.reviews[decided:] {
		since = append(since, of[r.Attestation])
	}
	return at, since, true
}

// VersionAt is the version at a moment, empty when nothing had been recorded.
func (e *Evidence) VersionAt(moment time.Time) string {
	seq := e.seq
	for i := range e.all {
		if e.all[i].RecordedAt.After(moment) {
			seq = min(seq, e.all[i].Seq-1)
		}
	}
	for i := range e.reviews {
		if e.reviews[i].At.After(moment) {
			seq = min(seq, e.reviews[i].Seq-1)
		}
	}
	if seq < 1 {
		return ""
	}
	return strconv.FormatInt(seq, 10)
}
