// How a partner's page with the widget feels on a slow phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";
import { thrice, vitals } from "./vitals.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

test("vitals of the widget", async (t) => {
  const url = partner.page('<physician-finder partner="pk_good"><a href="/elsewhere">Find a surgeon</a></physician-finder>');
  const { lcp, inp, cls } = await thrice(() => vitals(browser, url, async (page) => {
    await page.locator("physician-finder #near").pressSequentially("minn", { delay: 60 });
    await page.locator("physician-finder [role=option]").first().click();
    await page.locator("physician-finder [part~=submit]").click();
    await page.locator("physician-finder .card").first().waitFor();
  }));
  t.diagnostic(`LCP ${Math.round(lcp)} ms, INP ${inp} ms, CLS ${cls.toFixed(4)}`);
  assert.ok(lcp > 0 && lcp <= 1.5 * 2200, `LCP ${lcp} ms`);
  assert.ok(inp <= 1.5 * 150, `INP ${inp} ms`);
  assert.ok(cls <= 0.02, `CLS ${cls}`);
});
