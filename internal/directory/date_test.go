package directory

import (
	"testing"
	"time"
)

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
