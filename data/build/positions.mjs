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

// reaches returns for each point the distance in km to its third nearest
// neighbour among the landmarks: where ZIP codes lie dense they are small, so
// this is how far from its point a ZIP code reaches, seen generously.
export function reaches(points, landmarks) {
  const grid = new Map();
  const cell = (lat, lng) => `${Math.floor(lat)},${Math.floor(lng)}`;
  for (const p of landmarks) {
    const c = cell(p.lat, p.lng);
    if (!grid.has(c)) grid.set(c, []);
    grid.get(c).push(p);
  }
  return points.map((p) => {
    for (let ring = 1; ring <= 8; ring *= 2) {
      const near = [];
      for (let y = -ring; y <= ring; y++) {
        for (let x = -ring; x <= ring; x++) {
          for (const q of grid.get(cell(p.lat + y, p.lng + x)) ?? []) if (q !== p) near.push(km(p, q));
        }
      }
      near.sort((a, b) => a - b);
      // Everything within ring degrees of longitude has been seen.
      if (near.length >= 3 && near[2] <= ring * 111 * Math.cos(radians(p.lat))) return near[2];
    }
    return Infinity;
  });
}
