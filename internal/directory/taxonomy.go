package directory

// Taxonomy is a code of the NUCC Health Care Provider Taxonomy: ten
// characters, the last an X. Codes are chosen by the provider and say what
// they call themselves, not what they perform.
type Taxonomy string

// The spine set: who performs lumbar discectomies.
const (
	Neurosurgery          Taxonomy = "207T00000X"
	OrthopaedicSurgery    Taxonomy = "207X00000X"
	OrthopaedicSpine      Taxonomy = "207XS0117X"
	StudentInTraining     Taxonomy = "390200000X"
	allopathicOsteopathic          = "20" // prefix of every physician code
)

// Valid says whether t has the shape of a taxonomy code.
func (t Taxonomy) Valid() bool {
	if len(t) != 10 || t[9] != 'X' {
		return false
	}
	for i := range len(t) {
		if c := t[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
