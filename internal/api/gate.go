package api

// How much work is taken on at once. Beyond it requests are refused at once:
// waiting in line would only make all of them late.
const (
	maxWork  = 256 // searches
	maxWaits = 64  // of them, those that wait for the index: text, cold tiles
)

// A gate lets a fixed number through at a time.
type gate chan struct{}

func newGate(places int) gate { return make(gate, places) }

// enter takes a place, or gives errBusy when there is none. leave gives it
// back.
func (g gate) enter() error {
	select {
	case g <- struct{}{}:
		return nil
	default:
		return errBusy
	}
}

func (g gate) leave() { <-g }
