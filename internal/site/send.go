package site

import (
	"html/template"
	"net/url"
	"strconv"
	"strings"
)

// maxSent is the most surgeons that a text to keep names: what people read in
// a message.
const maxSent = 5

// A send is a list to keep or to pass on. It names surgeons and their numbers
// and not what was searched for: a place says where somebody is.
type send struct {
	SMS  template.URL // opens the telephone's own messages
	Mail template.URL
}

// send makes the texts of cards; nil without anybody to call.
func (v *visit) send(lists ...[]card) *send {
	var lines []string
	for _, list := range lists {
		for i := range list {
			if c := &list[i]; c.Office.Phone.URL != "" && len(lines) < maxSent {
				lines = append(lines, v.T("send.line", "number", strconv.Itoa(len(lines)+1), "name", c.Name, "phone", c.Office.Phone.Text))
			}
		}
	}
	return v.sendLines(lines, "/")
}

// sendOne makes the texts of a profile: each office with its number.
func (v *visit) sendOne(p *physicianView) *send {
	var lines []string
	for _, o := range p.Offices {
		if o.Office.Phone.URL != "" && len(lines) < maxSent {
			lines = append(lines, v.T("send.line", "number", strconv.Itoa(len(lines)+1), "name", o.Office.Of, "phone", o.Office.Phone.Text))
		}
	}
	return v.sendLines(lines, p.Path)
}

// sendLines makes the texts of lines, with a page to find more at.
func (v *visit) sendLines(lines []string, path string) *send {
	if len(lines) == 0 || v.frame != nil {
		return nil
	}
	lines = append(lines, v.T("send.end", "url", v.base+v.to(path, nil), "line", v.line.Text))
	// Messages and mail take %20 for a blank and no plus sign.
	body := strings.ReplaceAll(url.QueryEscape(strings.Join(lines, "\n")), "+", "%20")
	subject := strings.ReplaceAll(url.QueryEscape(v.T("send.subject")), "+", "%20")
	return &send{
		SMS:  template.URL("sms:?&body=" + body),
		Mail: template.URL("mailto:?subject=" + subject + "&body=" + body),
	}
}
