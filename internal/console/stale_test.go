package console

import (
	"strings"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
)

// TestStaleDays holds that what is handed over calls evidence old from the same
// age on as the card: the one that the operator has set.
func TestStaleDays(t *testing.T) {
	today := directory.DateOf(time.Now())
	for _, c := range []struct {
		days, age int
		old       bool
	}{{30, 29, false}, {30, 40, true}, {120, 100, false}, {120, 130, true}} {
		d := newDesk(t, func(all []directory.Listing) {
			for i := range all {
				all[i].Offering = &directory.Offering{
					Status: directory.Confirmed, Source: "Clinic roster", VerifiedOn: today - directory.Date(c.age), SourceDate: today - directory.Date(c.age),
				}
			}
		})
		d.opts.Cards = &cards.Presenter{Now: time.Now, StaleDays: c.days}
		token := d.signIn(t, "ana")
		q := question{Text: "55401", Radius: 50}
		card := decodeInto[answer](t, d.send("/console/api/find", token, q)).Cards[0]
		if old := card.Evidence.Kind == "stale"; old != c.old {
			t.Errorf("%d days old, stale after %d: the card says %q", c.age, c.days, card.Evidence.Text)
		}
		made := decodeInto[caseView](t, d.send("/console/api/cases", token, handing(q, card)))
		sheet := d.send(made.Texts.Sheet, token, nil).Body.String()
		for name, text := range map[string]string{"e-mail": made.Texts.Email, "script": made.Texts.Script, "sheet": sheet} {
			if !strings.Contains(text, card.Evidence.Text) {
				t.Errorf("%d days old, stale after %d: the card says %q, the %s:\n%s", c.age, c.days, card.Evidence.Text, name, text)
			}
		}
	}
}
