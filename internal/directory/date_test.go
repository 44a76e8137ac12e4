package directory

import (
	"encoding/json"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{
		"": 0, "1970-01-02": 1, "1969-12-31": -1, "2000-03-01": 11017, "2024-02-29": 19782, "2026-11-28": 20785,
	} {
		got, err := ParseDate(in)
		if err != nil || got != want {
			t.Errorf("ParseDate(%q) = %d, %v, want %d", in, got, err, want)
		}
		if got.String() != in {
			t.Errorf("ParseDate(%q).String() = %q", in, got)
		}
	}
	for _, in := range []string{"2026-02-29", "2026-13-01", "2026-00-10", "26-11-28", "11/28/2026", "2026-11-28T00:00:00Z", " 2026-11-28", "20261128", "soon"} {
		if got, err := ParseDate(in); err == nil {
			t.Errorf("ParseDate(%q) = %s", in, got)
		}
	}
}

// TestDateText takes every day of two centuries through JSON and back, beside
// the calendar of the standard library.
func TestDateText(t *testing.T) {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	for ; day.Year() < 2100; day = day.AddDate(0, 0, 1) {
		d := DateOf(day.Add(23*time.Hour + 59*time.Minute))
		if d == 0 {
			continue // 1970-01-01 means that nothing is known
		}
		text, err := json.Marshal(d)
		if want := day.Format(`"2006-01-02"`); err != nil || string(text) != want && day.Unix() > 0 {
			t.Fatalf("%s, %v, want %s", text, err, want)
		}
		if day.Unix() < 0 {
			continue // no record is older
		}
		var again Date
		if err := json.Unmarshal(text, &again); err != nil || again != d || !again.Time().Equal(day) {
			t.Fatalf("%s read again is %s, %v", text, again, err)
		}
	}
	var d Date
	if err := json.Unmarshal([]byte(`"yesterday"`), &d); err == nil {
		t.Errorf("yesterday is %s", d)
	}
}

// TestLatestDate: it is tomorrow in Guam, at UTC+10, from two in the afternoon
// UTC on, and in the Marshall Islands from noon on.
func TestLatestDate(t *testing.T) {
	for at, want := range map[string]string{
		"2026-11-27T00:00:00Z": "2026-11-27", "2026-11-27T11:59:59Z": "2026-11-27", "2026-11-27T12:00:00Z": "2026-11-28", "2026-11-27T23:59:59Z": "2026-11-28",
		"2026-11-28T10:30:00+10:00": "2026-11-28", "2026-12-31T18:00:00-05:00": "2027-01-01",
	} {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := LatestDate(now).String(); got != want {
			t.Errorf("LatestDate(%s) = %s, want %s", at, got, want)
		}
	}
}
