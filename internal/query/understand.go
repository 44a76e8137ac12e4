package query

import (
	"cmp"
	"slices"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

// An understanding is the reading of one q. Its steps go from what cannot be
// mistaken to what needs its surroundings to be meant: numbers, emergency
// words, places after a marker, phrases, what says nothing, and at last a
// place that stands alone beside a clinical word.
type understanding struct {
	text    *text
	parser  *Parser
	reader  *reader
	request *Request
	found   []piece
	// lookedUp holds what the gazetteer said of the words from..to-1.
	lookedUp map[[2]int]lookedUp
	// stated is the fault of a state that is all there is to say where: nobody
	// is measured from a state. It counts when there is nothing to match.
	stated *Fault
}

// A piece is a run of words that was understood.
type piece struct {
	from, to         int // words from..to-1
	start, end       int // bytes of q
	parameter, value string
	practice         bool // may be part of a practice's name
}

func (u *understanding) read() {
	u.readNumbers()
	u.readAbroad()
	symptoms := u.readAlarms()
	u.readPlaces()
	u.release(symptoms)
	u.readPhrases()
	u.silence(symptoms)
	u.readState()
	u.dropFillers()
	u.readBarePlace()
	u.mindNames()
	u.keepPractices()
	u.askForTown()
	u.apply()
}

// take notes that the words from..to-1 mean a value of a parameter.
func (u *understanding) take(from, to int, parameter, value string) {
	u.text.mark(from, to, taken)
	u.found = append(u.found, piece{
		from: from, to: to, start: u.text.list[from].Start, end: u.text.list[to-1].End,
		parameter: parameter, value: value,
	})
}

// readAlarms sets the words of an emergency aside: they are shown an answer of
// their own and match nobody's name. Those of what is urgent are kept from
// being read as a place; it returns them, because they may still say which
// specialty is meant ("leg weakness").
func (u *understanding) readAlarms() (symptoms []int) {
	t := u.text
	for _, a := range words.Alarms(t.raw) {
		u.request.Urgency = u.request.Urgency.Or(a.Urgency)
		for i, w := range t.list {
			if w.Start < a.Start || w.End > a.End || t.use[i] != free {
				continue
			}
			t.use[i] = taken
			if a.Urgency == words.Urgent {
				t.use[i] = symptom
				symptoms = append(symptoms, i)
			}
		}
	}
	return symptoms
}

// release gives the words of symptoms back to be read as phrases.
func (u *understanding) release(symptoms []int) {
	for _, i := range symptoms {
		u.text.use[i] = free
	}
}

// silence keeps what is left of the words of symptoms from being matched
// against names.
func (u *understanding) silence(symptoms []int) {
	for _, i := range symptoms {
		if u.text.use[i] == free {
			u.text.use[i] = filler
		}
	}
}

// readPhrases turns clinical words, languages and the like into filters.
func (u *understanding) readPhrases() {
	t := u.text
	for i := 0; i < len(t.list); {
		p, n := phrases().longest(t.list[i : i+t.run(i, len(t.list))])
		if n == 0 {
			i++
			continue
		}
		u.note(p, i, i+n)
		i += n
	}
}

// note marks the words from..to-1 with what a phrase means.
func (u *understanding) note(p *phrase, from, to int) {
	for _, m := range p.meaning {
		switch m.parameter {
		case asInsurance:
			u.text.mark(from, to, filler)
			u.warn(Warning{Code: "insurance", Parameter: "q", Value: u.text.span(from, to)})
		case asTitle:
			u.text.mark(from, to, title)
		case asFiller:
			u.text.mark(from, to, noise)
			if to-from == 1 {
				u.text.mark(from, to, filler)
			}
		case asParticle:
			u.text.mark(from, to, particle)
		case asPractice:
			u.take(from, to, "specialty", m.value)
			u.found[len(u.found)-1].practice = true
		default:
			u.take(from, to, m.parameter, m.value)
		}
	}
}

// warn notes a warning, of each code one.
func (u *understanding) warn(w Warning) {
	if !slices.ContainsFunc(u.request.Warnings, func(o Warning) bool { return o.Code == w.Code }) {
		u.request.Warnings = append(u.request.Warnings, w)
	}
}

// dropFillers decides about particles ("the", "de", "best"): one stays when a
// word to match follows it, as in "de la Cruz". Where there is nothing else, a
// word that says nothing is the name after a title ("Dr. Best", "Dr. Hoy").
func (u *understanding) dropFillers() {
	t := u.text
	if len(t.use) == 1 && t.use[0] == particle {
		t.use[0] = free
	}
	bare := !t.any(free, literal, taken, noise)
	for i := len(t.use) - 1; i >= 0; i-- {
		if t.use[i] != particle && t.use[i] != filler {
			continue
		}
		follows := i+1 < len(t.use) && (t.use[i+1] == free || t.use[i+1] == literal)
		named := i > 0 && t.use[i-1] == title && bare
		if named || follows && t.use[i] == particle {
			t.use[i] = free
		} else {
			t.use[i] = filler
		}
	}
}

// keepPractices gives words like "spine institute" back to the text when other
// words to match stand there: then they are part of a practice's name.
func (u *understanding) keepPractices() {
	if !u.text.any(free, literal) {
		return
	}
	u.found = slices.DeleteFunc(u.found, func(p piece) bool {
		if p.practice {
			u.text.mark(p.from, p.to, free)
		}
		return p.practice
	})
}

// apply puts what was understood into the request. A parameter that was given
// explicitly wins, and the words are reported as left out.
func (u *understanding) apply() {
	slices.SortStableFunc(u.found, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	for _, p := range u.found {
		if given := u.reader.all(p.parameter); p.parameter != "q" && len(given) > 0 {
			if !slices.Contains(given, p.value) {
				u.request.Warnings = append(u.request.Warnings, Warning{
					Code: "overridden", Parameter: p.parameter, Value: u.text.raw[p.start:p.end],
				})
			}
			continue
		}
		if u.filter(p.parameter, p.value) {
			u.request.Understood = append(u.request.Understood, Understood{
				Text: u.text.raw[p.start:p.end], Parameter: p.parameter, Value: p.value,
				Without: u.text.without(p.start, p.end),
			})
		}
	}
}

// filter adds one understood value; false when it is there already.
func (u *understanding) filter(parameter, value string) bool {
	f := &u.request.Search.Filter
	switch parameter {
	case "specialty":
		return add(&u.request.Specialties, value)
	case "language":
		return add(&f.Languages, value)
	case "gender":
		return add(&f.Genders, directory.Gender(value))
	case "accepting":
		return add(&f.Accepting, directory.Accepting(value))
	case "state":
		return add(&f.States, value)
	case "annular_closure":
		// The narrower of two wins: "confirmed".
		if f.Closure == search.ClosureConfirmed || string(f.Closure) == value {
			return false
		}
		f.Closure = search.Closure(value)
	}
	return true
}

func add[T comparable](list *[]T, v T) bool {
	if slices.Contains(*list, v) {
		return false
	}
	*list = append(*list, v)
	return true
}
