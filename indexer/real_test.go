package indexer_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/physicianfinder/finder/indexer"
)

// realRows is where real public rows lie beside the checkout, if they do.
const realRows = "../../shared/data"

func realFile(t *testing.T, name string) string {
	t.Helper()
	if _, err := os.Stat(realRows); err != nil {
		t.Skip("no real rows beside the checkout")
	}
	path := filepath.Join(realRows, name)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRealRegistryRows(t *testing.T) {
	path := realFile(t, "nppes/npidata_sample1000_2025_restored.csv")
	for _, set := range []string{"spine", "surgery", "all"} {
		r, err := indexer.Run(context.Background(), indexer.Options{
			NPPES: path, Check: true, Specialties: set, Now: clock,
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.Rows != 1000 || r.Deactivated != 79 || r.Organizations != 188 || r.Sum() != r.Rows {
			t.Errorf("%s: %d rows, %d deactivated, %d organizations, sum %d", set, r.Rows, r.Deactivated, r.Organizations, r.Sum())
		}
		t.Logf("%s: %+v", set, r)
	}
}
