package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/physicianfinder/finder/internal/directory"
	"github.com/physicianfinder/finder/internal/geo"
)

// peerIndex holds the peers' documents: with _geo, as Meilisearch's own
// documentation has it.
const peerIndex = "peer"

type peerDocument struct {
	ID      string             `json:"id"`
	NPI     string             `json:"npi"`
	Geo     map[string]float64 `json:"_geo"`
	Cells   []string           `json:"cells"`
	Codes   []string           `json:"codes"`
	Offered bool               `json:"offered"`
	Name    string             `json:"name"`
	City    string             `json:"city"`
	Card    *directory.Listing `json:"card"`
}

// fillPeer loads the documents into an index of their own, settings first.
func fillPeer(ctx context.Context, url, key string, all []directory.Listing) error {
	m := meilisearch.New(url, meilisearch.WithAPIKey(key), meilisearch.DisableRetries())
	if _, err := m.CreateIndex(ctx, &meilisearch.IndexConfig{Uid: peerIndex, PrimaryKey: "id"}); err != nil {
		return err
	}
	settings := `{"filterableAttributes":["_geo","cells","codes","offered"],"sortableAttributes":["_geo"],"searchableAttributes":["name","city"],
		"pagination":{"maxTotalHits":20000},"proximityPrecision":"byAttribute"}`
	if err := post(ctx, http.MethodPatch, url+"/indexes/"+peerIndex+"/settings", key, "application/json", []byte(settings)); err != nil {
		return err
	}
	var batch bytes.Buffer
	for i := range all {
		line, err := json.Marshal(peerDocumentOf(&all[i]))
		if err != nil {
			return err
		}
		batch.Write(append(line, '\n'))
		if batch.Len() > 32<<20 || i == len(all)-1 {
			if err := post(ctx, http.MethodPost, url+"/indexes/"+peerIndex+"/documents", key, "application/x-ndjson", batch.Bytes()); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	return awaitIdle(ctx, m)
}

func peerDocumentOf(l *directory.Listing) peerDocument {
	at := l.Location.Position.Point
	cells, err := geo.Cells(at)
	if err != nil {
		panic(err) // the bench makes its points itself
	}
	d := peerDocument{
		ID: l.ID(), NPI: l.Physician.NPI.String(), Geo: map[string]float64{"lat": at.Lat, "lng": at.Lng}, Offered: l.Offering.Offered(),
		Name: l.Physician.Name.Display(), City: l.Location.Address.City, Card: l,
	}
	for _, c := range cells {
		d.Cells = append(d.Cells, c.String())
	}
	for _, s := range l.Physician.Specialties {
		d.Codes = append(d.Codes, string(s.Code))
	}
	return d
}

// post sends a body and wants a 2xx answer.
func post(ctx context.Context, method, url, key, contentType string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+key)
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s: %s", method, url, resp.Status, answer)
	}
	return nil
}

// awaitIdle returns when every task is done, and fails if one did.
func awaitIdle(ctx context.Context, m meilisearch.ServiceManager) error {
	for {
		open, err := m.GetTasks(ctx, &meilisearch.TasksQuery{Statuses: []meilisearch.TaskStatus{meilisearch.TaskStatusEnqueued, meilisearch.TaskStatusProcessing}, Limit: 1})
		if err != nil {
			return err
		}
		if open.Total == 0 {
			failed, err := m.GetTasks(ctx, &meilisearch.TasksQuery{Statuses: []meilisearch.TaskStatus{meilisearch.TaskStatusFailed}, Limit: 1})
			if err != nil {
				return err
			}
			if failed.Total > 0 {
				return fmt.Errorf("a task failed: %s", failed.Results[0].Error.Message)
			}
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// askMeili returns what asks the peer index through the SDK with the given
// client, once byRadius or byCells has said where.
func askMeili(url, key string, client *http.Client) func(context.Context, question) error {
	m := meilisearch.New(url, meilisearch.WithAPIKey(key), meilisearch.DisableRetries(), meilisearch.WithCustomClient(client))
	return func(ctx context.Context, q question) error {
		where := []string{q.where}
		if q.specialty != "" {
			where = append(where, "codes = "+string(q.specialty))
		}
		if q.offered {
			where = append(where, "offered = true")
		}
		req := &meilisearch.SearchRequest{Filter: where, Limit: 20}
		if q.text == "" {
			req.Sort = []string{"_geoPoint(" + coordinates(q.origin) + "):asc"}
		}
		resp, err := m.Index(peerIndex).Search(ctx, q.text, req)
		if err != nil {
			return err
		}
		var cards []peerDocument
		return resp.Hits.DecodeInto(&cards)
	}
}

func coordinates(p geo.Point) string {
	return strconv.FormatFloat(p.Lat, 'f', 6, 64) + "," + strconv.FormatFloat(p.Lng, 'f', 6, 64)
}

func byRadius(q question) question {
	q.where = fmt.Sprintf("_geoRadius(%s,%.0f)", coordinates(q.origin), q.miles*geo.MetersPerMile)
	return q
}

// byCells covers the circle by the cells of one resolution whose centre is
// near enough, found by walking a fine grid of points.
func byCells(q question) question {
	res, edge := 5, 10_850.0
	if q.miles <= 10 {
		res, edge = 6, 4_100
	}
	reach := q.miles*geo.MetersPerMile + edge
	seen := map[geo.Cell]bool{}
	var list []string
	step := edge / 2 / 111_200
	for lat := q.origin.Lat - reach/111_200; lat <= q.origin.Lat+reach/111_200; lat += step {
		for lng := q.origin.Lng - 2*reach/111_200; lng <= q.origin.Lng+2*reach/111_200; lng += step {
			c, err := geo.CellAt(geo.Point{Lat: lat, Lng: lng}, res)
			if err == nil && !seen[c] {
				seen[c] = true
				if c.Center().Distance(q.origin) <= reach {
					list = append(list, c.String())
				}
			}
		}
	}
	q.where = "cells IN [" + strings.Join(list, ",") + "]"
	return q
}
