// "Use my approximate location": asks the browser once, on a press of the
// button, and lets nothing finer than a tenth of a degree out of this file.

export type Refusal = "denied" | "timeout" | "unavailable" | "outside";

// Where listings are: west, south, east, north, generously.
const areas: readonly (readonly [number, number, number, number])[] = [
  [-125.5, 24, -66, 50], // the 48 states
  [-180, 50.5, -129, 72], // Alaska
  [172, 50.5, 180, 54], // Alaska beyond the antimeridian
  [-161, 18, -154, 23], // Hawaii
  [-68.5, 17, -64, 19], // Puerto Rico and the Virgin Islands
  [144, 13, 147, 21], // Guam and the Northern Marianas
  [-172, -15, -168, -10], // American Samoa
];

const tenth = (degrees: number): string => (Math.round(degrees * 10) / 10).toFixed(1);

// locate resolves to "lat,lng" rounded to a tenth of a degree, or rejects
// with a Refusal.
export function locate(): Promise<string> {
  return new Promise((resolve, reject: (why: Refusal) => void) => {
    if (!("geolocation" in navigator)) return reject("unavailable");
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        const inside = areas.some(([w, s, e, n]) => longitude >= w && longitude <= e && latitude >= s && latitude <= n);
        if (inside) resolve(`${tenth(latitude)},${tenth(longitude)}`);
        else reject("outside");
      },
      (error) => {
        if (error.code === error.PERMISSION_DENIED) reject("denied");
        else if (error.code === error.TIMEOUT) reject("timeout");
        else reject("unavailable");
      },
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 600_000 },
    );
  });
}
