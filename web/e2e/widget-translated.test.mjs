// A browser's translator puts <font> around the texts of a page. What comes
// after is new as a whole: never a new name beside an old address.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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

async function open(t, attributes) {
  const context = await browser.newContext();
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(partner.page(`<physician-finder partner="pk_good" ${attributes}></physician-finder>`));
  await page.locator("physician-finder .card").first().waitFor();
  return { page, watching };
}

// translate does to the widget what translators do: each text is taken out and
// put back, in other words, in two <font>; what must stay is left alone.
const translate = (page) => page.locator("physician-finder").evaluate((finder) => {
  const texts = document.createTreeWalker(finder.shadowRoot, NodeFilter.SHOW_TEXT);
  const all = [];
  for (let text; (text = texts.nextNode()); ) if (text.data.trim() && !text.parentElement.closest("[translate=no], style")) all.push(text);
  for (const text of all) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    text.replaceWith(outer);
    outer.append(inner);
    text.data = `«${text.data}»`;
    inner.append(text);
  }
  return all.length;
});

// shown is all that the widget says, without the answer's time of day.
const shown = (page) => page.locator("physician-finder .all").evaluate((all) => all.textContent.replace(/\s+/g, " "));

const settled = async (page, heading) => {
  await page.locator("physician-finder #answer", { hasText: heading }).waitFor();
  await until("the search is over", () => page.locator("physician-finder [part=placeholder]").count().then((n) => n === 0));
};

const steps = [
  ["another place", { near: "Duluth, MN", radius: 100 }, "Duluth"],
  ["those who offer", { annularClosure: "offered" }, "annular closure"],
  ["the next page", { page: 2 }, ""],
  ["nobody near", { near: "55401", radius: 1 }, "No listed surgeon"],
  ["a place that is not known", { near: "Nowhereville, ZZ" }, "Nowhereville"],
  ["words", { q: "spanish neurosurgeon" }, "Spanish"],
];

test("a new search after a translator: the new answer whole", async (t) => {
  const { page, watching } = await open(t, 'near="55401" limit="5" autosearch');
  for (const [name, question, heading] of steps) {
    const before = { near: "55401", radius: 100, annularClosure: "", q: "", page: 1, ...question };
    assert.ok((await translate(page)) > 20);
    await page.locator("physician-finder").evaluate((finder, question) => void finder.search(question), before);
    await settled(page, heading);
    const said = await page.locator("physician-finder .room").textContent();
    const fresh = await open(t, `near="55401" limit="5" autosearch`);
    await fresh.page.locator("physician-finder").evaluate((finder, question) => void finder.search(question), before);
    await settled(fresh.page, heading);
    assert.equal(said, await fresh.page.locator("physician-finder .room").textContent(), name);
    await fresh.page.close();
  }
  watching.quiet();
});

test("what is told while it goes on, and another language", async (t) => {
  const { page } = await open(t, 'near="55401" limit="5" autosearch');
  const status = page.locator("physician-finder [part=status]");
  await page.clock.install();
  let release;
  const held = new Promise((done) => (release = done));
  await page.route("**/v1/search", async (route) => {
    await held;
    await route.continue();
  });
  const sent = page.waitForRequest("**/v1/search");
  await page.clock.pauseAt(new Date(Date.now() + 60_000));
  await page.locator("physician-finder [part~=submit]").click();
  await sent;
  await page.clock.runFor(400);
  await until("it is told", async () => (await status.textContent()) === "Searching…");
  await translate(page);
  await page.clock.resume();
  release();
  await until("it is told no longer", async () => (await status.textContent()) === "");

  await page.locator("physician-finder summary", { hasText: "Name, language and more" }).click();
  await page.locator("physician-finder #q").fill("neurosurgeon");
  await translate(page);
  await page.locator("physician-finder").evaluate((finder) => { finder.lang = "es"; });
  await settled(page, "55401");
  assert.doesNotMatch(await shown(page), /«/);
  assert.match(await page.locator("physician-finder label[for=near]").textContent(), /^Código postal/);
  assert.equal(await page.inputValue("physician-finder #q"), "neurosurgeon", "what was typed is gone");
  await page.locator("physician-finder #near").fill("duluth");
  await page.locator("physician-finder [role=option]").first().waitFor();
});

test("names, addresses and telephone numbers are not for translators", async (t) => {
  for (const lang of ["en", "es"]) {
    const { page } = await open(t, `near="55401" limit="20" lang="${lang}" autosearch`);
    const cards = await page.locator("physician-finder").evaluate((finder) => finder.results.data);
    assert.ok(cards.length > 5);
    const left = await page.locator("physician-finder .card").evaluateAll((cards) => cards.map((card) => [...card.querySelectorAll("[translate=no]")].map((node) => node.textContent.replace(/\s/g, " ").replaceAll("\u2011", "-"))));
    for (const [i, c] of cards.entries()) {
      const { address, phone, name } = c.location;
      for (const what of [c.name.display, name, address.line1, address.line2, `${address.city}, ${address.state} ${address.postal_code}`, phone && phone.replace(/^\+1(...)(...)/, "($1) $2-")]) {
        if (what) assert.ok(left[i].some((text) => text.includes(what)), `${what} may be translated: ${JSON.stringify(left[i])}`);
      }
    }
    const line = await page.locator("physician-finder [part=line] [translate=no]").allTextContents();
    assert.ok(line.some((text) => text.replaceAll("\u2011", "-") === "844-288-7474"), "the referral line");
    assert.match(await page.locator("physician-finder [part~=call]").first().innerText(), lang === "es" ? /^Llam/ : /^Call/, "the word beside the number may be translated");
  }
});
