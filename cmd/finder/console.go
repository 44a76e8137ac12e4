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

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/console"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
)

// storeName is the SQLite file of the referral store in the service's folder.
const storeName = "referrals.db"

// openStore opens the referral store: the one that FINDER_STORE names, else a
// SQLite file in dir.
func openStore(ctx context.Context, dsn, dir string) (*referral.Store, error) {
	if dsn == "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
		dsn = filepath.Join(dir, storeName)
	}
	return referral.Open(ctx, dsn, time.Now)
}

// registerConsole adds the staff's pages to the engine.
func (s *service) registerConsole(engine *gin.Engine) error {
	gazetteer := place.Default()
	c, err := console.New(console.Options{
		Finder: s.finder, Parser: query.New(query.Options{Gazetteer: gazetteer, Today: today, Lenient: true}),
		Gazetteer: gazetteer, Store: s.store, Now: time.Now, Log: s.log,
		Line: s.c.phone, StaleDays: s.c.staleDays, BaseURL: s.c.baseURL,
	})
	if err != nil {
		return err
	}
	c.Register(engine)
	s.purge = c.Purge
	return nil
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
