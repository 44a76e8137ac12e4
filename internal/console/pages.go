package console

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
	"github.com/physicianfinder/finder/web"
)

// A page is what every template of the console sees.
type page struct {
	*words.Catalog
	Other   words.Lang // the language that the screen could be in as well
	Account *referral.Account
	Fault   string // why sign-in failed, in words
	Line    string
	Zone    string            // of days and hours
	Texts   map[string]string // what the script says, by key without "console."
	Sheet   *sheet
	Letters []letter
}

// A sheet is one case on paper.
type sheet struct {
	Reference string
	Day       string
	Newest    string
	Surgeons  []sheetSurgeon
}

type sheetSurgeon struct {
	referral.Surgeon
	Number   int
	Phone    string
	Turns    []string // what to say of new patients
	Evidence string
}

// pages holds one template a page and language.
type pages map[words.Lang]map[string]*template.Template

func parsePages() (pages, error) {
	templates, err := fs.Sub(web.Templates, "templates/console")
	if err != nil {
		return nil, fmt.Errorf("console: templates: %w", err)
	}
	built, err := web.Built()
	if err != nil {
		return nil, err
	}
	asset := func(name string) (string, error) {
		if built.Names[name] == "" {
			return "", fmt.Errorf("no asset %s", name)
		}
		return "/assets/" + built.Names[name], nil
	}
	all := pages{}
	for _, lang := range words.Langs() {
		all[lang] = map[string]*template.Template{}
		funcs := template.FuncMap{"t": words.For(lang).Print, "asset": asset}
		for _, name := range []string{"sign-in", "shell", "sheet", "letter"} {
			t, err := template.New("").Funcs(funcs).Option("missingkey=error").ParseFS(templates, "frame.html", name+".html")
			if err != nil {
				return nil, fmt.Errorf("console: template %s: %w", name, err)
			}
			all[lang][name] = t
		}
	}
	return all, nil
}

// scriptTexts are the keys of the catalog that the console's script says, all
// that begin so.
const scriptTexts = "console.app."

// page returns the frame; faultCode is empty, or the code of a text.
func (c *Console) page(g *gin.Context, a *referral.Account, faultCode string) page {
	p := page{Catalog: words.For(langOf(g)), Other: words.Spanish, Account: a, Line: c.opts.Line, Zone: c.opts.Zone.String()}
	if p.Lang() == words.Spanish {
		p.Other = words.English
	}
	if faultCode != "" {
		p.Fault = p.T("console.fault." + faultCode)
	}
	if a != nil {
		p.Texts = p.Under(scriptTexts)
	}
	return p
}

// render sends a page whole or not at all.
func (c *Console) render(g *gin.Context, status int, name string, p page) {
	var body bytes.Buffer
	if err := c.pages[p.Lang()][name].ExecuteTemplate(&body, "frame", p); err != nil {
		c.opts.Log.Error("rendering a console page failed", "page", name, "error", err)
		g.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	g.Data(status, "text/html; charset=utf-8", body.Bytes())
}

// sheet shows a case as a page to print, in the caller's language.
func (c *Console) sheet(g *gin.Context) {
	ref, err := referral.ParseReference(g.Param("reference"))
	if err != nil {
		c.fail(g, err)
		return
	}
	k, err := c.opts.Store.Case(g.Request.Context(), ref)
	if err != nil {
		c.fail(g, err)
		return
	}
	if len(k.Surgeons) == 0 {
		c.fail(g, errNoSurgeon)
		return
	}
	p := c.page(g, nil, "")
	if lang, known := words.ParseLang(k.Language); known {
		p.Catalog = words.For(lang)
	}
	w := c.caseWriter(g, p.Catalog, k)
	p.Sheet = &sheet{Reference: k.Reference.String(), Day: p.Day(w.Today), Newest: w.base + "/"}
	for i, s := range k.Surgeons {
		p.Sheet.Surgeons = append(p.Sheet.Surgeons, sheetSurgeon{s, i + 1, w.phone(s), w.turnsAway(s), w.evidence(s)})
	}
	c.render(g, http.StatusOK, "sheet", p)
}

// base is where the public pages are reached.
func (c *Console) base(g *gin.Context) string {
	base, _ := c.opts.Door.Base(g.Request)
	return base
}

// policy is the console's content security policy: as strict as the public
// pages', and Lit's name for its templates.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html"

func (c *Console) headers(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("Permissions-Policy", "clipboard-write=(self), geolocation=(), camera=(), microphone=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Cookie, Accept-Language")
}
