package site

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// A visit is one request to a page: its language and its parameters.
type visit struct {
	*words.Catalog
	r      *http.Request
	values url.Values // without lang
	chosen bool       // the language is part of the address, so links keep it
	base   string     // scheme and host, for addresses that must be whole
	line   call
	frame  *frame // nil: the page stands by itself
	boxed  bool   // the words of the search stand in its one box
}

func (s *Site) visit(c *gin.Context) *visit {
	base, _ := s.opts.Door.Base(c.Request)
	v := &visit{r: c.Request, values: query.Typed(c.Request.URL.RawQuery), base: base, line: dial(s.opts.Line), frame: inFrame(c)}
	if v.frame != nil {
		v.values.Del("key")
	}
	lang, chosen := words.ParseLang(v.values.Get("lang"))
	if v.chosen = chosen; !chosen {
		lang = words.Negotiate(c.Request.Header.Get("Accept-Language"))
	}
	v.values.Del("lang")
	for name, values := range v.values { // an empty field of the form is no field
		kept := slices.DeleteFunc(values, func(s string) bool { return strings.TrimSpace(s) == "" })
		if v.values[name] = kept; len(kept) == 0 {
			delete(v.values, name)
		}
	}
	v.Catalog = words.For(lang)
	c.Writer.Header().Set("Content-Language", string(lang))
	return v
}

// to returns the address of a page of this site, in the visit's language.
func (v *visit) to(path string, values url.Values) string {
	if v.chosen {
		return v.address(path, values, v.Lang())
	}
	return v.address(path, values, "")
}

// address is where the page at path stands for this visit.
func (v *visit) address(path string, values url.Values, lang words.Lang) string {
	return address(v.path(path), v.keyed(values), lang)
}

// address writes a path with parameters and a language, which may be empty.
func address(path string, values url.Values, lang words.Lang) string {
	all := make(url.Values, len(values)+1)
	for name, v := range values {
		all[name] = v
	}
	if lang != "" {
		all.Set("lang", string(lang))
	}
	if len(all) == 0 {
		return path
	}
	return path + "?" + all.Encode()
}

// with returns the visit's parameters with some replaced: pairs of a name and
// a value; an empty value takes the parameter away. The page number is that of
// the old question and goes too.
func (v *visit) with(pairs ...string) url.Values {
	values := make(url.Values, len(v.values))
	for name, given := range v.values {
		if name != "page" {
			values[name] = given
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			values.Del(pairs[i])
			continue
		}
		values[pairs[i]] = []string{pairs[i+1]}
	}
	return values
}

// page returns the frame of a page at path; values are the parameters that the
// other language keeps.
func (v *visit) page(path string, values url.Values) *page {
	other := words.Spanish
	if v.Lang() == words.Spanish {
		other = words.English
	}
	return &page{
		Lang:       v.Lang(),
		Switch:     link{Text: other.Own(), URL: v.address(path, values, other), Lang: other},
		HomeURL:    v.to("/", nil),
		HowURL:     v.to("/how-we-list", nil),
		CorrectURL: v.to("/correct", nil),
		about:      v.to(closurePath, nil),
		Line:       v.line,
		Strip:      true,
		Frame:      v.frame,
		Script:     newScriptWords(v.Catalog, v.line.Text),
	}
}

// indexed adds what search engines are to know of a page that is for them.
func (v *visit) indexed(p *page, path string) {
	if v.frame != nil {
		p.NoIndex = true
		return
	}
	p.Canonical = v.base + address(path, nil, "")
	if v.chosen {
		p.Canonical = v.base + address(path, nil, v.Lang())
	}
	for _, lang := range words.Langs() {
		p.Alternates = append(p.Alternates, link{Lang: lang, URL: v.base + address(path, nil, lang)})
	}
	p.Alternates = append(p.Alternates, link{Lang: "x-default", URL: v.base + path})
}

// dial makes a telephone number as people write it ("844-288-7474") one to
// call. An extension stays in the text.
func dial(number string) call {
	e164, err := directory.ParsePhone(number)
	if err != nil {
		return call{Text: number} // nothing to call
	}
	return call{Text: number, URL: template.URL("tel:" + e164)}
}
