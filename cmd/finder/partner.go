package main

import (
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
// reads it exactly as the service would and tells every fault.
func runPartner(_ context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) != 2 || args[0] != "check" {
		fmt.Fprintln(stderr, "usage: finder partner check FILE")
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
		fmt.Fprintf(stdout, "%s: %s, origins %s; frames on %s\n", p.ID, standing(&p, time.Now()), list(p.Origins), list(p.EmbedOrigins))
	}
	fmt.Fprintf(stdout, "%d partners, no fault\n", len(registry.Partners()))
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
