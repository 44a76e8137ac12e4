package source

// kinds lists the files that are known, to say of a wrong one what it is.
func kinds() []*fileKind {
	return []*fileKind{registryKind(), practiceKind(), clinicianKind(), rosterKind(), geocodeKind()}
}
