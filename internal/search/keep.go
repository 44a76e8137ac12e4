package search

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// The file of a kept snapshot, and how those begin in which it is written; the
// generation follows. It holds the generation as one line of JSON, the records
// with their lengths, and a checksum.
const (
	keptFile = "snapshot"
	nextFile = "snapshot.next-"
)

// keep writes what a replica needs to start while the index is away. Without a
// folder it does nothing. Replicas that share a folder write the same bytes of
// a generation to the same places, none cuts off what another has written, and
// one of them is the first to rename the file. What a replica left that was
// ended meanwhile goes with the next generation.
func (s *snapshot) keep(dir string) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	next := filepath.Join(dir, nextFile+s.info.ID)
	file, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(s.write(file), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(next, filepath.Join(dir, keptFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	left, err := os.ReadDir(dir)
	for _, file := range left {
		if strings.HasPrefix(file.Name(), nextFile) {
			if e := os.Remove(filepath.Join(dir, file.Name())); !errors.Is(e, fs.ErrNotExist) { // another replica was quicker
				err = errors.Join(err, e)
			}
		}
	}
	return err
}

func (s *snapshot) write(to io.Writer) error {
	sum := crc32.NewIEEE()
	w := bufio.NewWriterSize(io.MultiWriter(to, sum), 1<<16)
	head, err := json.Marshal(s.info)
	if err != nil {
		return err
	}
	w.Write(append(head, '\n'))
	for _, r := range s.records {
		w.WriteString(strconv.Itoa(len(r)) + ":")
		w.WriteString(r)
	}
	if err := w.Flush(); err != nil { // tells of earlier errors too
		return err
	}
	_, err = io.WriteString(to, checksum(sum))
	return err
}

// errKept says that a kept snapshot is damaged.
var errKept = errors.New("search: the kept generation is damaged")

// restore makes the snapshot that an earlier run has kept current, if it is of
// the generation id, or of any where id is empty. One that cannot be read is
// not tried again.
func (f *Finder) restore(id string) bool {
	if f.options.Dir == "" || f.spoilt {
		return false
	}
	begin := f.options.Now()
	snap, err := readKept(filepath.Join(f.options.Dir, keptFile), id)
	if err != nil {
		if f.spoilt = !errors.Is(err, fs.ErrNotExist); f.spoilt {
			f.options.Log.Warn("search: reading the generation that was kept", slog.String("error", err.Error()))
		}
		return false
	}
	if snap != nil {
		f.install(snap, begin, "disk")
	}
	return snap != nil
}

// readKept reads a kept snapshot; nil when it is of another generation than id.
func readKept(name, id string) (*snapshot, error) {
	text, err := readSummed(name)
	if err != nil {
		return nil, err
	}
	head, records, _ := strings.Cut(text, "\n")
	info := new(Generation)
	if err := json.Unmarshal([]byte(head), info); err != nil {
		return nil, errKept
	}
	if id != "" && info.ID != id {
		return nil, nil
	}
	return newSnapshot(info, keptRecords(records))
}

// sumLength is that of the checksum with its line end.
const sumLength = 9

// readSummed reads a file that ends in its checksum, without that.
func readSummed(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	stat, err := file.Stat()
	if err != nil {
		return "", err
	}
	var text strings.Builder
	sum := crc32.NewIEEE()
	length := max(0, stat.Size()-sumLength)
	text.Grow(int(length))
	if _, err := io.CopyN(io.MultiWriter(&text, sum), file, length); err != nil {
		return "", err
	}
	last, err := io.ReadAll(file)
	if err == nil && string(last) != checksum(sum) {
		err = errKept
	}
	return text.String(), err
}

func checksum(sum hash.Hash32) string { return fmt.Sprintf("\n%08x", sum.Sum32()) }

// keptRecords yields records that stand behind their lengths.
func keptRecords(text string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for text != "" {
			length, rest, _ := strings.Cut(text, ":")
			n, err := strconv.Atoi(length)
			if err != nil || n < 0 || n > len(rest) {
				yield("", errKept)
				return
			}
			text = rest[n:]
			if !yield(rest[:n], nil) {
				return
			}
		}
	}
}
