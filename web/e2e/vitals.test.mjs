// How the pages feel on a slow phone. Sizes and shifts are exact; times are
// the median of three and have half as much again of slack, because the
// machine may be busy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fixture, launch } from "./chromium.mjs";
import { thrice, vitals } from "./vitals.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function use(page) {
  await page.locator("#near").pressSequentially("minn", { delay: 60 });
  await page.waitForTimeout(400);
  await page.locator("#near").press("Escape");
  await page.locator("details.more summary").first().click();
}

for (const path of ["/", "/find?near=55401&radius=50"]) {
  test(`vitals of ${path}`, async (t) => {
    const { lcp, inp, cls } = await thrice(() => vitals(browser, server.url + path, use));
    t.diagnostic(`LCP ${Math.round(lcp)} ms, INP ${inp} ms, CLS ${cls.toFixed(4)}`);
    assert.ok(lcp > 0 && lcp <= 1.5 * 1800, `LCP ${lcp} ms`);
    assert.ok(inp <= 1.5 * 150, `INP ${inp} ms`);
    assert.ok(cls <= 0.02, `CLS ${cls}`);
  });
}
