package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
	"github.com/physicianfinder/finder/internal/referral/server"
)

// postgis keeps the listings in a table with a GiST index over geographies,
// and one more over each part of the table that a filter of the questions
// leaves: the best that the peer can be given.
type postgis struct {
	server *server.Server
	pool   *pgxpool.Pool
}

func startPostGIS(ctx context.Context, all []directory.Listing) (*postgis, error) {
	s, err := server.Start(ctx, "shared_buffers=1GB", "work_mem=64MB", "maintenance_work_mem=512MB", "fsync=off", "jit=off", "random_page_cost=1.1")
	if err != nil {
		return nil, err
	}
	p := &postgis{server: s}
	if err := p.fill(ctx, all); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (p *postgis) stop() {
	if p.pool != nil {
		p.pool.Close()
	}
	p.server.Stop()
}

func (p *postgis) fill(ctx context.Context, all []directory.Listing) (err error) {
	if p.pool, err = pgxpool.New(ctx, p.server.URL("postgres")); err != nil {
		return err
	}
	if err := p.exec(ctx,
		"CREATE EXTENSION postgis",
		"CREATE TABLE staged (id text, npi bigint, codes text[], offered boolean, card jsonb, lat float8, lng float8)"); err != nil {
		return err
	}
	rows := pgx.CopyFromSlice(len(all), func(i int) ([]any, error) {
		l := &all[i]
		card, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		var codes []string
		for _, s := range l.Physician.Specialties {
			codes = append(codes, string(s.Code))
		}
		at := l.Location.Position.Point
		return []any{l.ID(), int64(l.Physician.NPI), codes, l.Offering.Offered(), card, at.Lat, at.Lng}, nil
	})
	if _, err := p.pool.CopyFrom(ctx, pgx.Identifier{"staged"}, []string{"id", "npi", "codes", "offered", "card", "lat", "lng"}, rows); err != nil {
		return err
	}
	return p.exec(ctx,
		"CREATE TABLE listings AS SELECT id, npi, codes, offered, card, ST_SetSRID(ST_MakePoint(lng, lat), 4326)::geography AS g FROM staged",
		"DROP TABLE staged",
		"CREATE INDEX ON listings USING gist (g)",
		"CREATE INDEX ON listings USING gist (g) WHERE offered",
		fmt.Sprintf("CREATE INDEX ON listings USING gist (g) WHERE codes @> ARRAY['%s']", directory.Neurosurgery),
		"VACUUM ANALYZE listings")
}

func (p *postgis) exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := p.pool.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

const postgisPoint = "ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography"

func postgisWhere(q question) string {
	where := "ST_DWithin(g, " + postgisPoint + ", $3, false)" // false: the sphere, as everybody here
	if q.specialty != "" {
		where += fmt.Sprintf(" AND codes @> ARRAY['%s']", q.specialty)
	}
	if q.offered {
		where += " AND offered"
	}
	return where
}

// nearest asks for the 20 nearest listings only.
func (p *postgis) nearest(ctx context.Context, q question) error {
	rows, err := p.pool.Query(ctx, p.nearestSQL(q), q.origin.Lng, q.origin.Lat, q.miles*geo.MetersPerMile)
	if err != nil {
		return err
	}
	return drain(rows)
}

func (p *postgis) nearestSQL(q question) string {
	return "SELECT card, g <-> " + postgisPoint + " FROM listings WHERE " + postgisWhere(q) + " ORDER BY g <-> " + postgisPoint + " LIMIT 20"
}

// whole asks for what the finder answers: the nearest, the exact number of
// physicians, and how many there are of each specialty, in one round trip.
func (p *postgis) whole(ctx context.Context, q question) error {
	args := []any{q.origin.Lng, q.origin.Lat, q.miles * geo.MetersPerMile}
	b := &pgx.Batch{}
	b.Queue(p.nearestSQL(q), args...)
	b.Queue("SELECT count(DISTINCT npi) FROM listings WHERE "+postgisWhere(q), args...)
	b.Queue("SELECT code, count(DISTINCT npi) FROM listings, unnest(codes) code WHERE "+postgisWhere(q)+" GROUP BY code", args...)
	results := p.pool.SendBatch(ctx, b)
	defer results.Close()
	for range b.Len() {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		if err := drain(rows); err != nil {
			return err
		}
	}
	return nil
}

func drain(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Values(); err != nil {
			return err
		}
	}
	return rows.Err()
}
