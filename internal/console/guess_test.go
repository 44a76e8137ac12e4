package console

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/physicianfinder/finder/internal/limit"
	"github.com/physicianfinder/finder/internal/referral"
)

// A siege is a desk whose clock stands still unless moved, and which counts the
// passwords that are looked at. Wrong ones cost no hash.
type siege struct {
	*desk
	mu     sync.Mutex
	now    time.Time
	looked atomic.Int64
	during func() // while a password is looked at
}

func newSiege(t *testing.T) *siege {
	s := &siege{desk: newDesk(t), now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	s.guesses = limit.New(budgetsKept, func() time.Time {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.now
	})
	real := s.check
	s.check = func(ctx context.Context, name, try string) (string, error) {
		s.looked.Add(1)
		if s.during != nil {
			s.during()
		}
		if try != password {
			return "", referral.ErrSignIn
		}
		return real(ctx, name, try)
	}
	return s
}

func (s *siege) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// try signs in from an address, on a device if that is not nil.
func (s *siege) try(address, name, password string, device *http.Cookie) *httptest.ResponseRecorder {
	return s.post(address, strings.NewReader(url.Values{"name": {name}, "password": {password}}.Encode()), device)
}

func (s *siege) post(address string, body io.Reader, device *http.Cookie) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://finder.test/console/sign-in", body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = address
	if device != nil {
		r.AddCookie(device)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// deviceIn returns the device cookie that an answer sets.
func deviceIn(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	for _, c := range w.Result().Cookies() {
		if c.Name == deviceCookie {
			return c
		}
	}
	t.Fatalf("answered %d and no device is remembered", w.Code)
	return nil
}

// TestGuesses sends wrong passwords, twenty a second, and counts those that are
// looked at. Who signed in before on a device gets in all the while; who never
// did may have to wait.
func TestGuesses(t *testing.T) {
	n := 200
	if os.Getenv("FINDER_VERIFY") == "1" {
		n = 10_000
	}
	elapsed := time.Duration(n) * time.Second / 20
	for _, c := range []struct {
		name            string
		address, person func(i int) string
		most            int // looked at: what the budget holds, and what comes back meanwhile
	}{
		{"one address, one account", same("a"), same("ana"), 10 + int(elapsed/(5*time.Minute))},
		{"one address, many accounts", same("a"), each("name"), 20 + int(elapsed/(30*time.Second))},
		{"many addresses, one account", each("a"), same("ana"), 10 + int(elapsed/(5*time.Minute))},
		{"many addresses, many accounts", each("a"), each("name"), 60 + int(elapsed/time.Second)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSiege(t)
			device := deviceIn(t, s.try("home", "ana", password, nil))
			s.looked.Store(0)
			refused, slowed := 0, 0
			for i := range n {
				switch w := s.try(c.address(i), c.person(i), "a wrong password", nil); w.Code {
				case http.StatusUnauthorized:
					refused++
				case http.StatusTooManyRequests:
					slowed++
				default:
					t.Fatalf("guess %d answered %d", i, w.Code)
				}
				s.pass(time.Second / 20)
			}
			t.Logf("%d guesses in %v: %d looked at, at most %d wanted; %d slowed", n, elapsed, s.looked.Load(), c.most, slowed)
			if got := int(s.looked.Load()); got != refused || got > c.most || got+slowed != n {
				t.Errorf("%d looked at, %d refused, %d slowed of %d", got, refused, slowed, n)
			}
			for range 3 { // the cookie is a new one each time
				device = deviceIn(t, s.try(c.address(n), "ana", password, device))
			}
			s.pass(6 * time.Minute)
			deviceIn(t, s.try(c.address(n), "ana", password, nil))
		})
	}
}

func same(s string) func(int) string { return func(int) string { return s } }

func each(s string) func(int) string { return func(i int) string { return s + strconv.Itoa(i) } }

// A counted body tells when it has been read whole.
type counted struct {
	io.Reader
	read func()
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err == io.EOF {
		c.read()
	}
	return n, err
}

// TestGuessesAtOnce holds the first password that is looked at until 100 guesses
// have come in, and as many of a known device: they are looked at one after the
// other in two lanes, and no more of them than one after the other would be.
func TestGuessesAtOnce(t *testing.T) {
	const guesses = 100
	s := newSiege(t)
	device := deviceIn(t, s.try("home", "ana", password, nil))
	s.looked.Store(0)
	var arrived, done sync.WaitGroup
	var inside, most atomic.Int64
	s.during = func() {
		most.Store(max(most.Load(), inside.Add(1)))
		defer inside.Add(-1)
		arrived.Wait()
	}
	form := url.Values{"name": {"ana"}, "password": {"a wrong password"}}.Encode()
	for i := range 2 * guesses {
		arrived.Add(1)
		done.Go(func() {
			var on *http.Cookie
			if i%2 == 0 {
				on = device
			}
			s.post("a", &counted{strings.NewReader(form), sync.OnceFunc(arrived.Done)}, on)
		})
	}
	done.Wait()
	if got := s.looked.Load(); got != nameGuesses+deviceGuesses {
		t.Errorf("%d passwords looked at, want %d of strangers and %d of the device", got, nameGuesses, deviceGuesses)
	}
	if got := most.Load(); got > 2 {
		t.Errorf("%d passwords looked at at the same time, want at most 2", got)
	}
}

// TestStrangersHoldNobodyUp signs in on a known device while a stranger's
// password is being looked at, and will be until that is done.
func TestStrangersHoldNobodyUp(t *testing.T) {
	s := newSiege(t)
	device := deviceIn(t, s.try("home", "ana", password, nil))
	begun, release, ended := make(chan struct{}), make(chan struct{}), make(chan struct{})
	s.during = sync.OnceFunc(func() { close(begun); <-release })
	go func() { s.try("a", "ana", "a wrong password", nil); close(ended) }()
	<-begun
	s.during = nil
	deviceIn(t, s.try("a", "ana", password, device))
	close(release)
	<-ended
}

// TestSlowed reads what somebody is told who has to wait: the same for a name
// that exists and one that does not, in both languages.
func TestSlowed(t *testing.T) {
	bodies := map[string]string{}
	for _, name := range []string{"ana", "nobody", strings.Repeat("x", 5000)} {
		s := newSiege(t)
		for range nameGuesses {
			s.try("a", name, "a wrong password", nil)
		}
		s.pass(30 * time.Second)
		for _, right := range []string{"a wrong password", password} {
			w := s.try("b", name, right, nil)
			if got := w.Header().Get("Retry-After"); w.Code != http.StatusTooManyRequests || got != "270" {
				t.Errorf("answered %d, Retry-After %q; want 429 and 270", w.Code, got)
			}
			if body := w.Body.String(); bodies["en"] == "" {
				bodies["en"] = body
			} else if body != bodies["en"] {
				t.Error("what is told differs between names or passwords")
			}
			if len(w.Result().Cookies()) > 0 {
				t.Error("a cookie is set")
			}
		}
		r := httptest.NewRequest(http.MethodPost, "http://finder.test/console/sign-in?lang=es", strings.NewReader("name="+name))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		bodies["es"] = w.Body.String()
		if strings.Contains(s.log.String(), name) {
			t.Errorf("the name is in the log:\n%s", s.log)
		}
	}
	for lang, want := range map[string][]string{
		"en": {"in 5 minutes", "ask your supervisor"},
		"es": {"en 5 minutos", "consulte a su supervisor"},
	} {
		for _, part := range want {
			if !strings.Contains(bodies[lang], part) {
				t.Errorf("%s: no %q in\n%s", lang, part, bodies[lang])
			}
		}
	}
}

// TestDevice follows one device: whose it is, what it may try, and what ends it.
func TestDevice(t *testing.T) {
	s := newSiege(t)
	besiege := func() { // until strangers have to wait for ana and eve
		t.Helper()
		for i := range 2 * nameGuesses {
			s.try(fmt.Sprint("a", i), []string{"ana", "eve"}[i%2], "a wrong password", nil)
		}
	}
	status := func(what, name, password string, on *http.Cookie, want int) *httptest.ResponseRecorder {
		t.Helper()
		w := s.try("home", name, password, on)
		if w.Code != want {
			t.Errorf("%s: answered %d, want %d", what, w.Code, want)
		}
		return w
	}
	ofAna := deviceIn(t, s.try("home", "ana", password, nil))
	if !strings.HasPrefix(ofAna.Name, "__Host-") || !ofAna.HttpOnly || !ofAna.Secure || ofAna.SameSite != http.SameSiteStrictMode || ofAna.Path != "/" || ofAna.Domain != "" {
		t.Errorf("cookie %+v", ofAna)
	}
	besiege()
	status("an invented device", "ana", password, &http.Cookie{Name: deviceCookie, Value: "invented"}, http.StatusTooManyRequests)
	status("a long one", "ana", password, &http.Cookie{Name: deviceCookie, Value: strings.Repeat("x", 2000)}, http.StatusTooManyRequests)
	status("another's device", "eve", password, ofAna, http.StatusTooManyRequests)

	s.pass(6 * time.Minute) // eve comes to ana's desk
	shared := deviceIn(t, status("eve, after the wait", "eve", password, ofAna, http.StatusSeeOther))
	besiege()
	status("the cookie of before", "ana", password, ofAna, http.StatusTooManyRequests)
	for range deviceGuesses {
		status("a wrong password on the device", "ana", "a wrong password", shared, http.StatusUnauthorized)
	}
	w := status("one too many", "ana", password, shared, http.StatusTooManyRequests)
	if got := w.Header().Get("Retry-After"); got != "60" {
		t.Errorf("Retry-After %q, want 60", got)
	}
	shared = deviceIn(t, status("eve on the same device", "eve", password, shared, http.StatusSeeOther))
	s.pass(time.Minute)
	w = status("ana, after the wait", "ana", password, shared, http.StatusSeeOther)
	session := w.Result().Cookies()[0]
	shared = deviceIn(t, w)

	if w := s.send("/console/sign-out", session.Value, url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("sign-out answered %d", w.Code)
	}
	shared = deviceIn(t, status("after sign-out", "ana", password, shared, http.StatusSeeOther))
	if err := s.store.SetPassword(t.Context(), "ana", password); err != nil {
		t.Fatal(err)
	}
	besiege()
	status("after a new password", "ana", password, shared, http.StatusTooManyRequests)
	status("eve, whose password is as it was", "eve", password, shared, http.StatusSeeOther)
}

// TestStoreDown wants no guess counted, and no advice to wait for minutes, when
// the store does not answer.
func TestStoreDown(t *testing.T) {
	s := newSiege(t)
	device := deviceIn(t, s.try("home", "ana", password, nil))
	s.store.Close()
	for range 2 * nameGuesses {
		for _, on := range []*http.Cookie{device, nil} {
			if w := s.try("home", "ana", password, on); w.Code != http.StatusServiceUnavailable {
				t.Fatalf("answered %d, want 503", w.Code)
			}
		}
	}
}
