package cluster

import "syscall"

// withParent makes the kernel kill a process when the thread that started it
// ends, so that a test run that is killed leaves nothing behind.
func withParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
