package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// runVersion prints which build this is.
func runVersion(_ context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		fmt.Fprintln(stderr, "usage: finder version")
		return exitUsage
	}
	fmt.Fprintf(stdout, "finder %s (%s, %s, %s/%s)\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return exitOK
}
