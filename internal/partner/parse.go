package partner

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
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
	r := &Registry{partners: doc.Partners, byKey: make(map[string]*Partner, len(doc.Partners)), bySecret: map[[sha256.Size]byte]secret{}}
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
		if ids[p.ID] = true; p.Key != "" {
			r.byKey[p.Key] = p
		}
		for k := range p.ServerKeys {
			sum, ok := p.ServerKeys[k].sum()
			if _, twice := r.bySecret[sum]; ok && twice {
				faults = append(faults, fmt.Errorf("partner %d (%q): server_keys: key used twice", i+1, p.ID))
			}
			r.bySecret[sum] = secret{p, &p.ServerKeys[k]}
		}
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
	servers := len(p.ServerKeys) > 0
	if !keyForm.MatchString(p.Key) && !(servers && p.Key == "" && len(p.Origins) == 0 && len(p.EmbedOrigins) == 0) {
		fault("key: \"pk_\" and up to 60 letters, digits or '_' expected")
	}
	if p.Status != Active && p.Status != Revoked {
		fault("status: %q is neither \"active\" nor \"revoked\"", p.Status)
	}
	if p.SearchesPerMinute < 0 || p.SearchesPerMinute > maxRate {
		fault("searches_per_minute: 0 to %d expected", maxRate)
	}
	if p.ServerSearchesPerMinute < 0 || p.ServerSearchesPerMinute > maxRate {
		fault("server_searches_per_minute: 0 to %d expected", maxRate)
	}
	if len(p.ServerKeys) > maxServerKeys {
		fault("server_keys: at most %d expected, the one in use and the one that takes its place", maxServerKeys)
	}
	for i := range p.ServerKeys {
		k := &p.ServerKeys[i]
		if _, ok := k.sum(); !ok {
			fault("server_keys: sha256: 64 digits 0-9 and a-f expected, as finder partner server-key writes them; never the key itself")
		}
		var err error
		if k.expires, err = lastDay(k.ExpiresOn); err != nil {
			fault("server_keys: %w", err)
		}
	}
	if len(p.Origins) == 0 && len(p.EmbedOrigins) == 0 && !servers {
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
	var err error
	if p.expires, err = lastDay(p.ExpiresOn); err != nil {
		fault("%w", err)
	}
	return faults
}
