package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// readRounds is how often each program reads, in turns; medians are quoted.
const readRounds = 7

// finderProgram is what `make build` makes.
const finderProgram = "bin/finder"

// A spent is what a program took.
type spent struct {
	wall   time.Duration
	cpu    time.Duration // user and system
	memory int64         // peak resident bytes, 0 where /proc is missing
}

// spend runs a program with its output to a pipe.
func spend(ctx context.Context, env []string, name string, args ...string) (spent, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return spent{}, err
	}
	var s spent
	ended, watched := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(watched)
		s.memory = watchMemory(cmd.Process.Pid, ended)
	}()
	err := cmd.Wait()
	s.wall = time.Since(start)
	close(ended)
	<-watched
	if err != nil {
		return spent{}, fmt.Errorf("%s: %w: %s", name, err, out.Bytes())
	}
	s.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return s, nil
}

// watchMemory returns the peak of a process's resident memory. Its rusage
// would not do: it remembers the memory of whoever started the process.
func watchMemory(pid int, ended <-chan struct{}) (peak int64) {
	for {
		if status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)); err == nil {
			_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
			var kilobytes int64
			if _, err := fmt.Sscan(string(rest), &kilobytes); err == nil {
				peak = max(peak, kilobytes<<10)
			}
		}
		select {
		case <-ended:
			return peak
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// median returns the median of what over all runs.
func median[T any](all []T, what func(T) float64) float64 {
	var values []float64
	for _, s := range all {
		values = append(values, what(s))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func wall(s spent) float64 { return s.wall.Seconds() }
func cpu(s spent) float64  { return s.cpu.Seconds() }

// benchRead reads a registry file of a million rows, one in a hundred of them
// wanted, on one core, against grep for the same codes. Processor time is told
// beside wall time, because on a busy machine a process waits for its turn.
func benchRead(ctx context.Context, s settings) error {
	dir, err := os.MkdirTemp("", "finder-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if _, err := spend(ctx, nil, finderProgram, "sample", "--count", "10000", "--others", "990000", "--out", dir); err != nil {
		return err
	}
	file := filepath.Join(dir, "npidata_pfile.csv")
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	var finder, grep []spent
	var memory int64
	for round := range readRounds + 1 {
		g, err := spend(ctx, []string{"LC_ALL=C"}, "taskset", "-c", "0", "grep", "-cF", "-e", "207T00000X", "-e", "207X00000X", "-e", "207XS0117X", file)
		if err != nil {
			return err
		}
		f, err := spend(ctx, nil, "taskset", "-c", "0", finderProgram, "index", "--nppes", file, "--check")
		if err != nil {
			return err
		}
		if round > 0 { // the first brings the file and the programs into memory
			grep, finder, memory = append(grep, g), append(finder, f), max(memory, f.memory)
		}
	}
	a, b := median(finder, wall), median(grep, wall)
	c, d := median(finder, cpu), median(grep, cpu)
	fmt.Fprintf(s.out, "\nreading %d MB of registry on one core, median of %d: finder %.2f s wall, %.2f s processor (%d MB resident); grep %.2f s, %.2f s; ratio %.2f wall, %.2f processor\n",
		info.Size()>>20, readRounds, a, c, memory>>20, b, d, a/b, c/d)
	return nil
}
