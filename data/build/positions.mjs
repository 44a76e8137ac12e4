// Distances, and the choice between two sources that place a ZIP code apart.

const RADIUS_KM = 6371;
const radians = (degrees) => (degrees * Math.PI) / 180;

// km returns the great-circle distance of two {lat, lng} in kilometres.
export function km(a, b) {
  const h = Math.sin(radians(b.lat - a.lat) / 2) ** 2
    + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lng - a.lng) / 2) ** 2;
  return 2 * RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

// FAR is the distance in km beyond which the two sources contradict each
// other: a ZCTA of Alaska or the West may have its middle in the wilderness
// while everybody lives in the town.
export const FAR = 40;

// Contradictions that were looked up one by one: the rule below gets them wrong.
const CENSUS_RIGHT = new Set(['05440', '56669', '87539', '99505', '99506', '99565', '99726']);
const GEONAMES_RIGHT = new Set(['84728', '89412', '93042']);

// choose returns 'c' (Census) or 'g' (GeoNames) for a ZIP code that both
// place. Where they contradict each other the town of the ZIP code's own name
// decides; without one, GeoNames where it names a town (accuracy 4) or in
// Alaska, else the Census.
export function choose({ zip, state, census, geonames, accuracy, town }) {
  if (km(census, geonames) <= FAR || CENSUS_RIGHT.has(zip)) return 'c';
  if (GEONAMES_RIGHT.has(zip)) return 'g';
  if (town) return km(census, town) <= km(geonames, town) ? 'c' : 'g';
  return accuracy >= 4 || state === 'AK' ? 'g' : 'c';
}

// The grid of reaches, in degrees: fine enough that few landmarks share a cell.
const CELL = 0.2;
const RINGS = [1, 2, 4, 8, 16, 40];

// reaches returns for each point the distance in km to its third nearest
// neighbour among the landmarks: where ZIP codes lie dense they are small, so
// this is how far from its point a ZIP code reaches, seen generously.
// Infinity: there are no three within some 400 km.
export function reaches(points, landmarks) {
  const grid = new Map();
  const index = (degrees) => Math.floor(degrees / CELL);
  const cell = (x, y) => (y + 1000) * 10000 + x + 2000;
  for (const p of landmarks) {
    const c = cell(index(p.lng), index(p.lat));
    if (!grid.has(c)) grid.set(c, []);
    grid.get(c).push(p);
  }
  const third = (p, ring) => {
    const best = [Infinity, Infinity, Infinity];
    for (let y = index(p.lat) - ring; y <= index(p.lat) + ring; y++) {
      for (let x = index(p.lng) - ring; x <= index(p.lng) + ring; x++) {
        for (const q of grid.get(cell(x, y)) ?? []) {
          const d = q === p ? Infinity : km(p, q);
          if (d < best[2]) {
            best[2] = d;
            best.sort((a, b) => a - b);
          }
        }
      }
    }
    return best[2];
  };
  return points.map((p) => {
    const narrow = CELL * 111 * Math.cos(radians(p.lat)); // km of a cell from west to east
    for (const ring of RINGS) {
      const d = third(p, ring);
      if (d <= ring * narrow) return d; // whatever is nearer lies in these rings
    }
    return Infinity;
  });
}
