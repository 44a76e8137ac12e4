// How the pages feel on a slow phone: what moves, however late an answer comes,
// and what a first view costs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fixture, launch } from "./chromium.mjs";
import { told, vitals } from "./vitals.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function type(page) {
  await page.locator("#near").fill("");
  await page.locator("#near").pressSequentially("minn", { delay: 60 });
  await page.locator("[role=option]").first().waitFor();
  await page.locator("#near").press("Escape");
}

for (const path of ["/", "/find?radius=50"]) {
  for (const delay of [0, 300, 2000]) {
    test(`nothing moves: ${path}, suggestions ${delay} ms late`, async (t) => {
      const felt = await vitals(browser, server.url + path, type, { held: "**/v1/places*", delay });
      t.diagnostic(told(felt));
      assert.ok(felt.cls <= 0.02, `CLS ${felt.cls}: ${felt.moved.join("; ")}`);
    });
  }
}

test("nothing moves: results", async (t) => {
  const felt = await vitals(browser, server.url + "/find?near=55401&radius=50", (page) => page.locator("#cards .card").last().scrollIntoViewIfNeeded());
  t.diagnostic(told(felt));
  assert.ok(felt.cls <= 0.02, `CLS ${felt.cls}: ${felt.moved.join("; ")}`);
});

for (const delay of [0, 300, 2000]) {
  test(`nothing moves: a search, answered ${delay} ms late`, async (t) => {
    const felt = await vitals(browser, server.url + "/", async (page) => {
      await page.locator("#near").fill("55401");
      await page.locator("#near").press("Enter");
      await page.locator("#cards .card").first().waitFor();
    }, { held: "**/find?*", delay });
    t.diagnostic(told(felt));
    assert.ok(felt.cls <= 0.02, `CLS ${felt.cls}: ${felt.moved.join("; ")}`);
  });
}
