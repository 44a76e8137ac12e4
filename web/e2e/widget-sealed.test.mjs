// Versions of the widget that partners have pinned: bytes that never change,
// drawn from the answers that the service gives today.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { axe, sideways, watch } from "./checks.mjs";
import { launch, root } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site(), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

const sealed = JSON.parse(readFileSync(`${root}web/widget/sealed.json`, "utf8"));
const searches = [
  ["a first page", { near: "55401" }],
  ["those who offer, closer", { near: "Minneapolis, MN", radius: "25", "annular-closure": "offered" }],
  ["nobody inside, three beyond", { near: "55401", radius: "1" }],
  ["nobody who fits, two beyond", { near: "55401", radius: "20", "annular-closure": "confirmed", specialty: "orthopaedic-surgery" }],
];

for (const [version, integrity] of Object.entries(sealed)) {
  describe(version, () => {
    test("the service hands out the sealed bytes", async () => {
      const bytes = Buffer.from(await (await fetch(`${partner.url}/widget/${version}/physician-finder.js`)).arrayBuffer());
      assert.equal("sha384-" + createHash("sha384").update(bytes).digest("base64"), integrity);
    });

    for (const [name, attributes] of searches) {
      for (const lang of ["en", "es"]) {
        test(`${name}, ${lang}: what the service answers, and the way to a profile`, async (t) => {
          const { "annular-closure": annular_closure, ...rest } = attributes;
          const query = new URLSearchParams({ specialty: "spine-surgery", unknown: "apart", ...rest, ...(annular_closure && { annular_closure }), lang });
          const answer = await (await fetch(`${partner.url}/v1/physicians?${query}`)).json();
          const cards = [...answer.data, ...answer.unknown, ...answer.beyond];

          const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
          t.after(() => context.close());
          const watching = await watch(context, partner.origin, partner.url);
          const page = await context.newPage();
          const set = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(" ");
          await page.goto(partner.page(`<physician-finder partner="pk_good" lang="${lang}" ${set}></physician-finder>`, {
            lang,
            head: `<script type="module" src="${partner.url}/widget/${version}/physician-finder.js" integrity="${integrity}" crossorigin="anonymous"></script>`,
          }));
          const inside = (selector) => page.locator(`physician-finder ${selector}`);
          await inside("[part~=submit]").click();
          await inside("#answer").waitFor();
          assert.equal(await page.evaluate(() => customElements.get("physician-finder").version), version);
          const heading = await inside("#answer").textContent(); // in the version's own words
          const none = { en: "No", es: "Ningún" }[lang];
          assert.equal(heading.split(" ")[0], answer.meta.total ? String(answer.meta.total) : none, heading);
          assert.ok(heading.includes(answer.meta.origin.label), heading);
          const links = inside("[part=name] a");
          assert.deepEqual(await links.evaluateAll((all) => all.map((a) => /\/physicians\/(\d{10})/.exec(a.href)[1])), cards.map((c) => c.npi));
          for (const [n, card] of cards.entries()) {
            if (card.location.phone) assert.equal(await inside(".card").nth(n).locator(`a[href="tel:${card.location.phone}"]`).count(), 1, `card ${n + 1}`);
          }
          assert.ok(await inside('a[href="tel:+18442887474"]').first().isVisible());
          assert.ok(await inside('a[href="tel:911"]').isVisible());
          assert.deepEqual(await axe(page), []);
          assert.equal(await sideways(page), 0);
          watching.quiet();
          if (!cards.length) return;
          await page.goto(await links.first().evaluate((a) => a.href));
          assert.equal(await page.locator("html").getAttribute("lang"), lang);
          assert.ok((await page.locator("h1").textContent()).includes(cards[0].name.family));
        });
      }
    }
  });
}
