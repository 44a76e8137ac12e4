package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/roster"
)

// How many changes the page and the feed tell, the newest.
const (
	changesOnPage = 200
	changesInFeed = 100
)

// changesView is the body of the page of what changed.
type changesView struct {
	Changes []changeLine
	States  []option
	Action  string
	Hidden  []field
	Feed    string
	More    bool // there are older ones
}

// A changeLine is one change in words.
type changeLine struct {
	ID, At, Day, Name, URL, Office, Text, Channel string
}

// changed returns the newest changes in a state, or in all, and the states of all
// there are.
func (s *Site) changed(v *visit, state string, most int) (lines []changeLine, states map[string]bool, more bool) {
	states = map[string]bool{}
	for _, c := range s.opts.Changes() {
		states[c.Office.State] = true
		if state != "" && c.Office.State != state {
			continue
		}
		if len(lines) == most {
			more = true
			continue
		}
		lines = append(lines, v.changeLine(&c))
	}
	return lines, states, more
}

func (v *visit) changeLine(c *roster.Change) changeLine {
	return changeLine{
		ID: c.ID, At: c.At.Format(time.RFC3339), Day: v.Day(directory.DateOf(c.At)), Name: c.Name, URL: v.to("/physicians/"+c.NPI.String(), nil),
		Office: strings.Join(cards.AddressLines(c.Office), ", "), Text: v.changeText(c), Channel: v.T("changes.channel." + string(c.Channel)),
	}
}

// changeText words from what to what something changed.
func (v *visit) changeText(c *roster.Change) string {
	from, to := v.changeValue(c.Claim, c.From), v.changeValue(c.Claim, c.To)
	what := v.T("changes.what."+string(c.Claim)) + ": "
	switch {
	case c.From == c.To:
		what += v.T("changes.again", "to", to)
	case c.From == "": // of nothing, or of what a file said before the roster began
		what += to
	default:
		what += from + " → " + to
	}
	if c.Undone {
		what += " (" + v.T("changes.undone") + ")"
	}
	return what
}

func (v *visit) changeValue(claim roster.Claim, value string) string {
	switch claim {
	case roster.Phone:
		if value == "" {
			return v.T("changes.unknown")
		}
		if dead, ok := strings.CutPrefix(value, "!"); ok {
			return v.T("changes.dead", "phone", directory.FormatPhone(dead))
		}
		return directory.FormatPhone(value)
	case roster.Accepting:
		return v.Accepting(directory.Accepting(value))
	case roster.Languages:
		names := []string{}
		for tag := range strings.SplitSeq(value, ";") {
			if tag != "" {
				names = append(names, v.Language(tag))
			}
		}
		if len(names) == 0 {
			return v.T("changes.unknown")
		}
		return strings.Join(names, ", ")
	}
	if value == "" {
		return v.T("changes.unknown")
	}
	return v.T("changes.status." + value)
}

// changes shows what changed in the roster, the newest first.
func (s *Site) changes(c *gin.Context) {
	v := s.visit(c)
	if wait, ok := s.allow(v, false); !ok {
		s.busy(c, v, wait)
		return
	}
	state := v.state()
	lines, states, more := s.changed(v, state, changesOnPage)
	p := v.page("/changes", v.values)
	v.indexed(p, "/changes")
	p.NoIndex = state != ""
	p.Title = v.T("changes.title") + " – " + v.T("page.brand")
	p.Description = v.T("changes.lead")
	view := changesView{Changes: lines, Action: v.path("/changes"), Feed: v.to("/changes.atom", v.values), More: more}
	if v.chosen {
		view.Hidden = []field{{"lang", string(v.Lang())}}
	}
	view.States = append(view.States, option{Text: v.T("changes.state.all")})
	for _, known := range slices.Sorted(maps.Keys(states)) {
		view.States = append(view.States, option{Value: known, Text: known, Selected: known == state})
	}
	p.Body = view
	s.render(c, http.StatusOK, "changes", p)
}

// state is the state that the visit asks for; it leaves nothing else in the
// parameters.
func (v *visit) state() string {
	state := strings.ToUpper(strings.TrimSpace(v.values.Get("state")))
	clear(v.values)
	if len(state) != 2 {
		return ""
	}
	v.values.Set("state", state)
	return state
}

type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang    string      `xml:"xml:lang,attr"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Author  atomAuthor  `xml:"author"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Link    atomLink `xml:"link"`
		Content string   `xml:"content"`
	}
)

// feed is the changes as an Atom feed.
func (s *Site) feed(c *gin.Context) {
	v := s.visit(c)
	state := v.state()
	lines, _, _ := s.changed(v, state, changesInFeed)
	feed := atomFeed{
		Lang: string(v.Lang()), ID: v.base + v.to("/changes", v.values), Title: v.T("changes.title"), Author: atomAuthor{v.T("page.brand")},
		Updated: s.opts.Now().UTC().Truncate(24 * time.Hour).Format(time.RFC3339),
		Links:   []atomLink{{"self", v.base + v.to("/changes.atom", v.values)}, {"alternate", v.base + v.to("/changes", v.values)}},
	}
	if len(lines) > 0 {
		feed.Updated = lines[0].At
	}
	for _, l := range lines {
		feed.Entries = append(feed.Entries, atomEntry{
			ID: v.base + "/changes#" + l.Anchor(), Title: l.Name + ": " + l.Text, Updated: l.At, Link: atomLink{"alternate", v.base + l.URL},
			Content: l.Office + ". " + l.Text + ". " + l.Channel,
		})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(feed); err != nil {
		c.Status(http.StatusInternalServerError)
		return
	}
	c.Writer.Header().Set("Cache-Control", "no-cache")
	c.Data(http.StatusOK, "application/atom+xml; charset=utf-8", b.Bytes())
}

// Anchor names a change: an attestation may change several offices, and be taken
// back.
func (l changeLine) Anchor() string {
	sum := sha256.Sum256([]byte(l.ID + "\n" + l.At + "\n" + l.Office))
	return hex.EncodeToString(sum[:8])
}
