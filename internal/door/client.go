package door

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// unreadableEvery is how often an X-Forwarded-For that cannot be read is told.
const unreadableEvery = time.Minute

// parsePrefixes reads addresses and prefixes of proxies.
func parsePrefixes(list []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if a, errAddr := netip.ParseAddr(s); err != nil && errAddr == nil {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("door: trusted proxies: an address or a prefix such as 10.0.0.0/8 expected")
		}
		all = append(all, p)
	}
	return all, nil
}

// client returns the address that r comes from: behind our own proxies the last
// in X-Forwarded-For that is none of theirs. readable is false when the header
// of a trusted proxy could not be read; then it is the nearest address known.
func client(r *http.Request, trusted []netip.Prefix) (addr netip.Addr, readable bool) {
	addr, ok := hop(r.RemoteAddr)
	if !ok {
		return netip.Addr{}, true
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusts(trusted, addr); i-- {
		if strings.TrimSpace(hops[i]) == "" {
			continue // a trailing comma
		}
		next, ok := hop(hops[i])
		if !ok {
			return addr, false
		}
		addr = next
	}
	return addr, true
}

func trusts(prefixes []netip.Prefix, addr netip.Addr) bool {
	for _, p := range prefixes {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// scheme returns how the caller of r speaks to us or to our own proxy.
func scheme(r *http.Request, trusted []netip.Prefix) string {
	peer, ok := hop(r.RemoteAddr)
	if r.TLS != nil || ok && trusts(trusted, peer) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

// hop reads an address as proxies write it: with a port or without, IPv6 in
// brackets or bare, in quotes or not.
func hop(s string) (netip.Addr, bool) {
	s = strings.Trim(strings.TrimSpace(s), `"`)
	if a, err := netip.ParseAddrPort(s); err == nil {
		return a.Addr().Unmap(), true
	}
	a, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(s, "["), "]"))
	return a.Unmap(), err == nil
}

// warnUnreadable tells once in an interval that a proxy's header cannot be
// read, without what stands in it.
func (d *Door) warnUnreadable() {
	now, last := d.o.Now().UnixNano(), d.warned.Load()
	if last != 0 && now-last < int64(unreadableEvery) || !d.warned.CompareAndSwap(last, now) {
		return
	}
	d.o.Log.Warn("X-Forwarded-For of a trusted proxy cannot be read: its callers share one budget")
}
