package server

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ErrHeld says that another process runs a server in the directory.
var ErrHeld = errors.New("the directory is held by another process")

// lockDir takes the lock file of dir; closing it gives the lock up, and so
// does the end of the process, however it ends.
func lockDir(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("server: lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder, _ := io.ReadAll(io.LimitReader(f, 32))
		f.Close()
		return nil, fmt.Errorf("server: %s: %w (pid %s)", dir, ErrHeld, strings.TrimSpace(string(holder)))
	}
	if err == nil {
		if err = f.Truncate(0); err == nil {
			_, err = f.WriteString(strconv.Itoa(os.Getpid()) + "\n")
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("server: lock: %w", err)
	}
	return f, nil
}

// masterKey reads the key of dir, and makes one when there is none. The file
// appears whole or not at all.
func masterKey(dir string) (string, error) {
	path := filepath.Join(dir, "master-key")
	text, err := os.ReadFile(path)
	if err == nil && len(strings.TrimSpace(string(text))) >= 16 {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("server: master key: %w", err)
	}
	var random [32]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", fmt.Errorf("server: master key: %w", err)
	}
	key := hex.EncodeToString(random[:])
	if err := os.WriteFile(path+".new", []byte(key+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("server: master key: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return "", fmt.Errorf("server: master key: %w", err)
	}
	return key, nil
}
