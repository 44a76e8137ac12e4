package site

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/words"
	"github.com/physicianfinder/finder/web"
)

// A page is what every template sees.
type page struct {
	Lang        words.Lang
	Title       string
	Description string
	NoIndex     bool
	Canonical   string
	Alternates  []link // the page in each language, absolute; for pages that are indexed
	JSONLD      any    // schema.org statement, or nil
	Switch      link   // this page in the other language
	HomeURL     string
	HowURL      string
	CorrectURL  string
	ClosureURL  string // what annular closure is; empty where that is not shown
	Line        call
	Strip       bool // the emergency in two lines above the page; false where the page has more of it, or nothing to do with it
	Script      scriptWords
	about       string // where annular closure is explained, if it is
	Frame       *frame // the iframe that the page stands in; nil: none
	Body        any
}

// A link is a text and where it leads.
type link struct {
	Text string
	URL  string
	Lang words.Lang // of the target, where that is the point of it
}

// A call is a phone number and the address that dials it, which templates
// must be told to trust.
type call struct {
	Text string
	URL  template.URL
}

// scriptWords are the texts that web/src/words.ts reads from the page.
type scriptWords struct {
	Suggestions []string `json:"suggestions"`
	Here        string   `json:"here"`
	Locating    string   `json:"locating"`
	Denied      string   `json:"denied"`
	Timeout     string   `json:"timeout"`
	Unavailable string   `json:"unavailable"`
	Outside     string   `json:"outside"`
	Searching   string   `json:"searching"`
	Offline     string   `json:"offline"`
	Copied      string   `json:"copied"`
	CopiedHere  string   `json:"copiedHere"`
	CopyFailed  string   `json:"copyFailed"`
}

// maxSuggestions is the most places that type-ahead offers.
const maxSuggestions = 7

func newScriptWords(c *words.Catalog, line string) scriptWords {
	w := scriptWords{
		Here:        c.T("script.here"),
		Locating:    c.T("script.locating"),
		Denied:      c.T("script.denied"),
		Timeout:     c.T("script.timeout"),
		Unavailable: c.T("script.unavailable"),
		Outside:     c.T("script.outside", "phone", line),
		Searching:   c.T("script.searching"),
		Offline:     c.T("script.offline", "phone", line),
		Copied:      c.T("script.copied"),
		CopiedHere:  c.T("script.copied_here"),
		CopyFailed:  c.T("script.copy_failed"),
	}
	for n := range maxSuggestions + 1 {
		if n == 0 {
			w.Suggestions = append(w.Suggestions, c.T("script.no_suggestions"))
			continue
		}
		w.Suggestions = append(w.Suggestions, c.T("script.suggestions", "count", n))
	}
	return w
}

// pages holds one parsed template a page and language.
type pages map[words.Lang]map[string]*template.Template

// pageNames are the templates that are pages; the others are their parts.
func pageNames() []string {
	return []string{"home", "find", "physician", "how", "closure", "correct", "message", "partners", "changes", "quality", "confirm"}
}

// parsePages parses every page in every language; a template's texts come from
// its language's catalog by the function t.
func parsePages(paths map[string]string) (pages, error) {
	templates, err := fs.Sub(web.Templates, "templates")
	if err != nil {
		return nil, fmt.Errorf("reading templates: %w", err)
	}
	all := make(pages)
	for _, lang := range words.Langs() {
		funcs := template.FuncMap{
			"t": words.For(lang).Print,
			"asset": func(name string) (string, error) {
				if paths[name] == "" {
					return "", fmt.Errorf("no asset %s", name)
				}
				return paths[name], nil
			},
		}
		shared, err := template.New("").Funcs(funcs).Option("missingkey=error").
			ParseFS(templates, "layout.html", "frame.html", "form.html", "card.html", "map.html")
		if err != nil {
			return nil, fmt.Errorf("parsing templates: %w", err)
		}
		all[lang] = make(map[string]*template.Template)
		for _, name := range pageNames() {
			own, err := shared.Clone()
			if err == nil {
				own, err = own.ParseFS(templates, name+".html")
			}
			if err != nil {
				return nil, fmt.Errorf("parsing template %s: %w", name, err)
			}
			all[lang][name] = own
		}
	}
	return all, nil
}

// render sends a page whole or not at all.
func (s *Site) render(c *gin.Context, status int, name string, p *page) {
	if s.explains() {
		p.ClosureURL = p.about
	}
	var body bytes.Buffer
	layout := "layout"
	if p.Frame != nil {
		layout = "frame"
	}
	if err := s.pages[p.Lang][name].ExecuteTemplate(&body, layout, p); err != nil {
		s.opts.Log.ErrorContext(c.Request.Context(), "rendering a page failed", "page", name, "kind", fmt.Sprintf("%T", err))
		c.Data(http.StatusInternalServerError, "text/plain; charset=utf-8", []byte(words.For(p.Lang).T("problem.internal.detail")+" "+s.opts.Line+"\n"))
		return
	}
	c.Data(status, "text/html; charset=utf-8", body.Bytes())
}
