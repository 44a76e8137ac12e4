// Pages move what stands in them: frameworks, page builders and accordions take
// the widget out and put it elsewhere, also while it searches.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until, watch } from "./checks.mjs";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

const body = (attributes = "autosearch") =>
  `<div id="here"><physician-finder partner="pk_good" near="55401" ${attributes}><a href="/elsewhere">Find a surgeon</a></physician-finder></div><div id="there"></div><div id="ahi" lang="es"></div>`;

// open shows the widget with its first search on the way; release() lets it be
// answered.
async function open(t, { adapter = false } = {}) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  let release;
  const held = new Promise((done) => (release = done));
  await context.route("**/v1/search", async (route) => {
    await held;
    await route.continue();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const asked = page.waitForRequest("**/v1/search");
  await context.addInitScript((adapter) => {
    window.told = [];
    for (const name of ["pf-ready", "pf-search", "pf-results", "pf-error"]) document.addEventListener(name, () => window.told.push(name));
    window.maps = 0; // that stand
    if (!adapter) return;
    const draw = (host, model) => {
      window.maps++;
      host.textContent = `${model.pins.length} pins`;
      return () => { window.maps--; host.textContent = ""; };
    };
    customElements.whenDefined("physician-finder").then(() => { document.querySelector("physician-finder").mapAdapter = draw; });
  }, adapter);
  await page.goto(partner.page(body()));
  await asked;
  const searches = () => watching.requests.filter((r) => r.url().endsWith("/v1/search")).length;
  return { page, watching, release, searches };
}

const moves = {
  "put elsewhere at once": (page) => page.evaluate(() => { document.getElementById("there").append(document.querySelector("physician-finder")); }),
  "moved as it is": (page) => page.evaluate(() => {
    const there = document.getElementById("there"), finder = document.querySelector("physician-finder");
    if (there.moveBefore) there.moveBefore(finder, null);
    else there.append(finder);
  }),
  "taken out, put back later": async (page) => {
    await page.evaluate(() => { window.out = document.querySelector("physician-finder"); window.out.remove(); });
    await page.evaluate(() => document.getElementById("there").append(window.out));
  },
  "its box moved about": (page) => page.evaluate(() => { for (let i = 0; i < 5; i++) document.body.insertBefore(document.getElementById("here"), i % 2 ? null : document.body.firstChild); }),
};

for (const adapter of [false, true]) {
  describe(adapter ? "with a map of the page's own" : "with its own map", () => {
    const whole = async (page) => {
      await page.locator("physician-finder .card").nth(9).waitFor();
      if (adapter) {
        await until("one map stands", () => page.evaluate(() => window.maps === 1));
        assert.equal(await page.locator("physician-finder #map").textContent(), "10 pins");
      } else {
        assert.equal((await page.locator("physician-finder .pin").evaluateAll((pins) => pins.flatMap((pin) => pin.dataset.pin.split(" ")))).length, 10);
      }
      assert.equal(await page.locator("physician-finder [part=placeholder]").count(), 0);
    };
    for (const [name, move] of Object.entries(moves)) {
      test(`${name} while it searches, and again when it has`, async (t) => {
        const { page, watching, release, searches } = await open(t, { adapter });
        await move(page);
        release();
        await whole(page);
        await move(page);
        await whole(page);
        assert.equal(searches(), 1, "asked again");
        assert.deepEqual(await page.evaluate(() => window.told), ["pf-ready", "pf-search", "pf-results"]);
        watching.quiet();
      });
    }

    test("answered while it is out of the page", async (t) => {
      const { page, watching, release, searches } = await open(t, { adapter });
      await page.evaluate(() => { window.out = document.querySelector("physician-finder"); window.out.remove(); });
      release();
      await until("the answer is there", () => page.evaluate(() => window.out.results !== undefined));
      assert.equal(await page.evaluate(() => window.maps), 0, "a map outside of the page");
      await page.evaluate(() => document.getElementById("there").append(window.out));
      await whole(page);
      assert.equal(searches(), 1);
      watching.quiet();
    });
  });
}

test("moved to where another language is spoken, while it searches and after", async (t) => {
  const { page, watching, release, searches } = await open(t);
  const to = (id) => page.evaluate((id) => document.getElementById(id).append(document.querySelector("physician-finder")), id);
  await to("ahi");
  release();
  await page.locator("physician-finder #answer", { hasText: "12 cirujanos" }).waitFor();
  assert.equal(await page.locator("physician-finder label[for=near]").textContent(), "Código postal, o ciudad y estado");
  await to("there");
  await page.locator("physician-finder #answer", { hasText: "12 surgeons" }).waitFor();
  assert.equal(searches(), 3);
  watching.quiet();
});
