package server

import "syscall"

// childAttr makes the kernel kill the child when the thread that started it
// ends, and keeps a terminal's interrupt for the parent, which stops the child
// in its own time.
func childAttr() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
