package meili

import (
	"testing"

	"github.com/physicianfinder/finder/internal/search"
)

func TestHitTier(t *testing.T) {
	t.Parallel()
	h := &hit{
		NPI: "2000000010", Phone: "6125550100", Practice: "twin cities spine", City: "saint paul",
		Name: []string{"roy zane van dyke", "roy mcdonald"},
	}
	tests := []struct {
		words []string
		want  search.Tier
	}{
		{[]string{"roy", "dyke"}, search.TierExact},
		{[]string{"dyk"}, search.TierPrefix},
		{[]string{"mcdonld"}, search.TierTypo},
		{[]string{"vandyke"}, search.TierTypo},
		{[]string{"mc", "donald"}, search.TierTypo},
		{[]string{"roy", "mc", "don", "ald", "paul"}, search.TierTypo},
		{[]string{"twincities"}, search.TierTypo},
		{[]string{"rz", "dyke"}, search.TierTypo}, // Roy Zane
		{[]string{"rm"}, search.TierTypo},         // Roy McDonald, formerly
		{[]string{"zz"}, search.TierNone},
		{[]string{"zr"}, search.TierNone},
		{[]string{"rzv"}, search.TierNone},
		{[]string{"dykesaint"}, search.TierNone}, // of two fields
		{[]string{"roy", "zz"}, search.TierNone},
	}
	for _, tt := range tests {
		got := h.tier(tt.words)
		if got != tt.want {
			t.Errorf("tier(%q) = %v, want %v", tt.words, got, tt.want)
		}
	}
}
