// Writes data/build/naturalearth.json, what the base map takes from Natural Earth
// 1:50,000,000: lakes, rivers and urban areas of the United States and its
// neighborhood, and the land of the neighbors. It is read from the files that
// Debian's marble-qt-data keeps, on their grid of 120 steps a degree, and
// committed so that the base map is built without that package.
//
//   tools/install naturalearth
//   node data/build/naturalearth.mjs [folder]
import { readFileSync, writeFileSync } from "node:fs";

const folder = process.argv[2] ?? "/usr/share/marble/data/naturalearth";
const out = new URL("naturalearth.json", import.meta.url);
const GRID = 120;

const LINE = 0, OUTER = 2, INNER = 3, MULTI = 4;

// pn2 reads a file of Marble: a version, a number of features, and whether they
// have a color; of each its form, its number, its color where the number is new,
// and nodes, each followed by points that are steps away from it. A feature of
// many parts says how many. Returned are their forms, numbers and points, as [lng, lat].
function pn2(name) {
  const b = readFileSync(`${folder}/ne_50m_${name}.pn2`);
  let at = 0;
  const byte = () => b.readUInt8(at++), step = () => b.readInt8(at++);
  const short = () => b.readInt16BE((at += 2) - 2), number = () => b.readUInt32BE((at += 4) - 4);

  const all = [];
  const feature = (form, id) => {
    const points = [];
    for (let nodes = number(); nodes > 0; nodes--) {
      const lat = short(), lng = short();
      points.push([lng, lat]);
      for (let steps = short(); steps > 0; steps--) {
        const dlat = step(), dlng = step();
        points.push([lng + dlng, lat + dlat]);
      }
    }
    all.push({ form, id, points });
  };
  if (byte() !== 2) throw new Error(`${name}: not version 2`);
  const most = number();
  const colored = byte() === 1;
  for (let before = 0; at < b.length;) {
    const form = byte(), id = number();
    if (colored && id !== before) byte();
    before = id;
    if (form !== MULTI) feature(form, id);
    else for (let parts = byte(); parts > 0; parts--) feature(byte(), number());
  }
  if (all.length !== most) throw new Error(`${name}: ${all.length} features, ${most} are said`);
  return all;
}

// The United States and its territories, with room around them: west, south,
// east, north in degrees.
const boxes = [[-126, 24, -66, 50.5], [-170, 51, -129, 72], [-161, 18.5, -154, 22.5], [-67.6, 17.5, -64.4, 18.7], [144, 13, 146.5, 16]]
  .map((box) => box.map((degrees) => degrees * GRID));
const near = ({ points }) => points.some(([x, y]) => boxes.some(([w, s, e, n]) => x >= w && x <= e && y >= s && y <= n));

// flat makes one list of steps of the points: x, y, then how far each next lies.
const flat = (points) => points.flatMap(([x, y], i) => (i ? [x - points[i - 1][0], y - points[i - 1][1]] : [x, y]));
const lines = (name, keep) => pn2(name).filter(near).filter(keep).map((f) => flat(f.points));

const around = (ring, x, y) => ring.reduce((inside, [ax, ay], i) => {
  const [bx, by] = ring.at(i - 1);
  return ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside;
}, false);

// Countries have numbers and no names: those of the United States and its
// territories are those around Kansas, San Juan, Saint Croix, Guam and Saipan.
const ours = [[-98, 38.5], [-66.1, 18.3], [-64.75, 17.73], [144.8, 13.45], [145.75, 15.19]].map(([x, y]) =>
  pn2("admin_0_countries").find((f) => f.form === OUTER && around(f.points, x * GRID, y * GRID))?.id);

// Superior, Michigan and Huron come one by one and once more as one water, which
// is left out: a lake that holds the middles of two others.
const shores = pn2("lakes").filter((f) => f.form === OUTER);
const middle = ({ points }) => [0, 1].map((axis) => {
  const all = points.map((p) => p[axis]);
  return (Math.min(...all) + Math.max(...all)) / 2;
});
const twice = shores.filter((f) => shores.filter((other) => other !== f && around(f.points, ...middle(other))).length > 1).map((f) => f.id);

const parts = {
  grid: GRID,
  neighbors: lines("admin_0_countries", (f) => f.form === OUTER && !ours.includes(f.id)),
  lakes: lines("lakes", (f) => !twice.includes(f.id) && (f.form === OUTER || f.form === INNER)),
  urban: lines("urban_areas", (f) => f.form === OUTER),
  rivers: lines("rivers_lake_centerlines", (f) => f.form === LINE),
};
const text = `{\n${Object.entries(parts).map(([k, v]) => `"${k}": ${Array.isArray(v) ? `[\n${v.map((l) => JSON.stringify(l)).join(",\n")}\n]` : v}`).join(",\n")}\n}\n`;
writeFileSync(out, text);
console.log(`data/build/naturalearth.json: ${Object.entries(parts).map(([k, v]) => `${v.length ?? v} ${k}`).join(", ")}, ${text.length} bytes`);
