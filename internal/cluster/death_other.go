//go:build !linux

package cluster

import "syscall"

// withParent does nothing where the kernel knows no parent-death signal.
func withParent() *syscall.SysProcAttr { return nil }
