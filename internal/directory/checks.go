package directory

// Checks is what a finished build is held against before it goes live.
type Checks struct {
	DataAsOf Date // the last day of the registry that is held; 0: not known
	// Sources is how new each source is, the registry among them; 0 where it
	// does not say.
	Sources     map[Source]Date
	MissingDays int            // days of the registry before DataAsOf that are missing
	Listings    int            // listings handed over
	Physicians  int            // distinct NPIs among them
	Offerings   map[Status]int // listings by the status of their offering
	// MinKeep is the least share, 0 to 1, of the live generation's listings
	// and of its offerings that the new one must hold.
	MinKeep float64
}
