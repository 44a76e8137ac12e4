package record

import "github.com/physicianfinder/finder/internal/directory"

// listing visits the office first, so that [ID] and [Location] read no further
// than they must.
func (c *coder) listing(l *directory.Listing) {
	if c.version < 2 {
		c.form1(l)
		return
	}
	c.location(&l.Location)
	c.offering(&l.Offering)
	if c.version >= 3 {
		c.namedOn(&l.NamedOn)
	}
	text(c, &l.Accepting)
	texts(c, &l.Languages)
	c.physician(&l.Physician)
}

// form1 visits a listing of form 1, which repeated all other offices of the
// physician.
func (c *coder) form1(l *directory.Listing) {
	c.physician(&l.Physician)
	c.location(&l.Location)
	var others []directory.Location
	list(c, &others)
	for i := range others {
		c.location(&others[i])
	}
	c.offering(&l.Offering)
	text(c, &l.Accepting)
	texts(c, &l.Languages)
}

func (c *coder) physician(p *directory.Physician) {
	number(c, &p.NPI)
	c.name(&p.Name)
	list(c, &p.FormerNames)
	for i := range p.FormerNames {
		c.name(&p.FormerNames[i])
	}
	text(c, &p.Gender)
	list(c, &p.Specialties)
	for i := range p.Specialties {
		text(c, &p.Specialties[i].Code)
		c.flag(&p.Specialties[i].Primary)
	}
	if c.version >= 3 {
		c.flag(&p.Telehealth)
		c.flag(&p.Medicare)
		texts(c, &p.Hospitals)
	}
}

func (c *coder) name(n *directory.Name) {
	text(c, &n.Given)
	text(c, &n.Middle)
	text(c, &n.Family)
	text(c, &n.Suffix)
	texts(c, &n.Credentials)
}

func (c *coder) location(l *directory.Location) {
	text(c, &l.ID)
	text(c, &l.Name)
	text(c, &l.Address.Line1)
	text(c, &l.Address.Line2)
	text(c, &l.Address.City)
	text(c, &l.Address.State)
	text(c, &l.Address.PostalCode)
	text(c, &l.Phone)
	if c.version >= 3 {
		text(c, &l.RegistryPhone)
		text(c, &l.Extension)
		text(c, &l.Fax)
	}
	c.degrees(&l.Position.Point.Lat)
	c.degrees(&l.Position.Point.Lng)
	text(c, &l.Position.Precision)
	text(c, &l.Source)
	number(c, &l.Updated)
	list(c, &l.Sources)
	for i := range l.Sources {
		p := &l.Sources[i]
		text(c, &p.Source)
		number(c, &p.Date)
		texts(c, &p.Fields)
	}
}

func (c *coder) offering(o **directory.Offering) {
	known := *o != nil
	c.flag(&known)
	if !known {
		return
	}
	if c.reading {
		*o = new(directory.Offering)
	}
	text(c, &(*o).Procedure)
	text(c, &(*o).Device)
	text(c, &(*o).Status)
	text(c, &(*o).Source)
	number(c, &(*o).SourceDate)
	number(c, &(*o).VerifiedOn)
}

func (c *coder) namedOn(n **directory.NamedOn) {
	known := *n != nil
	c.flag(&known)
	if !known {
		return
	}
	if c.reading {
		*n = new(directory.NamedOn)
	}
	text(c, &(*n).List)
	number(c, &(*n).On)
}
