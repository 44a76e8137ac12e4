package indexer_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/physicianfinder/finder/indexer"
	"github.com/physicianfinder/finder/indexer/indexertest"
	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/directory"
)

// role is a row of the national directory; places are names of theirs.
func role(n int, more string, places ...string) string {
	var refs []string
	for _, p := range places {
		refs = append(refs, `{"reference":"Location/Location-`+p+`"}`)
	}
	return fmt.Sprintf(`{"resourceType":"PractitionerRole","id":"PractitionerRole-%s","meta":{"lastUpdated":"2026-09-29T04:29:22.708739Z"},"active":true,`+
		`"practitioner":{"reference":"Practitioner/Practitioner-%s"},"location":[%s]%s}`, strings.Join(places, "-"), npi(n), strings.Join(refs, ","), more)
}

// aPlace is a row of the national directory; at is "lat,lng", or empty.
func aPlace(id, lines, city, state, zip, at, more string) string {
	if lat, lng, ok := strings.Cut(at, ","); ok {
		more = fmt.Sprintf(`,"position":{"longitude":%s,"latitude":%s}%s`, lng, lat, more)
	}
	return fmt.Sprintf(`{"resourceType":"Location","id":"Location-%s","meta":{"lastUpdated":"2026-09-29T04:29:55.568276Z"},"status":"active",`+
		`"address":{"line":["%s"],"city":"%s","state":"%s","postalCode":"%s","country":"US","type":"physical"}%s}`,
		id, strings.ReplaceAll(lines, "/", `","`), city, state, zip, more)
}

// nation writes a release, roles packed and places not.
func nation(t testing.TB, roles, places []string) string {
	t.Helper()
	dir := t.TempDir()
	for name, rows := range map[string][]string{"07-PractitionerRole.ndjson.zst": roles, "02-Location.ndjson": places} {
		text := []byte(strings.Join(rows, "\n") + "\n")
		if strings.HasSuffix(name, ".zst") {
			w, err := zstd.NewWriter(nil)
			if err != nil {
				t.Fatal(err)
			}
			text = w.EncodeAll(text, nil)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// An office is what tests look at of a listing.
type anOffice struct {
	Line1, Phone, Source, Precision string
	Lat, Lng                        float64
}

func officesOf(w *indexertest.Writer, n int) map[string]anOffice {
	out := map[string]anOffice{}
	for _, l := range w.Of(npi(n)) {
		o := l.Location
		out[o.Address.Line1] = anOffice{
			o.Address.Line1, strings.TrimPrefix(o.Phone, "+1"), string(o.Source), string(o.Position.Precision), o.Position.Point.Lat, o.Position.Point.Lng,
		}
	}
	return out
}

const telecom = `,"telecom":[{"system":"fax","value":"6125550199"},{"system":"phone","value":"%s"},{"system":"phone","value":"6125550177"}]`

// TestNational walks through the traps of the national directory. The point of
// ZIP code 55401 is 44.983, -93.268, that of 55402 44.976, -93.272.
func TestNational(t *testing.T) {
	roles := []string{
		role(1, fmt.Sprintf(telecom, "6125550111"), "home"),
		role(1, fmt.Sprintf(telecom, "6125550112"), "home"), // a duplicate, with another number
		strings.ReplaceAll(role(1, fmt.Sprintf(telecom, "6125550122105"), "new"), `":`, `": `),
		role(1, "", "lost"),
		role(1, `,"period":{"end":"2026-01-31T00:00:00Z"}`, "old"),
		strings.Replace(role(1, "", "old"), `"active":true`, `"active":false`, 1),
		strings.Replace(role(1, "", "x"), `"location":`, `"endpoint":`, 1),
		role(1, fmt.Sprintf(telecom, "6125550133"), "astray", "shared1"),
		role(1, `,"telecom":null`, "odd", "nowhere"),
		role(9, "", "home"), // of nobody who is taken
		strings.Replace(role(1, "", "home"), npi(1).String(), "1234567890", 1),
		`{"resourceType":"PractitionerRole","id":`,
	}
	places := []string{
		aPlace("home", "100 Example Avenue/Suite 200", "Minneapolis", "MN", "55401", "44.98611,-93.27211", `,"telecom":[{"system":"phone","value":"6125550112"}]`),
		aPlace("new", "7 New Rd", "Minneapolis", "MN", "55402", "44.97111,-93.27111", ""),
		aPlace("old", "8 Old Rd", "Minneapolis", "MN", "55402", "44.97222,-93.27222", ""),
		aPlace("astray", "400 Mismatch St", "Minneapolis", "MN", "55401", "40.7589,-73.98513", `,"telecom":[{"system":"phone","value":"6125550144"}]`),
		aPlace("shared1", "1 Pool St", "", "MN", "55402", "44.97511,-93.27333", ""),
		aPlace("shared2", "2 Lake Ave", "Minneapolis", "MN", "55402", "44.97511,-93.27333", ""),
		aPlace("other", "3 Lake Ave", "Minneapolis", "MN", "55402", "44.97888,-93.27444", ""),
		`{"resourceType":"Location","id":"Location-odd","status":"active","telecom":null,"address":{"line":"9 Odd Rd","city":"Minneapolis","state":"MN","postalCode":"55401"},"position":{"longitude":"-93.2","latitude":44.9}}`,
		aPlace("nowhere", "10 Nowhere Rd", "", "", "", "", ""),
		strings.Replace(aPlace("closed", "11 Closed Rd", "Minneapolis", "MN", "55402", "44.97,-93.27", ""), `"active"`, `"inactive"`, 1),
		aPlace("home", "100 Example Avenue/Suite 200", "Minneapolis", "MN", "55401", "44.98611,-93.27211", ""),
		strings.Replace(aPlace("x", "12 X Rd", "", "", "", "", ""), "Location-x", "x", 1),
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, surgeon(1, nil), surgeon(2, row{colLine1: "3 LAKE AVE", colZIP: "55402"})), National: nation(t, roles, places)}, w)

	want := map[string]anOffice{
		"100 Example Ave": {"100 Example Ave", "6125550100", "nppes", "street", 44.98611, -93.27211},
		"7 New Rd":        {"7 New Rd", "6125550122", "npd", "street", 44.97111, -93.27111},
		"400 Mismatch St": {"400 Mismatch St", "6125550144", "npd", "zip", 44.983, -93.268},
		"1 Pool St":       {"1 Pool St", "6125550133", "npd", "zip", 44.97511, -93.27333},
	}
	got := officesOf(w, 1)
	at := got["400 Mismatch St"] // at the point of the ZIP code, which is the gazetteer's matter
	at.Lat, at.Lng = 44.983, -93.268
	got["400 Mismatch St"] = at
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("offices (-want +got):\n%s", diff)
	}
	if o := officesOf(w, 2)["3 Lake Ave"]; o.Precision != "street" || o.Lat != 44.97888 || o.Source != "nppes" {
		t.Errorf("an office of somebody without a role is not where the directory puts the building: %+v", o)
	}
	wantReasons(t, r, "npd_roles", 12, 5, 1, map[source.Reason]int64{"inactive": 2, "no_place": 1, "no_such_place": 1, "bad_npi": 1, "bad_row": 1})
	wantReasons(t, r, "npd_places", 12, 7, 2, map[source.Reason]int64{"inactive": 1, "duplicate": 1, "bad_id": 1})
	if r.Positions.Contrary != 1 {
		t.Errorf("%d buildings contradict their address, want 1", r.Positions.Contrary)
	}
	if n := r.Unlocated[directory.SourceNational]["unknown_zip"]; n != 1 {
		t.Errorf("unlocated %v, want the place without a ZIP code", r.Unlocated)
	}
	if got := r.AsOf[directory.SourceNational].String(); got != "2026-09-29" {
		t.Errorf("as of %s", got)
	}
}

// wantReasons checks that every row of a source stands under one heading.
func wantReasons(t *testing.T, r indexer.Report, name string, rows, used, unmatched int64, reasons map[source.Reason]int64) {
	t.Helper()
	s := r.Sources[name]
	for why, n := range reasons {
		if s.Reasons[why] != n {
			t.Errorf("%s: %d %s, want %d: %v", name, s.Reasons[why], why, n, s.Reasons)
		}
	}
	if s.Rows != rows || s.Used != used || s.Unmatched != unmatched || s.Rows != s.Used+s.Unmatched+s.Refused {
		t.Errorf("%s: %d rows, %d used, %d of others, %d refused, want %d, %d, %d", name, s.Rows, s.Used, s.Unmatched, s.Refused, rows, used, unmatched)
	}
}

// TestNationalRefused gives releases of which nothing may be taken, after one
// that was good: the live generation and the state stay.
func TestNationalRefused(t *testing.T) {
	var rows []row
	var roles, places []string
	for n := 1; n <= 40; n++ {
		rows = append(rows, surgeon(n, nil))
		roles = append(roles, role(n, "", fmt.Sprint(n)))
		places = append(places, aPlace(fmt.Sprint(n), fmt.Sprintf("%d New Rd", n), "Minneapolis", "MN", "55402", fmt.Sprintf("44.97%03d,-93.27111", n), ""))
	}
	renamed := func(rows []string, from, to string) []string {
		return strings.Split(strings.ReplaceAll(strings.Join(rows, "\n"), from, to), "\n")
	}

	good := nation(t, roles, places)
	packedRoles, err := os.ReadFile(filepath.Join(good, "07-PractitionerRole.ndjson.zst"))
	if err != nil {
		t.Fatal(err)
	}
	replaced := func(name string, text []byte) string {
		dir := nation(t, roles, places)
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	const packed, plain = "07-PractitionerRole.ndjson.zst", "02-Location.ndjson"
	tests := []struct {
		name, dir, says string
		is              error
	}{
		{"a file cut off", replaced(packed, packedRoles[:len(packedRoles)*2/3]), "ends too early", source.ErrTruncated},
		{"a plain file cut off", replaced(plain, []byte(strings.Join(places, "\n"))[:2_000]), "ends too early", source.ErrTruncated},
		{"a web page", replaced(packed, []byte("<!doctype html><title>Maintenance</title>")), "web page", source.ErrKind},
		{"nothing in it", replaced(plain, nil), "nothing in it", source.ErrEmpty},
		{"something else", replaced(plain, []byte("PK\x03\x04....")), "neither", source.ErrKind},
		{"no file of places", filepath.Dir(good), "no file of PractitionerRole", os.ErrNotExist},
		{"a key renamed", nation(t, renamed(roles, `"practitioner"`, `"provider"`), places), "bad_npi", source.ErrKind},
		{"a URI renamed", nation(t, renamed(roles, "Practitioner/Practitioner-", "Practitioner/NPI-"), places), "bad_npi", source.ErrKind},
		{"a resource renamed", nation(t, roles, renamed(places, `"Location","id"`, `"Site","id"`)), "bad_row", source.ErrKind},
		{"places of another release", nation(t, roles, renamed(places, `"Location-`, `"Location-new-`)), "one release", indexer.ErrRefused},
		{"no locations", nation(t, renamed(roles, `"location"`, `"site"`), places), "no role names a place", source.ErrKind},
		{"no positions", nation(t, roles, renamed(places, `"position"`, `"where"`)), "no place has a position", source.ErrKind},
		{"no addresses", nation(t, roles, renamed(places, `"address"`, `"postal"`)), "40 of 40 places have no street", source.ErrKind},
		{"no ZIP codes", nation(t, roles, renamed(places, `"postalCode"`, `"zip"`)), "no ZIP code", source.ErrKind},
		{"no lines", nation(t, roles, renamed(places, `"line"`, `"lines"`)), "no street", source.ErrKind},
		{"no word of what is active", nation(t, renamed(roles, `"active"`, `"enabled"`), places), "whether they are active", source.ErrKind},
		{"no word of what is open", nation(t, roles, renamed(places, `"status"`, `"state"`)), "whether they are open", source.ErrKind},
		{"three in forty missing", nation(t, roles[3:], places), "offices of 37 of the 40", indexer.ErrRefused},
		{"three in forty without position", nation(t, roles, append(renamed(places[:3], `"position"`, `"where"`), places[3:]...)), "have a position", indexer.ErrRefused},
	}
	state := t.TempDir()
	index(t, indexer.Options{NoRoster: true, State: state, NPPES: registry(t, rows...), National: good}, &indexertest.Writer{})
	before, err := os.ReadFile(filepath.Join(state, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		w := &indexertest.Writer{}
		r, err := indexer.Run(context.Background(), indexer.Options{NoRoster: true, State: state, National: tt.dir, NationalKeep: 0.95, Now: clock}, w)
		if !errors.Is(err, tt.is) || !strings.Contains(fmt.Sprint(err), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
		if r.Published || w.Discarded == 0 {
			t.Errorf("%s: published %v, discarded %v", tt.name, r.Published, w.Discarded)
		}
		if after, err := os.ReadFile(filepath.Join(state, "state.db")); err != nil || string(after) != string(before) {
			t.Errorf("%s: the state has changed: %v", tt.name, err)
		}
	}
	w := &indexertest.Writer{}
	index(t, indexer.Options{NoRoster: true, State: state, National: nation(t, roles[2:], places), NationalKeep: 0.95}, w)
	if len(w.Of(npi(40))) != 2 || len(w.Of(npi(1))) != 1 {
		t.Error("two in forty missing: the release was not taken")
	}
	w = &indexertest.Writer{} // the state keeps what was taken
	index(t, indexer.Options{NoRoster: true, State: state, NPPES: registry(t, rows...)}, w)
	if o := officesOf(w, 40)["40 New Rd"]; o.Precision != "street" || o.Source != "npd" {
		t.Errorf("kept from the state: %+v", o)
	}
}

// TestNationalExcluded tells the operator, and nobody else, who is flagged.
func TestNationalExcluded(t *testing.T) {
	dir := nation(t, []string{role(1, "", "a")}, []string{aPlace("a", "1 A St", "Minneapolis", "MN", "55401", "44.98611,-93.27211", "")})
	text := ""
	for n := 1; n <= 3; n++ {
		text += fmt.Sprintf(`{"resourceType":"Practitioner","id":"Practitioner-%s","extension":[{"url":"http://example.org/base-ext-hhs-in-exclusion-list","valueBoolean":%v}]}`+"\n", npi(n), n != 2)
	}
	if err := os.WriteFile(filepath.Join(dir, "06-Practitioner.ndjson"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	w := &indexertest.Writer{}
	r := index(t, indexer.Options{NoRoster: true, NPPES: registry(t, surgeon(1, nil), surgeon(2, nil)), National: dir}, w)
	if diff := cmp.Diff([]directory.NPI{npi(1)}, r.Excluded); diff != "" {
		t.Errorf("flagged (-want +got):\n%s", diff)
	}
	wantReasons(t, r, "npd_practitioners", 3, 2, 1, nil)
	if len(w.Of(npi(1))) == 0 {
		t.Error("the flag has taken somebody off the list")
	}
	var page, said strings.Builder
	if err := errors.Join(r.WriteHTML(&page), r.WriteSummary(&said)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Where positions are from", "How far sources agree", "Flagged as excluded", npi(1).String()} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, want := range []string{"positions of npd", "nppes and npd", "1 physicians are flagged"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("the summary does not say %q:\n%s", want, said.String())
		}
	}
}
