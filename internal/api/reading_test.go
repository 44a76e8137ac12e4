package api

import (
	"net/http"
	"testing"
)

// TestReadingIsSaid: the interface says that a region was read and searched
// whole, and that a region is not known.
func TestReadingIsSaid(t *testing.T) {
	r := newRig(t, fixture(t), nil)
	a := r.get(t, "/v1/physicians?near=Twin+Cities&radius=10")
	if a.status != http.StatusOK || a.at("meta.origin.kind") != "region" || a.at("query.radius") != 35.0 || a.at("warnings.0.code") != "place_region" || a.at("query.near") != "Twin Cities, MN" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	a = r.get(t, "/v1/physicians?near=Dallas+County+TX")
	if a.status != http.StatusNotFound || a.at("errors.0.reason") != "unknown_region" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
	a = r.get(t, "/v1/places?q=twin+cit")
	if a.at("data.0.kind") != "region" || a.at("data.0.value") != "Twin Cities, MN" {
		t.Errorf("answered %d %s", a.status, a.body)
	}
}
