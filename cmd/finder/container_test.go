package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestComposeVolumesKeepTheirOwner sees that no mount of a named volume lets
// Docker copy the image's folder into it: at the first mount of an empty volume
// that gives the volume to the image's owner again, whoever prepare gave it to,
// and a service without rights cannot write there.
func TestComposeVolumesKeepTheirOwner(t *testing.T) {
	file := readCompose(t)
	mounts, owned, used := 0, map[string]bool{}, map[string]bool{}
	for name, service := range file.Services {
		for _, mount := range service.Volumes {
			part := strings.Split(mount, ":")
			if _, ok := file.Volumes[part[0]]; !ok {
				continue // a folder of the machine
			}
			mounts++
			if name == "prepare" {
				owned[part[0]] = true
			} else {
				used[part[0]] = true
			}
			if len(part) != 3 || !slices.Contains(strings.Split(part[2], ","), "nocopy") {
				t.Errorf("%s mounts %s without nocopy", name, mount)
			}
		}
	}
	if mounts < 12 {
		t.Errorf("only %d mounts of volumes found", mounts)
	}
	for name := range file.Volumes {
		if !owned[name] || !used[name] {
			t.Errorf("volume %s: prepared %t, used %t", name, owned[name], used[name])
		}
	}
}

// TestComposeNetworkIsNobodysDefault sees that the fixed network lies in none
// that clouds and Docker itself hand out, where it would hide a machine or be
// refused as taken; and that the service trusts this network and no other.
func TestComposeNetworkIsNobodysDefault(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docker-compose.yml"))
	if err != nil {
		t.Fatal(err)
	}
	setting := regexp.MustCompile(`\$\{SUBNET:-([0-9./]+)\}`).FindAllStringSubmatch(string(text), -1)
	if len(setting) != 2 || setting[0][1] != setting[1][1] {
		t.Fatalf("the network and FINDER_TRUSTED_PROXIES are not the same setting: %q", setting)
	}
	ours := netip.MustParsePrefix(setting[0][1])
	if !ours.Addr().IsPrivate() || ours.Masked() != ours {
		t.Errorf("%v is no private network", ours)
	}
	taken := []string{
		"172.17.0.0/16", "172.18.0.0/15", "172.20.0.0/14", "172.24.0.0/13", "192.168.0.0/16", // Docker, and AWS's 172.31
		"10.0.0.0/16", "10.1.0.0/16", "10.128.0.0/9", "10.96.0.0/12", "10.244.0.0/16", // Azure, Google, Kubernetes
	}
	for _, other := range taken {
		if ours.Overlaps(netip.MustParsePrefix(other)) {
			t.Errorf("%v lies in %s", ours, other)
		}
	}
}

// TestImage sees that the account of the image is a number, for Kubernetes
// refuses a name where it asks for one without rights (runAsNonRoot), and that
// nothing secret or of the operator's gets into a layer.
func TestImage(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	user := regexp.MustCompile(`(?m)^USER (.+)$`).FindAllStringSubmatch(string(text), -1)
	if len(user) != 1 || !regexp.MustCompile(`^[1-9]\d*:[1-9]\d*$`).MatchString(user[0][1]) {
		t.Errorf("the account of the image is %q, want one number and group", user)
	}
	text, err = os.ReadFile(filepath.Join(root, ".dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Fields(string(text))
	for _, name := range []string{".git", "secrets", "data-in", ".finder", "bin", "artifacts", "node_modules", ".env"} {
		if !slices.Contains(left, name) {
			t.Errorf(".dockerignore does not leave out %s", name)
		}
	}
}
