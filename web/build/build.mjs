// Builds web/dist out of web/src and web/styles: bundled, minified, named by
// content, with a manifest. The result is committed, so that the Go program
// builds without Node.
//
//   node web/build/build.mjs          write web/dist
//   node web/build/build.mjs --check  fail if web/dist is not what would be written
//
// The widget that partners embed is built beside it, see widget.mjs.
//
// Both fail when a file is over its budget.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { checkWidget, outputs, writeWidget } from "./widget.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const dist = web + "dist/";

// Budgets in bytes packed with gzip -9.
const entries = [
  { name: "page.js", from: "src/page.ts", budget: 8_000 },
  { name: "frame.js", from: "src/frame.ts", budget: 1_000 },
  { name: "embed.js", from: "src/embed.ts", budget: 1_000 },
  { name: "partners.js", from: "src/partners.ts", budget: 3_000 },
  { name: "site.css", from: "styles/site.css", budget: 6_000 },
  { name: "console.js", from: "src/console/app.ts", budget: 66_000 },
  { name: "sheet.js", from: "src/console/sheet.ts", budget: 500 },
  { name: "door.js", from: "src/console/door.ts", budget: 500 },
  { name: "console.css", from: "styles/console.css", budget: 9_000 },
  { name: "icon.svg", from: "icons/icon.svg", budget: 1_000 },
];

async function built() {
  const files = new Map();
  const manifest = {};
  for (const entry of entries) {
    const result = await build({
      absWorkingDir: web,
      entryPoints: [entry.from],
      entryNames: entry.name.slice(0, entry.name.lastIndexOf(".")) + "-[hash]",
      outdir: dist,
      bundle: true,
      minify: true,
      format: "esm",
      target: ["es2022", "chrome109", "safari16", "firefox115"],
      charset: "utf8",
      legalComments: "none",
      loader: { ".svg": "copy" },
      write: false,
    });
    const [file] = result.outputFiles;
    const name = file.path.slice(file.path.lastIndexOf("/") + 1);
    files.set(name, Buffer.from(file.contents));
    manifest[entry.name] = name;
    const packed = gzipSync(file.contents, { level: 9 }).length;
    console.log(`${name}: ${file.contents.length} bytes, ${packed} packed, budget ${entry.budget}`);
    if (packed > entry.budget) throw new Error(`${name} is over its budget`);
  }
  files.set("manifest.json", Buffer.from(JSON.stringify(manifest, null, 2) + "\n"));
  return files;
}

function check(files) {
  const have = new Set(readdirSync(dist));
  for (const [name, bytes] of files) {
    if (!have.delete(name) || !readFileSync(dist + name).equals(bytes))
      throw new Error(`web/dist/${name} is missing or not in date: run node web/build/build.mjs`);
  }
  if (have.size) throw new Error(`web/dist holds files that nothing builds: ${[...have].join(", ")}`);
}

function write(files) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const [name, bytes] of files) writeFileSync(dist + name, bytes);
}

try {
  const files = await built();
  const checking = process.argv.includes("--check");
  checking ? check(files) : write(files);
  const widget = await outputs({ seal: process.argv.includes("--seal") });
  checking ? checkWidget(widget) : writeWidget(widget);
} catch (err) {
  console.error(String(err.message ?? err));
  process.exit(1);
}
