// What a phone shows before anybody scrolls: surgeons to call, not forms.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { until } from "./checks.mjs";
import { fixture, launch } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const phone = { width: 390, height: 844 };

async function open(t, path, options = {}) {
  const context = await browser.newContext({ viewport: phone, ...options });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(server.url + path);
  return page;
}

// whole counts what stands whole on the screen, and is not covered.
const whole = (page, selector) => page.locator(selector).evaluateAll((all) => all.filter((e) => {
  const r = e.getBoundingClientRect();
  if (r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth || !r.height) return false;
  return e.contains(document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2));
}).length);

const box = (page, selector) => page.locator(selector).first().evaluate((e) => e.getBoundingClientRect().toJSON());

for (const lang of ["en", "es"]) {
  describe(`a phone, ${lang}`, () => {
    for (const path of ["/find?near=55401&radius=50", "/find?near=Minneapolis,+MN", "/find?near=45.0,-93.3"]) {
      test(`two surgeons to call from the top: ${path}`, async (t) => {
        const page = await open(t, `${path}&lang=${lang}`);
        assert.equal(await page.evaluate(() => scrollY), 0);
        for (const what of [".strip a[href='tel:911']", "#fold > summary", "#answer", ".pill"]) assert.ok((await whole(page, what)) > 0, `${what} is not on the first screen`);
        assert.ok((await whole(page, ".card h3 a")) >= 2, "names");
        assert.ok((await whole(page, ".card a.call")) >= 2, "buttons to call");
        assert.ok((await whole(page, ".card a.go")) >= 2, "maps");
        assert.ok((await box(page, "header.top .wrap")).height <= 56, "the header takes more than a row");
        const strip = await page.evaluate(() => {
          const p = document.querySelector(".strip p"), style = getComputedStyle(p);
          return Math.round((p.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom)) / parseFloat(style.lineHeight));
        });
        assert.ok(strip <= 3, `the emergency takes ${strip} lines`);
      });
    }

    test("a filter lands at the heading, with two surgeons to call", async (t) => {
      const page = await open(t, `/find?near=55401&radius=50&lang=${lang}`);
      await page.locator(".pill:not(.on)").first().click();
      await page.waitForURL(/annular_closure=offered.*#answer$/);
      await until("the heading has the focus", () => page.evaluate(() => document.activeElement?.id === "answer"));
      for (const what of ["#answer", ".strip a"]) assert.ok((await whole(page, what)) > 0, what);
      assert.ok((await whole(page, ".card a.call")) >= 2, "buttons to call");
    });
  });
}

test("a card of which little is known takes 265 pixels at most", async (t) => {
  for (const lang of ["en", "es"]) {
    const page = await open(t, `/find?near=55401&radius=50&lang=${lang}`);
    const cards = await page.locator(".card:has(.badge.unknown)").evaluateAll((all) => all.map((e) => [e.querySelector("h3 [translate]").innerText, Math.round(e.getBoundingClientRect().height), e.querySelector(".what").innerText.length]));
    t.diagnostic(cards.map(([name, height]) => `${name} ${height}`).join(", "));
    const usual = cards.filter(([, , length]) => length <= 65); // a name, a street and a town
    assert.ok(usual.length > 2);
    for (const [name, height] of usual) assert.ok(height <= 265, `${name}: ${height} px`);
  }
});

test("who takes no new patients: said above a button that is not filled", async (t) => {
  const page = await open(t, "/find?near=55401&radius=50");
  const refusing = page.locator(".card:has(.taking.no)");
  assert.ok((await refusing.count()) >= 2);
  for (const card of await refusing.all()) {
    assert.equal(await card.locator(".button.first").count(), 0, "the button invites");
    const order = await card.evaluate((e) => e.querySelector(".taking.no").getBoundingClientRect().bottom <= e.querySelector("a.call").getBoundingClientRect().top);
    assert.ok(order, "the status stands below the button");
  }
});

test("every link that changes the search lands at the heading", async (t) => {
  for (const path of ["/find?near=55401&radius=50", "/find?near=55401&annular_closure=confirmed&state=MN", "/find?near=Springfield", "/find?near=55401&radius=2"]) {
    const page = await open(t, path);
    const links = await page.locator("a[href^='/find']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.ok(links.length > 1, path);
    for (const link of links) assert.match(link, /#answer$/, path);
  }
});

test("without scripts the form opens and is sent", async (t) => {
  const page = await open(t, "/find?near=55401&radius=50", { javaScriptEnabled: false });
  assert.equal(await page.locator("#near").isVisible(), false);
  await page.click("#fold > summary");
  await page.fill("#near", "60601");
  await page.click("#search button.first");
  await page.waitForURL(/near=60601.*#answer$/);
  assert.match(await page.locator("#answer").textContent(), /60601 Chicago, IL/);
});

test("marks of the map are large enough for a finger, on a phone and beside the list", async (t) => {
  for (const [width, path] of [[390, "/find?near=55401&radius=50#map"], [1280, "/find?near=55401&radius=50"], [390, "/physicians/2000123481"]]) {
    const page = await open(t, path, { viewport: { width, height: 900 } });
    const marks = await page.locator(".pin rect").evaluateAll((all) => all.map((e) => { const r = e.getBoundingClientRect(); return Math.min(r.width, r.height); }));
    assert.ok(marks.length > 1);
    for (const size of marks) assert.ok(size >= 24, `${width}: ${size} px`);
  }
});

test("the map of a phone is folded, and a link without scripts shows it", async (t) => {
  const page = await open(t, "/find?near=55401&radius=50", { javaScriptEnabled: false });
  assert.equal(await page.locator("#map").isVisible(), false);
  await page.click("a.tomap");
  assert.ok(await page.locator("#map svg").isVisible());
});

test("every link and button of the list says whose it is", async (t) => {
  for (const path of ["/find?near=55401&radius=50", "/physicians/2000123481"]) {
    const page = await open(t, path);
    const names = await page.locator(".card :is(a, button)").evaluateAll((all) => all.map((e) => [e.innerText + "|" + e.textContent.replace(/\s+/g, " ").trim(), e.href]));
    const surgeon = path.startsWith("/phys") ? [await page.locator("h1").textContent()] : await page.locator(".card h3 [translate]").allTextContents();
    assert.ok(names.length >= 6);
    const where = new Map();
    for (const [name, href] of names) {
      assert.ok(surgeon.some((s) => name.includes(s)), `${name} names nobody`);
      assert.ok(!where.has(name) || where.get(name) === href, `${name} leads to two places`);
      where.set(name, href);
    }
    assert.doesNotMatch(await page.locator("body").innerText(), /[\u2011\u00a0]/, "a character that no search finds");
  }
});
