package client

import (
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Info is what came beside an answer.
type Info struct {
	RequestID  string // what to name when asking the operators
	ETag       string // for IfNoneMatch
	Generation string // of the directory that answered
	State      string // of an export or of changes: what to ask Client.Changes since
	Rate       Rate
}

// Rate is what is left of the budget that a request was spent from; zero where
// there is none.
type Rate struct {
	Limit  int           // in each Window
	Window time.Duration //
	Left   int
	Reset  time.Duration // until the budget is whole again
}

func infoOf(res *http.Response) Info {
	h := res.Header
	policy, left := members(h.Get("RateLimit-Policy")), members(h.Get("RateLimit"))
	return Info{
		RequestID: h.Get("X-Request-Id"), ETag: h.Get("ETag"), Generation: h.Get("X-Generation"), State: h.Get("X-State"),
		Rate: Rate{
			Limit: policy["q"], Window: time.Duration(policy["w"]) * time.Second,
			Left: left["r"], Reset: time.Duration(left["t"]) * time.Second,
		},
	}
}

// members reads the whole numbers of a header such as `"search";r=59;t=1`.
func members(header string) map[string]int {
	all := map[string]int{}
	for part := range strings.SplitSeq(header, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if n, err := strconv.Atoi(value); err == nil {
			all[name] = n
		}
	}
	return all
}

// retryAfter reads Retry-After, in seconds or as a date; 0 where it says
// nothing that can be followed.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if n, err := strconv.Atoi(value); err == nil {
		return time.Duration(max(0, n)) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date")) // by the clock that wrote it
	if err != nil {
		now = time.Now()
	}
	return max(0, until.Sub(now))
}

const modulePath = "github.com/physicianfinder/finder/client"

// userAgent names the package with the version that the program is built with.
var userAgent = sync.OnceValue(func() string {
	version := "devel"
	if build, ok := debug.ReadBuildInfo(); ok {
		for _, m := range build.Deps {
			if m.Path == modulePath && m.Version != "" {
				version = m.Version
			}
		}
	}
	return "physicianfinder-client/" + version + " " + runtime.Version()
})
