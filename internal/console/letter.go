package console

import (
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	qr "github.com/piglig/go-qr"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/roster"
	"github.com/physicianfinder/finder/internal/words"
)

// maxLetters is how many letters are printed at once at most.
const maxLetters = 100

// A letter asks an office what it offers, with a code by which it answers.
type letter struct {
	Name   string
	Lines  []string // of the address, as in the window of the envelope
	Code   string
	Ends   directory.Date
	Words  []*words.Catalog // of both languages
	URL    string           // where the code is typed
	QR     template.HTML    // the same
	Line   string
	Sender string
}

// letters prints letters with fresh codes: for offices that are named by the ids of
// their listings, or, for a supervisor, for all that are due.
func (c *Console) letters(g *gin.Context) {
	g.Request.Body = http.MaxBytesReader(g.Writer, g.Request.Body, maxBody)
	offices, err := c.toWrite(g)
	if err == nil && (len(offices) == 0 || len(offices) > maxLetters) {
		err = fmt.Errorf("%w: offices", referral.ErrInvalid)
	}
	if err != nil {
		c.fail(g, err)
		return
	}
	url := c.base(g) + "/confirm"
	code, err := qr.EncodeText(url, qr.Medium)
	if err != nil {
		c.fail(g, err)
		return
	}
	codes, ends, err := c.opts.Attestations.PrintCodes(g.Request.Context(), actor(g), offices)
	if err != nil {
		c.fail(g, err)
		return
	}
	c.audit(g, account(g).Name, referral.DeedLetters, fmt.Sprint(len(offices)))
	p := c.page(g, nil, "")
	for i, o := range offices {
		p.Letters = append(p.Letters, letter{
			Name: o.Name, Lines: cards.AddressLines(o.Office), Code: codes[i], Ends: ends, Words: []*words.Catalog{words.For(words.English), words.For(words.Spanish)},
			URL: strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"), QR: squares(code), Line: c.opts.Line, Sender: p.T("page.brand"),
		})
	}
	c.render(g, http.StatusOK, "letter", p)
}

// toWrite reads which offices are written to.
func (c *Console) toWrite(g *gin.Context) (offices []roster.OfficeOf, err error) {
	ctx := g.Request.Context()
	if g.PostForm("due") != "" {
		if account(g).Role != referral.Supervisor {
			return nil, errForbidden
		}
		b, err := c.opts.Roster.Read(ctx)
		if err != nil {
			return nil, err
		}
		people, err := c.opts.Finder.Documented(ctx, slices.Collect(b.Physicians()))
		if err != nil {
			return nil, err
		}
		for _, d := range b.Due(people, c.day(), c.opts.Cards.StaleAfter()) {
			if len(offices) < maxLetters {
				offices = append(offices, roster.OfficeOf{NPI: d.NPI, Name: d.Listing.Physician.Name.Display(), Office: d.Listing.Location.Address})
			}
		}
		return offices, nil
	}
	for _, id := range g.PostFormArray("office") {
		digits, _, _ := strings.Cut(id, "-")
		npi, err := directory.ParseNPI(digits)
		if err != nil {
			return nil, fmt.Errorf("%w: office", referral.ErrInvalid)
		}
		l, _, err := c.opts.Finder.Office(ctx, npi, id)
		if err != nil {
			return nil, notListed(err)
		}
		offices = append(offices, roster.OfficeOf{NPI: npi, Name: l.Physician.Name.Display(), Office: l.Location.Address})
	}
	return offices, nil
}

// squares draws a QR code as SVG, with the quiet margin that readers need.
func squares(code *qr.QrCode) template.HTML {
	const margin = 4
	var b strings.Builder
	size := code.Size() + 2*margin
	fmt.Fprintf(&b, `<svg class="qr" viewBox="0 0 %d %d" aria-hidden="true"><path d="`, size, size)
	for y := range code.Size() {
		for x := range code.Size() {
			if code.Module(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+margin, y+margin)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String())
}
