package site

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// yourKey stands in the lines to copy until the partner puts in their own.
const yourKey = "pk_your_key"

// A partnersView is the body of the page that writes the lines partners paste.
type partnersView struct {
	Key       string
	Widget    widgetLink
	Specialty []option
	Radius    []option
	Snippets  []snippet
	Script    generatorWords
}

// generatorWords are what web/src/partners.ts reads from the page.
type generatorWords struct {
	Lines  map[string]string `json:"lines"` // to fill in, by id
	Copied string            `json:"copied"`
	Failed string            `json:"failed"`
}

// A widgetLink is the newest version of the element.
type widgetLink struct{ URL, Integrity string }

// A snippet is lines to copy.
type snippet struct{ ID, Title, Text, Code string }

// partners shows the generator page. The lines stand on it ready to copy; a
// script rewrites them as the choices change.
func (s *Site) partners(c *gin.Context) {
	s.headers(c)
	h := c.Writer.Header()
	// The preview is the element itself, which makes its markup by Lit.
	h.Set("Content-Security-Policy", strings.Replace(policy, "trusted-types 'none'", "trusted-types lit-html", 1))
	v := s.visit(c)
	clear(v.values)
	fixed := s.fixed(v)
	view := partnersView{
		Key:       yourKey,
		Widget:    widgetLink{"/widget/" + s.widgets.current + "/physician-finder.js", s.widgets.Integrity[s.widgets.current]},
		Specialty: v.specialtyOptions(), Radius: v.radiusOptions(),
		Script: generatorWords{make(map[string]string), v.T("tools.copy.done"), v.T("tools.copy.failed")},
	}
	first := strings.NewReplacer(
		"{attributes}", `partner="`+yourKey+`" lang="`+string(v.Lang())+`"`, "{style}", "", "{object}", "",
		"{query}", "key="+yourKey+"&amp;lang="+string(v.Lang()),
	)
	for _, lines := range snippetLines() {
		code := fixed.Replace(lines.Code)
		view.Script.Lines[lines.ID] = code
		one := snippet{ID: lines.ID, Title: v.T("partners." + lines.ID), Code: first.Replace(code)}
		if key := "partners." + lines.ID + ".text"; v.Has(key) {
			one.Text = v.T(key)
		}
		view.Snippets = append(view.Snippets, one)
	}
	p := v.page("/partners", nil)
	p.Strip = false
	v.indexed(p, "/partners")
	p.Title = v.T("partners.title") + " – " + v.T("page.brand")
	p.Description = v.T("partners.lead")
	p.Body = view
	s.render(c, http.StatusOK, "partners", p)
}

// fixed fills in what no choice changes.
func (s *Site) fixed(v *visit) *strings.Replacer {
	major, _, _ := strings.Cut(s.widgets.current, ".")
	return strings.NewReplacer(
		"{host}", v.base, "{version}", s.widgets.current, "{major}", "v"+major,
		"{integrity}", s.widgets.Integrity[s.widgets.current], "{title}", v.T("home.title"),
	)
}

// snippetLines are the lines to copy, with places to fill.
func snippetLines() []snippet {
	return []snippet{
		{ID: "html", Code: `<script type="module" src="{host}/widget/{version}/physician-finder.js"
  integrity="{integrity}" crossorigin="anonymous"></script>
{style}<physician-finder {attributes}>
  <a href="{host}/">{title}</a>
</physician-finder>`},
		{ID: "wordpress", Code: `<script type="module" src="{host}/widget/{major}/physician-finder.js"></script>
{style}<physician-finder {attributes}>
  <a href="{host}/">{title}</a>
</physician-finder>`},
		{ID: "react", Code: `import { useEffect } from "react";

export function SurgeonFinder() {
  useEffect(() => {
    if (customElements.get("physician-finder")) return;
    const script = document.createElement("script");
    script.type = "module";
    script.src = "{host}/widget/{version}/physician-finder.js";
    script.integrity = "{integrity}";
    script.crossOrigin = "anonymous";
    document.head.append(script);
  }, []);
  return (
    <physician-finder {attributes}{object}>
      <a href="{host}/">{title}</a>
    </physician-finder>
  );
}`},
		{ID: "frame", Code: `<iframe src="{host}/embed/v1/frame?{query}" title="{title}"
  width="100%" height="900" loading="lazy" allow="geolocation" referrerpolicy="strict-origin"
  sandbox="allow-scripts allow-forms allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>
<script type="module" src="{host}/embed/v1/frame.js"></script>`},
		{ID: "csp", Code: `script-src {host};
connect-src {host};
frame-src {host};
trusted-types lit-html;`},
	}
}
