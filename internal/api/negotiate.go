package api

import (
	"strconv"
	"strings"

	"github.com/physicianfinder/finder/internal/door"
)

// A format is a media type that searches are answered in.
type format string

// The formats, the default first.
const (
	formatJSON format = "application/json"
	formatGeo  format = "application/geo+json"
	formatCSV  format = "text/csv"
)

// negotiate picks the format of offered that the Accept header likes best;
// among equals one that it names rather than one that a wildcard covers, then
// the first. No header, or one that names nothing readable, takes
// the first. The error is a *[door.FormatError].
func negotiate(accept string, offered ...format) (format, error) {
	ranges := acceptRanges(accept)
	if len(ranges) == 0 {
		return offered[0], nil
	}
	best, quality, specific := format(""), 0.0, 0
	for _, f := range offered {
		if q, n := qualityOf(f, ranges); q > quality || q == quality && q > 0 && n > specific {
			best, quality, specific = f, q, n
		}
	}
	if best == "" {
		refused := &door.FormatError{}
		for _, f := range offered {
			refused.Offered = append(refused.Offered, string(f))
		}
		return "", refused
	}
	return best, nil
}

// A mediaRange is one entry of an Accept header, in lower case.
type mediaRange struct {
	kind, sub string
	q         float64
}

// acceptRanges reads an Accept header; entries that cannot be read are left
// out, as RFC 9110 lets a server do. No more than 50 are looked at.
func acceptRanges(accept string) []mediaRange {
	var ranges []mediaRange
	for entry := range strings.SplitSeq(strings.ToLower(accept), ",") {
		parts := strings.Split(entry, ";")
		kind, sub, ok := strings.Cut(strings.TrimSpace(parts[0]), "/")
		if !ok || kind == "" || sub == "" || len(ranges) == 50 {
			continue
		}
		r := mediaRange{kind: kind, sub: sub, q: 1}
		for _, p := range parts[1:] {
			if v, ok := strings.CutPrefix(strings.TrimSpace(p), "q="); ok {
				if q, err := strconv.ParseFloat(v, 64); err == nil && q >= 0 && q <= 1 {
					r.q = q
				}
			}
		}
		ranges = append(ranges, r)
	}
	return ranges
}

// qualityOf is the quality of f by the most specific range that covers it, and
// how specific that is: 2 names f, 1 its kind, 0 anything.
func qualityOf(f format, ranges []mediaRange) (quality float64, specific int) {
	kind, sub, _ := strings.Cut(string(f), "/")
	specific = -1
	for _, r := range ranges {
		n := -1
		switch {
		case r.kind == kind && r.sub == sub:
			n = 2
		case r.kind == kind && r.sub == "*":
			n = 1
		case r.kind == "*" && r.sub == "*":
			n = 0
		}
		if n > specific {
			quality, specific = r.q, n
		}
	}
	return quality, specific
}
