package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/physicianfinder/finder/internal/directory"
)

// A target is a file that is to lie in the folder.
type target struct {
	kind     Kind
	name     string // in the folder, with slashes
	url      string
	release  string
	bytes    int64 // promised length; 0 is none
	unpacked int64 // promised length once it is unpacked; 0 is none
	// check reads the whole file, says what is wrong with it, and returns the
	// days that it covers.
	check func(*checking) (from, to directory.Date, err error)
}

// plain is an address without what may be secret or for one time only.
func plain(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// take brings a target into the folder and lists it, unless the one that is
// there is still that of the source.
func (f *fetcher) take(ctx context.Context, t target) error {
	held, ok := f.manifest.named(t.name)
	if !ok || held.URL != plain(t.url) {
		held = File{}
	}
	if f.o.DryRun {
		return f.probe(ctx, &t, &held)
	}
	p, err := f.openPart(&t)
	if err != nil {
		return explain(t.name, err)
	}
	file, err := f.download(ctx, &t, p, &held)
	switch {
	case err != nil && p.size == 0:
		return explain(t.name, errors.Join(err, p.drop()))
	case err != nil:
		return explain(t.name, errors.Join(err, p.out.Close()))
	case file == nil:
		f.did(Unchanged, held)
		return p.drop()
	}
	if err := f.finish(p, *file); err != nil {
		return explain(t.name, err)
	}
	f.did(New, *file)
	return nil
}

// download completes the part and checks it; a damaged one is fetched a second
// time. It returns nil where the held file is still good.
func (f *fetcher) download(ctx context.Context, t *target, p *part, held *File) (*File, error) {
	for second := false; ; second = true {
		same := false
		err := f.retry(ctx, func() (err error) {
			same, err = f.attempt(ctx, t, p, held)
			return err
		})
		if err != nil || same {
			return nil, err
		}
		if err := p.out.Sync(); err != nil {
			return nil, err
		}
		file, err := f.inspect(ctx, t, p)
		if err == nil {
			return file, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		bad := errors.Is(err, errDamaged) || errors.Is(err, errLength)
		if e := p.reset(); e != nil || second || !bad {
			return nil, errors.Join(err, e)
		}
	}
}

// attempt asks once for what is missing of the part. same says that the held
// file is what the source has.
func (f *fetcher) attempt(ctx context.Context, t *target, p *part, held *File) (same bool, err error) {
	header := http.Header{}
	resumes := p.size > 0 && !p.whole()
	switch {
	case resumes:
		header.Set("Range", fmt.Sprintf("bytes=%d-", p.size))
		header.Set("If-Range", p.begun.validator())
	case p.whole():
		conditions(header, p.begun.ETag, p.begun.LastModified)
	case held.Name != "":
		conditions(header, held.ETag, held.LastModified)
	}
	resp, err := f.get(ctx, t.url, header)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	switch {
	case resp.StatusCode == http.StatusNotModified && (p.whole() || held.Name != "" && !resumes):
		return !p.whole(), nil
	case resp.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return false, p.startAgain(fmt.Errorf("%w: it no longer has the bytes after %d", errChanged, p.size))
	case resp.StatusCode == http.StatusPartialContent && resumes:
		if err := p.continues(resp); err != nil {
			return false, p.startAgain(err)
		}
		if err := p.room(p.begun.Length - p.size); err != nil {
			return false, err
		}
		return false, f.receive(t, p, resp, true)
	case resp.StatusCode == http.StatusOK:
		if err := p.begin(t, resp); err != nil {
			return false, err
		}
		return false, f.receive(t, p, resp, !resumes)
	}
	return false, f.badStatus(resp)
}

func conditions(header http.Header, etag, modified string) {
	if etag != "" {
		header.Set("If-None-Match", etag)
	} else if modified != "" {
		header.Set("If-Modified-Since", modified)
	}
}

// continues checks that an answer goes on where the part ends, in the same
// file.
func (p *part) continues(resp *http.Response) error {
	var from, last int64
	var total string
	text := resp.Header.Get("Content-Range")
	if n, _ := fmt.Sscanf(text, "bytes %d-%d/%s", &from, &last, &total); n != 3 || from != p.size {
		return fmt.Errorf("%w: asked for the bytes after %d it sends %q", errNoResume, p.size, text)
	}
	etag := resp.Header.Get("ETag")
	if etag != "" && p.begun.ETag != "" && etag != p.begun.ETag ||
		p.begun.Length >= 0 && total != "*" && total != fmt.Sprint(p.begun.Length) {
		return errChanged
	}
	return nil
}

// startAgain throws the part away; the next try begins at the first byte.
func (p *part) startAgain(why error) error {
	if err := p.reset(); err != nil {
		return err
	}
	return &again{err: why}
}

// receive appends the answer's body to the part. keeps says that what comes
// is a gain: it was not thrown away for this answer.
func (f *fetcher) receive(t *target, p *part, resp *http.Response, keeps bool) error {
	body := bufio.NewReaderSize(resp.Body, 256<<10)
	before := p.size
	f.o.Progress(t.name, before, p.begun.Length)
	if before == 0 {
		if start, _ := body.Peek(1024); len(start) > 0 {
			if err := looksRight(t.name, start); err != nil {
				return errors.Join(err, p.reset())
			}
		}
	}
	buf := make([]byte, 128<<10)
	for {
		n, err := body.Read(buf)
		if n > 0 {
			if _, err := p.Write(buf[:n]); err != nil {
				return err
			}
			f.o.Progress(t.name, p.size, p.begun.Length)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = errCut
			}
			return f.cutShort(p, err, keeps && p.size > before)
		}
	}
	if p.begun.Length < 0 { // the end of the answer is the end of the file
		p.begun.Length = p.size
	}
	switch {
	case p.size < p.begun.Length:
		return f.cutShort(p, errCut, keeps && p.size > before)
	case p.size > p.begun.Length:
		return p.startAgain(errLength)
	}
	return nil
}

// cutShort keeps what has come, unless the server gave nothing by which to go
// on.
func (f *fetcher) cutShort(p *part, why error, gained bool) error {
	if p.begun.validator() == "" {
		return p.startAgain(why)
	}
	return &again{err: why, gained: gained}
}

// finish gives the part its name and lists it. At no moment does the manifest
// say of a name what is not true of the file.
func (f *fetcher) finish(p *part, file File) error {
	if err := p.out.Close(); err != nil {
		return err
	}
	if err := f.unlist(file.Name); err != nil {
		return err
	}
	if err := f.disk.Rename(p.name+partSuffix, p.name); err != nil {
		return err
	}
	file.FetchedAt = f.o.Now().UTC().Truncate(time.Second)
	if err := f.list(file); err != nil {
		return err
	}
	if err := f.disk.Remove(p.name + sidecarSuffix); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// probe asks for the first byte of a target, which tells its length and
// whether it changed.
func (f *fetcher) probe(ctx context.Context, t *target, held *File) error {
	err := f.retry(ctx, func() error {
		header := http.Header{"Range": {"bytes=0-0"}}
		conditions(header, held.ETag, held.LastModified)
		resp, err := f.get(ctx, t.url, header)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		file := File{Name: t.name, Bytes: max(0, resp.ContentLength)}
		switch resp.StatusCode {
		case http.StatusNotModified:
			f.did(Unchanged, *held)
			return nil
		case http.StatusPartialContent:
			var from, last int64
			if n, _ := fmt.Sscanf(resp.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &last, &file.Bytes); n != 3 {
				file.Bytes = 0
			}
		case http.StatusOK:
		default:
			return f.badStatus(resp)
		}
		f.did(Wanted, file)
		return nil
	})
	if err != nil {
		return explain(t.name, err)
	}
	return nil
}
