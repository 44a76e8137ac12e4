package console

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// A report says that a listing is wrong.
type report struct {
	NPI    string `json:"npi"`
	ZIP5   string `json:"zip5"`
	Kind   string `json:"kind"`
	Phone  string `json:"phone"` // the office's new number, if told
	Detail string `json:"detail"`
}

func (c *Console) reportCorrection(g *gin.Context, in report) (correctionView, error) {
	npi, err := directory.ParseNPI(in.NPI)
	if err != nil {
		return correctionView{}, fmt.Errorf("%w: %w", referral.ErrInvalid, err)
	}
	k := referral.Correction{NPI: npi, ZIP5: in.ZIP5, Kind: referral.CorrectionKind(in.Kind), Detail: in.Detail, Reporter: account(g).Name}
	if in.Phone != "" {
		if k.Phone, err = directory.ParsePhone(in.Phone); err != nil {
			return correctionView{}, errPhone
		}
	}
	made, err := c.opts.Store.Report(g.Request.Context(), k)
	return c.correctionView(g, made), err
}

// A correctionView is a correction as the agent sees it.
type correctionView struct {
	ID       string                  `json:"id"`
	Created  string                  `json:"created"`
	Due      string                  `json:"due"`
	Overdue  bool                    `json:"overdue"`
	NPI      string                  `json:"npi"`
	Name     string                  `json:"name"`   // as listed now; empty: not any more
	Office   string                  `json:"office"` // its address
	Listed   string                  `json:"listed"` // its telephone
	Phone    string                  `json:"phone"`  // the new one, if told
	ZIP5     string                  `json:"zip5"`
	Kind     referral.CorrectionKind `json:"kind"`
	Detail   string                  `json:"detail"`
	Reporter string                  `json:"reporter"`
	Status   string                  `json:"status"`
	By       string                  `json:"by"`
	Reason   string                  `json:"reason"`
}

func (c *Console) correctionView(g *gin.Context, k referral.Correction) correctionView {
	due := k.Due(c.opts.Zone)
	v := correctionView{
		ID: k.ID, Created: k.Created.Format(time.RFC3339), Due: due.Format(time.RFC3339),
		Overdue: k.Status == referral.CorrectionOpen && c.opts.Now().After(due),
		NPI:     k.NPI.String(), ZIP5: k.ZIP5, Kind: k.Kind, Detail: k.Detail, Reporter: k.Reporter,
		Status: k.Status, By: k.DecidedBy, Reason: k.Reason, Phone: directory.FormatPhone(k.Phone),
	}
	card, _, _, err := c.opts.Finder.Physician(g.Request.Context(), k.NPI)
	if err != nil { // who is no longer listed is decided about all the same
		return v
	}
	l := card.Listing
	v.Name = l.Physician.Name.Display()
	for _, office := range append([]directory.Location{l.Location}, card.Others...) {
		if k.ZIP5 == "" || office.Address.ZIP5() == k.ZIP5 {
			shown := c.viewer(words.For(langOf(g)), nil).office(&office)
			v.Office, v.Listed = shown.Address, shown.Phone
			break
		}
	}
	return v
}

func (c *Console) listCorrections(g *gin.Context, in struct {
	Status string `json:"status"`
},
) ([]correctionView, error) {
	if in.Status == "" {
		in.Status = referral.CorrectionOpen
	}
	list, err := c.opts.Store.Corrections(g.Request.Context(), in.Status)
	if err != nil {
		return nil, err
	}
	views := make([]correctionView, len(list))
	for i, k := range list {
		views[i] = c.correctionView(g, k)
	}
	return views, nil
}

// A decision settles a correction. What it says of the office goes into the
// roster.
type decision struct {
	ID        string `json:"id"`
	Accept    bool   `json:"accept"`
	Reason    string `json:"reason"`
	Status    string `json:"status"` // of annular closure, or empty
	Phone     string `json:"phone"`
	Accepting string `json:"accepting"`
	Source    string `json:"source"`
}

func (c *Console) decideCorrection(g *gin.Context, in decision) (struct{}, error) {
	override := referral.Override{
		Status: directory.Status(in.Status), Accepting: directory.Accepting(in.Accepting), Source: in.Source,
	}
	if in.Phone != "" {
		phone, err := directory.ParsePhone(in.Phone)
		if err != nil {
			return struct{}{}, errPhone
		}
		override.Phone = phone
	}
	ctx := g.Request.Context()
	report, err := c.opts.Store.Correction(ctx, in.ID)
	if err != nil {
		return struct{}{}, err
	}
	said, heard, err := c.attested(ctx, &report, override)
	if err != nil {
		return struct{}{}, err
	}
	return struct{}{}, c.opts.Attestations.Settle(ctx, actor(g), report, referral.Decision{
		Accept: in.Accept, Reason: in.Reason, Override: override,
	}, said, heard)
}

// attested returns what an accepted report says of the roster: what was reported,
// and what whoever accepts it has heard beyond that, which is that the office
// offers it.
func (c *Console) attested(ctx context.Context, report *referral.Correction, o referral.Override) (said, heard []roster.Attestation, err error) {
	name, offices, phone, err := c.reportedOffices(ctx, report)
	if err != nil || len(offices) == 0 {
		return nil, nil, err
	}
	a := roster.Attestation{
		NPI: report.NPI, Name: name, Offices: offices, Channel: roster.PublicReport, SaidOn: c.saidToday(),
		SaidBy: cmp.Or(strings.TrimSpace(o.Source), words.For(words.English).T("roster.reported")),
	}
	if report.Reporter != referral.Public {
		a.Channel = roster.Call
	}
	say := func(claim roster.Claim, value string) {
		a.Claim, a.Value = claim, value
		said = append(said, a)
	}
	switch {
	case o.Status == directory.Withdrawn, o.Status == "" && report.Kind == referral.NoLongerOffers:
		say(roster.Withdrawn, "")
	case o.Status == directory.Confirmed, o.Status == directory.SelfReported:
		own := a
		own.Claim, own.Value, own.Channel = roster.Offers, string(o.Status), roster.Call
		heard = append(heard, own)
	}
	if report.Kind == referral.Moved && o.Status == "" {
		say(roster.Moved, "")
	}
	switch {
	case o.Phone != "":
		say(roster.Phone, o.Phone)
	case report.Kind == referral.PhoneDead && phone != "":
		say(roster.Phone, "!"+phone)
	}
	switch {
	case o.Accepting != "":
		say(roster.Accepting, string(o.Accepting))
	case report.Kind == referral.NotAccepting:
		say(roster.Accepting, string(directory.AcceptingNone))
	}
	return said, heard, nil
}

// reportedOffices returns the offices that a report is about, as they are listed
// or, where they are no more, as they were attested, and the number listed.
func (c *Console) reportedOffices(ctx context.Context, report *referral.Correction) (name string, offices []directory.Address, phone string, err error) {
	here := func(a directory.Address) bool { return report.ZIP5 == "" || a.ZIP5() == report.ZIP5 }
	card, _, _, err := c.opts.Finder.Physician(ctx, report.NPI)
	switch {
	case err == nil:
		name = card.Listing.Physician.Name.Display()
		for _, o := range append([]directory.Location{card.Listing.Location}, card.Others...) {
			if here(o.Address) {
				offices, phone = append(offices, o.Address), cmp.Or(phone, o.Phone)
			}
		}
	case !errors.Is(err, search.ErrNotFound):
		return "", nil, "", err
	}
	if len(offices) > 0 {
		return name, offices, phone, nil
	}
	b, err := c.opts.Roster.Read(ctx)
	if err != nil {
		return "", nil, "", err
	}
	for _, o := range b.Attested(report.NPI) {
		if here(o) {
			offices = append(offices, o)
		}
	}
	return name, offices, "", nil
}
