package partner

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

const good = `{"partners":[
 {"id":"good","name":"Good Clinic","key":"pk_good","status":"active","origins":["https://good.example"],"embed_origins":["https://good.example"],"expires_on":"2027-06-30","searches_per_minute":60},
 {"id":"gone","name":"Gone Clinic","key":"pk_gone","status":"revoked","origins":["https://gone.example"]}]}`

func TestAdmit(t *testing.T) {
	r, err := Parse([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time {
		d, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	today := day("2026-11-23T12:00:00Z")
	for _, c := range []struct {
		name, key, origin string
		now               time.Time
		want              error
	}{
		{"listed", "pk_good", "https://good.example", today, nil},
		{"no origin header", "pk_good", "", today, nil},
		{"subdomain trick", "pk_good", "https://good.example.evil.test", today, ErrOrigin},
		{"prefix trick", "pk_good", "https://evil-good.example", today, ErrOrigin},
		{"subdomain", "pk_good", "https://www.good.example", today, ErrOrigin},
		{"other scheme", "pk_good", "http://good.example", today, ErrOrigin},
		{"other port", "pk_good", "https://good.example:8443", today, ErrOrigin},
		{"null", "pk_good", "null", today, ErrOrigin},
		{"another partner's", "pk_good", "https://gone.example", today, ErrOrigin},
		{"revoked", "pk_gone", "https://gone.example", today, ErrRevoked},
		{"revoked, wrong origin learns nothing", "pk_gone", "https://good.example", today, ErrOrigin},
		{"last day", "pk_good", "https://good.example", day("2027-06-30T23:59:59Z"), nil},
		{"day after", "pk_good", "https://good.example", day("2027-07-01T00:00:00Z"), ErrExpired},
	} {
		p, err := r.Find(c.key)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Admit(c.origin, c.now); !errors.Is(got, c.want) {
			t.Errorf("%s: Admit = %v, want %v", c.name, got, c.want)
		}
	}
	if _, err := r.Find("pk_goo"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("Find of an unknown key = %v", err)
	}
	if p, err := r.Find(" pk_good\n"); err != nil || p.ID != "good" {
		t.Errorf("Find with blanks round the key = %v, %v", p, err)
	}
	var none *Registry
	if _, err := none.Find("pk_good"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("Find without a registry = %v", err)
	}
}

func TestParseFaults(t *testing.T) {
	entry := func(change string) string {
		fields := map[string]string{"id": `"a"`, "name": `"A"`, "key": `"pk_a"`, "status": `"active"`, "origins": `["https://a.example"]`}
		name, value, _ := strings.Cut(change, "=")
		fields[name] = value
		var parts []string
		for k, v := range fields {
			if v != "" {
				parts = append(parts, `"`+k+`":`+v)
			}
		}
		return `{"partners":[{` + strings.Join(parts, ",") + `}]}`
	}
	for _, c := range []struct{ name, file, want string }{
		{"empty file", ``, "read registry"},
		{"half written", good[:100], "read registry"},
		{"text after", good + "x", "after the end"},
		{"no list", `{}`, "no \"partners\" list"},
		{"unknown field", entry(`orgins=[]`), "orgins"},
		{"bad id", entry(`id="A b"`), "id:"},
		{"no name", entry(`name=""`), "name:"},
		{"secret key", entry(`key="sk_live"`), "key:"},
		{"status", entry(`status="on"`), "status:"},
		{"name that turns text around", entry(`name="A\u202eB"`), "name:"},
		{"name with a line break", entry(`name="A\nB"`), "name:"},
		{"name of blanks", entry(`name="  "`), "name:"},
		{"no origins", entry(`origins=`), "origins:"},
		{"wildcard", entry(`origins=["https://*.a.example"]`), "wildcard"},
		{"path", entry(`origins=["https://a.example/"]`), "without a path"},
		{"upper case", entry(`origins=["https://A.example"]`), "lower case"},
		{"default port", entry(`origins=["https://a.example:443"]`), "default port"},
		{"letters that browsers write otherwise", entry(`origins=["https://klínica.example"]`), "https://xn--klnica-4va.example"},
		{"no host name", entry(`origins=["https://a_b..example"]`), "host"},
		{"port 0", entry(`origins=["https://a.example:0"]`), "port"},
		{"port too large", entry(`origins=["https://a.example:99999"]`), "port"},
		{"port with a leading zero", entry(`origins=["https://a.example:08090"]`), "port"},
		{"port of loopback", entry(`origins=["http://127.0.0.1:08090"]`), "port"},
		{"port signed", entry(`origins=["https://a.example:+443"]`), "port"},
		{"address in another spelling", entry(`origins=["https://010.0.0.1"]`), "host"},
		{"path of loopback", entry(`origins=["http://localhost:3000/"]`), "without a path"},
		{"plain http", entry(`origins=["http://a.example"]`), "https expected"},
		{"header injection", entry(`embed_origins=["https://a.example; script-src *"]`), "embed_origins"},
		{"date", entry(`expires_on="06/30/2027"`), "expires_on"},
		{"rate", entry(`searches_per_minute=-1`), "searches_per_minute"},
		{"rate of servers", entry(`server_searches_per_minute=2000000`), "server_searches_per_minute"},
		{"a server's key itself", entry(`server_keys=[{"sha256":"sk_live_whatever"}]`), "never the key itself"},
		{"a hash cut short", entry(`server_keys=[{"sha256":"` + strings.Repeat("a", 62) + `"}]`), "64 digits"},
		{"a hash in capitals", entry(`server_keys=[{"sha256":"` + strings.Repeat("A", 64) + `"}]`), "64 digits"},
		{"a server's key with a bad day", entry(`server_keys=[{"sha256":"` + strings.Repeat("a", 64) + `","expires_on":"soon"}]`), "expires_on"},
		{"a server's key twice", entry(`server_keys=[{"sha256":"` + strings.Repeat("a", 64) + `"},{"sha256":"` + strings.Repeat("a", 64) + `"}]`), "used twice"},
		{"three servers' keys", entry(`server_keys=[{"sha256":"` + strings.Repeat("a", 64) + `"},{"sha256":"` + strings.Repeat("b", 64) + `"},{"sha256":"` + strings.Repeat("c", 64) + `"}]`), "at most 2"},
		{"origins without a key", entry(`key=`), "key:"},
		{"twice", `{"partners":[` + strings.Repeat(`{"id":"a","name":"A","key":"pk_a","status":"active","origins":["https://a.example"]},`, 1) + `{"id":"a","name":"A","key":"pk_a","status":"active","origins":["https://a.example"]}]}`, "used twice"},
	} {
		_, err := Parse([]byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	if _, err := Parse([]byte(entry(`origins=["http://127.0.0.1:8090","http://localhost:3000"]`))); err != nil {
		t.Errorf("loopback origins: %v", err)
	}
	for _, origin := range []string{"https://xn--klnica-4va.example", "https://a.example:8443", "https://10.0.0.1", "https://[2001:db8::1]:8443", "https://a-b.example", "https://a_b.example"} {
		if _, err := Parse([]byte(entry(`origins=["` + origin + `"]`))); err != nil {
			t.Errorf("%s: %v", origin, err)
		}
	}
	if _, err := Parse([]byte("\ufeff" + good)); err != nil {
		t.Errorf("a file that begins with a byte order mark: %v", err)
	}
}

// TestWatch runs by a clock of its own: after every interval the file has been
// looked at once.
func TestWatch(t *testing.T) { synctest.Test(t, watchFile) }

func watchFile(t *testing.T) {
	const interval = 10 * time.Second
	path := filepath.Join(t.TempDir(), "partners.json")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.DiscardHandler)
	if _, err := Open(path, log); err == nil {
		t.Error("Open of a missing file succeeded")
	}
	write(good)
	w, err := Open(path, log)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.Run(ctx, interval); close(done) }()
	defer func() { cancel(); <-done }()

	write(good[:150]) // half written: the one before stays
	time.Sleep(interval)
	synctest.Wait()
	if n := len(w.Registry().Partners()); n != 2 {
		t.Fatalf("after a half-written file: %d partners, want the 2 of before", n)
	}
	write(`{"partners":[]}`)
	time.Sleep(interval)
	synctest.Wait()
	if n := len(w.Registry().Partners()); n != 0 {
		t.Fatalf("a changed file is not taken up: %d partners", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(`{"partners":[{"origins":["https://[::1"]}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := Parse(file)
		if (r == nil) == (err == nil) {
			t.Fatalf("registry %v with error %v", r, err)
		}
		for _, p := range r.Partners() {
			for _, o := range p.EmbedOrigins { // they are written into a header
				if strings.ContainsAny(o, " ;,\r\n'\"*") {
					t.Fatalf("origin %q would split a header", o)
				}
			}
		}
	})
}
