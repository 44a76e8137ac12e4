package client_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/physicianfinder/finder/client"
)

// finder is where the examples ask: a finder with sample data, run by the tests.
func finder() string {
	url, err := booted()
	if err != nil {
		log.Fatal(err)
	}
	return url
}

// The nearest who are said to offer annular closure. What is not known is nil:
// ask the office.
func Example() {
	ctx := context.Background()
	c, err := client.New(finder(), client.WithUserAgent("intake/2.1"))
	if err != nil {
		log.Fatal(err)
	}
	found, err := c.Search(ctx, client.Query{Near: "60601", Radius: 300, AnnularClosure: client.Offered, PageSize: 3})
	if err != nil {
		log.Fatal(err)
	}
	for _, card := range found.Data {
		phone := "no number is known"
		if card.Location.Phone != nil {
			phone = *card.Location.Phone
		}
		_ = fmt.Sprintln(card.Name.Display, phone, card.Distance.Text, card.Evidence.Text)
	}
	fmt.Println(len(found.Data), "shown; of one generation:", found.Info.Generation != "")
	// Output: 3 shown; of one generation: true
}

// Everybody who fits, of every page, or an error that says why it is not everybody.
func ExampleClient_All() {
	c, err := client.New(finder())
	if err != nil {
		log.Fatal(err)
	}
	npis := map[string]bool{}
	for card, err := range c.All(context.Background(), client.Query{States: []string{"MN"}}) {
		switch {
		case errors.Is(err, client.ErrCut):
			log.Fatal("more than is shown: narrow the question, or take the export")
		case errors.Is(err, client.ErrGone):
			log.Fatal("the directory was renewed meanwhile: begin again")
		case err != nil:
			log.Fatal(err)
		}
		npis[card.NPI] = true
	}
	fmt.Println("somebody in Minnesota:", len(npis) > 0)
	// Output: somebody in Minnesota: true
}

// The whole directory once, and later only when it has changed.
func ExampleClient_Export() {
	ctx := context.Background()
	c, err := client.New(finder())
	if err != nil {
		log.Fatal(err)
	}
	export, err := c.Export(ctx, client.ExportQuery{})
	if err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, err := range export.All() {
		if err != nil {
			log.Fatal(err) // what came is not whole: throw it away
		}
		n++
	}
	fmt.Println("whole:", n == export.Physicians)

	_, err = c.Export(ctx, client.ExportQuery{IfNoneMatch: export.Info.ETag})
	fmt.Println("unchanged:", errors.Is(err, client.ErrNotModified))
	// Output:
	// whole: true
	// unchanged: true
}

// A copy of the directory, renewed: what changed since the export, or another
// export where that is too long ago.
func ExampleClient_Changes() {
	ctx := context.Background()
	c, err := client.New(finder())
	if err != nil {
		log.Fatal(err)
	}
	export, err := c.Export(ctx, client.ExportQuery{})
	if err != nil {
		log.Fatal(err)
	}
	for _, err := range export.All() {
		if err != nil {
			log.Fatal(err)
		}
	}
	changes, err := c.Changes(ctx, export.Info.State)
	if errors.Is(err, client.ErrGone) {
		fmt.Println("take everything again")
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	for _, change := range changes.Data {
		fmt.Println(change.NPI, change.Change)
	}
	fmt.Println("changed:", len(changes.Data), "ask next since another state:", changes.Info.State != "")
	// Output: changed: 0 ask next since another state: true
}

// What a refusal says: here, that a place can be several.
func ExampleRefusal() {
	c, err := client.New(finder())
	if err != nil {
		log.Fatal(err)
	}
	_, err = c.Search(context.Background(), client.Query{Near: "Springfield"})
	var refusal *client.Refusal
	if errors.Is(err, client.ErrBadRequest) && errors.As(err, &refusal) {
		for _, fault := range refusal.Errors {
			fmt.Println(fault.Parameter+":", fault.Reason)
		}
		fmt.Println("several to choose from:", len(refusal.Candidates) > 1)
	}
	// Output:
	// near: ambiguous_place
	// several to choose from: true
}

// A program that has time asks again; one that has none is told at once.
func ExampleWithRetry() {
	c, err := client.New(finder(), client.WithRetry(client.Retry{Attempts: 4, LongestWait: 30 * time.Second}))
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = c.Physician(ctx, "1234567893", "en")
	var refusal *client.Refusal
	switch {
	case errors.Is(err, client.ErrNotFound):
		fmt.Println("not listed")
	case errors.As(err, &refusal) && refusal.RetryAfter > 0:
		fmt.Println("come back in", refusal.RetryAfter)
	}
	// Output: not listed
}
