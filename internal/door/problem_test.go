package door

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// TestProblemPages holds every kind of problem to its texts and its page, in
// both languages.
func TestProblemPages(t *testing.T) {
	r := newRig(t, Options{})
	for _, k := range kinds() {
		for _, lang := range words.Langs() {
			for _, part := range []string{"title", "detail", "meaning", "fix"} {
				if key := "problem." + k.Name + "." + part; !words.For(lang).Has(key) {
					t.Errorf("%s has no %s", lang, key)
				}
			}
			a := r.get("/problems/" + k.Name + "?lang=" + string(lang))
			body := a.Body.String()
			if a.Code != http.StatusOK || !strings.Contains(body, `<html lang="`+string(lang)+`">`) || strings.Contains(body, "{phone}") {
				t.Errorf("/problems/%s?lang=%s answered %d:\n%s", k.Name, lang, a.Code, body)
			}
		}
	}
	a := r.get("/problems/busy", "Accept-Language", "es-MX,es;q=0.9")
	if !strings.Contains(a.Body.String(), `<html lang="es">`) {
		t.Error("the browser's language is not heard")
	}
}

func TestUnknownErrorIsInternal(t *testing.T) {
	if k := KindOf(errors.New("anything")); k != internalError {
		t.Errorf("got %v", k)
	}
	if k := KindOf(search.ErrQuery); k != internalError {
		t.Errorf("a query outside limits is a fault of ours: got %v", k)
	}
}
