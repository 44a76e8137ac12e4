package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A config is the settings of the service. Each comes from the environment;
// secrets also from the file that NAME_FILE names.
type config struct {
	addr     string
	meiliURL string
	meiliKey string
	// meiliKeyFile is read for every request when the key comes from a file.
	meiliKeyFile string
	phone        string
	baseURL      string   // where people reach the pages; empty: what the request says
	rate         int      // searches a minute for each address prefix; 0: no limit
	proxies      []string // whose X-Forwarded-For is believed
	partners     string   // registry file; empty: no partner
	admin        string   // listener of metrics and pprof; empty: none
	dir          string   // where the service keeps what is its own
	store        string   // PostgreSQL URL or SQLite file of the referral store; empty: a file in dir
	caseDays     int      // days that referral cases are kept
	staleDays    int
	zone         *time.Location // of the organisation, for the console's days and hours
	drain        time.Duration  // between "not ready" and the end of listening
	expire       int            // days after which evidence counts no more
	logLevel     slog.Level
	reviewer     string         // clinician who has read the page on annular closure; empty: nobody
	reviewed     directory.Date // when
	drafts       bool           // pages that await review are shown, as drafts
}

// A setting is one key of the environment.
type setting struct {
	key    string
	about  string
	secret bool
	value  func() string
	set    func(string) error
}

// defaults are the settings of `finder serve` in an empty environment.
func defaults() *config {
	return &config{
		addr: "127.0.0.1:8080", phone: "844-288-7474", rate: 60, dir: ".finder", caseDays: 365,
		staleDays: directory.StaleAfter, expire: directory.ExpireAfter, zone: time.UTC, drain: 3 * time.Second,
		logLevel: slog.LevelInfo,
	}
}

// settings lists every key, in the order in which they are shown.
func (c *config) settings() []setting {
	return []setting{
		text("FINDER_ADDR", "address to listen on", &c.addr),
		{
			"FINDER_MEILI_URL", "Meilisearch, such as http://127.0.0.1:7700", false, func() string { return c.meiliURL },
			func(s string) error { c.meiliURL = s; return checkOrigin(s) },
		},
		{
			"FINDER_MEILI_KEY", "the service's key for Meilisearch", true, func() string { return cmp.Or(c.meiliKey, c.meiliKeyFile) },
			func(s string) error { c.meiliKey = s; return nil },
		},
		{
			"FINDER_PHONE", "line named where a search cannot help", false, func() string { return c.phone },
			func(s string) error { c.phone = s; return checkPhone(s) },
		},
		{
			"FINDER_BASE_URL", "where people reach the pages, such as https://finder.example", false, func() string { return c.baseURL },
			func(s string) error { c.baseURL = s; return checkBase(s) },
		},
		number("FINDER_RATE", "searches a minute for each address prefix, those with words counted as three; 0 is no limit", &c.rate, 0, 1_000_000),
		{
			"FINDER_TRUSTED_PROXIES", "addresses or prefixes of our own proxies, separated by commas", false,
			func() string { return strings.Join(c.proxies, ",") },
			func(s string) error { c.proxies = splitList(s); return nil },
		},
		text("FINDER_PARTNERS", "file of the partner registry", &c.partners),
		text("FINDER_REVIEWER", "clinician who has reviewed the page on annular closure, such as Jane Doe, MD", &c.reviewer),
		{
			"FINDER_REVIEWED", "day of that review, such as 2026-11-28", false,
			func() string { return c.reviewed.String() },
			func(s string) (err error) { c.reviewed, err = directory.ParseDate(s); return err },
		},
		{
			"FINDER_ADMIN_ADDR", "address of metrics and pprof, loopback or private; empty is none", false,
			func() string { return c.admin }, func(s string) error { c.admin = s; return checkPrivate(s) },
		},
		text("FINDER_DIR", "folder for what the service keeps itself", &c.dir),
		{
			"FINDER_STORE", "referral store, such as postgres://…; a file in FINDER_DIR when empty", true, func() string { return c.store },
			func(s string) error { c.store = s; return nil },
		},
		number("FINDER_REFERRAL_DAYS", "days that referral cases are kept", &c.caseDays, 1, 3_650),
		number("FINDER_STALE_DAYS", "age beyond which evidence is shown as old", &c.staleDays, 1, 3_650),
		number("FINDER_EXPIRE_DAYS", "age beyond which evidence counts no more", &c.expire, 1, 3_650),
		{
			"FINDER_TIME_ZONE", "time zone of the console's days and hours, such as America/Chicago", false, func() string { return c.zone.String() },
			func(s string) error { return c.setZone(s) },
		},
		{
			"FINDER_DRAIN", "how long requests are still taken after /readyz has turned", false, func() string { return c.drain.String() },
			func(s string) (err error) { c.drain, err = time.ParseDuration(s); return err },
		},
		{
			"FINDER_LOG_LEVEL", "debug, info, warn or error", false, func() string { return strings.ToLower(c.logLevel.String()) },
			func(s string) error { return c.logLevel.UnmarshalText([]byte(s)) },
		},
	}
}

// setZone takes a name of the IANA database. "Local" would mean another zone on
// each machine.
func (c *config) setZone(name string) error {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return errors.New("a zone of the IANA database expected, such as America/Chicago")
	}
	c.zone = zone
	return nil
}

func text(key, about string, to *string) setting {
	return setting{key, about, false, func() string { return *to }, func(s string) error { *to = s; return nil }}
}

func number(key, about string, to *int, low, high int) setting {
	return setting{key, about, false, func() string { return strconv.Itoa(*to) }, func(s string) error {
		n, err := strconv.Atoi(s)
		if err != nil || n < low || n > high {
			return fmt.Errorf("a whole number from %d to %d expected", low, high)
		}
		*to = n
		return nil
	}}
}

// load reads the environment over c. Every fault is reported at once, by key
// and without the value.
func (c *config) load(getenv func(string) string) error {
	var faults []error
	for _, s := range c.settings() {
		v := getenv(s.key)
		if s.secret {
			var err error
			if v, err = secret(getenv, s.key); err != nil {
				faults = append(faults, err)
				continue
			}
		}
		if v == "" {
			continue
		}
		if err := s.set(v); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", s.key, err))
		}
	}
	if (c.reviewer == "") != (c.reviewed == 0) {
		faults = append(faults, errors.New("FINDER_REVIEWER and FINDER_REVIEWED belong together: who reviewed, and when"))
	}
	return errors.Join(faults...)
}

// secret returns the value of a key, or what stands in the file that KEY_FILE
// names.
func secret(getenv func(string) string, key string) (string, error) {
	path := getenv(key + "_FILE")
	if v := getenv(key); v != "" || path == "" {
		return v, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", key, err)
	}
	return strings.TrimSpace(string(b)), nil
}

// log writes the settings in force, secrets masked.
func (c *config) log(log *slog.Logger) {
	var attrs []any
	for _, s := range c.settings() {
		v := s.value()
		if s.secret && v != "" {
			v = "********"
		}
		attrs = append(attrs, slog.String(s.key, v))
	}
	log.Info("settings", attrs...)
}

func splitList(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// checkPhone returns an error for a line that a link could not call.
func checkPhone(s string) error {
	if _, err := directory.ParsePhone(s); err != nil {
		return fmt.Errorf("%w; write it in digits, such as 844-288-7474", err)
	}
	return nil
}

func checkURL(s string) error {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errors.New("a URL such as http://127.0.0.1:7700 expected")
	}
	return nil
}

// checkOrigin refuses a URL that says more than where to connect: a path would
// be dropped, and a password would reach the log.
func checkOrigin(s string) error {
	if err := checkURL(s); err != nil {
		return err
	}
	switch u, _ := url.Parse(s); {
	case u.User != nil:
		return errors.New("no user or password in the URL: the key belongs into FINDER_MEILI_KEY")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return errors.New("a URL without a path expected, such as http://127.0.0.1:7700")
	}
	return nil
}

// checkBase refuses a URL with more than scheme and host: the pages, the assets
// and the console stand at the root.
func checkBase(s string) error {
	if err := checkURL(s); err != nil {
		return err
	}
	if u, _ := url.Parse(s); u.User != nil || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("scheme and host alone expected, such as https://finder.example: the pages cannot stand under a path")
	}
	return nil
}

// checkPrivate refuses an address that others than this machine or its
// private network could reach.
func checkPrivate(addr string) error {
	a, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return errors.New("host:port expected")
	}
	if a.IP == nil || !a.IP.IsLoopback() && !a.IP.IsPrivate() {
		return errors.New("a loopback or private address expected, such as 127.0.0.1:9090")
	}
	return nil
}
