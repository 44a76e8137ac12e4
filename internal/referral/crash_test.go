package referral

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
)

// serveForCrash is the process that TestKill kills: eight agents make cases
// without end, under keys "<round>-<agent>-<n>", and each acknowledged one is
// printed. Every key is sent twice, as a client does that lost the answer.
func serveForCrash() {
	dsn, round := os.Args[2], os.Args[3]
	s, err := Open(context.Background(), dsn, time.Now)
	if err != nil {
		fmt.Println("error", err)
		return
	}
	var out sync.Mutex
	var wg sync.WaitGroup
	for agent := range 8 {
		wg.Go(func() {
			for n := 0; ; n++ {
				c := sampleCase()
				c.Agent = fmt.Sprintf("agent%d", agent)
				key := fmt.Sprintf("%s-%d-%d", round, agent, n)
				for range 2 {
					made, err := s.Make(context.Background(), c, key)
					if err != nil {
						continue
					}
					out.Lock()
					fmt.Println("made", c.Agent, key, string(made.Reference))
					out.Unlock()
				}
			}
		})
	}
	wg.Wait()
}

// TestKill kills a process that makes cases, with SIGKILL at random moments,
// and holds that every acknowledged case is there, once, with its history.
func TestKill(t *testing.T) {
	kills := 6
	if os.Getenv("FINDER_VERIFY") == "1" {
		kills = 200
	}
	onBoth(t, func(t *testing.T, s *Store, _ *clock) {
		dsn := dsnOf(t, s)
		acknowledged := map[string]Reference{} // by agent and key
		for round := range kills {
			cmd := exec.Command(os.Args[0], "referral-server", dsn, fmt.Sprint(round))
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			after := 1 + rand.IntN(60) // acknowledgements before the kill
			for lines := bufio.NewScanner(out); lines.Scan(); {
				f := strings.Fields(lines.Text())
				if len(f) != 4 || f[0] != "made" {
					t.Errorf("the process says %q", lines.Text())
					continue
				}
				name, ref := f[1]+" "+f[2], Reference(f[3])
				if before, ok := acknowledged[name]; ok && before != ref {
					t.Errorf("%s made twice: %s and %s", name, before, ref)
				}
				acknowledged[name] = ref
				if after--; after == 0 {
					time.Sleep(time.Duration(rand.IntN(5000)) * time.Microsecond)
					cmd.Process.Kill()
				}
			}
			cmd.Wait()
		}
		checkKept(t, s, acknowledged)
		t.Logf("%d kills, %d acknowledged cases, each there once", kills, len(acknowledged))
	})
}

// checkKept reads the tables with statements of its own.
func checkKept(t *testing.T, s *Store, acknowledged map[string]Reference) {
	t.Helper()
	stored := map[string][]Reference{}
	rows, err := s.db.Query("SELECT c.agent, c.idempotency, c.reference, (SELECT COUNT(*) FROM case_events e WHERE e.reference = c.reference) FROM cases c")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var agent, key, ref string
		var events int
		if err := rows.Scan(&agent, &key, &ref, &events); err != nil {
			t.Fatal(err)
		}
		if events != 1 {
			t.Errorf("case %s has %d events, want 1", ref, events)
		}
		stored[agent+" "+key] = append(stored[agent+" "+key], Reference(ref))
	}
	for name, ref := range acknowledged {
		if got := stored[name]; len(got) != 1 || got[0] != ref {
			t.Errorf("%s: acknowledged %s, stored %v", name, ref, got)
		}
	}
	if len(acknowledged) == 0 {
		t.Error("no case was acknowledged: nothing was tested")
	}
}

// dsnOf returns what the store was opened with.
func dsnOf(t *testing.T, s *Store) string {
	t.Helper()
	var dsn string
	query := "SELECT file FROM pragma_database_list WHERE name = 'main'"
	if s.dialect == postgres {
		query = "SELECT current_database()"
	}
	if err := s.db.QueryRow(query).Scan(&dsn); err != nil {
		t.Fatal(err)
	}
	if s.dialect == postgres {
		return shared.URL(dsn)
	}
	return dsn
}
