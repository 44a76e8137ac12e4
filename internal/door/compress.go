package door

import (
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// minCompressed is the size in bytes from which answers are compressed: less
// fits one packet anyway.
const minCompressed = 1400

// Compress returns h with answers packed for callers who take brotli or gzip.
// The console is left alone: its pages hold secrets beside what a request put
// there, and packing both together lets one be guessed by length.
func Compress(h http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(minCompressed), gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		return nil, err
	}
	zipped, packed := wrap(h), withBrotli(h)
	// The library packs no answer to HEAD, whose headers are those of GET all the
	// same: it is shown a GET, of which the server sends the headers alone.
	head := wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.ServeHTTP(w, withMethod(r, http.MethodHead)) }))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/console"):
			h.ServeHTTP(w, r)
		case prefersBrotli(r.Header.Get("Accept-Encoding")):
			packed.ServeHTTP(w, r)
		case r.Method == http.MethodHead:
			head.ServeHTTP(w, withMethod(r, http.MethodGet))
		default:
			zipped.ServeHTTP(w, r)
		}
	}), nil
}

func withMethod(r *http.Request, method string) *http.Request {
	with := *r
	with.Method = method
	return &with
}
