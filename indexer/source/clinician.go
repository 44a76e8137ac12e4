package source

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/physicianfinder/finder/internal/directory"
)

// The wanted columns of the Doctors and Clinicians file, by slot.
const (
	dacNPI = iota
	dacLast
	dacFirst
	dacMiddle
	dacSuffix
	dacGender
	dacCredential
	dacSpecialty
	dacTelehealth
	dacFacility
	dacLine1
	dacLine2
	dacCity
	dacState
	dacPostal
	dacPhone
	dacAddressID
	dacAssignment
	dacHospital1 // hospitals of them
)

// hospitals is the most hospitals that a row names.
const hospitals = 5

// clinicianKind describes DAC: the 31 columns of today first, then the short
// names of the 40 columns of 2021.
func clinicianKind() *fileKind {
	kind := &fileKind{
		name:   "Doctors and Clinicians file",
		flag:   "--dac",
		member: regexp.MustCompile(`(?i)^dac_nationaldownloadablefile.*\.csv$`),
		columns: []column{
			need("NPI"),
			need("Provider Last Name", "lst_nm"),
			need("Provider First Name", "frst_nm"),
			need("Provider Middle Name", "mid_nm"),
			need("suff"),
			need("gndr"),
			need("Cred"),
			need("pri_spec"),
			{names: []string{"Telehlth"}, optional: true}, // not in 2021
			need("Facility Name", "org_nm"),
			need("adr_ln_1"),
			need("adr_ln_2"),
			need("City/Town", "cty"),
			need("State", "st"),
			need("ZIP Code", "zip"),
			need("Telephone Number", "phn_numbr"),
			need("adrs_id"),
			{names: []string{"ind_assgn"}, optional: true},
		},
		get: "Give DAC_NationalDownloadableFile.csv whole, as the Provider Data Catalog publishes it, not a selection of its columns",
	}
	for k := 1; k <= hospitals; k++ { // in 2021; since then they are in a file of their own, by number
		kind.columns = append(kind.columns, column{names: []string{fmt.Sprintf("hosp_afl_lbn_%d", k)}, optional: true})
	}
	return kind
}

// OpenClinicians opens the CMS Doctors and Clinicians file at path: .csv,
// .csv.gz, .zip, or "-" for Options.Stdin. Errors are *FileError.
func OpenClinicians(path string, o Options) (*Reader[Clinician], error) {
	r, err := newReader[Clinician](path, clinicianKind(), o)
	if err != nil {
		return nil, err
	}
	r.npi = func(c *Clinician) directory.NPI { return c.NPI }
	r.parse = func(rec *record) (Clinician, *Rejected) {
		if blank(rec) {
			return Clinician{}, &Rejected{Row: rec.row, Reason: Blank}
		}
		m := r.mender()
		npi, rejected := rowNPI(rec, dacNPI, &m)
		if rejected != nil {
			return Clinician{}, rejected
		}
		if !r.keeps(npi) {
			return Clinician{NPI: npi}, nil
		}
		return clinician(rec, npi, &m), nil
	}
	return r, nil
}

func clinician(rec *record, npi directory.NPI, m *mender) Clinician {
	c := Clinician{
		Row: rec.row, NPI: npi, Telehealth: rec.value(dacTelehealth), Assignment: rec.value(dacAssignment),
		Name: RawName{
			First: rec.value(dacFirst), Middle: rec.value(dacMiddle), Last: rec.value(dacLast),
			Suffix: rec.value(dacSuffix), Credential: rec.value(dacCredential),
		},
		Gender: rec.value(dacGender), Specialty: rec.value(dacSpecialty), AddressID: rec.value(dacAddressID),
		Address: RawAddress{
			Facility: rec.value(dacFacility), Line1: rec.value(dacLine1), Line2: rec.value(dacLine2),
			City: rec.value(dacCity), State: rec.value(dacState), Country: "US",
		},
	}
	postal, d, ok := mendByAddressID(rec.value(dacPostal), c.Address.State, c.AddressID)
	c.Address.Postal = m.keepOrEmpty(dacPostal, postal, d, ok)
	c.Address.Lost = lost(d, ok)
	phone, d, ok := mendDigits(rec.value(dacPhone))
	c.Address.Phone = m.keepOrEmpty(dacPhone, phone, d, ok)
	for k := range hospitals {
		if name := rec.value(dacHospital1 + k); name != "" {
			c.Hospitals = append(c.Hospitals, name)
		}
	}
	c.Faults = m.faults
	return c
}

// mendByAddressID restores a ZIP code from the address ID, which starts with
// the state and the nine-digit ZIP code with all its zeros (zeros at its end
// stand for a code of five). Where the ID does not bear it out, the state may
// still prove a zero.
func mendByAddressID(s, state, id string) (postal string, d Damage, proven bool) {
	bare, _, ok := mendDigits(s)
	if len(id) < 11 || id[:2] != state || !digits(id[2:11]) {
		return mendPostal(s, state)
	}
	nine, five := id[2:11], id[2:7]
	whole := strings.TrimSuffix(nine, "0000")
	switch {
	case bare == "":
		return whole, "", true
	case !ok:
		return whole, DamageExponent, true
	case strings.TrimLeft(nine, "0") == bare && len(bare) < 9:
		return nine, DamageZero, true
	case strings.TrimLeft(five, "0") == bare && len(bare) < 5:
		return five, DamageZero, true
	}
	return mendPostal(s, state)
}
