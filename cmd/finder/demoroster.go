package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
)

// The desk of the demo, before anybody has signed in.
var (
	demoCaller   = roster.Actor{Name: "maria", Role: referral.Agent}
	demoReviewer = roster.Actor{Name: "joe", Role: referral.Agent}
)

// demoStates are where the demo's roster has been worked on: away from the places
// that its examples search.
var demoStates = []string{"AL", "AZ", "KY", "MD", "NC", "OH", "VA"}

// workRoster has the demo's roster worked on for a week, once: something was said
// again, a number was put right, and something waits for a review. Days are counted
// from today.
func (s *service) workRoster(ctx context.Context) error {
	if err := s.finder.Load(ctx); err != nil {
		return err
	}
	if b, err := s.roster.Read(ctx); err != nil || len(b.Changes()) > 0 || len(b.Waiting()) > 0 {
		return err
	}
	people, err := s.finder.Documented(ctx, nil)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(own []directory.Listing) bool {
		return len(own) != 1 || !slices.Contains(demoStates, own[0].Location.Address.State) || !own[0].Offering.Offered()
	})
	for i, work := range []struct {
		days    int // ago
		claim   roster.Claim
		value   string
		approve bool
	}{
		{6, roster.Offers, string(directory.Confirmed), true},
		{4, roster.Phone, "+16125550147", true},
		{1, roster.Offers, string(directory.Confirmed), false},
		{0, roster.Phone, "+16125550148", false},
	} {
		if i < len(people) {
			err = errors.Join(err, s.workOffice(ctx, &people[i][0], work.days, work.claim, work.value, work.approve))
		}
	}
	return err
}

// workOffice records a call to an office some days ago, by the clock of that day.
func (s *service) workOffice(ctx context.Context, l *directory.Listing, days int, claim roster.Claim, value string, approve bool) error {
	dsn, err := storeDSN(s.c.store, s.c.dir)
	if err != nil {
		return err
	}
	then := func() time.Time { return time.Now().AddDate(0, 0, -days) }
	in, err := referral.Open(ctx, dsn, then)
	if err != nil {
		return err
	}
	store := roster.NewStore(in)
	list, err := store.Record(ctx, demoCaller, "demo "+l.ID(), []roster.Attestation{{
		NPI: l.Physician.NPI, Name: l.Physician.Name.Display(), Offices: []directory.Address{l.Location.Address},
		Claim: claim, Value: value, Channel: roster.Call, SaidBy: "Front desk, by telephone", SaidOn: directory.DateOf(then()),
	}})
	if err == nil && approve {
		err = store.Review(ctx, demoReviewer, list[0].ID, roster.Approve, "")
	}
	return errors.Join(err, in.Close())
}
