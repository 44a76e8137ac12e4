package door

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/words"
)

//go:embed problem.html
var problemHTML string

var problemTemplate = template.Must(template.New("problem").Parse(problemHTML))

// problemPage answers GET /problems/{name}, where the type of a problem leads:
// what it means and how to fix it, in both languages.
func (d *Door) problemPage(c *gin.Context) error {
	k, ok := kindNamed(c.Param("name"))
	if !ok {
		return ErrNoRoute
	}
	lang := langOf(c)
	if _, asked := words.ParseLang(c.Query("lang")); !asked {
		lang = words.Negotiate(c.GetHeader("Accept-Language"))
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=3600")
	h.Add("Vary", "Accept-Language")
	d.sendPage(c, http.StatusOK, k.Name, lang)
	return nil
}

// sendPage answers with the page of a kind of problem.
func (d *Door) sendPage(c *gin.Context, status int, name string, lang words.Lang) {
	k, _ := kindNamed(name)
	t, key := words.For(lang), "problem."+name
	var page bytes.Buffer
	err := problemTemplate.Execute(&page, map[string]any{
		"Lang": lang, "Type": "/problems/" + name, "Status": k.Status,
		"Title": t.T(key + ".title"), "Meaning": t.T(key+".meaning", "phone", d.o.Phone), "Fix": t.T(key+".fix", "phone", d.o.Phone),
		"MeaningLabel": t.T("problem.page.meaning"), "FixLabel": t.T("problem.page.fix"),
	})
	if err != nil {
		panic(err) // the template and its data are part of the program
	}
	Send(c, status, "text/html; charset=utf-8", page.Bytes())
}

// kindNamed finds a kind of problem by the last part of its URI.
func kindNamed(name string) (Kind, bool) {
	for _, k := range kinds() {
		if k.Name == name {
			return k, true
		}
	}
	return Kind{}, false
}

// kinds lists every kind of problem once.
func kinds() []Kind {
	all := []Kind{internalError, invalidParameter, ambiguousPlace, unknownPlace}
	seen := map[string]bool{}
	for _, row := range table {
		if !seen[row.Name] {
			seen[row.Name] = true
			all = append(all, row.Kind)
		}
	}
	return all
}
