package place

import "testing"

func TestZIP(t *testing.T) {
	g := Default()
	p, ok := g.ZIP("55401")
	if !ok || p.Label != "55401 Minneapolis, MN" || p.State != "MN" || p.Kind != KindZIP {
		t.Errorf("ZIP(55401) = %+v, %v", p, ok)
	}
	for _, code := range []string{"09803", "00000", "5540", "55401-1234", "x5401", ""} {
		if p, ok := g.ZIP(code); ok {
			t.Errorf("ZIP(%s) = %+v, want none", code, p)
		}
	}
}
