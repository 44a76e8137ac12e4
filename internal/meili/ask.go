package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// The versions of Meilisearch that the tests have run on, the first and the last.
const (
	OldestTried = "1.21"
	NewestTried = "1.50"
)

// EveryKey is the right over other keys, which only the master key should have;
// Elsewhere that to read an index that is none of the finder's.
const (
	EveryKey  = "keys.get"
	Elsewhere = "documents.get of any index"
)

// Reach asks a server for nothing, without a key, and returns the time by its
// clock; zero where it, or a proxy, does not say.
func Reach(ctx context.Context, url string) (time.Time, error) {
	c, err := newClient(Config{URL: url}, readerPatience)
	if err != nil {
		return time.Time{}, err
	}
	req, err := c.request(ctx, http.MethodGet, "/health", nil)
	if err != nil {
		return time.Time{}, translate("asking for its health", err)
	}
	_, header, err := c.do(c.http, req)
	if err != nil {
		return time.Time{}, translate("asking for its health", err)
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return time.Time{}, nil
	}
	return now, nil
}

// Unguarded reports whether a server answers without any key, as one does that
// was started without a master key.
func Unguarded(ctx context.Context, url string) (bool, error) {
	rights, err := Rights(ctx, Config{URL: url})
	return len(rights) > 0, err
}

// Version returns the version of a server, such as "1.21.0". Newer servers tell
// it to no key that is for named indexes, see [Setup].
func Version(ctx context.Context, on Config) (string, error) {
	c, err := newClient(on, readerPatience)
	if err != nil {
		return "", err
	}
	const doing = "asking for its version"
	answer, err := c.send(ctx, http.MethodGet, "/version", nil)
	if err != nil {
		return "", translate(doing, err)
	}
	var v struct{ PkgVersion string }
	if err := json.Unmarshal(answer, &v); err != nil || v.PkgVersion == "" {
		return "", fmt.Errorf("meili: %s: answer not understood", doing)
	}
	return v.PkgVersion, nil
}

// A probe asks for a right without using it: the request is one that a server
// refuses as wrong after it has looked at the key.
type probe struct{ action, method, path, kind, body string }

// probes holds no right to delete an index: no request for that is refused.
func probes() []probe {
	const scratch, broken = "/indexes/" + listingsIndex + "probe", "{"
	return []probe{
		{"search", http.MethodPost, scratch + "/search", "application/json", broken},
		{"documents.get", http.MethodGet, "/indexes/" + liveIndex + "/documents/none", "", ""},
		{"documents.add", http.MethodPost, scratch + "/documents", "text/plain", "x"},
		{"documents.delete", http.MethodPost, scratch + "/documents/delete-batch", "application/json", broken},
		{"indexes.create", http.MethodPost, "/indexes", "application/json", broken},
		{"indexes.get", http.MethodGet, "/indexes?limit=1", "", ""},
		{"settings.update", http.MethodPatch, scratch + "/settings", "application/json", broken},
		{"tasks.get", http.MethodGet, "/tasks?limit=1", "", ""},
		{"tasks.cancel", http.MethodPost, "/tasks/cancel?none=1", "", ""},
		{"version", http.MethodGet, "/version", "", ""},
		{EveryKey, http.MethodGet, "/keys?limit=1", "", ""},
		{Elsewhere, http.MethodGet, "/indexes/finder-probe/documents/none", "", ""},
	}
}

// Rights returns what a key may do, as far as that can be found out without
// changing anything, by Meilisearch's names of actions, [EveryKey] and
// [Elsewhere] included. A key that is not known has none.
func Rights(ctx context.Context, on Config) ([]string, error) {
	c, err := newClient(on, readerPatience)
	if err != nil {
		return nil, err
	}
	var has []string
	for _, p := range probes() {
		req, err := c.request(ctx, p.method, p.path, []byte(p.body))
		if err != nil {
			return nil, translate("asking for rights", err)
		}
		if on.Key == "" {
			req.Header.Del("Authorization")
		}
		req.Close = true // some are answered before the server has read them, see upload
		if p.kind != "" {
			req.Header.Set("Content-Type", p.kind)
		}
		_, _, err = c.do(c.http, req)
		var r *refusal
		switch {
		case err == nil:
			has = append(has, p.action)
		case !errors.As(err, &r) || r.status >= 500 || r.status == http.StatusTooManyRequests:
			return nil, translate("asking for rights", err)
		case r.status != http.StatusForbidden && r.status != http.StatusUnauthorized:
			has = append(has, p.action)
		}
	}
	return has, nil
}

// A Lock is a build lock as it was found.
type Lock struct {
	Owner  string        // empty: not known
	Since  time.Time     // by the owner's clock; zero: not known
	Silent time.Duration // since its holder last showed life
	Dead   bool          // silent for longer than a holder ever is
}

// Locks lists the build locks of a server.
func Locks(ctx context.Context, on Config) ([]Lock, error) {
	c, err := newClient(on, writerPatience)
	if err != nil {
		return nil, err
	}
	names, err := c.locks(ctx)
	if err != nil {
		return nil, err
	}
	var all []Lock
	for _, name := range names {
		silent, err := c.silence(ctx, name)
		if err != nil {
			return nil, err
		}
		owner, _, since := readLockName(name)
		all = append(all, Lock{Owner: owner, Since: since, Silent: silent, Dead: silent > DefaultLockTTL})
	}
	return all, nil
}
