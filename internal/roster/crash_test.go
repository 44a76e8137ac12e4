package roster

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/referral"
)

// serveForCrash is the process that TestKill kills: eight people record acts of
// two attestations without end and have the first of each approved. Each act is
// sent twice, as a client does that lost the answer; what was acknowledged is
// printed.
func serveForCrash() {
	dsn, round := os.Args[2], os.Args[3]
	in, err := referral.Open(context.Background(), dsn, morning)
	if err != nil {
		fmt.Println("error", err)
		return
	}
	s := NewStore(in)
	var out sync.Mutex
	print := func(words ...any) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(words...)
	}
	var wg sync.WaitGroup
	for person := range 8 {
		wg.Go(func() {
			by := Actor{fmt.Sprint("person", person), referral.Agent}
			for n := 0; ; n++ {
				act := fmt.Sprintf("%s-%d", round, n)
				for range 2 {
					made, err := s.Record(context.Background(), by, act, []Attestation{say(Offers, "confirmed", today), say(Phone, "+16125550100", today)})
					if err != nil {
						continue
					}
					print("recorded", made[0].ID, made[1].ID)
					if s.Review(context.Background(), cleo, made[0].ID, Approve, "") == nil {
						print("approved", made[0].ID)
					}
				}
			}
		})
	}
	wg.Wait()
}

// TestKill kills a process that records and reviews, with SIGKILL at random
// moments, and holds that all that was acknowledged is there, once.
func TestKill(t *testing.T) {
	kills := 6
	if os.Getenv("FINDER_VERIFY") == "1" {
		kills = 200
	}
	onBoth(t, func(t *testing.T, s *Store, dsn string) {
		acknowledged := map[string]bool{} // "recorded <id>" or "approved <id>"
		for round := range kills {
			cmd := exec.Command(os.Args[0], "roster-server", dsn, fmt.Sprint(round))
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			after := 1 + rand.IntN(60) // acknowledgements before the kill
			for lines := bufio.NewScanner(out); lines.Scan(); {
				words := strings.Fields(lines.Text())
				if len(words) < 2 || words[0] == "error" {
					t.Errorf("the process says %q", lines.Text())
					continue
				}
				for _, id := range words[1:] {
					acknowledged[words[0]+" "+id] = true
				}
				if after--; after == 0 {
					time.Sleep(time.Duration(rand.IntN(5000)) * time.Microsecond)
					cmd.Process.Kill()
				}
			}
			cmd.Wait()
		}
		all, reviews, _, err := s.Since(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		stored, acts, numbers := map[string]int{}, map[string]int{}, map[int64]bool{}
		for _, a := range all {
			stored["recorded "+a.ID]++
			acts[a.RecordedBy+fmt.Sprint(a.Claim)]++
			numbers[a.Seq] = true
		}
		for _, r := range reviews {
			stored["approved "+r.Attestation]++
			numbers[r.Seq] = true
		}
		for what := range acknowledged {
			if stored[what] != 1 {
				t.Errorf("%s: acknowledged, %d times there", what, stored[what])
			}
		}
		for person := range 8 { // acts are whole
			if by := fmt.Sprint("person", person); acts[by+"offers"] != acts[by+"phone"] {
				t.Errorf("%s: %d halves, %d other halves of acts", by, acts[by+"offers"], acts[by+"phone"])
			}
		}
		if len(numbers) != len(all)+len(reviews) || len(acknowledged) == 0 {
			t.Errorf("%d numbers of %d attestations and %d reviews; %d acknowledged", len(numbers), len(all), len(reviews), len(acknowledged))
		}
		t.Logf("%d kills, %d acknowledged, each there once", kills, len(acknowledged))
	})
}
