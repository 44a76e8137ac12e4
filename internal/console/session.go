package console

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/physicianfinder/finder/internal/door"
	"github.com/physicianfinder/finder/internal/referral"
	"github.com/physicianfinder/finder/internal/words"
)

// cookieName has the prefix by which browsers hold it to this host, this path
// and a secure connection (loopback counts as one).
const cookieName = "__Host-finder-console"

// The keys under which a request carries who sent it.
const (
	accountKey = "console.account"
	tokenKey   = "console.token"
)

func setCookie(g *gin.Context, name, token string, maxAge int) {
	http.SetCookie(g.Writer, &http.Cookie{
		Name: name, Value: token, Path: "/", MaxAge: maxAge,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// The headers of an answer that say in how many seconds the session ends: unless
// it is used, and whether it is used or not.
const (
	endsHeader = "Finder-Session-Ends"
	lastHeader = "Finder-Session-Last"
)

func seconds(d time.Duration) string { return strconv.Itoa(int(d.Seconds())) }

// session returns the account of the request's cookie; the error is
// errSignedOut when it has none that holds.
func (c *Console) session(g *gin.Context) (referral.Account, error) {
	token, err := g.Cookie(cookieName)
	if err != nil || token == "" || len(token) > 100 {
		return referral.Account{}, errSignedOut
	}
	open, err := c.opts.Store.OpenSession(g.Request.Context(), token)
	if errors.Is(err, referral.ErrNotFound) {
		return open.Account, errSignedOut
	}
	g.Set(tokenKey, token)
	now := c.opts.Now()
	g.Header(endsHeader, seconds(open.Ends.Sub(now)))
	g.Header(lastHeader, seconds(open.Last.Sub(now)))
	return open.Account, err
}

// needSession lets nobody through who is not signed in.
func (c *Console) needSession(g *gin.Context) {
	a, err := c.session(g)
	if err != nil {
		c.fail(g, err)
		return
	}
	g.Set(accountKey, a)
}

func (c *Console) needSupervisor(g *gin.Context) {
	if account(g).Role != referral.Supervisor {
		c.fail(g, errForbidden)
	}
}

// account returns who sent the request, after needSession.
func account(g *gin.Context) referral.Account {
	a, _ := g.MustGet(accountKey).(referral.Account)
	return a
}

// sameOrigin refuses what another site makes a browser send.
func (c *Console) sameOrigin(g *gin.Context) {
	if err := c.protect.Check(g.Request); err != nil {
		c.fail(g, errForbidden)
	}
}

// shell answers with the console to who is signed in, and with the form to
// sign in to everybody else.
func (c *Console) shell(g *gin.Context) {
	a, err := c.session(g)
	switch {
	case door.Gone(g):
	case errors.Is(err, errSignedOut) && !c.opts.Store.Waiting():
		c.render(g, http.StatusOK, "sign-in", c.page(g, nil, ""))
	case err != nil:
		c.storeAway(g)
	default:
		c.render(g, http.StatusOK, "shell", c.page(g, &a, ""))
	}
}

// storeAway says that the store does not answer, or that nobody can sign in
// before it has been reached for the first time since the start.
func (c *Console) storeAway(g *gin.Context) {
	code := "store"
	if c.opts.Store.Waiting() {
		code = "store_waits"
	}
	g.Header("Retry-After", storeRetry)
	c.render(g, http.StatusServiceUnavailable, "sign-in", c.page(g, nil, code))
}

// signIn opens a session and makes the device known. Whatever was wrong, the
// answer is the same.
func (c *Console) signIn(g *gin.Context) {
	g.Request.Body = http.MaxBytesReader(g.Writer, g.Request.Body, maxBody)
	// Names are lower case; a telephone's keyboard begins them with a capital.
	name, password := strings.ToLower(strings.TrimSpace(g.PostForm("name"))), g.PostForm("password")
	counted, err := c.countedAs(g, name)
	var token string
	if err == nil {
		token, err = c.try(g.Request.Context(), counted, name, password)
	}
	var slowed *slowedError
	switch {
	case errors.Is(err, referral.ErrSignIn):
		c.opts.Log.Warn("console sign-in refused")
		c.render(g, http.StatusUnauthorized, "sign-in", c.page(g, nil, "sign_in"))
		return
	case errors.As(err, &slowed):
		c.opts.Log.Warn("console sign-in slowed", "known_device", counted.known)
		c.slowed(g, slowed.wait)
		return
	case door.Gone(g):
		return
	case err != nil:
		c.opts.Log.Error("console sign-in failed", "error", err)
		c.storeAway(g)
		return
	}
	if old, err := g.Cookie(cookieName); err == nil && old != "" { // whoever was signed in here no longer is
		if err := c.opts.Store.SignOut(g.Request.Context(), old); err != nil {
			c.opts.Log.Warn("an old session was not ended", "error", err)
		}
	}
	setCookie(g, cookieName, token, int(referral.AbsoluteExpiry.Seconds()))
	c.audit(g, name, referral.DeedSignIn, "")
	c.rememberDevice(g, name)
	g.Redirect(http.StatusSeeOther, c.home(g))
}

func (c *Console) signOut(g *gin.Context) {
	if token, err := g.Cookie(cookieName); err == nil {
		if err := c.opts.Store.SignOut(g.Request.Context(), token); err != nil {
			c.fail(g, err)
			return
		}
	}
	setCookie(g, cookieName, "", -1)
	g.Redirect(http.StatusSeeOther, c.home(g))
}

func (c *Console) signOutEverywhere(g *gin.Context, _ struct{}) (struct{}, error) {
	setCookie(g, cookieName, "", -1)
	c.audit(g, account(g).Name, referral.DeedSignOut, "")
	return struct{}{}, c.opts.Store.SignOutEverywhere(g.Request.Context(), account(g).Name)
}

// home is the console's address, in the language asked for.
func (c *Console) home(g *gin.Context) string {
	if l, chosen := words.ParseLang(g.Query("lang")); chosen {
		return "/console?lang=" + string(l)
	}
	return "/console"
}

// langOf is the language of the agent's screen.
func langOf(g *gin.Context) words.Lang {
	if l, chosen := words.ParseLang(g.Query("lang")); chosen {
		return l
	}
	return words.Negotiate(g.GetHeader("Accept-Language"))
}
