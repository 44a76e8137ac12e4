package console

import (
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

// texts are what an agent copies, reads or prints for one case, in the
// caller's language.
type texts struct {
	Subject string `json:"subject"` // of the e-mail
	Email   string `json:"email"`
	SMS     string `json:"sms"`
	Script  string `json:"script"` // to read aloud
	Sheet   string `json:"sheet"`  // address of the page to print
}

// maxSMS is the length in characters of a text message that no network cuts:
// four parts of 67 characters in the alphabet that has accents.
const maxSMS = 4 * 67

// texts words a case. Nothing in it is of the caller but the language.
func (c *Console) texts(g *gin.Context, k referral.Case) texts {
	catalog := callers(k.Language)
	w := c.caseWriter(g, catalog, k)
	if len(k.Surgeons) == 0 { // sent to 911: nothing to send, nothing to print
		return texts{Script: w.emergency(k)}
	}
	return texts{
		Subject: catalog.T("referral.subject"),
		Email:   w.email(k),
		SMS:     w.sms(k),
		Script:  w.script(k),
		Sheet:   "/console/sheet/" + string(k.Reference),
	}
}

// callers is the catalog of a caller's language; an unknown one is English.
func callers(language string) *words.Catalog {
	lang, known := words.ParseLang(language)
	if !known {
		lang = words.English
	}
	return words.For(lang)
}

// A caseWriter words one case, as of the day that it was made on.
type caseWriter struct {
	*cards.Writer
	line string
	base string
}

func (c *Console) caseWriter(g *gin.Context, catalog *words.Catalog, k referral.Case) caseWriter {
	says := c.opts.Cards.Writer(catalog, nil, words.Miles)
	says.Today = c.dayOf(k.Created)
	return caseWriter{says, c.opts.Line, c.base(g)}
}

func (w caseWriter) email(k referral.Case) string {
	lines := []string{w.T("referral.lead"), ""}
	for i, s := range k.Surgeons {
		lines = append(lines, w.T("referral.numbered", "number", i+1, "name", s.Name))
		lines = append(lines, s.Specialty, s.Address, w.phone(s))
		lines = append(append(lines, w.turnsAway(s)...), w.evidence(s), "")
	}
	lines = append(lines,
		w.T("referral.reference", "reference", k.Reference.String(), "phone", w.line), "",
		w.T("red_flag.text"), "",
		w.T("disclaimer.listing"), w.T("disclaimer.insurance"), "",
		w.T("print.as_of", "date", w.Day(w.Today)), w.T("print.newest", "url", w.base+"/"))
	return strings.Join(lines, "\n")
}

// sms is short: names, telephones, reference. It drops surgeons from the end
// rather than be cut in the middle of a number.
func (w caseWriter) sms(k referral.Case) string {
	end := w.T("referral.sms.end", "reference", k.Reference.String(), "phone", w.line)
	text := w.T("referral.sms.lead")
	for _, s := range k.Surgeons {
		line := strings.Join(append([]string{"\n" + s.Name + " " + w.phone(s)}, w.turnsAway(s)...), ", ")
		if s.Phone != "" && len([]rune(text+line+"\n"+end)) <= maxSMS {
			text += line
		}
	}
	return text + "\n" + end
}

// script is read aloud: the question about red flags first.
func (w caseWriter) script(k referral.Case) string {
	lines := []string{w.T("referral.script.red_flag"), "", w.T("referral.script.lead")}
	for i, s := range k.Surgeons {
		lines = append(lines, "", w.T("referral.numbered", "number", i+1, "name", s.Name), s.Specialty, s.Address)
		if s.Phone != "" {
			lines = append(lines, spoken(w.Writer, s.Phone, s.Extension))
		}
		lines = append(append(lines, w.turnsAway(s)...), w.evidence(s))
	}
	lines = append(lines, "")
	if k.Reference != "" { // a case that is not stored yet has none
		lines = append(lines, w.T("referral.script.reference", "reference", spokenReference(k.Reference)))
	}
	lines = append(lines, w.T("referral.script.end"))
	return strings.Join(lines, "\n")
}

// emergency is read aloud to a caller who is sent to 911.
func (w caseWriter) emergency(k referral.Case) string {
	return w.T("red_flag.text") + "\n\n" + w.T("referral.script.reference", "reference", spokenReference(k.Reference))
}

// turnsAway says that an office takes no new patients, if it does not.
func (w caseWriter) turnsAway(s referral.Surgeon) []string {
	if !s.Accepting.TurnsAway() {
		return nil
	}
	return []string{w.Accepting(s.Accepting)}
}

// phone is the number of a surgeon's office, as it is written.
func (w caseWriter) phone(s referral.Surgeon) string {
	switch {
	case s.Phone == "":
		return w.T("card.no_phone")
	case s.Extension != "":
		return w.T("phone.extension", "phone", directory.FormatPhone(s.Phone), "extension", s.Extension)
	}
	return directory.FormatPhone(s.Phone)
}

// spoken is a number in the groups that it is read aloud in, and what is
// dialled after it.
func spoken(w *cards.Writer, e164, extension string) string {
	phone := words.PhoneSpoken(e164)
	if extension == "" {
		return phone
	}
	return w.T("phone.extension.spoken", "phone", phone, "extension", strings.Join(strings.Split(extension, ""), " "))
}

// evidence words what the case kept of annular closure, as of its making.
func (w caseWriter) evidence(s referral.Surgeon) string {
	if s.Closure == "" {
		return w.Evidence(nil, nil).Text
	}
	o := directory.Offering{Status: directory.Status(s.Closure), VerifiedOn: s.VerifiedOn}
	return w.Evidence(&o, nil).Text
}

// alpha spells the letters of a reference, so that none is misheard.
var alpha = map[rune]string{
	'A': "Alpha", 'C': "Charlie", 'D': "Delta", 'E': "Echo", 'F': "Foxtrot", 'H': "Hotel", 'J': "Juliett", 'K': "Kilo", 'M': "Mike",
	'N': "November", 'P': "Papa", 'Q': "Quebec", 'R': "Romeo", 'T': "Tango", 'V': "Victor", 'W': "Whiskey", 'X': "X-ray", 'Y': "Yankee",
}

// spokenReference spells a reference: "Kilo 4 Tango, 9 X-ray Mike".
func spokenReference(r referral.Reference) string {
	var parts []string
	for group := range strings.SplitSeq(r.String(), "-") {
		var said []string
		for _, c := range group {
			if word, ok := alpha[c]; ok {
				said = append(said, word)
			} else {
				said = append(said, string(c))
			}
		}
		parts = append(parts, strings.Join(said, " "))
	}
	return strings.Join(parts, ", ")
}
