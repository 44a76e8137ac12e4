package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// An inbox receives what Alertmanager sends, as the chat and the mail server of
// those who are on call.
type inbox struct {
	mu   sync.Mutex
	came []string // "webhook firing FinderDown", "mail oncall@finder.example firing FinderDown"
}

func newInbox() *inbox { return &inbox{} }

func (in *inbox) note(line string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.came = append(in.came, line)
}

// all returns what has come so far.
func (in *inbox) all() []string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return slices.Clone(in.came)
}

// await waits until each of lines has come.
func (in *inbox) await(t *testing.T, lines ...string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		came := in.all()
		missing := slices.IndexFunc(lines, func(line string) bool { return !slices.Contains(came, line) })
		if missing < 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%q has not come; these have: %q", lines[missing], came)
		}
	}
}

// ServeHTTP takes a webhook's message.
func (in *inbox) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	var message struct {
		Alerts []struct {
			Status              string
			Labels, Annotations map[string]string
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		in.note("webhook: " + err.Error())
		return
	}
	for _, a := range message.Alerts {
		if a.Annotations["summary"] == "" || a.Annotations["action"] == "" {
			in.note("webhook: no summary or action")
		}
		in.note(fmt.Sprintf("webhook %s %s", a.Status, a.Labels["alertname"]))
	}
}

// mail takes messages on listener, as far as SMTP needs.
func (in *inbox) mail(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return // closed
		}
		go in.session(conn)
	}
}

var mailed = regexp.MustCompile(`(?i)\[(FIRING|RESOLVED)[^\]]*\] (\w+)`)

func (in *inbox) session(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	say("220 inbox")
	var to, text string
	inside := false
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		verb, rest, _ := strings.Cut(line, " ")
		switch {
		case inside && line == ".":
			inside = false
			if m := mailed.FindStringSubmatch(text); m != nil {
				in.note(fmt.Sprintf("mail %s %s %s", to, strings.ToLower(m[1]), m[2]))
			} else {
				in.note("mail: " + text)
			}
			say("250 taken")
		case inside:
			if strings.HasPrefix(line, "Subject:") {
				text = line
			}
		case strings.EqualFold(verb, "RCPT"):
			to = strings.Trim(strings.TrimPrefix(rest, "TO:"), "<>")
			say("250 so")
		case strings.EqualFold(verb, "DATA"):
			inside, text = true, ""
			say("354 go on")
		case strings.EqualFold(verb, "QUIT"):
			say("221 bye")
			return
		default:
			say("250 so")
		}
	}
}

// placeholder is a value of deploy/alertmanager.yml that its operator writes.
var placeholder = regexp.MustCompile(`"REPLACE [^"]*"`)

// filledIn is deploy/alertmanager.yml with receivers in place of what it leaves
// to its operator, in the order of the file.
func filledIn(t *testing.T, webhook, smarthost string) string {
	t.Helper()
	text, err := os.ReadFile(root + "/deploy/alertmanager.yml")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{
		"mail server and port": smarthost, "sender": "finder@finder.example", "user": "", "password": "",
		"address": webhook, "who is on call": "oncall@finder.example", "who looks after": "operations@finder.example",
	}
	used := 0
	filled := placeholder.ReplaceAllStringFunc(string(text), func(s string) string {
		for start, value := range values {
			if strings.HasPrefix(s, `"REPLACE `+start) {
				used++
				return `"` + value + `"`
			}
		}
		t.Errorf("nothing is known to stand for %s", s)
		return s
	})
	if used != len(values) {
		t.Errorf("%d values filled in, want %d", used, len(values))
	}
	return filled
}
