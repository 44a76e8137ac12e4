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
	list(c, &l.Languages, text)
	c.physician(&l.Physician)
}

// form1 visits a listing of form 1, which repeated all other offices of the
// physician.
func (c *coder) form1(l *directory.Listing) {
	c.physician(&l.Physician)
	c.location(&l.Location)
	var others []directory.Location
	list(c, &others, (*coder).location)
	c.offering(&l.Offering)
	text(c, &l.Accepting)
	list(c, &l.Languages, text)
}

func (c *coder) physician(p *directory.Physician) {
	number(c, &p.NPI)
	c.name(&p.Name)
	list(c, &p.FormerNames, (*coder).name)
	text(c, &p.Gender)
	list(c, &p.Specialties, func(c *coder, s *directory.Specialty) {
		text(c, &s.Code)
		c.flag(&s.Primary)
	})
	if c.version >= 3 {
		c.flag(&p.Telehealth)
		c.flag(&p.Medicare)
		list(c, &p.Hospitals, text)
	}
}

func (c *coder) name(n *directory.Name) {
	text(c, &n.Given)
	text(c, &n.Middle)
	text(c, &n.Family)
	text(c, &n.Suffix)
	list(c, &n.Credentials, text)
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
	list(c, &l.Sources, func(c *coder, p *directory.Provenance) {
		text(c, &p.Source)
		number(c, &p.Date)
		list(c, &p.Fields, text)
	})
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
