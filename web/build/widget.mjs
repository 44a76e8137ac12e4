// Builds <physician-finder> into web/widget/<version>/, one file with all it
// needs, and lists the versions with their integrity.
//
// A version that is sealed (web/widget/sealed.json) is published: its bytes
// never change again, because pages pin them. When the source or a text that
// the widget carries makes other bytes, they are the next minor version, in
// work; the package stays the one that web/widget/package.json names. What an
// element takes and tells is the version's: to change it, raise it there.
//
//   node web/build/build.mjs --seal   publish the version that package.json names
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { manifest, reference } from "./manifest.mjs";
import { types } from "./types.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dir = root + "web/widget/";
const file = "physician-finder.js";
const budget = 26_000; // bytes packed with gzip -9
const target = ["es2022", "chrome109", "safari16.2", "firefox115"];

export const integrity = (bytes) => "sha384-" + createHash("sha384").update(bytes).digest("base64");
const json = (path) => JSON.parse(readFileSync(path, "utf8"));
const pretty = (value) => JSON.stringify(value, null, 2) + "\n";

// catalog returns the texts that keys.ts names, in both languages; a name that
// ends with a dot stands for all that begin with it.
async function catalog() {
  const source = await transform(readFileSync(root + "web/src/widget/keys.ts", "utf8"), { loader: "ts", format: "esm" });
  const { keys } = await import("data:text/javascript," + encodeURIComponent(source.code));
  const en = json(root + "internal/words/en.json"), es = json(root + "internal/words/es.json");
  const words = {};
  const forms = (text) => (typeof text === "string" ? text : [text.one, text.other]);
  for (const key of keys) {
    const names = key.endsWith(".") ? Object.keys(en).filter((name) => name.startsWith(key)) : [key];
    if (!names.length) throw new Error(`keys.ts: no text begins with ${key}`);
    for (const name of names) {
      if (!en[name] || !es[name]) throw new Error(`keys.ts: ${name} is not in both catalogs`);
      words[name] = [forms(en[name]), forms(es[name])];
    }
  }
  return words;
}

// parts makes what the widget imports and no file holds.
const parts = {
  name: "widget",
  setup(b) {
    b.onResolve({ filter: /^widget:words$/ }, () => ({ path: "words", namespace: "widget" }));
    b.onLoad({ filter: /^words$/, namespace: "widget" }, async () => ({
      contents: `export const words = ${JSON.stringify(await catalog())};`,
    }));
    b.onLoad({ filter: /\/widget\/[a-z]+\.css$/ }, async ({ path }) => ({
      contents: (await transform(readFileSync(path, "utf8"), { loader: "css", minify: true, target })).code.trim(),
      loader: "text",
    }));
  },
};

// widget returns the bytes of the element as it is in source, as a version.
async function widget(version) {
  const result = await build({
    absWorkingDir: root + "web",
    entryPoints: ["src/widget/physician-finder.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target,
    charset: "utf8",
    legalComments: "none",
    banner: { js: `/*! physician-finder ${version}, Apache-2.0. Holds Lit, (c) Google LLC, BSD-3-Clause: ./LICENSES.txt */` },
    define: { VERSION: JSON.stringify(version) },
    plugins: [parts],
    write: false,
  });
  const bytes = Buffer.from(result.outputFiles[0].contents);
  const packed = gzipSync(bytes, { level: 9 }).length;
  console.log(`widget ${version}: ${bytes.length} bytes, ${packed} packed, budget ${budget}`);
  if (packed > budget) throw new Error(`the widget is over its budget: ${packed} bytes of ${budget}`);
  return bytes;
}

// next is the minor version after one.
const next = (version) => version.replace(/\.(\d+)\.\d+$/, (_, minor) => `.${+minor + 1}.0`);

// outputs returns what stands in web/widget when it is in date, by path.
export async function outputs({ seal = false } = {}) {
  const packed = json(dir + "package.json").version;
  const sealed = json(dir + "sealed.json");
  let version = packed, bytes = await widget(version);
  if (seal) sealed[version] ??= integrity(bytes);
  if (sealed[version] && sealed[version] !== integrity(bytes)) {
    if (pretty(manifest(version)) !== readFileSync(dir + "custom-elements.json", "utf8")) {
      throw new Error(`widget ${version} is published, and what the element takes or tells has changed: raise the version in web/widget/package.json`);
    }
    version = next(version);
    bytes = await widget(version);
  }
  const files = new Map([[`${version}/${file}`, bytes]]);
  const versions = {};
  for (const name of [...readdirSync(dir), version].filter((name) => /^\d+\.\d+\.\d+$/.test(name)).sort(order)) {
    const body = files.get(`${name}/${file}`) ?? readFileSync(`${dir}${name}/${file}`);
    if (sealed[name] && sealed[name] !== integrity(body)) throw new Error(`widget ${name} is published and its bytes have changed`);
    if (!sealed[name] && name !== version) continue; // was in work, and is no more
    versions[name] = integrity(body);
  }
  for (const name of Object.keys(sealed)) if (!versions[name]) throw new Error(`widget ${name} is published and missing`);
  const about = json(dir + "package.json");
  about.main = about.exports["."].default = `./${packed}/${file}`;
  about.files[0] = `${packed}/${file}`;
  files.set("versions.json", Buffer.from(pretty(versions)));
  files.set("sealed.json", Buffer.from(pretty(sealed)));
  files.set("package.json", Buffer.from(pretty(about)));
  for (const [name, text] of Object.entries(types())) files.set(name, Buffer.from(text));
  files.set("custom-elements.json", Buffer.from(pretty(manifest(packed))));
  const [prose] = readFileSync(root + "docs/widget.md", "utf8").split(/(?<=<!-- reference -->\n)/);
  files.set("../../docs/widget.md", Buffer.from(`${prose}\n${reference()}`));
  return files;
}

function order(a, b) {
  const [x, y] = [a, b].map((v) => v.split(".").map(Number));
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
}

// stale are the folders of versions that are no more.
function stale(files) {
  const versions = JSON.parse(files.get("versions.json"));
  return readdirSync(dir).filter((name) => /^\d+\.\d+\.\d+$/.test(name) && !versions[name]);
}

export function checkWidget(files) {
  for (const name of stale(files)) throw new Error(`web/widget/${name} is neither published nor in work: run node web/build/build.mjs`);
  for (const [name, bytes] of files)
    if (!existsSync(dir + name) || !readFileSync(dir + name).equals(bytes))
      throw new Error(`web/widget/${name} is missing or not in date: run node web/build/build.mjs`);
}

export function writeWidget(files) {
  for (const name of stale(files)) rmSync(dir + name, { recursive: true });
  for (const [name, bytes] of files) {
    mkdirSync(dir + name.replace(/[^/]*$/, ""), { recursive: true });
    writeFileSync(dir + name, bytes);
  }
}
