package source

import (
	"regexp"

	"github.com/physicianfinder/finder/internal/directory"
)

// practiceKind describes pl_pfile, whose header has irregular blanks.
func practiceKind() *fileKind {
	const secondary = "Provider Secondary Practice Location Address - "
	return &fileKind{
		name:   "NPPES practice locations file",
		flag:   "--practice-locations",
		member: regexp.MustCompile(`(?i)^pl_pfile[-_0-9]*\.csv$`),
		columns: []column{
			need("NPI"),
			need(secondary + "Address Line 1"),
			need(secondary + "Address Line 2"),
			need(secondary + "City Name"),
			need(secondary + "State Name"),
			need(secondary + "Postal Code"),
			need(secondary + "Country Code (If outside U.S.)"),
			need(secondary + "Telephone Number"),
			{names: []string{secondary + "Telephone Extension"}, optional: true},
			{names: []string{"Provider Practice Location Address - Fax Number"}, optional: true},
		},
		get: "Give pl_pfile_….csv from the NPPES archive as CMS publishes it, never opened in a spreadsheet",
	}
}

// OpenPractices opens the NPPES secondary practice locations at path: .csv,
// .csv.gz, the CMS .zip, or "-" for Options.Stdin. Errors are *FileError.
func OpenPractices(path string, o Options) (*Reader[Practice], error) {
	r, err := newReader[Practice](path, practiceKind(), o)
	if err != nil {
		return nil, err
	}
	r.npi = func(p *Practice) directory.NPI { return p.NPI }
	r.parse = func(rec *record) (Practice, *Rejected) {
		if blank(rec) {
			return Practice{}, &Rejected{Row: rec.row, Reason: Blank}
		}
		m := r.mender()
		npi, rejected := rowNPI(rec, 0, &m)
		if rejected != nil {
			return Practice{}, rejected
		}
		p := Practice{Row: rec.row, NPI: npi}
		if !r.keeps(npi) {
			return p, nil
		}
		p.Address = m.address(rec, addressCols{facility: -1, line1: 1, line2: 2, city: 3, state: 4, postal: 5, country: 6, phone: 7, extension: 8, fax: 9})
		p.Faults = m.faults
		return p, nil
	}
	return r, nil
}
