package door

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestClient(t *testing.T) {
	t.Parallel()
	trusted, err := parsePrefixes([]string{"10.0.0.0/8", "192.0.2.7", "fd00::/8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		remote, want string
		forwarded    []string
		unreadable   bool
	}{
		{"198.51.100.9:4711", "198.51.100.9", nil, false},
		{"198.51.100.9:4711", "198.51.100.9", []string{"203.0.113.5"}, false}, // not ours
		{"10.1.2.3:80", "198.51.100.9", []string{"198.51.100.9"}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"198.51.100.9:4711"}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"198.51.100.9, "}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"203.0.113.5, 198.51.100.9:1,,10.9.9.9:2,"}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"203.0.113.5", "198.51.100.9, 192.0.2.7"}, false},
		{"10.1.2.3:80", "2001:db8::9", []string{"[2001:db8::9]:4711"}, false},
		{"10.1.2.3:80", "2001:db8::9", []string{"[2001:db8::9]"}, false},
		{"[fd00::1]:80", "2001:db8::9", []string{"2001:db8::9"}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"::ffff:198.51.100.9"}, false},
		{"10.1.2.3:80", "198.51.100.9", []string{"garbage, 198.51.100.9"}, false},
		{"10.1.2.3:80", "10.1.2.3", []string{"198.51.100.9, unknown"}, true},
		{"10.1.2.3:80", "10.1.2.3", nil, false},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{"X-Forwarded-For": c.forwarded}}
		got, readable := client(r, trusted)
		if got.String() != c.want || readable == c.unreadable {
			t.Errorf("%s for %q is %s (readable %v), want %s", c.remote, c.forwarded, got, readable, c.want)
		}
	}
	if _, err := parsePrefixes([]string{"proxy.example"}); err == nil {
		t.Error("a name was taken for an address")
	}
}

// TestUnreadableForwarded holds that a header of our own proxy that cannot be
// read is told, once a minute and without what stands in it.
func TestUnreadableForwarded(t *testing.T) {
	t.Parallel()
	now := noon()
	r := newRig(t, Options{
		TrustedProxies: []string{"192.0.2.0/24"}, // httptest's own address
		Now:            func() time.Time { return now },
	})
	told := func() int { return strings.Count(r.log.String(), "X-Forwarded-For") }
	ask := func(forwarded string) { r.get("/page", "X-Forwarded-For", forwarded) }
	ask("198.51.100.9")
	if told() != 0 {
		t.Fatal("a readable header was told")
	}
	for _, step := range []struct {
		after time.Duration
		told  int
	}{{0, 1}, {0, 1}, {time.Minute - 1, 1}, {1, 2}, {time.Second, 2}, {time.Hour, 3}} {
		now = now.Add(step.after)
		ask("198.51.100.9, pool-7.example")
		if told() != step.told {
			t.Errorf("told %d times at %s, want %d", told(), now.Format(time.TimeOnly), step.told)
		}
	}
	for _, secret := range []string{"198.51.100.9", "pool-7", "192.0.2"} {
		if strings.Contains(r.log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

func TestPrefixOf(t *testing.T) {
	for _, c := range []struct{ name, address, want string }{
		{"IPv4", "203.0.113.77", "203.0.113.0/24"},
		{"IPv4 in IPv6", "::ffff:203.0.113.77", "203.0.113.0/24"},
		{"IPv6", "2001:db8:1:2ff:3:4:5:6", "2001:db8:1:200::/56"},
		{"IPv6 with zone", "fe80::1%eth0", "fe80::/56"},
		{"none", "", "unknown"},
		{"text", "55401", "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			addr, _ := netip.ParseAddr(c.address) // what cannot be read is the zero Addr
			if got := prefixOf(addr); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
