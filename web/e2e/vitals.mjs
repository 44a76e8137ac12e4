// Measures a page on a slow phone: 4 times slower, 1.6 Mbit/s, 150 ms.

// vitals opens url, lets use(page) act on it, and returns what was felt:
// largest contentful paint and slowest interaction in milliseconds, layout
// shift as a score.
export async function vitals(browser, url, use) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.addInitScript(() => {
    const seen = (globalThis.__vitals = { lcp: 0, cls: 0, inp: 0 });
    const observe = (type, note, more = {}) =>
      new PerformanceObserver((l) => l.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
    observe("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
    observe("layout-shift", (e) => { if (!e.hadRecentInput) seen.cls += e.value; });
    observe("event", (e) => { seen.inp = Math.max(seen.inp, e.duration); }, { durationThreshold: 16 });
  });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto(url);
  await use(page);
  await page.waitForTimeout(300);
  const felt = await page.evaluate(() => globalThis.__vitals);
  await context.close();
  return felt;
}

const middle = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

// thrice returns the median times of three runs, and the worst shift.
export async function thrice(run) {
  const runs = [await run(), await run(), await run()];
  return { lcp: middle(runs.map((r) => r.lcp)), inp: middle(runs.map((r) => r.inp)), cls: Math.max(...runs.map((r) => r.cls)) };
}
