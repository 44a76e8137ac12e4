package partner

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// hostNames writes host names as browsers do.
var hostNames = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.Transitional(false), idna.StrictDomainName(false), idna.VerifyDNSLength(true))

// checkOrigin holds an origin to the form that browsers send: scheme, host and
// port only, lower case and ASCII, no default port, https except on loopback.
func checkOrigin(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme+"://"+u.Host != s:
		return errors.New("scheme://host[:port] without a path expected")
	case s != strings.ToLower(s):
		return errors.New("browsers send origins in lower case")
	case strings.ContainsAny(u.Host, "*;,' \"") || strings.HasSuffix(u.Host, ":"):
		return errors.New("an exact host expected, no wildcard")
	case u.Scheme == "https" && u.Port() == "443", u.Scheme == "http" && u.Port() == "80":
		return errors.New("browsers leave the default port out")
	}
	if err := errors.Join(checkHost(u), checkPort(u.Port())); err != nil {
		return err
	}
	switch {
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1"):
		return nil
	default:
		return errors.New("https expected (http only on this machine's loopback)")
	}
}

func checkHost(u *url.URL) error {
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return nil
	}
	if last := host[strings.LastIndexByte(host, '.')+1:]; strings.Trim(last, "0123456789") == "" {
		return errors.New("neither the name of a host nor an IP address in its usual form")
	}
	ascii, err := hostNames.ToASCII(host)
	if err != nil {
		return errors.New("not the name of a host")
	}
	if ascii != host {
		return fmt.Errorf("browsers send it as %q", strings.Replace(u.Scheme+"://"+u.Host, host, ascii, 1))
	}
	return nil
}

func checkPort(port string) error {
	if port == "" {
		return nil
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strconv.FormatUint(n, 10) != port {
		return errors.New("port: 1 to 65535 without leading zeros expected")
	}
	return nil
}
