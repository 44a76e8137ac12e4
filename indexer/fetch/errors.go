package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// An Error says what could not be fetched, why, and what to do.
type Error struct {
	What   string // a file or a source
	Cause  error
	Advice string // a sentence, or empty
}

// Error names the file, the cause and the advice.
func (e *Error) Error() string {
	s := fmt.Sprintf("fetch: %s: %v", e.What, e.Cause)
	if e.Advice != "" {
		s += ". " + e.Advice
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// What can go wrong.
var (
	errStalled  = errors.New("the server sent nothing for a minute")
	errCut      = errors.New("the connection ended too early")
	errNoResume = errors.New("the server began from the start instead of going on")
	errChanged  = errors.New("the file changed at the source while it was fetched")
	errRedirect = errors.New("the server redirects where it must not")
	errPage     = errors.New("the server answered with a web page instead of the file")
	errContent  = errors.New("the file is not what it should be")
	errDamaged  = errors.New("the file is damaged")
	errLength   = errors.New("the file has another length than promised")
	errSpace    = errors.New("there is not enough room on the disk")
)

// A statusError is an answer that is not the file.
type statusError struct {
	code       int
	redirected string        // host that a redirect led to, or empty
	after      time.Duration // what Retry-After asks for; 0 nothing
}

func (e *statusError) Error() string {
	who := "the server"
	if e.redirected != "" {
		who = e.redirected + ", to which the server sends us,"
	}
	return fmt.Sprintf("%s answers %d %s", who, e.code, http.StatusText(e.code))
}

// passes reports whether asking again may help.
func (e *statusError) passes() bool {
	switch e.code {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusTooEarly:
		return true
	case http.StatusForbidden, http.StatusNotFound, http.StatusBadRequest:
		return e.redirected != "" // an address that has expired; the next redirect is fresh
	}
	return e.code >= 500
}

// bare removes the address from an error of the HTTP client: one that a
// redirect led to holds a signature.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// explain makes an *Error of err, with what to do.
func explain(what string, err error) error {
	var known *Error
	if errors.As(err, &known) {
		return err
	}
	return &Error{What: what, Cause: err, Advice: advice(err)}
}

func advice(err error) string {
	var status *statusError
	var dns *net.DNSError
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, errSpace):
		return "Make room, or name another folder with --to, and run it again: what is here of the file is kept"
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM), errors.Is(err, syscall.EROFS):
		return "The account that runs this must be able to write to the folder"
	case errors.Is(err, errPage):
		return "The source is under maintenance, or a proxy asks for a sign-in; look at the address in a browser and run it again later"
	case errors.Is(err, errDamaged), errors.Is(err, errLength):
		return "It was fetched twice; run it again later, and compare with the publisher's page if it stays so"
	case errors.Is(err, errContent):
		return "The publisher has changed its files, or put a wrong one there; the files that are here stay in use"
	case errors.Is(err, errNoResume), errors.Is(err, errChanged):
		return "A new release is being published, or a proxy between is in the way; run it again later"
	case errors.As(err, &status):
		return statusAdvice(status)
	case errors.As(err, &dns):
		return "Is this machine online, and does it need a proxy (HTTPS_PROXY)?"
	case errors.Is(err, errRedirect):
		return "Look at the address in a browser; a proxy between may be in the way"
	case untrusted(err):
		return "Is the clock right? A proxy that reads what passes needs its certificate in SSL_CERT_FILE"
	case errors.Is(err, errCut), errors.Is(err, errStalled):
		return "What is here of the file is kept; run it again to go on"
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return "Is this machine online, and does it need a proxy (HTTPS_PROXY)? What is here of the file is kept"
	}
	return ""
}

func statusAdvice(s *statusError) string {
	switch {
	case s.code == http.StatusNotFound || s.code == http.StatusGone:
		return "The address is named but not there: the release may be on its way; run it again later"
	case s.code == http.StatusProxyAuthRequired:
		return "The proxy wants a name and a password: HTTPS_PROXY=http://name:password@host:port"
	case s.code == http.StatusTooManyRequests || s.code >= 500:
		return "The source is busy or down; run it again later: what is here of the file is kept"
	}
	return "Look at the address in a browser"
}

func untrusted(err error) bool {
	var verification *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	return errors.As(err, &verification) || errors.As(err, &authority)
}
