package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An ailment is a misconfiguration that is truly made.
type ailment struct {
	name string
	make func(t *testing.T, w *sickbay, c *call)
	want []string // the checks that find something, and no other; a warning bears a "?"
	says string   // what a finding names
}

// TestDoctor looks at a deployment in which nothing is wrong, and then makes one
// misconfiguration after the other: each is named, and nothing else is.
func TestDoctor(t *testing.T) {
	if testing.Short() {
		t.Skip("boots a whole deployment")
	}
	w := newSickbay(t)
	if code, out := w.ask(t, w.call()); code != 0 || out != "OK: nothing found\n" {
		t.Fatalf("of a good deployment: exit %d, %s", code, out)
	}
	ill := w.call()
	ill.env["FINDER_MEILI_URL"], ill.env["FINDER_DRAIN"] = "", "0s"
	delete(ill.flags, "roster")
	if code, out := w.ask(t, ill); code != 1 || !strings.Contains(out, "\nfault meilisearch-unset: FINDER_MEILI_URL is not set\n  why: ") ||
		!strings.Contains(out, "\n  do:  ") || !strings.Contains(out, "not looked at: the roster") || !strings.HasSuffix(out, "\nfaults: 1, warnings: 1\n") {
		t.Errorf("in words: exit %d, %s", code, out)
	}
	seen := map[string]bool{}
	for _, a := range slices.Concat(ofMeilisearch, ofStore, ofFiles, ofSettings, ofProxy, ofData) {
		t.Run(a.name, func(t *testing.T) {
			c := w.call()
			a.make(t, w, c)
			code, report := w.found(t, c)
			var have []string
			says, faults := "", 0
			for _, f := range report.Findings {
				name := f.Check
				if f.Level == "warning" {
					name += "?"
				} else {
					faults++
				}
				if !slices.Contains(have, name) {
					have = append(have, name)
				}
				says += f.Found + "\n"
				if f.Found == "" || f.Why == "" || f.Fix == "" {
					t.Errorf("%+v lacks something", f)
				}
			}
			slices.Sort(have)
			if diff := cmp.Diff(slices.Sorted(slices.Values(a.want)), have); diff != "" || !strings.Contains(says, a.says) {
				t.Errorf("(-want +have):\n%s\nit says %q, %q wanted", diff, says, a.says)
			}
			if (code != 0) != (faults > 0) {
				t.Errorf("exit %d with %d faults", code, faults)
			}
			for _, name := range a.want {
				seen[name] = true
			}
		})
	}
	if code, out := w.ask(t, w.call(), "--json"); code != 0 || !strings.Contains(out, `"findings": []`) {
		t.Errorf("afterwards: exit %d, %s", code, out)
	}
	t.Logf("%d misconfigurations named", len(seen))
	if len(seen) < 20 && !t.Failed() {
		t.Errorf("only %d are tried", len(seen))
	}
}

// env returns an ailment of the environment alone.
func env(key, value string) func(*testing.T, *sickbay, *call) {
	return func(_ *testing.T, _ *sickbay, c *call) { c.env[key] = value }
}
