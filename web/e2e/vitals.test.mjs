// How the pages feel on a slow phone: 4 times slower, 1.6 Mbit/s, 150 ms.
// Sizes and shifts are exact; times are the median of three and have half as
// much again of slack, because the machine may be busy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fixture, launch } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

async function visit(path) {
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
  await page.goto(server.url + path);
  await page.locator("#near").pressSequentially("minn", { delay: 60 });
  await page.waitForTimeout(400);
  await page.locator("#near").press("Escape");
  await page.locator("details.more summary").first().click();
  await page.waitForTimeout(300);
  const vitals = await page.evaluate(() => globalThis.__vitals);
  await context.close();
  return vitals;
}

for (const path of ["/", "/find?near=55401&radius=50"]) {
  test(`vitals of ${path}`, async (t) => {
    const runs = [await visit(path), await visit(path), await visit(path)];
    const lcp = median(runs.map((r) => r.lcp)), inp = median(runs.map((r) => r.inp)), cls = Math.max(...runs.map((r) => r.cls));
    t.diagnostic(`LCP ${Math.round(lcp)} ms, INP ${inp} ms, CLS ${cls.toFixed(4)}`);
    assert.ok(lcp > 0 && lcp <= 1.5 * 1800, `LCP ${lcp} ms`);
    assert.ok(inp <= 1.5 * 150, `INP ${inp} ms`);
    assert.ok(cls <= 0.02, `CLS ${cls}`);
  });
}
