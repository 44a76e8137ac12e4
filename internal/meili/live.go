package meili

import (
	"context"
	"errors"

	"github.com/physicianfinder/finder/internal/search"
)

// Live returns the generation that a server serves; "" when none has been
// published, or the one that should be is not whole.
func Live(ctx context.Context, c Config) (string, error) {
	cl, err := newClient(c, writerPatience)
	if err != nil {
		return "", err
	}
	p, err := cl.pointer(ctx)
	if errors.Is(err, search.ErrNoGeneration) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	g, err := cl.generation(ctx, p.Generation)
	if err == nil {
		err = cl.verifyCount(ctx, g)
	}
	if errors.Is(err, search.ErrGone) || errors.Is(err, ErrVerify) {
		return "", nil
	}
	return p.Generation, err
}
