package source

import (
	"fmt"
	"regexp"
)

// maxSlots is the number of taxonomy slots of a registry row.
const maxSlots = 15

// The wanted columns of the main file, by slot.
const (
	colNPI = iota
	colEntity
	colCode1                         // maxSlots of them
	colSwitch1 = colCode1 + maxSlots // maxSlots of them
)

const (
	colFacility = colSwitch1 + maxSlots + iota
	colLast
	colFirst
	colMiddle
	colPrefix
	colSuffix
	colCredential
	colOtherLast
	colOtherFirst
	colOtherMiddle
	colOtherPrefix
	colOtherSuffix
	colOtherCredential
	colLine1
	colLine2
	colCity
	colState
	colPostal
	colCountry
	colPhone
	colFax
	colEnumerated
	colUpdated
	colDeactivated
	colReactivated
	colGender
)

// registryKind describes the NPPES main file, layouts V1 and V2.
func registryKind() *fileKind {
	columns := []column{need("NPI"), need("Entity Type Code")}
	for k := 1; k <= maxSlots; k++ {
		columns = append(columns, need(fmt.Sprintf("Healthcare Provider Taxonomy Code_%d", k)))
	}
	for k := 1; k <= maxSlots; k++ {
		columns = append(columns, need(fmt.Sprintf("Healthcare Provider Primary Taxonomy Switch_%d", k)))
	}
	const practice = "Provider Business Practice Location Address "
	columns = append(columns,
		need("Provider Organization Name (Legal Business Name)"),
		need("Provider Last Name (Legal Name)"),
		need("Provider First Name"),
		need("Provider Middle Name"),
		need("Provider Name Prefix Text"),
		need("Provider Name Suffix Text"),
		need("Provider Credential Text"),
		need("Provider Other Last Name"),
		need("Provider Other First Name"),
		need("Provider Other Middle Name"),
		need("Provider Other Name Prefix Text"),
		need("Provider Other Name Suffix Text"),
		need("Provider Other Credential Text"),
		need("Provider First Line Business Practice Location Address"),
		need("Provider Second Line Business Practice Location Address"),
		need(practice+"City Name"),
		need(practice+"State Name"),
		need(practice+"Postal Code"),
		need(practice+"Country Code (If outside U.S.)"),
		need(practice+"Telephone Number"),
		column{names: []string{practice + "Fax Number"}, optional: true}, // missing in selections of the file
		need("Provider Enumeration Date"),
		need("Last Update Date"),
		need("NPI Deactivation Date"),
		need("NPI Reactivation Date"),
		need("Provider Sex Code", "Provider Gender Code"), // V2, V1
	)
	return &fileKind{
		name:    "NPPES main file",
		flag:    "--nppes",
		member:  regexp.MustCompile(`(?i)^npidata_pfile[-_0-9]*\.csv$`),
		columns: columns,
		get:     "Give npidata_pfile_….csv from the NPPES archive as CMS publishes it, never opened in a spreadsheet",
	}
}
