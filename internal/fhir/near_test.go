package fhir_test

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// kilometers measures by the haversine formula, on the sphere that
// docs/search.md names.
func kilometers(lat1, lng1, lat2, lng2 float64) float64 {
	rad := math.Pi / 180
	dLat, dLng := (lat2-lat1)*rad, (lng2-lng1)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin(dLng/2), 2)
	return 2 * 6371 * math.Asin(math.Sqrt(h))
}

// brink is offices around the poles, on both sides of the antimeridian, and at
// the equator, one physician each.
func brink() []office {
	rng := rand.New(rand.NewPCG(7, 7))
	var all []office
	for i := range 240 {
		o := office{nine: fmt.Sprintf("%09d", 200_000_100+i), given: "Sam", family: "Brink", id: "x", state: "AK"}
		switch i % 4 {
		case 0:
			o.lat, o.lng = 90-rng.Float64()*6, rng.Float64()*360-180
		case 1:
			o.lat, o.lng = -90+rng.Float64()*6, rng.Float64()*360-180
		case 2:
			o.lat, o.lng = rng.Float64()*140-70, 180-rng.Float64()*3
		case 3:
			o.lat, o.lng = rng.Float64()*140-70, -180+rng.Float64()*3
		}
		all = append(all, o)
	}
	return all
}

// TestNear holds near to a brute force over every office, at the poles and on
// the antimeridian, with and without distance and unit.
func TestNear(t *testing.T) {
	offices := brink()
	r := newRig(t, listingsOf(t, offices), 0)
	found := 0
	for _, from := range [][2]float64{
		{90, 0},
		{90, 180},
		{90, -180},
		{90, 57.5},
		{-90, 0},
		{-90, -123},
		{89.7, 10},
		{-88.3, -179.9},
		{0, 180},
		{0, -180},
		{52, 179.99},
		{52, -179.99},
		{-41.5, 180},
		{65, -179.2},
		{0, 0},
	} {
		for _, asked := range []struct {
			rest string
			km   float64
		}{
			{"", 80.4672},
			{"|", 80.4672},
			{"||", 80.4672},
			{"||km", 80.4672},
			{"|300", 300},
			{"|300|", 300},
			{"|300|km", 300},
			{"|300000|m", 300},
			{"|200|[mi_us]", 200 * 1.609347219},
			{"|200|[mi_i]", 321.8688},
			{"|200|mi", 321.8688},
			{"|804.672|km", 804.672},
			{"|500|[mi_us]", 804.672},
			{"|500|[mi_i]", 804.672},
			{"|.5|km", 0.5},
		} {
			type hit struct {
				npi string
				km  float64
			}
			want := []hit{}
			for _, o := range offices {
				km := kilometers(from[0], from[1], o.lat, o.lng)
				if math.Abs(km-asked.km) < 1e-6 {
					t.Fatalf("an office lies on the rim of %v%s: choose another", from, asked.rest)
				}
				if km <= asked.km {
					want = append(want, hit{o.npi(), math.Floor(km*1_000+0.5) / 1_000})
				}
			}
			slices.SortFunc(want, func(a, b hit) int { return cmp.Or(cmp.Compare(a.km, b.km), cmp.Compare(a.npi, b.npi)) })
			got := []hit{}
			a := r.ok(t, fmt.Sprintf("/fhir/Location?_count=100&near=%v|%v%s", from[0], from[1], asked.rest))
			for _, e := range a.entries("match") {
				got = append(got, hit{at(e, "resource.id").(string)[:10], at(e, "search.extension.0.valueDistance.value").(float64)})
			}
			if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(hit{})); diff != "" || a.at("total") != float64(len(want)) {
				t.Errorf("near=%v%s, total %v (-want +got):\n%s", from, asked.rest, a.at("total"), diff)
			}
			if warned := strings.Contains(a.raw, "no UCUM code"); warned != strings.HasSuffix(asked.rest, "|mi") {
				t.Errorf("near=%v%s: a warning of the unit: %v", from, asked.rest, warned)
			}
			found += len(got)
		}
	}
	if found < 1_000 {
		t.Errorf("only %d offices were found: the questions are too narrow", found)
	}
	t.Logf("%d offices found", found)
}

// TestNearRefused holds what is no place to a 400 that names the parameter.
func TestNearRefused(t *testing.T) {
	r := newRig(t, listingsOf(t, clinic()), 0)
	for _, value := range []string{
		"", "|", "||", "44.98", "44.98|", "|-93.27", "44.98,-93.27", "91|0", "-90.001|0", "0|180.5", "0|-181", "NaN|0", "1e1|0", "0x1|1",
		"44.98|-93.27|x", "44.98|-93.27|0", "44.98|-93.27|-3|km", "44.98|-93.27|1e3|km", "44.98|-93.27|805|km", "44.98|-93.27|501|[mi_us]",
		"44.98|-93.27|10|miles", "44.98|-93.27|10|KM", "44.98|-93.27|10|km|x", "44.98|-93.27|10|km,44.98|-93.27|10|km", "55401", "+|+",
	} {
		if value == "" {
			continue // an empty value is an absent one
		}
		for _, name := range []string{"PractitionerRole?near", "PractitionerRole?location.near", "Location?near", "HealthcareService?location.near"} {
			a := r.get(t, "/fhir/"+name+"="+strings.ReplaceAll(value, "+", "%2B"))
			_, parameter, _ := strings.Cut(name, "?")
			if a.status != http.StatusBadRequest || a.at("resourceType") != "OperationOutcome" || a.at("issue.0.expression.0") != "http."+parameter {
				t.Errorf("%s=%s answered %d %s", name, value, a.status, a.raw)
			}
		}
	}
}
