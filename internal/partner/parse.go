package partner

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Limits of the registry file.
const (
	maxFile    = 4 << 20 // bytes
	maxOrigins = 200     // of one partner
	maxRate    = 1_000_000
)

var (
	idForm  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)
	keyForm = regexp.MustCompile(`^pk_[A-Za-z0-9_]{1,60}$`)
)

// Parse reads and checks a registry file: {"partners":[{…}]}. Every fault is
// reported at once, each naming the entry and the field; on any fault no
// registry is returned.
func Parse(file []byte) (*Registry, error) {
	if len(file) > maxFile {
		return nil, fmt.Errorf("partner: file larger than %d bytes", maxFile)
	}
	var doc struct {
		Partners []Partner `json:"partners"`
	}
	dec := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))) // spreadsheets and editors put it there
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("partner: read registry, byte %d: %w", dec.InputOffset(), err)
	}
	if dec.More() {
		return nil, fmt.Errorf("partner: read registry, byte %d: text after the end", dec.InputOffset())
	}
	if doc.Partners == nil {
		return nil, errors.New(`partner: read registry: no "partners" list`)
	}
	r := &Registry{partners: doc.Partners, byKey: make(map[string]*Partner, len(doc.Partners))}
	ids := map[string]bool{}
	var faults []error
	for i := range r.partners {
		p := &r.partners[i]
		for _, err := range p.check() {
			faults = append(faults, fmt.Errorf("partner %d (%q): %w", i+1, p.ID, err))
		}
		if ids[p.ID] {
			faults = append(faults, fmt.Errorf("partner %d (%q): id used twice", i+1, p.ID))
		}
		if r.byKey[p.Key] != nil {
			faults = append(faults, fmt.Errorf("partner %d (%q): key used twice", i+1, p.ID))
		}
		ids[p.ID], r.byKey[p.Key] = true, p
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return r, nil
}

// unseen reports whether r is a control character or one that hides or turns
// what stands beside it (U+202E).
func unseen(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }

// check returns the faults of one entry and settles its derived fields.
func (p *Partner) check() (faults []error) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if !idForm.MatchString(p.ID) {
		fault("id: lower-case letters, digits and '-' expected")
	}
	switch {
	case strings.TrimSpace(p.Name) == "":
		fault("name: missing")
	case strings.ContainsFunc(p.Name, unseen):
		fault("name: plain text expected, without line breaks and marks that nobody sees")
	}
	if !keyForm.MatchString(p.Key) {
		fault("key: \"pk_\" and up to 60 letters, digits or '_' expected")
	}
	if p.Status != Active && p.Status != Revoked {
		fault("status: %q is neither \"active\" nor \"revoked\"", p.Status)
	}
	if p.SearchesPerMinute < 0 || p.SearchesPerMinute > maxRate {
		fault("searches_per_minute: 0 to %d expected", maxRate)
	}
	if len(p.Origins) == 0 && len(p.EmbedOrigins) == 0 {
		fault("origins: at least one origin or embed origin expected")
	}
	if len(p.Origins) > maxOrigins || len(p.EmbedOrigins) > maxOrigins {
		fault("origins: at most %d expected", maxOrigins)
	}
	for _, o := range p.Origins {
		if err := checkOrigin(o); err != nil {
			fault("origins: %q: %w", o, err)
		}
	}
	for _, o := range p.EmbedOrigins {
		if err := checkOrigin(o); err != nil {
			fault("embed_origins: %q: %w", o, err)
		}
	}
	if p.ExpiresOn != "" {
		day, err := time.Parse(time.DateOnly, p.ExpiresOn)
		if err != nil {
			fault("expires_on: a date such as 2027-06-30 expected")
		} else {
			p.expires = day.AddDate(0, 0, 1)
		}
	}
	return faults
}
