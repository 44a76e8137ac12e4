// Writes data/basemap.bin.gz from the counties of us-atlas (Census cartographic
// boundaries, 1:10,000,000): every border once, with its kind, and the rings of
// the land. internal/basemap reads it; its decoder documents the format.
//
//   node data/build/basemap.mjs          write data/basemap.bin.gz
//   node data/build/basemap.mjs --check  fail if the committed table differs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync, gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const out = new URL("../basemap.bin.gz", import.meta.url);
const OUTER = 0, STATE = 1, COUNTY = 2;

const topology = JSON.parse(readFileSync(require.resolve("us-atlas/counties-10m.json"), "utf8"));
const { arcs, objects, transform } = topology;

const bytes = [];
const unsigned = (n) => {
  for (; n > 127; n = Math.floor(n / 128)) bytes.push((n % 128) | 128);
  bytes.push(n);
};
const signed = (n) => unsigned(n < 0 ? -2 * n - 1 : 2 * n);
const float = (x) => bytes.push(...new Uint8Array(new Float64Array([x]).buffer));

// polygons gives the polygons of a geometry, each a list of rings of arc numbers.
const polygons = (g) => (g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : []);

// states[i] holds the state of every county that arc i borders.
const states = arcs.map(() => []);
for (const county of objects.counties.geometries)
  for (const ring of polygons(county).flat())
    for (const i of ring) states[i < 0 ? ~i : i].push(county.id.slice(0, 2));

const kind = (i) => {
  if (states[i].length < 2) return OUTER;
  return new Set(states[i]).size > 1 ? STATE : COUNTY;
};

for (const c of "PFBM1") bytes.push(c.charCodeAt(0));
[...transform.scale, ...transform.translate].forEach(float);
unsigned(arcs.length);
let x0 = 0, y0 = 0; // where the arc before began
arcs.forEach((arc, i) => {
  bytes.push(kind(i));
  unsigned(arc.length);
  arc.forEach(([dx, dy], j) => {
    signed(j ? dx : dx - x0);
    signed(j ? dy : dy - y0);
  });
  [x0, y0] = arc[0];
});
const rings = objects.nation.geometries.flatMap(polygons).flat();
unsigned(rings.length);
for (const ring of rings) {
  unsigned(ring.length);
  ring.forEach(signed);
}

const table = Buffer.from(bytes);
if (process.argv.includes("--check")) {
  if (!gunzipSync(readFileSync(out)).equals(table)) {
    console.error("data/basemap.bin.gz is not what data/build/basemap.mjs writes: run it");
    process.exit(1);
  }
} else {
  const packed = gzipSync(table, { level: 9 });
  writeFileSync(out, packed);
  console.log(`data/basemap.bin.gz: ${arcs.length} borders, ${rings.length} rings, ${table.length} bytes, ${packed.length} packed`);
}
