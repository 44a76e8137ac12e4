package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
)

// maxAnswer bounds an answer that is read.
const maxAnswer = 4 << 20

// ask makes one request on a connection of its own, so that a proxy may choose
// another replica each time. Answers that are packed stay so.
func ask(ctx context.Context, method, url string, header http.Header) (*http.Response, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return nil, nil, err
	}
	if header != nil {
		req.Header = header.Clone()
	}
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true, ForceAttemptHTTP2: true}
	client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	return res, body, err
}

// replicas asks each replica whether it is ready, and for what.
func (v *visit) replicas(ctx context.Context) {
	for _, addr := range v.Replicas {
		res, body, err := ask(ctx, http.MethodGet, "http://"+addr+"/readyz", nil)
		if err != nil {
			v.fault("replica-away", fmt.Sprintf("no replica answers at %s: %v", addr, err), "Fewer are left to answer, or none.", "Start it; its log says why it ended.")
			continue
		}
		var said struct {
			Generation, Detail string
			Degraded           bool
		}
		switch err := json.Unmarshal(body, &said); {
		case err != nil:
			v.fault("replica-strange", "what answers at "+addr+" is no finder", "Requests end there.", "Is the address right? Something else may have the port.")
		case res.StatusCode != http.StatusOK:
			v.fault("replica-not-ready", fmt.Sprintf("the replica at %s is not ready: %s", addr, said.Detail), "The proxy sends nobody there.", "docs/operations.md, What each problem means.")
		case said.Degraded:
			v.fault("replica-degraded", "the replica at "+addr+" answers from memory alone", "Searches by name are refused there.", "Its key, its way to Meilisearch, and Meilisearch itself.")
		case v.live != nil && said.Generation != v.live.ID:
			v.warn("replica-behind", fmt.Sprintf("the replica at %s serves generation %s, live is %s", addr, said.Generation, v.live.ID),
				"It answers out of older data than others.", "Within a minute of a publication this passes. Else its log says why; an older finder cannot read what a newer indexer writes: upgrade it.")
		}
	}
}

// admin asks each admin listener for its metrics.
func (v *visit) admin(ctx context.Context) {
	if len(v.Admin) == 0 {
		v.warn("admin-none", "no replica's metrics are known", "Alerts have nothing to go by, and how requests come in cannot be seen.",
			"Set FINDER_ADMIN_ADDR for each replica, and name them with --admin.")
	}
	answered := 0
	for _, addr := range v.Admin {
		_, body, err := ask(ctx, http.MethodGet, "http://"+addr+"/metrics", nil)
		if err == nil && !strings.Contains(string(body), "\nfinder_ready ") {
			err = fmt.Errorf("what answers has no finder_ready")
		}
		if err != nil {
			v.fault("admin-away", fmt.Sprintf("no metrics at %s: %v", addr, err), "Alerts have nothing to go by.", "Set FINDER_ADMIN_ADDR of that replica.")
			continue
		}
		answered++
	}
	if v.Shared != "" && len(v.Replicas) > 1 && answered < 2 {
		v.fault("admin-shared", fmt.Sprintf("FINDER_ADMIN_ADDR is %s for all of %d replicas", v.Shared, len(v.Replicas)),
			"The second one on a machine finds the address taken and ends.", "Give each its own, as deploy/systemd/finder@.service does; name them here with --admin.")
	}
}

// proxies looks at whom the replicas believe.
func (v *visit) proxies(context.Context) {
	for _, s := range v.Proxies {
		p, err := netip.ParsePrefix(s)
		if err != nil {
			a, err := netip.ParseAddr(s)
			if err != nil {
				v.fault("proxies-unreadable", "FINDER_TRUSTED_PROXIES: "+s+" is neither an address nor a prefix", "The service does not start with it.", "Write 10.0.0.7 or 10.0.0.0/28.")
				continue
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		if p.Bits() < 8 {
			v.fault("proxies-wide", "FINDER_TRUSTED_PROXIES holds "+s, "Whoever asks may say who they are, and so have a budget for every request.", "Name your own proxies alone.")
		}
	}
}
