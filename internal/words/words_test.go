package words_test

import (
	"math"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/words"
)

const mile = 1609.344

func date(y int, m time.Month, d int) directory.Date {
	return directory.DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

func TestDistance(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		meters float64
		to     directory.Precision
		unit   words.Unit
		en, es string
	}{
		{"twelve", 12.3 * mile, directory.PrecisionZIP, words.Miles, "about 12 miles", "a unas 12 millas"},
		{"rounds half up", 12.5 * mile, directory.PrecisionZIP, words.Miles, "about 13 miles", "a unas 13 millas"},
		{"one", 1.2 * mile, directory.PrecisionStreet, words.Miles, "about 1 mile", "a cerca de 1 milla"},
		{"near and precise", 300, directory.PrecisionStreet, words.Miles, "less than a mile", "a menos de una milla"},
		{"here and precise", 0, directory.PrecisionStreet, words.Miles, "less than a mile", "a menos de una milla"},
		{"one centroid", 0, directory.PrecisionZIP, words.Miles, "same ZIP code area", "misma zona postal"},
		{"near centroids", 900, directory.PrecisionZIP, words.Miles, "about 1 mile", "a cerca de 1 milla"},
		{"two miles of centroids", 1.6 * mile, directory.PrecisionZIP, words.Miles, "about 2 miles", "a unas 2 millas"},
		{"far", 1234 * mile, directory.PrecisionStreet, words.Miles, "about 1,234 miles", "a unas 1,234 millas"},
		{"kilometres", 12_345, directory.PrecisionStreet, words.Kilometers, "about 12 kilometers", "a unos 12 kilómetros"},
		{"one kilometre", 1_100, directory.PrecisionStreet, words.Kilometers, "about 1 kilometer", "a cerca de 1 kilómetro"},
		{"near in kilometres", 0, directory.PrecisionZIP, words.Kilometers, "same ZIP code area", "misma zona postal"},
		{"under a kilometre", 400, directory.PrecisionStreet, words.Kilometers, "less than a kilometer", "a menos de un kilómetro"},
		{"in a town", 0, directory.PrecisionCity, words.Miles, "in or near this town", "en esta ciudad o cerca"},
		{"near a town", 8 * mile, directory.PrecisionCity, words.Miles, "town about 8 miles away", "ciudad a unas 8 millas"},
		{"near a town in kilometres", 1_000, directory.PrecisionCity, words.Kilometers, "town about 1 kilometer away", "ciudad a cerca de 1 kilómetro"},
		{"far from a town", 40 * mile, directory.PrecisionCity, words.Miles, "about 40 miles", "a unas 40 millas"},
		{"no unit", 10 * mile, directory.PrecisionStreet, "", "about 10 miles", "a unas 10 millas"},
		{"no origin", -1, directory.PrecisionStreet, words.Miles, "", ""},
		{"not a number", math.NaN(), directory.PrecisionZIP, words.Miles, "", ""},
	}
	for _, tt := range tests {
		if got := words.For(words.English).Distance(tt.meters, tt.to, tt.unit); got != tt.en {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.en)
		}
		if got := words.For(words.Spanish).Distance(tt.meters, tt.to, tt.unit); got != tt.es {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.es)
		}
	}
}

// TestDistance_neverZero walks up from nothing: no distance reads as zero.
func TestDistance_neverZero(t *testing.T) {
	t.Parallel()
	for meters := 0.0; meters < 5*mile; meters += 7 {
		for _, to := range []directory.Precision{directory.PrecisionStreet, directory.PrecisionZIP, directory.PrecisionCity} {
			for _, unit := range []words.Unit{words.Miles, words.Kilometers} {
				for _, w := range words.Split(words.For(words.English).Distance(meters, to, unit)) {
					if w.Folded == "0" {
						t.Fatalf("Distance(%v, %v, %s) says 0", meters, to, unit)
					}
				}
			}
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	en, es := words.For(words.English), words.For(words.Spanish)
	now := date(2026, 11, 23)
	for _, tt := range []struct{ got, want string }{
		{en.Month(date(2026, 3, 14)), "March 2026"},
		{es.Month(date(2026, 3, 14)), "marzo de 2026"},
		{en.Month(date(2026, 12, 31)), "December 2026"},
		{es.Month(date(2027, 1, 1)), "enero de 2027"},
		{en.Month(0), ""},
		{en.Day(date(2026, 3, 4)), "March 4, 2026"},
		{es.Day(date(2026, 3, 4)), "4 de marzo de 2026"},
		{es.Day(0), ""},
		{en.Ago(now, now), "today"},
		{en.Ago(now+3, now), "today"},
		{en.Ago(now-1, now), "1 day ago"},
		{es.Ago(now-1, now), "hace 1 día"},
		{en.Ago(now-59, now), "59 days ago"},
		{en.Ago(now-62, now), "2 months ago"},
		{es.Ago(now-250, now), "hace 8 meses"},
		{en.Ago(now-729, now), "23 months ago"},
		{en.Ago(now-800, now), "2 years ago"},
		{es.Ago(now-4000, now), "hace 10 años"},
		{en.Ago(0, now), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	now := date(2026, 11, 23)
	offering := func(s directory.Status, verified directory.Date) *directory.Offering {
		return &directory.Offering{
			Procedure: directory.AnnularClosure, Device: directory.Barricaid, Status: s,
			Source: "practice", SourceDate: verified, VerifiedOn: verified,
		}
	}
	tests := []struct {
		name   string
		o      *directory.Offering
		kind   string
		en, es string
		ask    bool // the note says to ask
	}{
		{"no row", nil, "unknown", "Annular closure: ask the office", "Cierre anular: pregunte al consultorio", false},
		{"withdrawn", offering(directory.Withdrawn, now), "unknown", "Annular closure: ask the office", "Cierre anular: pregunte al consultorio", false},
		{
			"confirmed", offering(directory.Confirmed, date(2026, 9, 14)), "confirmed",
			"Offers annular closure — confirmed September 2026", "Ofrece cierre anular — confirmado en septiembre de 2026", false,
		},
		{
			"last fresh day", offering(directory.Confirmed, now-90), "confirmed",
			"Offers annular closure — confirmed August 2026", "Ofrece cierre anular — confirmado en agosto de 2026", false,
		},
		{
			"first stale day", offering(directory.Confirmed, now-91), "stale",
			"Offers annular closure — confirmed August 2026 (2 months ago)", "Ofrece cierre anular — confirmado en agosto de 2026 (hace 2 meses)", true,
		},
		{
			"stale", offering(directory.Confirmed, date(2026, 3, 1)), "stale",
			"Offers annular closure — confirmed March 2026 (8 months ago)", "Ofrece cierre anular — confirmado en marzo de 2026 (hace 8 meses)", true,
		},
		{
			"self-reported", offering(directory.SelfReported, date(2026, 10, 2)), "self_reported",
			"Offers annular closure — reported by the office, October 2026", "Ofrece cierre anular — según el consultorio, octubre de 2026", true,
		},
		{
			"undated", offering(directory.Confirmed, 0), "stale",
			"Offers annular closure — date not known", "Ofrece cierre anular — fecha desconocida", true,
		},
	}
	for _, tt := range tests {
		en := words.For(words.English).Evidence(tt.o, nil, now, directory.StaleAfter)
		es := words.For(words.Spanish).Evidence(tt.o, nil, now, directory.StaleAfter)
		if en.Kind != tt.kind || en.Text != tt.en || es.Kind != tt.kind || es.Text != tt.es {
			t.Errorf("%s:\n got %q %q, %q %q\nwant %q %q, %q", tt.name, en.Kind, en.Text, es.Kind, es.Text, tt.kind, tt.en, tt.es)
		}
		if (en.Note != "") != tt.ask || (es.Note != "") != tt.ask {
			t.Errorf("%s: notes %q, %q", tt.name, en.Note, es.Note)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	en, es := words.For(words.English), words.For(words.Spanish)
	for _, tt := range []struct{ got, want string }{
		{en.Language("es"), "Spanish"},
		{es.Language("es"), "español"},
		{en.Language("zh-Hant"), "Traditional Chinese"},
		{es.Language("vi"), "vietnamita"},
		{en.Language("ase"), "American Sign Language"},
		{es.Language("ase"), "lengua de señas americana"},
		{en.Language("?"), "?"},
		{words.Spanish.Own(), "Español"},
		{words.English.Own(), "English"},
		{en.Accepting(directory.AcceptingNew), "Taking new patients"},
		{es.Accepting(""), "Pacientes nuevos: pregunte al consultorio"},
		{en.Gender(directory.Female), "Female"},
		{es.Gender(directory.Male), "Masculino"},
		{en.Gender(""), ""},
		{words.PhoneSpoken("+16125550100"), "6 1 2, 5 5 5, 0 1 0 0"},
		{words.PhoneSpoken("+442071234567"), "+442071234567"},
		{words.PhoneSpoken(""), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestT(t *testing.T) {
	t.Parallel()
	en, es := words.For(words.English), words.For(words.Spanish)
	for _, tt := range []struct{ got, want string }{
		{en.T("ago.days", "count", 1), "1 day ago"},
		{en.T("ago.days", "count", 0), "0 days ago"},
		{es.T("ago.days", "count", 1), "hace 1 día"},
		{es.T("ago.days", "count", 1_000_000), "hace 1,000,000 días"},
		{en.T("ago.days", "count", 12_345), "12,345 days ago"},
		{en.T("ago.days"), "{count} days ago"},
		{en.T("ago.days", "count"), "{count} days ago"},
		{en.T("date.month_year", "month", words.English, "year", "2026"), "{month} 2026"}, // neither string nor int
		{en.Print("date.month_year", "month", words.English, "year", 12.5), "en 12.5"},
		{es.Print("ago.days", "count", 1_000), "hace 1,000 días"},
		{en.T("no.such.key"), "no.such.key"},
		{en.T("date.month_year", "month", "{year}", "year", "2026"), "{year} 2026"},
		{words.For("fr").T("ago.today"), "today"},
		{en.First([]string{"no.such.key", "ago.today"}), "today"},
		{en.First(nil), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]words.Lang{
		"": words.English, "es": words.Spanish, "es-MX,es;q=0.9,en;q=0.8": words.Spanish, "en-US,en;q=0.9,es;q=0.8": words.English,
		"fr-CA,es;q=0.5": words.Spanish, "fr": words.English, "*": words.English, "es;q=0.2,en;q=0.9": words.English, ";;;": words.English,
	} {
		if got := words.Negotiate(header); got != want {
			t.Errorf("Negotiate(%q) = %s, want %s", header, got, want)
		}
	}
	if l, ok := words.ParseLang("ES"); l != words.Spanish || !ok {
		t.Errorf("ParseLang(ES) = %s, %v", l, ok)
	}
	if _, ok := words.ParseLang("es-MX"); ok {
		t.Error("ParseLang(es-MX) is a language of the catalog")
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Can't  PEE!": "cant pee", "O’Brien-Smith": "obrien smith", "Peña, MD": "pena md", "n\u0303u": "nu", "": "", "'": "", "''a": "a",
		"ﬁ": "fi", "x\xffy": "x y", "55401-1234": "55401 1234",
	} {
		if got := words.Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typed, word string
		want        bool
	}{
		{"spine", "spine", true},
		{"spne", "spine", true},
		{"sipne", "spine", true},
		{"spines", "spine", true},
		{"shine", "spine", true},
		{"pine", "spine", false},
		{"sine", "spines", false},
		{"bakc", "back", true},
		{"bac", "back", false},
		{"bark", "back", false},
		{"nuerosurgon", "neurosurgeon", true},
		{"neurosrgn", "neurosurgeon", false},
		{"", "spine", false},
		{"a", "", false},
	} {
		if got := words.Same(tt.typed, tt.word); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.typed, tt.word, got)
		}
	}
}
