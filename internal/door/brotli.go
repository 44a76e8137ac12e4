package door

import (
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzhttp"
)

// The settings of brotli: a seventh smaller than gzip as it is used here, in a
// quarter of a millisecond for a page of cards.
var brotliOptions = brotli.WriterOptions{Quality: 4, LGWin: 19}

// brotliWriters are those that no answer is packed by.
var brotliWriters = sync.Pool{New: func() any { return brotli.NewWriterOptions(nil, brotliOptions) }}

// withBrotli returns h with answers packed by brotli. Answers that are too
// small, of a kind that does not pack, or packed already are sent as they are.
func withBrotli(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		b := &brotliWriter{ResponseWriter: w}
		h.ServeHTTP(b, r)
		b.end() // not after a panic: what is broken off must not look whole
	})
}

// prefersBrotli reports whether an Accept-Encoding header wants brotli, and no
// less than gzip.
func prefersBrotli(accept string) bool {
	qualities := map[string]float64{}
	for entry := range strings.SplitSeq(strings.ToLower(accept), ",") {
		name, parameters, _ := strings.Cut(entry, ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(v, 64); err != nil {
				q = 0
			}
		}
		qualities[strings.TrimSpace(name)] = q
	}
	return qualities["br"] > 0 && qualities["br"] >= qualities["gzip"]
}

// A brotliWriter holds an answer back until it is known whether it is packed.
type brotliWriter struct {
	http.ResponseWriter
	status  int
	held    []byte
	decided bool
	packed  *brotli.Writer // nil: sent as it is
}

// Unwrap is what an http.ResponseController needs to set deadlines.
func (b *brotliWriter) Unwrap() http.ResponseWriter { return b.ResponseWriter }

// WriteHeader notes the status, which is sent with the first bytes.
func (b *brotliWriter) WriteHeader(status int) {
	switch {
	case status >= 100 && status < 200:
		b.ResponseWriter.WriteHeader(status)
	case b.status == 0:
		b.status = status
	}
}

// Write packs what is enough to be packed.
func (b *brotliWriter) Write(p []byte) (int, error) {
	switch {
	case b.packed != nil:
		return b.packed.Write(p)
	case b.decided:
		return b.ResponseWriter.Write(p)
	}
	if b.held = append(b.held, p...); len(b.held) >= minCompressed {
		if err := b.decide(true); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// decide sends the headers and what was held back, packed if that is worth it and
// may be.
func (b *brotliWriter) decide(worth bool) error {
	b.decided = true
	h := b.Header()
	if len(b.held) > 0 && h.Get("Content-Type") == "" {
		h.Set("Content-Type", http.DetectContentType(b.held))
	}
	if worth && h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" && gzhttp.DefaultContentTypeFilter(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "br")
		h.Del("Content-Length")
		h.Del("Accept-Ranges")
		b.packed = brotliWriters.Get().(*brotli.Writer)
		b.packed.Reset(b.ResponseWriter)
	}
	if b.status != 0 {
		b.ResponseWriter.WriteHeader(b.status)
	}
	held := b.held
	if b.held = nil; len(held) == 0 {
		return nil
	}
	var err error
	if b.packed != nil {
		_, err = b.packed.Write(held)
	} else {
		_, err = b.ResponseWriter.Write(held)
	}
	return err
}

// Flush sends what there is: the beginning of something long.
func (b *brotliWriter) Flush() {
	if !b.decided && (len(b.held) == 0 || b.decide(true) != nil) {
		return
	}
	if b.packed != nil && b.packed.Flush() != nil {
		return
	}
	_ = http.NewResponseController(b.ResponseWriter).Flush()
}

// end sends the rest. A caller who hung up is no fault of ours.
func (b *brotliWriter) end() {
	if !b.decided {
		_ = b.decide(false)
	}
	if b.packed != nil {
		_ = b.packed.Close()
		b.packed.Reset(nil)
		brotliWriters.Put(b.packed)
		b.packed = nil
	}
}
