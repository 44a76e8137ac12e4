// From the top of a phone two surgeons can be called, in whichever town and with
// whichever filter: the largest towns of the gazetteer, over the sample.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { demo, launch, root } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([demo(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const all = process.env.FINDER_VERIFY === "1";
const towns = gunzipSync(readFileSync(root + "data/gazetteer/towns.tsv.gz")).toString().split("\n").map((line) => line.split("\t"))
  .filter(([, , , , , kind]) => kind === "t").slice(0, all ? 300 : 40).map(([name, state]) => `${name}, ${state}`);

// seen says of each of the first cards whether its name, its standing and its
// button to call lie whole on the screen; of one without a number there is none.
const seen = (page) => page.locator(".card").evaluateAll((cards) => cards.slice(0, 5).map((card) => {
  const whole = (e) => {
    const r = e.getBoundingClientRect();
    return r.height > 0 && r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth;
  };
  const button = card.querySelector("a.call");
  return { number: Boolean(button), whole: Boolean(button) && [card.querySelector("h3 a"), card.querySelector(".badge"), button].every(whole) };
}));

for (const [filter, what] of [["", "any"], ["annular_closure=offered", "annular closure"], ["specialty=orthopaedic-surgery", "orthopedic surgery"]]) {
  test(`two surgeons to call from the top, ${what}`, async (t) => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    t.after(() => context.close());
    const page = await context.newPage();
    const counts = { pages: 0, two: 0, "one, of one surgeon": 0, "one, after one without a number": 0 };
    for (const [i, town] of towns.entries()) {
      for (const lang of all ? ["en", "es"] : [["en", "es"][i % 2]]) {
        await page.goto(`${server.url}/find?near=${encodeURIComponent(town)}&radius=50&${filter}&lang=${lang}`);
        const cards = await seen(page);
        const whole = cards.filter((c) => c.whole).length;
        const second = cards.findIndex((c, at) => c.number && cards.slice(0, at).some((before) => before.number));
        const passed = cards.slice(0, Math.max(second, 0)).some((c) => !c.number);
        counts.pages++;
        if (whole >= 2) counts.two++;
        else if (whole === 1 && second < 0) counts["one, of one surgeon"]++;
        else if (whole === 1 && passed) counts["one, after one without a number"]++;
        else assert.fail(`${town}, ${lang}: ${whole} to call: ${JSON.stringify(cards)}`);
        if ((await page.locator(".card:not(.beyond)").count()) === 1) assert.match(await page.locator("#answer").textContent(), /^1 /, "that there is one is said");
      }
    }
    t.diagnostic(Object.entries(counts).map(([name, n]) => `${n} ${name}`).join(", "));
    assert.ok(counts.two >= counts.pages * 0.9, "nearly every page shows two");
  });
}
