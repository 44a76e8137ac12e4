//go:build !linux

package server

import "syscall"

// childAttr keeps a terminal's interrupt for the parent, which stops the child
// in its own time. Only Linux also ends the child of a killed parent.
func childAttr() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// still reports whether no thread of the child runs, which cannot be seen here.
func (c *child) still() bool { return true }
