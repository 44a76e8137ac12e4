package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/physicianfinder/finder/internal/words"
)

const (
	plugin = "../../web/wordpress"
	// wordPress is where tools/install unpacks WordPress, for make verify.
	wordPress = "../../bin/wordpress/usr/share/wordpress"
)

// A wpCase is something that the plugin is made to do.
type wpCase struct {
	Do     string         `json:"do"`
	Given  any            `json:"given"`
	Option map[string]any `json:"option,omitempty"`
	Can    []string       `json:"can,omitempty"`
	Locale string         `json:"locale,omitempty"`
	Sites  []int          `json:"sites,omitempty"`
}

// A wpResult is what came of it.
type wpResult struct {
	HTML    string
	Kept    string // what WordPress's own sanitiser leaves of it
	Modules [][]any
	Errors  []string
	Deleted []string
	Block   []string
	Scripts [][]any
	Words   json.RawMessage
	Can     string
}

var setUp = map[string]any{"host": "https://finder.example", "key": "pk_good"}

// needPHP skips without PHP, and fails in continuous integration.
func needPHP(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("php"); errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") != "true" {
		t.Skip("php is not installed: tools/install php")
	}
}

// inWordPress runs the plugin, with the functions of the WordPress in dir or,
// where that is "", with stand-ins for them.
func inWordPress(t *testing.T, dir string, cases []wpCase) []wpResult {
	t.Helper()
	needPHP(t)
	in, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"testdata/wordpress/run.php", plugin}
	if dir != "" {
		args = append(args, dir)
	}
	run := exec.CommandContext(t.Context(), "php", args...)
	run.Stdin = bytes.NewReader(in)
	var stderr strings.Builder
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	var results []wpResult
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(cases) {
		t.Fatalf("%d results of %d: %v\n%s", len(results), len(cases), err, out)
	}
	return results
}

// postAttributes are what WordPress documents as left of these elements in a
// post of a role without unfiltered_html (wp_kses_allowed_html, context "post"),
// beside those that every element may have. Of an element that is not in its
// list only what stands inside is left; those of ours that are in it are these.
var (
	postAttributes = map[string][]string{"a": {"href", "rel", "rev", "name", "target", "download"}, "p": {"align"}, "div": {"align"}}
	everywhere     = []string{"class", "dir", "hidden", "id", "lang", "role", "style", "title", "xml:lang"}
)

// sanitized is what is left of a text, by that list.
func sanitized(text string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(text)); z.Next() != html.ErrorToken; {
		token := z.Token()
		if token.Type == html.TextToken {
			b.WriteString(token.String())
			continue
		}
		own, known := postAttributes[token.Data]
		if !known {
			continue
		}
		token.Attr = slices.DeleteFunc(token.Attr, func(a html.Attribute) bool {
			return !slices.Contains(own, a.Key) && !slices.Contains(everywhere, a.Key) && !strings.HasPrefix(a.Key, "data-") && !strings.HasPrefix(a.Key, "aria-")
		})
		b.WriteString(token.String())
	}
	return b.String()
}

// tags are the elements of a text, with their attributes.
func tags(text string) (all []html.Token) {
	for z := html.NewTokenizer(strings.NewReader(text)); z.Next() != html.ErrorToken; {
		if token := z.Token(); token.Type == html.StartTagToken {
			all = append(all, token)
		}
	}
	return all
}

func attribute(token html.Token, name string) (value string, there bool) {
	for _, a := range token.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// wpEmbeds are shortcodes, and what the element and the link must say of them.
var wpEmbeds = []struct {
	name    string
	given   any
	locale  string
	element map[string]string // beside partner
	link    string            // path and parameters, beside the key
	shows   string            // on the finder's page that it leads to
}{
	{"nothing", "", "", map[string]string{"lang": "en"}, "/?lang=en", "Find a spine surgeon near you"},
	{"a place", map[string]any{"near": "55401"}, "en_US", map[string]string{"near": "55401", "lang": "en"}, "/find?lang=en&near=55401", "55401"},
	{
		"all",
		map[string]any{"near": " Minneapolis, MN ", "radius": "25", "lang": "es", "specialty": "spine-surgery", "annular_closure": "offered", "view": "list", "limit": "5", "autosearch": "1"},
		"en_US",
		map[string]string{"near": "Minneapolis, MN", "radius": "25", "lang": "es", "specialty": "spine-surgery", "annular-closure": "offered", "view": "list", "limit": "5", "autosearch": ""},
		"/find?annular_closure=offered&lang=es&near=Minneapolis%2C+MN&radius=25&specialty=spine-surgery", "Minneapolis",
	},
	{"the site's language", map[string]any{"near": "55401"}, "es_MX", map[string]string{"near": "55401", "lang": "es"}, "/find?lang=es&near=55401", "55401"},
	{"another than the site's", map[string]any{"near": "55401", "lang": "en"}, "es_ES", map[string]string{"near": "55401", "lang": "en"}, "/find?lang=en&near=55401", "55401"},
	{
		"what does not hold",
		map[string]any{"near": "55401", "radius": "5000", "lang": "fr", "specialty": "Spine surgery", "annular_closure": "yes", "view": "big", "limit": "-1", "autosearch": "0"},
		"",
		map[string]string{"near": "55401", "lang": "en"},
		"/find?lang=en&near=55401", "55401",
	},
	{"markup", map[string]any{"near": `"><script>alert(1)</script><a href='x' onclick=y>&T`}, "", map[string]string{"near": `"><script>alert(1)</script><a href='x' onclick=y>&T`, "lang": "en"}, "", ""},
	{
		"an address",
		map[string]any{"near": "javascript:alert(1)//https://evil.example/?near=1&key=pk_evil#x"},
		"",
		map[string]string{"near": "javascript:alert(1)//https://evil.example/?near=1&key=pk_evil#x", "lang": "en"},
		"/find?lang=en&near=javascript%3Aalert%281%29%2F%2Fhttps%3A%2F%2Fevil.example%2F%3Fnear%3D1%26key%3Dpk_evil%23x", "",
	},
	{"letters", map[string]any{"near": "Cañon City, CO"}, "", map[string]string{"near": "Cañon City, CO", "lang": "en"}, "/find?lang=en&near=Ca%C3%B1on+City%2C+CO", ""},
	{"control characters", map[string]any{"near": "554\n01"}, "", map[string]string{"lang": "en"}, "/?lang=en", ""},
}

func embedCases() []wpCase {
	cases := make([]wpCase, 0, len(wpEmbeds))
	for _, e := range wpEmbeds {
		cases = append(cases, wpCase{Do: "shortcode", Given: e.given, Locale: e.locale, Option: setUp})
	}
	return cases
}

// TestWordPress prints the finder for shortcodes of all kinds, and follows the
// link that a sanitiser leaves of each to the finder's page: it carries the key,
// the language and the place.
func TestWordPress(t *testing.T) {
	pages := openPartners(t, "")
	for i, got := range inWordPress(t, "", embedCases()) {
		want := wpEmbeds[i]
		t.Run(want.name, func(t *testing.T) {
			checkEmbed(t, want.element, got)
			all := tags(sanitized(got.HTML))
			if len(all) != 2 || all[0].Data != "p" || all[1].Data != "a" {
				t.Fatalf("a sanitiser leaves %v of %s", all, got.HTML)
			}
			href, _ := attribute(all[1], "href")
			link, err := url.Parse(href)
			if err != nil || link.Scheme != "https" || link.Host != "finder.example" || link.Fragment != "" {
				t.Fatalf("the link leads to %s, %v", href, err)
			}
			values := link.Query()
			if key := values["key"]; !slices.Equal(key, []string{"pk_good"}) {
				t.Errorf("the link carries the keys %q", key)
			}
			if near := values.Get("near"); near != want.element["near"] {
				t.Errorf("the link asks for %q", near)
			}
			values.Del("key")
			if at := link.Path + "?" + values.Encode(); want.link != "" && at != want.link {
				t.Errorf("the link asks %s, want %s", at, want.link)
			}
			page := get(t, pages, link.RequestURI(), "Accept-Language", "de")
			if want.shows != "" && page.Code != http.StatusOK || page.Code >= 500 {
				t.Fatalf("%s: %d", link.RequestURI(), page.Code)
			}
			body := page.Body.String()
			if lang := want.element["lang"]; !strings.Contains(body, `<html lang="`+lang+`"`) || !strings.Contains(body, want.shows) {
				t.Errorf("%s is not the page of %q in %s", link.RequestURI(), want.shows, lang)
			}
		})
	}
}

// checkEmbed holds what was printed to its contract: one element with these
// attributes, one link in the words of the finder's own pages, one script.
func checkEmbed(t *testing.T, element map[string]string, got wpResult) {
	t.Helper()
	all := tags(got.HTML)
	if len(all) != 3 || all[0].Data != "physician-finder" || all[1].Data != "p" || all[2].Data != "a" {
		t.Fatalf("printed %s", got.HTML)
	}
	attributes := map[string]string{}
	for _, a := range all[0].Attr {
		attributes[a.Key] = a.Val
	}
	whole := maps.Clone(element)
	whole["partner"] = "pk_good"
	if diff := cmp.Diff(whole, attributes); diff != "" {
		t.Errorf("the element (-want +got):\n%s", diff)
	}
	lang, _ := words.ParseLang(element["lang"])
	if text := words.For(lang).T("home.title"); !strings.Contains(got.HTML, ">"+text+"</a>") {
		t.Errorf("the link does not say %q: %s", text, got.HTML)
	}
	if at, _ := json.Marshal(got.Modules); string(at) != `[["physician-finder","https://finder.example/widget/v1/physician-finder.js",[],null]]` {
		t.Errorf("scripts: %s", at)
	}
}

// TestWordPressItself runs the same with WordPress's own shortcodes, escapes and
// sanitiser, on content as a role without unfiltered_html stores it.
func TestWordPressItself(t *testing.T) {
	if os.Getenv("FINDER_VERIFY") != "1" {
		t.Skip("in make verify")
	}
	if _, err := os.Stat(wordPress); err != nil && os.Getenv("CI") != "true" {
		t.Skip("WordPress is not unpacked: tools/install wordpress")
	}
	stored := `<!-- wp:physician-finder/finder {"near":"Austin, TX","offered":true} /-->`
	cases := append(embedCases(),
		wpCase{Do: "content", Option: setUp, Given: "<p>x</p>\n[physician_finder near=\"Austin, TX\" radius=25 lang=es autosearch=1]"},
		wpCase{Do: "content", Option: setUp, Given: `[physician_finder near='x" onmouseover="alert(1)']`},
		wpCase{Do: "stored block", Given: stored},
	)
	got := inWordPress(t, wordPress, cases)
	for i, want := range inWordPress(t, "", embedCases()) {
		checkEmbed(t, wpEmbeds[i].element, got[i])
		if left, kept := tags(sanitized(want.HTML)), tags(got[i].Kept); cmp.Diff(left, kept) != "" {
			t.Errorf("%s: WordPress leaves %s, its list says %s", wpEmbeds[i].name, got[i].Kept, sanitized(want.HTML))
		}
	}
	n := len(wpEmbeds)
	checkEmbed(t, map[string]string{"near": "Austin, TX", "radius": "25", "lang": "es", "autosearch": ""}, wpResult{HTML: strings.TrimPrefix(got[n].HTML, "<p>x</p>\n"), Modules: got[n].Modules})
	if all := tags(got[n+1].HTML); len(all) != 3 || len(all[0].Attr) > 3 {
		t.Errorf("an attribute that would break out: %s", got[n+1].HTML)
	}
	if got[n+2].HTML != stored {
		t.Errorf("the block is stored as %s", got[n+2].HTML)
	}
}

// TestWordPressBlock renders the block, and the plugin before it is set up.
func TestWordPressBlock(t *testing.T) {
	got := inWordPress(t, "", []wpCase{
		{Do: "block", Option: setUp, Given: map[string]any{"near": "55401", "radius": 30, "lang": "", "offered": true, "autosearch": true}, Locale: "es_ES"},
		{Do: "block", Given: map[string]any{"near": "55401"}},
		{Do: "shortcode", Given: "", Can: []string{"edit_posts"}, Locale: "es_MX"},
		{Do: "shortcode", Given: "", Option: map[string]any{"host": "javascript:alert(1)", "key": "pk_good"}},
		{Do: "shortcode", Given: "", Option: map[string]any{"host": "https://finder.example", "key": "sk_secret"}},
		{Do: "shortcode", Given: map[string]any{"near": []string{"a"}}, Option: setUp},
	})
	inner, framed := strings.CutPrefix(got[0].HTML, `<div class="wp-block-physician-finder-finder">`)
	if !framed {
		t.Errorf("the block prints %s", got[0].HTML)
	}
	checkEmbed(t, map[string]string{"near": "55401", "radius": "30", "lang": "es", "annular-closure": "offered", "autosearch": ""}, wpResult{HTML: inner, Modules: got[0].Modules})
	for _, i := range []int{1, 3, 4} {
		if got[i].HTML != "" || len(got[i].Modules) != 0 {
			t.Errorf("case %d, not set up: %s, %v", i, got[i].HTML, got[i].Modules)
		}
	}
	if !strings.HasPrefix(got[2].HTML, "<p>Physician Finder: indique") {
		t.Errorf("an editor is told %s", got[2].HTML)
	}
	checkEmbed(t, map[string]string{"lang": "en"}, got[5])
	var block struct {
		Name, EditorScript string
		Attributes         map[string]json.RawMessage
	}
	file := pluginFile(t, "block/block.json")
	if err := json.Unmarshal([]byte(file), &block); err != nil {
		t.Fatal(err)
	}
	if len(got[0].Block) != 2 || filepath.Base(got[0].Block[0]) != "block" || got[0].Block[1] != "physician_finder_block" || got[0].Scripts[0][0] != block.EditorScript {
		t.Errorf("registers %v with %v", got[0].Block, got[0].Scripts)
	}
}

func pluginFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(plugin, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestWordPressSettings types right and wrong things into the page of settings,
// and takes the plugin away.
func TestWordPressSettings(t *testing.T) {
	before := map[string]any{"host": "https://before.example", "key": "pk_before"}
	typed := []struct{ host, key, want, errors string }{
		{"https://finder.example", "pk_a", `{"host":"https://finder.example","key":"pk_a"}`, ""},
		{" HTTPS://Finder.Example:8443/ ", " pk_a ", `{"host":"https://finder.example:8443","key":"pk_a"}`, ""},
		{"http://localhost:8080", "", `{"host":"http://localhost:8080","key":""}`, ""},
		{"", "", `{"host":"","key":""}`, ""},
		{"http://finder.example", "pk_a", `{"host":"https://before.example","key":"pk_a"}`, "host"},
		{"https://finder.example/find?x", "sk_a", `{"host":"https://before.example","key":"pk_before"}`, "host key"},
		{"javascript:alert(1)", "pk_a\"><b", `{"host":"https://before.example","key":"pk_before"}`, "host key"},
		{"https://user@finder.example", "pk_" + strings.Repeat("a", 61), `{"host":"https://before.example","key":"pk_before"}`, "host key"},
	}
	var cases []wpCase
	for _, tt := range typed {
		cases = append(cases, wpCase{Do: "sanitize", Given: map[string]any{"host": tt.host, "key": tt.key}, Option: before})
	}
	got := inWordPress(t, "", append(cases,
		wpCase{Do: "sanitize", Given: "nonsense", Option: before},
		wpCase{Do: "page", Can: []string{"manage_options"}, Option: before, Locale: "es_ES"},
		wpCase{Do: "page", Can: []string{"edit_posts"}, Option: before},
		wpCase{Do: "links"},
		wpCase{Do: "uninstall"},
		wpCase{Do: "uninstall", Sites: []int{1, 4}},
	))
	for i, tt := range typed {
		if html := strings.ReplaceAll(got[i].HTML, `\/`, "/"); html != tt.want || strings.Join(got[i].Errors, " ") != tt.errors {
			t.Errorf("%q, %q: kept %s, faults %v; want %s, %q", tt.host, tt.key, html, got[i].Errors, tt.want, tt.errors)
		}
	}
	rest := got[len(typed):]
	if rest[0].HTML != `{"host":"","key":""}` {
		t.Errorf("no form: kept %s", rest[0].HTML)
	}
	for _, want := range []string{`name="physician_finder[host]" value="https://before.example"`, `name="physician_finder[key]" value="pk_before"`, "<label for=\"physician-finder-key\">Su clave</label>", `aria-describedby="physician-finder-host-hint"`} {
		if !strings.Contains(rest[1].HTML, want) {
			t.Errorf("the page of settings has no %s: %s", want, rest[1].HTML)
		}
	}
	if rest[1].Can != "manage_options" || rest[2].HTML != "" {
		t.Errorf("the page is for %q, and shows somebody else %s", rest[1].Can, rest[2].HTML)
	}
	if !strings.Contains(rest[3].HTML, `options-general.php?page=physician_finder">Settings</a>|Deactivate`) {
		t.Errorf("the list of plugins has %s", rest[3].HTML)
	}
	if diff := cmp.Diff([][]string{{"physician_finder@here"}, {"physician_finder@1", "physician_finder@4"}}, [][]string{rest[4].Deleted, rest[5].Deleted}); diff != "" {
		t.Errorf("taken away (-want +got):\n%s", diff)
	}
}

// TestWordPressFiles lints the PHP, holds versions and words to each other, and
// runs the editor's script.
func TestWordPressFiles(t *testing.T) {
	needPHP(t)
	var files []string
	for _, pattern := range []string{"*.php", "*/*.php"} {
		found, err := filepath.Glob(filepath.Join(plugin, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) != 5 {
		t.Errorf("PHP files: %v", files)
	}
	for _, file := range files {
		if out, err := exec.CommandContext(t.Context(), "php", "-l", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %s", file, out)
		}
		if text, err := os.ReadFile(file); err != nil || !bytes.Contains(text, []byte("defined( '")) {
			t.Errorf("%s runs when asked for by its address: %v", file, err)
		}
	}
	version := regexp.MustCompile(`Version: +(\S+)`).FindStringSubmatch(pluginFile(t, "physician-finder.php"))[1]
	for name, want := range map[string]string{"readme.txt": "\nStable tag: " + version + "\n", "block/block.json": `"version": "` + version + `"`, "physician-finder.php": "'" + version + "',"} {
		if !strings.Contains(pluginFile(t, name), want) {
			t.Errorf("%s has no %q", name, want)
		}
	}
	if !strings.Contains(pluginFile(t, "readme.txt"), "\n= "+version+" =\n") {
		t.Errorf("readme.txt has no changelog of %s", version)
	}
	var said map[string]map[string]string
	if err := json.Unmarshal([]byte(inWordPress(t, "", []wpCase{{Do: "words"}})[0].HTML), &said); err != nil {
		t.Fatal(err)
	}
	if en, es := slices.Sorted(maps.Keys(said["en"])), slices.Sorted(maps.Keys(said["es"])); !slices.Equal(en, es) || len(en) < 15 {
		t.Errorf("English has %v, Spanish %v", en, es)
	}
	editor(t, said["es"])
}

// editor runs block/edit.js with a WordPress that does nothing: it registers the
// block of block.json, and its fields change the attributes of it.
func editor(t *testing.T, said map[string]string) {
	t.Helper()
	script := `
		const words = JSON.parse(process.argv[1]), block = JSON.parse(process.argv[2]), made = [], set = [];
		const el = (type, props, ...children) => ({ type, props: props ?? {}, children });
		const names = new Proxy({}, { get: (_, name) => name });
		globalThis.window = { physicianFinderWords: words, wp: {
			element: { createElement: el, Fragment: "Fragment" },
			blockEditor: { InspectorControls: "InspectorControls", useBlockProps: () => ({}) },
			components: names, serverSideRender: "serverSideRender",
			blocks: { registerBlockType: (name, of) => made.push([name, of]) },
		} };
		(0, eval)(require("fs").readFileSync(process.argv[3], "utf8"));
		const [[name, of]] = made;
		const attributes = { near: "55401", lang: "", offered: false, autosearch: false };
		const tree = of.edit({ attributes, setAttributes: (a) => set.push(a) });
		const walk = (node, f) => { if (!node?.props) return; f(node); node.children.flat().forEach((child) => walk(child, f)); };
		const labels = [];
		walk(tree, (n) => { if (n.props.onChange) { labels.push(n.props.label); n.props.onChange({ TextControl: n.props.type ? "77" : "60601", SelectControl: "es", ToggleControl: true }[n.type]); } });
		walk(tree, (n) => { if (n.props.type === "number") { n.props.onChange("0"); n.props.onChange(""); } });
		const rendered = []; walk(tree, (n) => { if (n.type === "serverSideRender") rendered.push(n.props.block); });
		console.log(JSON.stringify({ name, same: name === block.name, saved: of.save(), labels, set, rendered,
			known: set.every((a) => Object.keys(a).every((k) => k in block.attributes)) }));`
	said = maps.Clone(said)
	all, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "node", "-e", script, string(all), pluginFile(t, "block/block.json"), filepath.Join(plugin, "block/edit.js")).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"name":"physician-finder/finder","same":true,"saved":null,"labels":["` + strings.Join([]string{said["near"], said["radius"], said["lang"], said["closure"], said["autosearch"]}, `","`) +
		`"],"set":[{"near":"60601"},{"radius":77},{"lang":"es"},{"offered":true},{"autosearch":true},{},{}],"rendered":["physician-finder/finder"],"known":true}`
	if diff := cmp.Diff(want, strings.TrimSpace(string(out))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
