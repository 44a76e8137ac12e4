package api

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/words"
)

const (
	formatLines format = "application/x-ndjson"

	exportChunk    = 64 << 10         // bytes that are sent at a time
	exportPatience = 30 * time.Second // that whoever downloads may take for one of them
	maxExports     = 4                // at a time, comparisons included: each keeps its generation in memory
)

// exportColumns is the header of the CSV form, one row for each office.
var exportColumns = []string{
	"npi", "name", "specialty", "location", "practice", "annular_closure", "verified_on", "phone",
	"line1", "line2", "city", "state", "postal_code", "lat", "lng", "precision", "source", "updated_on",
}

// export answers GET /v1/export: everybody of one generation, a physician a
// line, in bounded memory. One that breaks off ends without the last chunk, so
// that nobody takes it for whole.
func (a *API) export(c *gin.Context) error {
	f, err := negotiate(c.GetHeader("Accept"), formatLines, formatCSV)
	if err != nil {
		return err
	}
	c.Writer.Header().Add("Vary", "Accept")
	s, err := simpleParameters(c, "lang", "npi")
	if err != nil {
		return err
	}
	lang, only := s.lang(), s.npis()
	if err := s.err(); err != nil {
		return err
	}
	roll, err := a.o.Finder.Roll()
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, no-cache")
	tag := etag(a.o.Version, roll.Generation.ID, roll.Generation.Evidence, strconv.FormatBool(roll.Degraded), a.today().String(), string(f), string(lang), fmt.Sprint(only))
	if sendNotModified(c, tag) {
		return nil
	}
	spend := a.o.Door.SpendExport
	if len(only) > 0 {
		roll.Only(only)
		spend = func(c *gin.Context) error { return a.o.Door.SpendSearch(c, false) }
	}
	if err := spend(c); err != nil {
		return err
	}
	select {
	case a.exports <- struct{}{}:
		defer func() { <-a.exports }()
	default:
		return search.ErrBusy
	}
	h := c.Writer.Header()
	h.Set("X-Generation", roll.Generation.ID)
	h.Set("X-State", a.state(roll))
	h.Set("X-Data-As-Of", roll.Generation.DataAsOf.String())
	h.Set("X-Physicians", strconv.Itoa(roll.Physicians))
	e := &exporter{c: c, w: a.writer(lang, words.Miles, nil), out: bufio.NewWriterSize(c.Writer, 2*exportChunk)}
	if f == formatCSV {
		e.begin("text/csv; charset=utf-8; header=present", "physicians-"+roll.Generation.ID+".csv")
		err = e.table(roll)
	} else {
		e.begin(string(formatLines), "physicians-"+roll.Generation.ID+".ndjson")
		err = roll.Each(e.line)
	}
	if err == nil {
		err = e.flush()
	}
	if err != nil && !errors.Is(err, errHeadEnds) {
		panic(http.ErrAbortHandler) // a caller who hung up, as a rule
	}
	return nil
}

// errHeadEnds ends the body that nobody reads.
var errHeadEnds = errors.New("api: HEAD has no body")

// An exporter writes the body of an export.
type exporter struct {
	c   *gin.Context
	w   *writer
	out *bufio.Writer
}

func (e *exporter) begin(contentType, name string) {
	e.c.Header("Content-Type", contentType)
	e.c.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	e.c.Status(http.StatusOK)
}

// line writes a physician.
func (e *exporter) line(offices []directory.Listing) error {
	p := e.w.exported(offices)
	if _, err := e.out.Write(door.Encode(&p)); err != nil {
		return err
	}
	return e.chunk()
}

// table writes everybody as CSV, an office a row.
func (e *exporter) table(roll *search.Roll) error {
	rows := csv.NewWriter(struct{ io.Writer }{e.out}) // which it would take for its own buffer
	rows.UseCRLF = true
	if err := rows.Write(exportColumns); err != nil {
		return err
	}
	return roll.Each(func(offices []directory.Listing) error {
		p := e.w.exported(offices)
		for i := range p.Offices {
			if err := rows.Write(exportRow(&p, &p.Offices[i])); err != nil {
				return err
			}
		}
		rows.Flush()
		if err := rows.Error(); err != nil {
			return err
		}
		return e.chunk()
	})
}

// chunk sends what is written once it is a chunk.
func (e *exporter) chunk() error {
	if e.out.Buffered() < exportChunk {
		return nil
	}
	return e.flush()
}

func (e *exporter) flush() error {
	sending := http.NewResponseController(e.c.Writer)
	_ = sending.SetWriteDeadline(time.Now().Add(exportPatience)) // not to be had in tests without a network
	if err := e.out.Flush(); err != nil {
		return err
	}
	_ = sending.Flush()
	if e.c.Request.Method == http.MethodHead {
		return errHeadEnds
	}
	return e.c.Request.Context().Err()
}

// exported writes a physician with all offices.
func (w *writer) exported(offices []directory.Listing) ExportedPhysician {
	p := &offices[0].Physician
	out := ExportedPhysician{
		NPI: p.NPI.String(), Name: wireName(&p.Name), Gender: known((*string)(&p.Gender)), Specialties: w.specialties(p.Specialties),
		Hospitals: items(p.Hospitals), Offices: make([]ExportedOffice, len(offices)),
	}
	if p.Telehealth {
		out.Telehealth = &p.Telehealth
	}
	if p.Medicare {
		out.Medicare = &p.Medicare
	}
	for i := range offices {
		l, o := &offices[i], &out.Offices[i]
		said := w.says.Evidence(l.Offering, l.NamedOn)
		o.AnnularClosure, o.NamedOn, o.Evidence = w.closure(l.Offering), namedOn(l), Evidence{Kind: said.Kind, Text: said.Text, Note: said.Note}
		o.Accepting, o.Languages = known((*string)(&l.Accepting)), items(l.Languages)
		w.location(&o.Location, &l.Location)
	}
	return out
}

func exportRow(p *ExportedPhysician, o *ExportedOffice) []string {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	var status, verified string
	if ac := o.AnnularClosure; ac != nil {
		status, verified = ac.Status, text(ac.VerifiedOn)
	}
	l := &o.Location
	a, at := &l.Address, &l.Position
	return []string{
		p.NPI, inert(p.Name.Display), inert(primary(p.Specialties)), l.ID, inert(l.Name), status, verified, text(l.Phone),
		inert(a.Line1), inert(a.Line2), inert(a.City), inert(a.State), inert(a.PostalCode),
		decimal(at.Lat), decimal(at.Lng), at.Precision, l.Source, text(l.UpdatedOn),
	}
}
