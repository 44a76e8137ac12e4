package fetch

import (
	"bytes"
	"context"
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
)

// A link is a file that a page names.
type link struct{ name, url string }

// links reads a page and returns what it links to.
func (f *fetcher) links(ctx context.Context, address string) ([]link, error) {
	base, err := url.Parse(address)
	if err != nil {
		return nil, explain(address, err)
	}
	text, _, err := f.document(ctx, "the NPPES page", address)
	if err != nil {
		return nil, err
	}
	return parseLinks(base, text), nil
}

// parseLinks returns the links of a page, in whatever quotes, in its order.
func parseLinks(base *url.URL, page []byte) []link {
	links := []link{}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end: the page is in memory
			return links
		case html.StartTagToken, html.SelfClosingTagToken:
			for _, a := range z.Token().Attr {
				if a.Key != "href" {
					continue
				}
				if u, err := base.Parse(strings.TrimSpace(a.Val)); err == nil {
					links = append(links, link{name: path.Base(u.Path), url: u.String()})
				}
			}
		}
	}
}

// title returns the title of an HTML page, or "", for a message.
func title(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken:
			if name, _ := z.TagName(); string(name) != "title" || z.Next() != html.TextToken {
				continue
			}
			words := strings.Join(strings.Fields(string(z.Text())), " ")
			if len(words) > 60 {
				words = strings.ToValidUTF8(words[:60], "") + "…"
			}
			return words
		}
	}
}
