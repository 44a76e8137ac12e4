package meili

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// lockName returns a name for a lock, "finder_build_<build>_<host>_<process>".
// Build is the id of the generation, which is never used twice.
func lockName(build string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	plain := func(r rune) rune { // names of indexes hold no others
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}
	return lockIndex + build + "_" + strings.Map(plain, host) + "_" + strconv.Itoa(os.Getpid())
}

// readLockName returns who holds a lock, what they build and since when; all
// are zero when the name is none that lockName gives.
func readLockName(uid string) (owner, build string, since time.Time) {
	fields := strings.Split(strings.TrimPrefix(uid, lockIndex), "_")
	if len(fields) != 3 || len(fields[0]) < len(generationTime) {
		return "", "", time.Time{}
	}
	since, err := time.Parse(generationTime, fields[0][:len(generationTime)])
	if err != nil {
		return "", "", time.Time{}
	}
	return fmt.Sprintf("process %s on %s", fields[2], fields[1]), fields[0], since
}
