package source_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/physicianfinder/finder/indexer/source"
	"github.com/physicianfinder/finder/internal/sample"
)

// BenchmarkRegistry reads a main file in which one row of a hundred matters.
func BenchmarkRegistry(b *testing.B) {
	data, tally := generated(b, sample.Options{Count: 200, Others: 19_800, Seed: 1})
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		r, err := source.OpenRegistry("-", source.Options{Stdin: bytes.NewReader(data), Wants: wantsAny(spine)})
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err := r.Next(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		if c := r.Counts(); c.Rows != int64(tally.Rows) {
			b.Fatalf("%d rows", c.Rows)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(tally.Rows), "ns/row")
}
