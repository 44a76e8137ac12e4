// What people do with an answer: narrow it, see more of it, open a profile, and
// what the partner's page adds to a card.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { axe, sideways, until, watch } from "./checks.mjs";
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

const element = (attributes = "", inside = "") => `<physician-finder partner="pk_good" near="55401" ${attributes}>${inside}</physician-finder>`;

async function open(t, body, { context: options = {}, ...around } = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const page = await context.newPage();
  await context.addInitScript(() => {
    window.told = [];
    for (const name of ["pf-search", "pf-select", "pf-action", "pf-error"]) document.addEventListener(name, (e) => window.told.push([name, e.detail]));
  });
  await page.goto(partner.page(body, around));
  await page.locator("physician-finder .card").first().waitFor();
  const inside = (selector) => page.locator(`physician-finder ${selector}`);
  const focused = () => page.evaluate(() => document.querySelector("physician-finder").shadowRoot.activeElement?.textContent.trim() ?? "");
  return { context, page, watching, inside, focused };
}

// asked is the answer of the interface to a question of the widget's.
async function asked(more) {
  const query = new URLSearchParams({ near: "55401", specialty: "spine-surgery", unknown: "apart", page_size: "100", ...more });
  return (await fetch(`${partner.url}/v1/physicians?${query}`)).json();
}

describe("filters", () => {
  const pill = (inside, text) => inside(".chip").filter({ hasText: text });
  for (const [text, more] of [["Spanish", { language: "es" }], ["Taking new patients", { accepting: "newpt" }], ["Spine or nerve specialists", { specialty: "neurosurgery,orthopaedic-spine-surgery" }], ["annular closure", { annular_closure: "offered" }]]) {
    test(`${text}: as many as it says, and nobody of whom it is not known is denied`, async (t) => {
      const { page, inside, focused, watching } = await open(t, element('limit="100" autosearch'));
      const { data, unknown } = await asked(more);
      const chip = pill(inside, text);
      assert.equal(await chip.locator("b").textContent(), String(data.length));
      if (unknown.length) assert.equal((await chip.locator("small").textContent()).trim(), `· ${unknown.length} not known`);
      else assert.equal(await chip.locator("small").count(), 0);
      assert.equal(await chip.getAttribute("aria-pressed"), "false");
      await chip.click();
      await until("it is on", async () => (await chip.getAttribute("aria-pressed")) === "true");
      assert.equal(await focused(), await inside("#answer").textContent(), "the focus is at the heading");
      assert.equal(await inside(".card:not(.beyond)").count(), data.length + unknown.length);
      if (unknown.length) assert.match(await inside(".between").first().textContent(), new RegExp(`^${unknown.length} surgeons? ha(s|ve) not told us`));
      assert.deepEqual(await axe(page), []);
      await chip.click();
      await until("it is off", async () => (await chip.getAttribute("aria-pressed")) === "false");
      assert.equal(await pill(inside, "All").getAttribute("aria-pressed"), "true");
      watching.quiet();
    });
  }

  test("two at once, and all of them away; a search of the form keeps them", async (t) => {
    const { page, inside } = await open(t, element("autosearch"));
    await pill(inside, "Spanish").click();
    await until("Spanish is on", async () => (await pill(inside, "Spanish").getAttribute("aria-pressed")) === "true");
    await pill(inside, "Taking new patients").click();
    await until("both are on", async () => (await inside(".chip[aria-pressed=true]").count()) === 2);
    await inside("#near").fill("Saint Paul, MN");
    await inside("[part~=submit]").click();
    await inside("#answer", { hasText: "Saint Paul" }).filter({ hasText: "Saint Paul" }).waitFor();
    assert.equal(await inside(".chip[aria-pressed=true]").count(), 2);
    const last = (await page.evaluate(() => window.told)).filter(([name]) => name === "pf-search").at(-1)[1];
    assert.deepEqual([last.language, last.accepting], ["es", "newpt"]);
    await pill(inside, "All").click();
    await until("none is on", async () => (await inside(".chip[aria-pressed=true]").allTextContents()).join().includes("All"));
  });

  test("a filter that no pill offers, and words that were understood, go by a press", async (t) => {
    const { page, inside } = await open(t, element('language="pt" autosearch'));
    await pill(inside, "Portuguese").click();
    await until("it is gone", async () => (await pill(inside, "Portuguese").count()) === 0);
    assert.equal(await page.evaluate(() => document.querySelector("physician-finder").language), "");
  });

  test("kilometers", async (t) => {
    const { inside } = await open(t, element('unit="km" radius="25" autosearch lang="es"'));
    const there = await asked({ radius: "25", unit: "km", lang: "es" });
    assert.equal(await inside("#answer").textContent(), there.meta.summary);
    assert.match(there.meta.summary, /25 kilómetros/);
    assert.deepEqual(await inside("#radius option").allTextContents(), [10, 25, 50, 100, 250, 500].map((n) => `${n} kilómetros`));
    for (const far of await inside(".far").allTextContents()) assert.match(far, /kilómetro|zona/);
  });
});

describe("more of the list", () => {
  for (const lang of ["en", "es"]) {
    test(`grows in its place, told to those who listen, ${lang}`, async (t) => {
      const { page, inside, focused, watching } = await open(t, element(`limit="5" autosearch lang="${lang}"`), { context: { viewport: { width: 320, height: 800 } } });
      const all = [...(await asked({})).data.map((c) => c.npi)];
      const npis = () => inside(".card [part=name] a").evaluateAll((links) => links.map((a) => /physicians\/(\d+)/.exec(a.href)[1]));
      assert.deepEqual(await npis(), all.slice(0, 5));
      assert.deepEqual(await axe(page), []);
      await inside("[part~=more]").focus();
      await page.keyboard.press("Enter");
      await inside('[data-card="10"]').waitFor();
      assert.deepEqual(await npis(), all.slice(0, 10));
      await until("the focus is at the first that came", async () => (await focused()).startsWith("6. "));
      const quiet = inside("p.sr[role=status]");
      await until("it is told", async () => /1 (to|al) 10 (of|de) 12/.test(await quiet.textContent()));
      assert.equal(await inside(".pin").evaluateAll((pins) => pins.flatMap((p) => p.dataset.pin.split(" ")).length), 10, "the map has them all");
      await inside("[part~=more]").click();
      await inside('[data-card="12"]').waitFor();
      assert.deepEqual(await npis(), all);
      assert.equal(await inside("[part~=more]").count(), 0);
      assert.equal(await page.evaluate(() => document.querySelector("physician-finder").results.data.length), 12);
      assert.deepEqual(await axe(page), []);
      assert.equal(await sideways(page), 0);
      watching.quiet();
    });
  }

  test("while it comes the list stays, and so does the focus; a second press asks nothing", async (t) => {
    const { page, inside, focused } = await open(t, element('limit="5" autosearch'));
    let release;
    const held = new Promise((done) => (release = done));
    let searches = 0;
    await page.route("**/v1/search", async (route) => {
      searches++;
      await held;
      await route.continue();
    });
    const more = inside("[part~=more]");
    await more.click();
    await until("it is under way", async () => (await more.getAttribute("aria-disabled")) === "true");
    await page.keyboard.press("Enter"); // it has the focus
    assert.equal(await inside(".card").count(), 5);
    assert.equal(await focused(), "Show more surgeons");
    assert.deepEqual(await axe(page), []);
    release();
    await inside('[data-card="10"]').waitFor();
    assert.equal(searches, 1);
  });

  test("when it does not come the list stays, and it is said why", async (t) => {
    const { page, inside, focused } = await open(t, element('limit="5" autosearch lang="es"'));
    await page.route("**/v1/search", (route) => route.abort());
    await inside("[part~=more]").click();
    await inside(".notice").waitFor();
    assert.equal(await inside(".card").count(), 5);
    assert.equal(await focused(), "Mostrar más cirujanos");
    assert.match(await inside("p.sr[role=status]").textContent(), /844-288-7474/);
    assert.deepEqual((await page.evaluate(() => window.told)).at(-1), ["pf-error", { code: "network" }]);
    assert.deepEqual(await axe(page), []);
    await page.unroute("**/v1/search");
    await inside("[part~=more]").click();
    await inside('[data-card="10"]').waitFor();
    assert.equal(await inside(".notice").count(), 0);
  });
});

describe("a profile", () => {
  for (const [lang, width] of [["en", 320], ["es", 1200]]) {
    test(`opens in its place and says what the finder's page says, ${lang}, ${width} px`, async (t) => {
      const { page, inside, focused, watching, context } = await open(t, element(`autosearch lang="${lang}"`), { context: { viewport: { width, height: 800 } } });
      const address = page.url();
      for (const n of [0, 3]) { // of one office, and of several
        const name = inside(".card [part=name] a").nth(n);
        const who = await name.textContent();
        await name.focus();
        await page.keyboard.press("Enter");
        await inside("dialog dl").waitFor();
        assert.equal(await inside("dialog").evaluate((d) => d.matches(":modal")), true);
        assert.deepEqual(await axe(page), []);
        assert.equal(await sideways(page), 0);
        const facts = (where) => where.evaluateAll((all) => all.map((node) => `${node.localName} ${node.textContent.trim()}`));
        const shown = {
          name: (await inside("dialog [role=heading]").textContent()).trim(),
          facts: await facts(inside("dialog dt, physician-finder dialog dd")),
          offices: (await inside("dialog address").allTextContents()).map((text) => text.trim()),
          badge: await inside("dialog .badge").allTextContents(),
          calls: await inside("dialog a[href^=tel]").evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
          checked: (await inside("dialog .card > .small:last-of-type").allTextContents()).map((text) => text.trim()),
        };
        const whole = await inside("dialog p > a").last().getAttribute("href");
        await page.keyboard.press("Escape");
        await inside("dialog").waitFor({ state: "detached" });
        assert.equal(await focused(), who.trim(), "the focus is back");
        const there = await context.newPage();
        await there.goto(whole);
        const main = (selector) => there.locator(`main ${selector}`);
        assert.deepEqual(shown, {
          name: await main("h1").textContent(),
          facts: await facts(main(".facts dt, main .facts dd")),
          offices: (await main("#cards address").allTextContents()).map((text) => text.trim()),
          badge: await main("#cards .badge").allTextContents().then((all) => all.map((text) => text.trim())),
          calls: await main("#cards a[href^=tel]").evaluateAll((all) => all.map((a) => a.getAttribute("href"))),
          checked: (await main("#cards .card > .small:last-of-type").allTextContents()).map((text) => text.trim()),
        });
        await there.close();
      }
      assert.equal(page.url(), address);
      watching.quiet();
    });
  }

  test("closed by its button or a press beside it; each press with Ctrl has its own tab", async (t) => {
    const { page, inside, context } = await open(t, element("autosearch"), { context: { viewport: { width: 1200, height: 800 } } });
    await inside(".card [part=name] a").first().click();
    await inside("dialog [part~=close]").click();
    await inside("dialog").waitFor({ state: "detached" });
    await inside(".card [part=name] a").first().click();
    await inside("dialog dl").waitFor();
    await page.mouse.click(20, 400);
    await inside("dialog").waitFor({ state: "detached" });
    const [tab] = await Promise.all([context.waitForEvent("page"), inside(".card [part=name] a").first().click({ modifiers: ["ControlOrMeta"] })]);
    assert.match(tab.url(), /\/physicians\/\d{10}|about:blank/);
    assert.equal(await inside("dialog").count(), 0);
    assert.deepEqual((await page.evaluate(() => window.told)).filter(([name]) => name === "pf-select").length, 3);
  });

  test("that cannot be had says so and leads to the page; moved away it is closed", async (t) => {
    const { page, inside } = await open(t, element('autosearch lang="es"'));
    await page.route("**/v1/physicians/*", (route) => route.abort());
    await inside(".card [part=name] a").first().click();
    await inside("dialog", { hasText: "844-288-7474" }).filter({ hasText: "844-288-7474" }).waitFor();
    assert.ok(await inside("dialog p > a").isVisible());
    assert.deepEqual(await axe(page), []);
    await page.evaluate(() => document.body.append(document.querySelector("physician-finder")));
    await inside("dialog").waitFor({ state: "detached" });
    assert.equal(await inside(".card").count(), 10);
  });
});

describe("what the page adds to a card", () => {
  test("a button of its own, which tells whom and which office", async (t) => {
    const { page, inside, watching } = await open(t, element('action="Request an appointment" autosearch'), { context: { viewport: { width: 320, height: 800 } } });
    const cards = (await asked({})).data;
    const button = inside("[part~=action]");
    assert.equal(await button.count(), 10);
    assert.deepEqual(await axe(page), []);
    assert.equal(await sideways(page), 0);
    assert.equal(await button.nth(2).textContent(), `Request an appointment: ${cards[2].name.display}`);
    await button.nth(2).focus();
    await page.keyboard.press("Enter");
    await inside(".card [part=name] a").nth(3).click();
    await inside("dialog [part~=action]").nth(1).click();
    const other = (await (await fetch(`${partner.url}/v1/physicians/${cards[3].npi}`)).json()).data.other_locations[0].id;
    assert.deepEqual((await page.evaluate(() => window.told)).filter(([name]) => name === "pf-action").map(([, detail]) => detail), [
      { id: cards[2].npi, location: cards[2].location.id }, { id: cards[3].npi, location: other },
    ]);
    watching.quiet();
  });

  test("the lines of docs/widget.md", async (t) => {
    const [, tag, script] = /```html\n(<physician-finder partner="pk_…" action=[^]*?)<script type="module">([^]*?)<\/script>/.exec(readFileSync(`${root}docs/widget.md`, "utf8"));
    const path = partner.file("docs.js", `window.opened = []; window.openForm = (...what) => window.opened.push(what);${script}`);
    const { page, inside, watching } = await open(t, tag.replace("pk_…", "pk_good").replace("action", 'near="55401" autosearch action'), {
      head: `<script type="module" src="${partner.script}"></script><script type="module" src="${path}"></script>`,
    });
    await inside("[part~=action]").first().click();
    const [first] = (await asked({})).data;
    assert.deepEqual(await page.evaluate(() => window.opened), [[first.npi, first.location.id]]);
    watching.quiet();
  });

  test("elements of its own, in place of the button and below", async (t) => {
    const [one, two] = (await asked({})).data;
    const { page, inside } = await open(t, element('action="Book" autosearch', `<button slot="action-${one.npi}" id="own">Ask for a date</button><p slot="card-${two.npi}" id="below">Also at our clinic</p>`));
    assert.ok(await page.locator("#own").isVisible());
    assert.equal(await inside("[part~=action]").first().isVisible(), false);
    assert.equal(await inside("[part~=action]").nth(1).isVisible(), true);
    const [card, below] = [await inside('[data-card="2"]').boundingBox(), await page.locator("#below").boundingBox()];
    assert.ok(below.y > card.y && below.y + below.height < card.y + card.height, "inside of the card");
    assert.deepEqual(await axe(page), []);
  });
});
