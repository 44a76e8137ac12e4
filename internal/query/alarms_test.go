package query_test

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/data"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/words"
)

// An alarmCase is a line of data/queries/alarms.txt.
type alarmCase struct {
	urgency words.Urgency
	phrase  string
	place   string // the label of the place that the phrase names; "": none
}

func readAlarms(t *testing.T) []alarmCase {
	t.Helper()
	f, err := os.Open("../../data/queries/alarms.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tiers := map[string]words.Urgency{"emergency": words.Emergency, "urgent": words.Urgent, "none": words.NotUrgent}
	var all []alarmCase
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		tier, rest, _ := strings.Cut(line, ": ")
		urgency, ok := tiers[tier]
		if !ok {
			t.Fatalf("%q has no tier", line)
		}
		phrase, label, _ := strings.Cut(rest, " => ")
		all = append(all, alarmCase{urgency, phrase, label})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAlarms runs every phrase of data/queries/alarms.txt: its tier as typed,
// shouted and with no accents; and that what alarms is read as a place nowhere,
// in neither field, but for the place that it names.
func TestAlarms(t *testing.T) {
	t.Parallel()
	counts := map[words.Urgency]int{}
	for _, c := range readAlarms(t) {
		counts[c.urgency]++
		for _, typed := range []string{c.phrase, strings.ToUpper(c.phrase), words.Fold(c.phrase)} {
			if typed == words.Fold(c.phrase) && strings.ContainsAny(c.phrase, ",.;") {
				continue // what stands between words counts
			}
			if got := words.UrgencyOf(typed); got != c.urgency {
				t.Errorf("%q: urgency %q, want %q", typed, got, c.urgency)
			}
		}
		checkPlaces(t, c)
	}
	if counts[words.Emergency]+counts[words.Urgent] < 150 || counts[words.NotUrgent] < 60 {
		t.Errorf("%v: too few phrases", counts)
	}
	t.Logf("%d emergencies, %d urgent, %d that alarm nobody", counts[words.Emergency], counts[words.Urgent], counts[words.NotUrgent])
}

// checkPlaces asks the phrase of a case as words and as a place.
func checkPlaces(t *testing.T, c alarmCase) {
	t.Helper()
	p := newParser(true)
	req, err := p.Parse(url.Values{"q": {c.phrase}})
	var faults *query.Faults
	errors.As(err, &faults)
	label, urgency := "", words.NotUrgent
	switch {
	case faults != nil:
		urgency = faults.Urgency
		for _, f := range faults.List {
			if c.urgency != words.NotUrgent && len(f.Candidates) > 0 {
				t.Errorf("%q is asked about as %s", c.phrase, f.Candidates[0].Label)
			}
		}
	case req.Search.Origin != nil:
		label, urgency = req.Search.Origin.Label, req.Urgency
	default:
		urgency = req.Urgency
	}
	if urgency != c.urgency {
		t.Errorf("%q: Parse says %q, want %q", c.phrase, urgency, c.urgency)
	}
	if label != c.place && (c.place != "" || c.urgency != words.NotUrgent) {
		t.Errorf("%q is read as near %q, want %q", c.phrase, label, c.place)
	}
	if c.urgency == words.NotUrgent {
		return
	}
	_, err = p.Parse(url.Values{"near": {c.phrase}})
	if !errors.As(err, &faults) || !faults.Has(query.UnknownPlace) || len(faults.List[0].Candidates) > 0 || faults.Urgency != c.urgency {
		t.Errorf("near=%q: %v, want an unknown place and %q", c.phrase, err, c.urgency)
	}
}

// TestPlacesAlarmNobody puts every town of the gazetteer behind words that are
// the half of an alarm: none may complete it, in its name or a slip away.
func TestPlacesAlarmNobody(t *testing.T) {
	t.Parallel()
	asked := []string{
		"", "numb hand ", "numbness in my arm near ", "can't find a surgeon in ", "weak arm ", "lost my doctor in ", "pain doctor near ",
		"wound care ", "surgery in ", "spine surgery ", "mano dormida ", "no puedo encontrar cirujano en ", "cirugía en ", "dolor, cerca de ",
	}
	towns := 0
	for line := range strings.SplitSeq(gazetteerTowns(t), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 2 {
			continue
		}
		towns++
		for _, before := range asked {
			if text := before + f[0] + ", " + f[1]; words.UrgencyOf(text) != words.NotUrgent {
				t.Errorf("%q alarms: %q", text, words.UrgencyOf(text))
			}
		}
	}
	if towns < 15_000 {
		t.Errorf("%d towns read", towns)
	}
}

// gazetteerTowns returns the gazetteer's table of towns.
func gazetteerTowns(t *testing.T) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(data.Towns))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
