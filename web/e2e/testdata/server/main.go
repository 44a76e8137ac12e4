// Command server serves the patient's pages over fictional surgeons, for the
// browser tests of states that a healthy index does not show. It prints
// "ready http://ADDR" once it answers.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/site"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	atlas, err := basemap.Open()
	if err != nil {
		return err
	}
	towns := place.Default()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s, err := site.New(site.Options{
		Door: fixture.NewDoor(log), Finder: fixture.Finder{},
		Parser: query.New(query.Options{Gazetteer: towns, Today: func() directory.Date { return directory.DateOf(fixture.Now()) }, Lenient: true}),
		Cards:  &cards.Presenter{Now: fixture.Now, Atlas: atlas, Towns: towns.Towns}, Now: fixture.Now, Line: "844-288-7474",
		Log:    log,
		Listed: func(context.Context) ([]directory.NPI, error) { return []directory.NPI{fixture.NPI(0)}, nil },
		Report: func(context.Context, referral.Correction) error { return nil },
		Drafts: true,
	})
	if err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	s.Register(r)
	r.NoRoute(s.NotFound)
	r.GET("/v1/places", places(towns))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("ready http://%s\n", l.Addr())
	return (&http.Server{Handler: r, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}

// places answers type-ahead in the shape of the interface.
func places(g *place.Gazetteer) gin.HandlerFunc {
	return func(c *gin.Context) {
		found := []gin.H{}
		for _, p := range g.Suggest(c.Query("q"), 7) {
			found = append(found, gin.H{"label": p.Label, "value": p.Value, "kind": p.Kind})
		}
		c.JSON(http.StatusOK, gin.H{"data": found})
	}
}
