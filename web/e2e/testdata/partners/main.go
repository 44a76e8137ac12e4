// Command partners serves the whole finder over fictional surgeons in memory,
// with a registry of partners in every standing, for the browser tests of what
// partners embed. Its argument is the origin of the partner's page; with a
// number behind it the surgeons are random, and /asked.json holds that many
// random searches with what an oracle counts for each. It prints
// "ready http://ADDR" once it answers.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/api"
	"github.com/physicianfinder/finder/internal/basemap"
	"github.com/physicianfinder/finder/internal/cards"
	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/partner"
	"github.com/physicianfinder/finder/internal/place"
	"github.com/physicianfinder/finder/internal/query"
	"github.com/physicianfinder/finder/internal/search"
	"github.com/physicianfinder/finder/internal/search/searchtest"
	"github.com/physicianfinder/finder/internal/site"
	"github.com/physicianfinder/finder/internal/site/testdata/fixture"
)

const line = "844-288-7474"

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(origin string, more []string) error {
	listings, err := listings()
	if err != nil {
		return err
	}
	var asked []counted
	if len(more) > 0 {
		rounds, err := strconv.Atoi(more[0])
		if err != nil {
			return err
		}
		listings, asked = random(rounds)
	}
	partners, err := registry(origin)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	finder := search.New(searchtest.NewMemory("fixture", listings), search.Options{Log: log})
	if err := finder.Load(context.Background()); err != nil {
		return err
	}
	handler, err := faces(finder, partners, log)
	if err != nil {
		return err
	}
	if handler, err = withAsked(handler, asked); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("ready http://%s\n", l.Addr())
	return (&http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}).Serve(l)
}

// faces wires the interface and the pages as cmd/finder does.
func faces(finder *search.Finder, partners *partner.Watch, log *slog.Logger) (http.Handler, error) {
	atlas, err := basemap.Open()
	if err != nil {
		return nil, err
	}
	towns := place.Default()
	today := func() directory.Date { return directory.DateOf(time.Now()) }
	d, err := door.New(door.Options{Log: log, Now: time.Now, Partners: partners, Phone: line})
	if err != nil {
		return nil, err
	}
	texts := &cards.Presenter{Now: time.Now, Atlas: atlas, Towns: towns.Towns}
	a, err := api.New(api.Options{
		Door: d, Finder: finder, Parser: query.New(query.Options{Gazetteer: towns, Today: today}), Gazetteer: towns,
		Cards: texts, Now: time.Now,
	})
	if err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	s, err := site.New(site.Options{
		Door: d, Finder: finder, Parser: query.New(query.Options{Gazetteer: towns, Today: today, Lenient: true}),
		Cards: texts, Now: time.Now, Line: line, Log: log,
		Partners: partners,
	})
	if err != nil {
		return nil, err
	}
	return door.Compress(d.Engine(s.NotFound, a, s))
}

// registry holds a partner of each standing on the page's origin.
func registry(origin string) (*partner.Watch, error) {
	type entry map[string]any
	on := func(id string, more entry) entry {
		e := entry{"id": id, "name": id, "key": "pk_" + id, "status": "active", "origins": []string{origin}, "embed_origins": []string{origin}}
		for name, value := range more {
			e[name] = value
		}
		return e
	}
	file, err := json.Marshal(entry{"partners": []entry{
		on("good", nil),
		on("revoked", entry{"status": "revoked"}),
		on("expired", entry{"expires_on": "2026-01-31"}),
		on("slow", entry{"searches_per_minute": 1}),
		on("other", entry{"origins": []string{"https://good.example"}, "embed_origins": []string{"https://good.example"}}),
	}})
	if err != nil {
		return nil, err
	}
	r, err := partner.Parse(file)
	if err != nil {
		return nil, err
	}
	return partner.Fixed(r), nil
}

// listings puts the people of the fixture around Minneapolis, one listing an
// office.
func listings() ([]directory.Listing, error) {
	minneapolis := place.Place{Label: "Minneapolis, MN", Kind: place.KindCity, Point: geo.Point{Lat: 44.98, Lng: -93.27}}
	found, err := fixture.Finder{}.Search(context.Background(), search.Query{Origin: &minneapolis, Radius: 1e6, Page: 1, Size: 100})
	if err != nil {
		return nil, err
	}
	var all []directory.Listing
	for _, card := range found.Cards {
		offices := append([]directory.Location{card.Listing.Location}, card.Others...)
		for _, office := range offices {
			one := card.Listing
			one.Location = office
			all = append(all, one)
		}
	}
	return all, nil
}
