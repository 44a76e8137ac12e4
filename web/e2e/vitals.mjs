// Measures a page on a slow phone: 4 times slower, 1.6 Mbit/s, 150 ms.

// vitals opens url, lets use(page) act on it, and returns what was felt and
// what it cost: every shift of the layout added up, pressed for or not; requests
// and packed bytes until the page stood. Times (largest contentful paint and
// slowest interaction, milliseconds) tell of the machine as much as of the page:
// they are reported and hold nothing. Answers to what held names are held back
// by delay milliseconds.
export async function vitals(browser, url, use, { held, delay } = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  await context.addInitScript(() => {
    const seen = (globalThis.__vitals = { lcp: 0, cls: 0, inp: 0, moved: [] });
    const observe = (type, note, more = {}) =>
      new PerformanceObserver((l) => l.getEntries().forEach(note)).observe({ type, buffered: true, ...more });
    observe("largest-contentful-paint", (e) => { seen.lcp = e.startTime; });
    observe("layout-shift", (e) => {
      seen.cls += e.value;
      seen.moved.push(...e.sources.map((s) => `${s.node?.nodeName ?? "?"}.${s.node?.className ?? ""} ${s.previousRect.y} to ${s.currentRect.y}`));
    });
    observe("event", (e) => { seen.inp = Math.max(seen.inp, e.duration); }, { durationThreshold: 16 });
  });
  if (held) {
    await context.route(held, async (route) => {
      await new Promise((done) => setTimeout(done, delay));
      await route.continue();
    });
  }
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const cost = { requests: 0, bytes: 0 };
  session.on("Network.loadingFinished", (e) => { cost.requests++; cost.bytes += e.encodedDataLength; });
  await page.goto(url, { waitUntil: "load" });
  const first = { ...cost };
  await use(page);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const felt = await page.evaluate(() => globalThis.__vitals);
  await context.close();
  return { ...felt, ...first };
}

// told words what was felt, for the report.
export const told = ({ lcp, inp, cls, requests, bytes }) =>
  `CLS ${cls.toFixed(4)}, ${requests} requests, ${bytes} bytes; LCP ${Math.round(lcp)} ms, INP ${inp} ms`;
