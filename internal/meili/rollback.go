package meili

import (
	"context"
	"errors"
)

// ErrNoPrevious says that no earlier generation is kept to roll back to.
var ErrNoPrevious = errors.New("meili: no earlier generation to go back to")

// Rollback makes the generation before the live one live again and returns
// its id. The one that was live is kept in its place: rolling back twice
// returns. While an indexer builds, the error is a *[BusyError]; it wraps
// [ErrUnsettled] when it is not known what is live in the end.
func Rollback(ctx context.Context, c Config, o WriterOptions) (generation string, err error) {
	o.fill()
	cl, err := newClient(c, writerPatience)
	if err != nil {
		return "", err
	}
	l, err := cl.take(ctx, generationID(o.Now().UTC()), &o)
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, l.release(context.WithoutCancel(ctx)))
	}()
	p, err := cl.pointer(ctx)
	if err != nil {
		return "", err
	}
	if len(p.Kept) == 0 {
		return "", ErrNoPrevious
	}
	back := p.back(o.Now().UTC())
	g, err := cl.generation(ctx, back.Generation)
	if err != nil {
		return "", err
	}
	if err := cl.verifyCount(ctx, g); err != nil {
		return "", err
	}
	if err := l.check(ctx); err != nil {
		return "", err
	}
	if err := cl.turn(ctx, o.patience, back); err != nil {
		return "", err
	}
	o.Log.Info("rolled back", "generation", back.Generation, "from", p.Generation)
	return back.Generation, nil
}
