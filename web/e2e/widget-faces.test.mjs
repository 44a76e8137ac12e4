// Random searches of the widget, against what an oracle counts: it says how many
// fit, and denies nobody of whom it is not known.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { site } from "./partner-site.mjs";

const rounds = process.env.FINDER_VERIFY === "1" ? 600 : 40;
let partner, browser;
before(async () => {
  [partner, browser] = await Promise.all([site({ rounds }), launch()]);
});
after(async () => {
  await browser?.close();
  await partner?.stop();
});

// words say a filter that the widget has no field for.
const words = { language: "spanish", accepting: "accepting new patients", gender: "female" };
const denies = /^no |\bnone\b|\bning[uú]n/i;
const grouped = (n) => String(n).replace(/\B(?=(\d{3})$)/, ",");

test("whoever is there is told, whoever is not known is not denied", async (t) => {
  const asked = await (await fetch(`${partner.url}/asked.json`)).json();
  assert.equal(asked.length, rounds);
  const page = await browser.newPage();
  await page.goto(partner.page('<physician-finder partner="pk_good" view="list"></physician-finder>'));
  await page.evaluate(() => customElements.whenDefined("physician-finder").then(() => {}));
  const inside = (selector) => page.locator(`physician-finder ${selector}`);
  const seen = { nobody: 0, unknown: 0, others: 0 };
  for (const [n, { parameters, fit, unsure, others }] of asked.entries()) {
    const lang = n % 2 ? "es" : "en";
    const q = Object.entries(words).filter(([name]) => parameters[name]).map(([, text]) => text).join(" ");
    const answered = await page.evaluate(async ([lang, search]) => {
      const finder = document.querySelector("physician-finder");
      finder.lang = lang;
      const results = await finder.search(search);
      await finder.updateComplete;
      return results !== undefined;
    }, [lang, { near: parameters.near, radius: Number(parameters.radius), specialty: parameters.specialty ?? "", annularClosure: parameters.annular_closure ?? "", q, page: 1 }]);
    const said = `${JSON.stringify(parameters)} ${lang}: ${fit} fit, of ${unsure} it is not known, ${others} others`;
    assert.ok(answered, said);
    const heading = await inside("#answer").textContent();
    const first = heading.split(" ")[0];
    if (fit) assert.equal(first, grouped(fit), `${said}: ${heading}`);
    else if (unsure) assert.ok(first === grouped(unsure) && !denies.test(heading), `${said}: ${heading}`);
    else assert.match(heading, denies, said);
    if (unsure) {
      seen.unknown++;
      const told = (await inside("[part=lead], physician-finder .between").allTextContents()).join("\n");
      assert.match(told, new RegExp(`(^|\\s)${grouped(unsure)} (surgeon|cirujano)`, "m"), said);
      assert.doesNotMatch(told, /\bnone\b|\bning[uú]n/i, said);
    }
    if (others) {
      seen.others++;
      // The first way on is to them; the second, to those farther away, may tell the same number.
      const [way = ""] = await inside(".choices button").allTextContents();
      assert.ok(way.includes(` ${grouped(others)} `), `${said}: no way to the others, but "${way}"`);
    }
    if (!fit && !unsure) seen.nobody++;
  }
  for (const [what, n] of Object.entries(seen)) assert.ok(n > 0, `no search shows ${what}`);
  t.diagnostic(`${rounds} searches: ${JSON.stringify(seen)}`);
});
