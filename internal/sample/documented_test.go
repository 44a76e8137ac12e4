package sample

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/directory"
)

// An NPI that the documents of the interface show is one of the demo, so that
// whoever tries it is answered.
func TestDocumentedNPIsAreOfTheDemo(t *testing.T) {
	files, err := Demo(t.TempDir(), BaseDate)
	if err != nil {
		t.Fatal(err)
	}
	registry, err := os.ReadFile(files.Registry)
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, name := range []string{"openapi.yaml", "README.md", "docs/api.md", "docs/fhir.md", "docs/widget.md", "client/README.md"} {
		text, err := os.ReadFile("../../" + name)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, npi := range regexp.MustCompile(`\b[12][0-9]{9}\b`).FindAllString(string(text), -1) {
			if _, err := directory.ParseNPI(npi); err != nil {
				continue
			}
			if shown++; !strings.Contains(string(registry), "\n\""+npi+"\"") {
				t.Errorf("%s shows %s, which the demo does not have", name, npi)
			}
		}
	}
	if shown == 0 {
		t.Error("no NPI is shown")
	}
}
