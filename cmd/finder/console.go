package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/physicianfinder/finder/internal/console"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
)

// storeName is the SQLite file of the referral store in the service's folder.
const storeName = "referrals.db"

// openStore opens the referral store: the one that FINDER_STORE names, else a
// SQLite file in dir.
func openStore(ctx context.Context, dsn, dir string) (*referral.Store, error) {
	dsn, err := storeDSN(dsn, dir)
	if err != nil {
		return nil, err
	}
	return referral.Open(ctx, dsn, time.Now)
}

// storeDSN names the store: dsn, else the SQLite file in dir, which it makes.
func storeDSN(dsn, dir string) (string, error) {
	if dsn != "" {
		return dsn, nil
	}
	return filepath.Join(dir, storeName), os.MkdirAll(dir, 0o700)
}

// newConsole returns the staff's pages behind the door.
func (s *service) newConsole(d *door.Door) (*console.Console, error) {
	gazetteer := place.Default()
	c, err := console.New(console.Options{
		Door: d, Finder: s.finder, Parser: query.New(query.Options{Gazetteer: gazetteer, Today: today, Lenient: true}),
		Gazetteer: gazetteer, Cards: s.cards, Store: s.store, Attestations: roster.NewStore(s.store), Roster: s.roster, Now: time.Now, Log: s.log,
		Line: s.c.phone, Zone: s.c.zone,
	})
	if err != nil {
		return nil, err
	}
	s.purge = c.Purge
	return c, nil
}

// keepReport keeps what the public page reports, for the staff to decide.
func (s *service) keepReport(ctx context.Context, r referral.Correction) error {
	_, err := s.store.Report(ctx, r)
	return err
}

// demoAgent is the account that the demo makes, and where its password is.
const (
	demoAgent        = "demo"
	demoPasswordFile = "demo-agent-password"
)

// addDemoAgent makes the demo's account, once; its password lies in dir for
// whoever may read that.
func addDemoAgent(ctx context.Context, store *referral.Store, dir string) error {
	path := filepath.Join(dir, demoPasswordFile)
	password, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		password = []byte(strings.ToLower(rand.Text()) + "\n")
		err = os.WriteFile(path, password, 0o600)
	}
	if err != nil {
		return err
	}
	err = store.AddAccount(ctx, demoAgent, referral.Agent, strings.TrimSpace(string(password)))
	if errors.Is(err, referral.ErrExists) {
		err = store.SetPassword(ctx, demoAgent, strings.TrimSpace(string(password)))
	}
	if err != nil {
		return fmt.Errorf("demo account: %w", err)
	}
	return nil
}
