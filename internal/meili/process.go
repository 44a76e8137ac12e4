package meili

import (
	"fmt"
	"os"
	"strings"
)

// A process names one run of one program on one machine, so that a lock left
// behind by a run that is over can be told from one that is held. Machine is
// empty where the system does not tell.
type process struct {
	Host    string `json:"host"`
	PID     int    `json:"pid"`
	Machine string `json:"machine,omitempty"` // this boot, this space of process ids
	Started string `json:"started,omitempty"` // in ticks since boot
}

// thisProcess describes the running program.
func thisProcess() process {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	p := process{Host: host, PID: os.Getpid(), Machine: machine()}
	p.Started, _ = startOf(p.PID)
	return p
}

func (p process) String() string { return fmt.Sprintf("process %d on %s", p.PID, p.Host) }

// over says whether p is certainly no longer running. Of a process on another
// machine that cannot be said.
func (p process) over() bool {
	if p.Machine == "" || p.Started == "" || p.Machine != machine() {
		return false
	}
	started, alive := startOf(p.PID)
	return !alive || started != p.Started
}

// machine tells boots and containers apart.
func machine() string {
	boot, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	space, err := os.Readlink("/proc/self/ns/pid")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(boot)) + " " + space
}

// startOf returns when a process of this machine started. One that has ended
// and only waits for its parent to notice counts as gone.
func startOf(pid int) (started string, alive bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return "", false
	}
	// The second field, the name in parentheses, may hold anything.
	_, rest, found := strings.Cut(string(stat[max(0, strings.LastIndexByte(string(stat), ')')):]), " ")
	fields := strings.Fields(rest)
	const state, start = 0, 19 // fields 3 and 22 of proc(5)
	if !found || len(fields) <= start || fields[state] == "Z" || fields[state] == "X" {
		return "", false
	}
	return fields[start], true
}
