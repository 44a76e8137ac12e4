package query_test

import (
	"net/url"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

func TestRequest_Found(t *testing.T) {
	t.Parallel()
	p := query.New(query.Options{Gazetteer: place.Default(), Today: func() directory.Date { return 20_780 }})
	const fargo = "near=Fargo,+ND&"
	for _, c := range []struct {
		raw            string
		total, unknown int
		en, es         string
	}{
		{fargo, 0, 0, "No listed surgeon within 50 miles of Fargo, ND", "Ningún cirujano de la lista a menos de 50 millas de Fargo, ND"},
		{fargo + "specialty=spine-surgery", 0, 0, "No listed surgeon within 50 miles of Fargo, ND", "Ningún cirujano de la lista a menos de 50 millas de Fargo, ND"},
		{
			fargo, 1, 0, "1 surgeon who may operate on the spine within 50 miles of Fargo, ND",
			"1 cirujano que quizá opere la columna a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "specialty=spine-surgery", 5, 0, "5 surgeons who may operate on the spine within 50 miles of Fargo, ND",
			"5 cirujanos que quizá operen la columna a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "annular_closure=offered", 0, 0, "No surgeon known to offer annular closure within 50 miles of Fargo, ND",
			"Ningún cirujano de quien se sepa que ofrece cierre anular a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "annular_closure=offered", 1, 0, "1 surgeon known to offer annular closure within 50 miles of Fargo, ND",
			"1 cirujano de quien se sabe que ofrece cierre anular a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "annular_closure=confirmed&verified_within_days=90", 2, 0,
			"2 surgeons known to offer annular closure (confirmed, checked in the last 90 days) within 50 miles of Fargo, ND",
			"2 cirujanos de quienes se sabe que ofrecen cierre anular (confirmado, revisado en los últimos 90 días) a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "verified_within_days=90", 2, 0, "2 surgeons known to offer annular closure (checked in the last 90 days) within 50 miles of Fargo, ND",
			"2 cirujanos de quienes se sabe que ofrecen cierre anular (revisado en los últimos 90 días) a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "language=es,vi", 0, 0, "No surgeon known to speak Spanish or Vietnamese within 50 miles of Fargo, ND",
			"Ningún cirujano de quien se sepa que habla español o vietnamita a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "language=es", 0, 35, "35 surgeons within 50 miles of Fargo, ND may speak Spanish",
			"35 cirujanos a menos de 50 millas de Fargo, ND podrían hablar español",
		},
		{
			fargo + "language=es&accepting=newpt&annular_closure=offered", 3, 35,
			"3 surgeons known to offer annular closure, to take new patients and to speak Spanish within 50 miles of Fargo, ND",
			"3 cirujanos de quienes se sabe que ofrecen cierre anular, que aceptan pacientes nuevos y que hablan español a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "language=es&accepting=newpt&annular_closure=offered", 0, 1,
			"1 surgeon known to offer annular closure within 50 miles of Fargo, ND may take new patients and speak Spanish",
			"1 cirujano de quien se sabe que ofrece cierre anular a menos de 50 millas de Fargo, ND podría aceptar pacientes nuevos y hablar español",
		},
		{
			fargo + "gender=F&specialty=neurosurgery&state=ND", 2, 0,
			"2 surgeons listed under Neurosurgery, listed as female and with an office in ND within 50 miles of Fargo, ND",
			"2 cirujanos de la especialidad Neurocirugía, con género femenino en el registro y con consultorio en ND a menos de 50 millas de Fargo, ND",
		},
		{
			fargo + "q=nguyen+female&radius=30&unit=km", 0, 0, "No surgeon matching “nguyen” and listed as female within 30 kilometers of Fargo, ND",
			"Ningún cirujano relacionado con “nguyen” y con género femenino en el registro a menos de 30 kilómetros de Fargo, ND",
		},
		{
			"q=nguyen+in+Texas", 4, 0, "4 surgeons matching “nguyen” and with an office in TX found",
			"Se encontraron 4 cirujanos relacionados con “nguyen” y con consultorio en TX",
		},
		{"q=nguyen+spanish", 0, 0, "No surgeon matching “nguyen” and known to speak Spanish is on our list", "Ningún cirujano relacionado con “nguyen” y de quien se sepa que habla español está en nuestra lista"},
		{"q=nguyen+spanish", 0, 2, "2 surgeons matching “nguyen” who may speak Spanish", "2 cirujanos relacionados con “nguyen” que podrían hablar español"},
		{"q=2000000010", 0, 0, "No surgeon matching “2000000010” is on our list", "Ningún cirujano relacionado con “2000000010” está en nuestra lista"},
	} {
		values, err := url.ParseQuery(c.raw)
		if err != nil {
			t.Fatal(err)
		}
		req, err := p.Parse(values)
		if err != nil {
			t.Errorf("%s: %v", c.raw, err)
			continue
		}
		res := &search.Result{Total: c.total, UnknownTotal: c.unknown, TotalExact: true}
		for lang, want := range map[words.Lang]string{words.English: c.en, words.Spanish: c.es} {
			if got := req.Found(words.For(lang), res); got != want {
				t.Errorf("%s, %d and %d:\n got %s\nwant %s", c.raw, c.total, c.unknown, got, want)
			}
		}
	}
}
