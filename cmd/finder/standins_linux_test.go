package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/physicianfinder/finder/internal/meili/server"
	postgres "github.com/physicianfinder/finder/internal/referral/server"
)

// A standIn is an image under the name of one that docker-compose.yml or the
// Dockerfile pulls, made of what is installed on this machine, with the folders,
// owners, account and first command of the real one, as far as the file leans on
// them. What these cannot show: that the pinned versions do as those of Debian
// do, and what the real images' own start scripts do beyond the steps here.
type standIn struct {
	packages []string          // of Debian, whose files and those of what they need it holds
	files    map[string]string // path in the image: path on this machine, a folder or a file
	texts    map[string]string // path in the image: text of an executable file
	links    map[string]string // path in the image: what it points to
	dirs     map[string]owner  // made where they are missing
	capable  string            // path of a program that may bind ports below 1024
	config   []string          // Dockerfile instructions
}

type owner struct {
	id   int
	mode int64
}

// standIns are the images by the repository's name.
func standIns(t *testing.T) map[string]standIn {
	t.Helper()
	meilisearch, err := server.Find(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	pg, err := postgres.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Dir(pg.Program("psql"))
	pg.Stop()
	version := filepath.Base(filepath.Dir(bin))
	busybox := map[string]string{"/bin/sh": "/bin/busybox", "/bin/wget": "/bin/busybox", "/bin/grep": "/bin/busybox", "/bin/cat": "/bin/busybox"}
	return map[string]standIn{
		"busybox": {packages: []string{"busybox-static"}, links: map[string]string{"/bin/chown": "/bin/busybox", "/bin/sh": "/bin/busybox", "/bin/ls": "/bin/busybox", "/bin/stat": "/bin/busybox", "/bin/cat": "/bin/busybox"}},
		"caddy": {
			packages: []string{"caddy", "netcat-openbsd"}, links: map[string]string{"/bin/nc": "/bin/nc.openbsd"}, capable: "/usr/bin/caddy", dirs: map[string]owner{"/data": {}, "/config": {}, "/srv": {}},
			config: []string{"ENV XDG_CONFIG_HOME=/config", "ENV XDG_DATA_HOME=/data", "WORKDIR /srv", `CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]`},
		},
		"getmeili/meilisearch": {
			packages: []string{"libc6", "libgcc-s1", "tini", "curl", "busybox-static"}, links: busybox, files: map[string]string{"/bin/meilisearch": meilisearch}, dirs: map[string]owner{"/meili_data": {}},
			config: []string{"ENV MEILI_HTTP_ADDR=0.0.0.0:7700", "WORKDIR /meili_data", `ENTRYPOINT ["tini", "--"]`, `CMD ["/bin/meilisearch"]`},
		},
		"postgres": {
			packages: []string{"postgresql-" + version, "bash", "coreutils", "dash", "findutils", "sed", "libnss-wrapper"}, dirs: map[string]owner{"/var/lib/postgresql/data": {id: 999, mode: 0o1777}, "/var/run/postgresql": {id: 999, mode: 0o3777}},
			texts:  map[string]string{"/usr/local/bin/docker-entrypoint.sh": postgresEntrypoint},
			config: []string{"ENV PATH=" + bin + ":/usr/local/bin:/usr/bin:/bin", "VOLUME /var/lib/postgresql/data", `ENTRYPOINT ["docker-entrypoint.sh"]`, `CMD ["postgres"]`},
		},
		"prom/prometheus": {
			packages: []string{"prometheus", "busybox-static"}, links: busybox, files: map[string]string{"/bin/prometheus": "/usr/bin/prometheus"}, dirs: map[string]owner{"/prometheus": {id: 65534}, "/etc/prometheus": {id: 65534}},
			config: []string{"USER 65534", "VOLUME /prometheus", "WORKDIR /prometheus", `ENTRYPOINT ["/bin/prometheus"]`},
		},
		"prom/node-exporter": {
			packages: []string{"prometheus-node-exporter", "busybox-static"}, links: busybox, files: map[string]string{"/bin/node_exporter": "/usr/bin/prometheus-node-exporter"},
			config: []string{"USER 65534", `ENTRYPOINT ["/bin/node_exporter"]`},
		},
		"prom/alertmanager": {
			packages: []string{"prometheus-alertmanager", "busybox-static"}, links: busybox, files: map[string]string{"/bin/alertmanager": "/usr/bin/prometheus-alertmanager"}, dirs: map[string]owner{"/alertmanager": {id: 65534}},
			config: []string{"USER 65534", "VOLUME /alertmanager", "WORKDIR /alertmanager", `ENTRYPOINT ["/bin/alertmanager"]`},
		},
		// Grafana is in no package: its stand-in only sees that it finds its files,
		// its password and a folder to write to.
		"grafana/grafana": {
			packages: []string{"busybox-static"}, links: busybox, dirs: map[string]owner{"/var/lib/grafana": {id: 472}, "/usr/share/grafana": {}},
			texts:  map[string]string{"/run.sh": grafanaEntrypoint},
			config: []string{"USER 472", "WORKDIR /usr/share/grafana", `ENTRYPOINT ["/run.sh"]`},
		},
		"gcr.io/distroless/static-debian12": {packages: []string{"ca-certificates", "tzdata"}, dirs: map[string]owner{"/home/nonroot": {id: 65532}}, config: []string{"USER 65532", "ENV PATH=/usr/bin:/bin"}},
		// The modules stand in it, for the daemon has no way out.
		"golang": {
			packages: []string{"gcc", "libc6-dev", "bash", "coreutils", "dash", "busybox-static", "ca-certificates"},
			files:    goTree(t),
			config:   []string{"ENV PATH=/usr/local/go/bin:/usr/bin:/bin", "ENV GOPROXY=file:///modules", "ENV GOSUMDB=off", "ENV GOTOOLCHAIN=local", "ENV GOPATH=/go", "WORKDIR /go"},
		},
	}
}

// The steps of the real one that matter here: the account need not be known,
// the password comes from a file, the database is made once.
const postgresEntrypoint = `#!/bin/bash
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"; chmod 700 "$PGDATA"
  export LD_PRELOAD=$(echo /usr/lib/*/libnss_wrapper.so) NSS_WRAPPER_PASSWD=/tmp/passwd NSS_WRAPPER_GROUP=/tmp/group
  echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" > /tmp/passwd; echo "postgres:x:$(id -g):" > /tmp/group
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE"
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
  echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single postgres
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
fi
exec "$@"
`

const grafanaEntrypoint = `#!/bin/sh
set -eu
[ -s "$GF_SECURITY_ADMIN_PASSWORD__FILE" ] && [ -r "$GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH" ]
cat /etc/grafana/provisioning/datasources/*.yaml /etc/grafana/provisioning/dashboards/*.yaml > /var/lib/grafana/grafana.db
/bin/busybox mkdir -p /tmp/www/api; echo '{"database":"ok"}' > /tmp/www/api/health
exec /bin/busybox httpd -f -p 3000 -h /tmp/www
`

// goTree is the Go that runs this test, and the modules of go.sum laid out under
// /modules as a proxy serves them.
func goTree(t *testing.T) map[string]string {
	t.Helper()
	ask := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = root
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	ask("mod", "download")
	files := map[string]string{"/usr/local/go": ask("env", "GOROOT")}
	cache := filepath.Join(ask("env", "GOMODCACHE"), "cache", "download")
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sums)) {
		fields := strings.Fields(line)
		version, _, _ := strings.Cut(fields[1], "/")
		for _, kind := range []string{".mod", ".info", ".zip"} {
			name := escaped(fields[0]) + "/@v/" + escaped(version) + kind
			if _, err := os.Stat(filepath.Join(cache, name)); err == nil { // of many the .mod alone is needed
				files["/modules/"+name] = filepath.Join(cache, name)
			}
		}
	}
	return files
}

// escaped is a module's name as file systems that know no case can hold it.
func escaped(name string) string {
	return regexp.MustCompile(`[A-Z]`).ReplaceAllStringFunc(name, func(s string) string { return "!" + strings.ToLower(s) })
}

// install imports the image into the daemon.
func (s standIn) install(t *testing.T, e *engine, name string) {
	t.Helper()
	args := []string{"import"}
	for _, line := range s.config {
		args = append(args, "--change", line)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "image.tar"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w := &layer{Writer: tar.NewWriter(file), has: map[string]bool{}, capable: s.capable}
	if err := errors.Join(w.fill(s), w.Close()); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	e.mustDocker(t, append(args, file.Name(), name)...)
}

// A layer is the tar of an image.
type layer struct {
	*tar.Writer
	has     map[string]bool
	capable string
}

func (w *layer) fill(s standIn) error {
	for _, dir := range []string{"bin", "sbin", "lib", "lib64"} {
		if err := w.link("/"+dir, "usr/"+dir); err != nil {
			return err
		}
	}
	for dir, mode := range map[string]int64{"/tmp": 0o1777, "/usr": 0o755, "/etc": 0o755, "/run": 0o755} {
		if err := w.folder(dir, owner{mode: mode}); err != nil {
			return err
		}
	}
	for dir, by := range s.dirs {
		if err := w.folder(dir, by); err != nil {
			return err
		}
	}
	for name, target := range s.links {
		if err := w.link(merged(name), target); err != nil {
			return err
		}
	}
	for name, text := range s.texts {
		if err := w.entry(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o755, Size: int64(len(text))}, strings.NewReader(text)); err != nil {
			return err
		}
	}
	for name, from := range s.files {
		if err := w.tree(merged(name), from); err != nil {
			return err
		}
	}
	files, err := filesOf(s.packages)
	if err != nil {
		return err
	}
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil || info.IsDir() {
			continue // left out at installation, such as manual pages
		}
		if err := w.file(name, name); err != nil {
			return err
		}
	}
	// What packages link to by way of /etc/alternatives.
	return w.tree("/etc/alternatives", "/etc/alternatives")
}

// merged is a path of before the folders of / were joined with those of /usr.
func merged(name string) string {
	for _, dir := range []string{"/bin/", "/sbin/", "/lib/", "/lib64/"} {
		if strings.HasPrefix(name, dir) {
			return "/usr" + name
		}
	}
	return name
}

// filesOf lists the files of packages and of all that they need.
func filesOf(packages []string) ([]string, error) {
	wanted, seen := slices.Clone(packages), map[string]bool{}
	var all []string
	for len(wanted) > 0 {
		name := wanted[0]
		wanted = wanted[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		files, err := exec.Command("dpkg-query", "-L", name).Output()
		if err != nil {
			if slices.Contains(packages, name) {
				return nil, fmt.Errorf("package %s: %w", name, err)
			}
			continue // not installed: one of several that would do
		}
		needs, err := exec.Command("dpkg-query", "-W", "-f", "${Pre-Depends}, ${Depends}\n", name).Output()
		if err != nil {
			return nil, fmt.Errorf("package %s: %w", name, err)
		}
		for part := range strings.FieldsFuncSeq(string(needs), func(r rune) bool { return strings.ContainsRune(",|\n", r) }) {
			if fields := strings.Fields(part); len(fields) > 0 {
				need, _, _ := strings.Cut(fields[0], ":")
				// Those of setting up, not of running.
				if !slices.Contains([]string{"perl", "adduser", "debconf", "dpkg", "systemd", "init-system-helpers", "python3", "postgresql-common", "ssl-cert"}, need) {
					wanted = append(wanted, need)
				}
			}
		}
		for line := range strings.Lines(string(files)) {
			line = strings.TrimSpace(line)
			if !strings.HasPrefix(line, "/usr/share/doc/") && !strings.HasPrefix(line, "/usr/share/man/") && !strings.HasPrefix(line, "/usr/share/locale/") {
				all = append(all, line)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

func (w *layer) entry(h *tar.Header, body io.Reader) error {
	h.Name = strings.TrimPrefix(h.Name, "/")
	if w.has[h.Name] {
		return nil
	}
	w.has[h.Name] = true
	if "/"+h.Name == w.capable { // cap_net_bind_service=ep, as in linux/capability.h, second revision
		h.Format = tar.FormatPAX
		h.PAXRecords = map[string]string{"SCHILY.xattr.security.capability": "\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"}
	}
	if err := w.WriteHeader(h); err != nil {
		return err
	}
	if body == nil {
		return nil
	}
	_, err := io.Copy(w, body)
	return err
}

func (w *layer) folder(name string, by owner) error {
	if by.mode == 0 {
		by.mode = 0o755
	}
	return w.entry(&tar.Header{Name: name + "/", Typeflag: tar.TypeDir, Mode: by.mode, Uid: by.id, Gid: by.id}, nil)
}

func (w *layer) link(name, target string) error {
	return w.entry(&tar.Header{Name: name, Typeflag: tar.TypeSymlink, Linkname: target, Mode: 0o777}, nil)
}

// file puts one file or link of the machine at name, root's.
func (w *layer) file(name, from string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return w.link(merged(name), target)
	}
	if !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return w.entry(&tar.Header{Name: merged(name), Typeflag: tar.TypeReg, Mode: int64(info.Mode().Perm()), Size: info.Size()}, f)
}

// tree puts a file or a folder of the machine at name.
func (w *layer) tree(name, from string) error {
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		to := name
		if rest, err := filepath.Rel(from, p); err == nil && rest != "." {
			to = path.Join(name, rest)
		}
		return w.file(to, p)
	})
}
