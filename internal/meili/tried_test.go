package meili

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/meili/server"
)

// TestTried holds that Compose runs the newest version that was tried, that the
// runbook tells to fetch it, and that the tests of every change run on the
// oldest.
func TestTried(t *testing.T) {
	for name, want := range map[string]string{
		"docker-compose.yml": "getmeili/meilisearch:v" + NewestTried + ".0 ",
		"docs/operations.md": "/v" + NewestTried + ".0/meilisearch-linux-amd64",
	} {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not name %q: %v", name, want, err)
		}
	}
	if !strings.HasPrefix(server.Version, OldestTried+".") {
		t.Errorf("tests run on %s, the oldest version that was tried is %s", server.Version, OldestTried)
	}
}
