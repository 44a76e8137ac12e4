package source

import (
	"errors"
	"fmt"
	"io"
)

// packed translates the errors of gzip and zip.
func packed(err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, ErrBomb):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w (the archive is cut off)", ErrTruncated)
	default:
		return fmt.Errorf("%w: %w", ErrPacked, err)
	}
}

// progress counts the bytes of the file as stored.
type progress struct {
	r           io.Reader
	read, total int64
	told        int64
	tell        func(read, total int64)
}

// Between two calls of Options.Progress at least this many bytes are read.
const tellEvery = 4 << 20

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	if p.read-p.told >= tellEvery || err != nil {
		p.report()
	}
	return n, err
}

func (p *progress) report() {
	if p.tell != nil && p.told != p.read {
		p.told = p.read
		p.tell(p.read, p.total)
	}
}

// bounded stops a file that unpacks to more than the limits allow.
type bounded struct {
	r      io.Reader
	packed *progress
	out    int64
	limits Limits
}

// Up to this many bytes the ratio is not looked at: small files of blank rows
// pack very well.
const ratioFrom = 64 << 20

func newBounded(r io.Reader, packed *progress, l Limits) *bounded {
	return &bounded{r: r, packed: packed, limits: l}
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	if b.out > b.limits.Unpacked {
		return 0, fmt.Errorf("%w: over %d bytes", ErrBomb, b.limits.Unpacked)
	}
	if b.out > ratioFrom && b.out > b.limits.Ratio*b.packed.read {
		return 0, fmt.Errorf("%w: over %d times its size", ErrBomb, b.limits.Ratio)
	}
	if err != nil {
		b.packed.report()
	}
	return n, packed(err)
}
