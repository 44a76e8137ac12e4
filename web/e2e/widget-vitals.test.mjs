// How a partner's page with the widget feels on a slow phone, however late the
// answer comes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";
import { told, vitals } from "./vitals.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

const element = (attributes = "") => `<physician-finder partner="pk_good" ${attributes}><a href="/elsewhere">Find a surgeon</a></physician-finder>`;
const press = async (page) => {
  await page.locator("physician-finder #near").pressSequentially("minn", { delay: 60 });
  await page.locator("physician-finder [role=option]").first().click();
  await page.locator("physician-finder [part~=submit]").click();
};
const answer = (page) => page.locator("physician-finder .card [part=name]").first().waitFor();
const nobody = (page) => page.locator("physician-finder [part=error]").waitFor();

// What is asked, and what shows that the answer is there.
const searches = [
  ["a search", element(), press, answer],
  ["a search of the page's", element('near="55401" autosearch'), async () => {}, answer],
  ["a place that is not known", element('near="Nowhereville, ZZ"'), (page) => page.locator("physician-finder [part~=submit]").click(), nobody],
  ["a second search", element('near="55401" autosearch'), async (page) => {
    await answer(page);
    await page.locator("physician-finder #closure").check();
    await page.locator("physician-finder [part~=submit]").click();
    await page.locator("physician-finder [part=placeholder]").waitFor({ state: "detached" });
  }, answer],
  ["a filter", element('near="55401" autosearch'), async (page) => {
    await answer(page);
    await page.locator("physician-finder .chip").nth(1).click();
    await page.locator("physician-finder [part=placeholder]").waitFor({ state: "detached" });
  }, answer],
  ["more of the list", element('near="55401" limit="5" autosearch'), async (page) => {
    await answer(page);
    await page.locator("physician-finder [part~=more]").click();
  }, (page) => page.locator('physician-finder [data-card="10"]').waitFor()],
];
for (const [name, body, ask, shown] of searches) {
  for (const delay of [0, 300, 2000]) {
    test(`nothing moves: ${name}, answered ${delay} ms late`, async (t) => {
      const felt = await vitals(browser, partner.page(body), async (page) => {
        await ask(page);
        await shown(page);
      }, { held: "**/v1/search", delay });
      t.diagnostic(told(felt));
      assert.ok(felt.cls <= 0.02, `CLS ${felt.cls}: ${felt.moved.join("; ")}`);
    });
  }
}

test("from the press on there is a screen's room for the answer", async (t) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  t.after(() => context.close());
  let release;
  const held = new Promise((done) => (release = done));
  await context.route("**/v1/search", async (route) => {
    await held;
    await route.continue();
  });
  const page = await context.newPage();
  await page.goto(partner.page(element('near="55401"')));
  await page.locator("physician-finder [part~=submit]").click();
  const room = page.locator("physician-finder .room");
  await room.waitFor();
  assert.ok((await room.boundingBox()).height >= 844);
  await page.waitForFunction(() => document.querySelector("physician-finder").shadowRoot.activeElement?.id === "waiting");
  release();
  await answer(page);
  assert.ok((await room.boundingBox()).height >= 844);
  assert.equal(await page.evaluate(() => document.querySelector("physician-finder").shadowRoot.activeElement?.getAttribute("part")), "heading");
});
