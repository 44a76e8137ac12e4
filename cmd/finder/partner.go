package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/partner"
)

// runPartner checks a partner registry file before it goes into service: it
// reads it exactly as the service would and tells every fault. Or it makes a key
// for a partner's servers.
func runPartner(_ context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 1 && args[0] == "server-key" {
		return makeServerKey(stdout, stderr)
	}
	if len(args) != 2 || args[0] != "check" {
		fmt.Fprintln(stderr, "usage: finder partner check FILE\n       finder partner server-key")
		return exitUsage
	}
	file, err := os.ReadFile(args[1])
	if err != nil {
		fmt.Fprintf(stderr, "finder partner: %v\n", err)
		return exitFailed
	}
	registry, err := partner.Parse(file)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	for _, p := range registry.Partners() {
		fmt.Fprintf(stdout, "%s: %s, origins %s; frames on %s", p.ID, standing(&p, time.Now()), list(p.Origins), list(p.EmbedOrigins))
		for _, k := range p.ServerKeys {
			fmt.Fprintf(stdout, "; server key %s… until %s", k.SHA256[:8], cmp.Or(k.ExpiresOn, "it is taken out"))
		}
		fmt.Fprintln(stdout)
	}
	fmt.Fprintf(stdout, "%d partners, no fault\n", len(registry.Partners()))
	return exitOK
}

// makeServerKey shows a key once, and what the registry file keeps of it.
func makeServerKey(stdout, stderr io.Writer) int {
	key, kept := partner.NewServerKey()
	fmt.Fprintln(stdout, key)
	fmt.Fprintf(stderr, "Hand the key over now: it is not shown again, and kept nowhere. Into the partner's \"server_keys\", of which two hold at a time:\n{\"sha256\": %q, \"expires_on\": \"\"}\n", kept.SHA256)
	return exitOK
}

// standing says in words whether a partner's key holds today.
func standing(p *partner.Partner, now time.Time) string {
	switch err := p.AdmitFrame(now); {
	case errors.Is(err, partner.ErrRevoked):
		return "revoked"
	case errors.Is(err, partner.ErrExpired):
		return "expired after " + p.ExpiresOn
	case p.ExpiresOn != "":
		return "active until " + p.ExpiresOn
	}
	return "active"
}

func list(origins []string) string {
	if len(origins) == 0 {
		return "none"
	}
	return strings.Join(origins, " ")
}
