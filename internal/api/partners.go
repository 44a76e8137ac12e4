package api

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/query"
)

// form answers POST /v1/search, the partner sites' twin of GET
// /v1/physicians: what a visitor typed is in no URL, and a form needs no
// preflight.
func (a *API) form(c *gin.Context) error {
	door.NoStore(c.Writer.Header())
	if c.Request.URL.RawQuery != "" {
		values, err := query.Values(c.Request.URL.RawQuery)
		if err != nil {
			return err
		}
		for name := range values {
			return fault(name, query.UnknownParameter, "", "in the body")
		}
	}
	body, err := door.ReadForm(c)
	if err != nil {
		return err
	}
	values, err := query.Values(body)
	if err != nil {
		return err
	}
	door.SetLang(c, values.Get("lang"))
	if len(values["key"]) > 1 {
		return fault("key", query.Repeated, "")
	}
	key := values.Get("key")
	delete(values, "key")
	if err := a.o.Door.AdmitSearch(c, key, values); err != nil {
		return err
	}
	return a.answer(c, values.Encode(), func() (url.Values, extras, error) {
		more, err := takeExtras(values)
		return values, more, err
	})
}
