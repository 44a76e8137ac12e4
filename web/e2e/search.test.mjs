// A search by keyboard alone, without scripts, and what the script says while
// the person waits, is offline, or will not be located.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { kept, until, watch } from "./checks.mjs";
import { fixture, launch } from "./chromium.mjs";

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([fixture(), launch()]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// open gives a page of its own, which is closed when the test is over.
async function open(t, path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  t.after(() => context.close());
  const watching = await watch(context, server.url);
  const page = await context.newPage();
  await page.goto(server.url + path);
  return { context, page, watching };
}

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.textContent?.trim());
const status = (page) => page.locator("#status");

// gate is what a test waits at until open() is called.
function gate() {
  let open;
  return { opened: new Promise((done) => { open = done; }), open: () => open() };
}

// painted waits until the page has drawn what it knows.
const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// follow presses what leads to another page and waits until that is there.
async function follow(page, selector) {
  const before = page.url();
  await page.click(selector);
  await page.waitForURL((url) => url.href !== before);
}

test("a whole search by keyboard alone", async (t) => {
  const { page, watching } = await open(t, "/", { viewport: { width: 1200, height: 800 } });
  await page.keyboard.press("Tab");
  assert.equal(await focused(page), "Skip to main content");
  for (let i = 0; i < 20 && (await focused(page)) !== "near"; i++) {
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(ring, "none", `no focus ring on ${await focused(page)}`);
  }
  assert.equal(await focused(page), "near");
  await page.keyboard.type("minneap");
  await until("the whole text's places are there", async () => /^Minneapolis, MN/.test((await page.locator("#near-list [role=option]").allTextContents())[0] ?? ""));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue("#near"), "Minneapolis, MN");
  assert.ok(page.url().endsWith("/"), "choosing a place must not send the form");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/find?**");
  await until("the heading of the answer has the focus", async () => (await focused(page)) === "answer");
  assert.match(await page.title(), /^12 surgeons who may operate on the spine within 50 miles of Minneapolis, MN/);
  for (let i = 0; i < 20 && !/Avery/.test(await focused(page)); i++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/physicians/*");
  assert.equal(await page.locator("h1").textContent(), "Avery J. Example, MD");
  watching.quiet();
});

test("a whole search without scripts", async (t) => {
  const { page } = await open(t, "/", { javaScriptEnabled: false });
  assert.equal(await page.locator("#locate").isVisible(), false, "a button that cannot work is shown");
  await page.fill("#near", "55401");
  await page.check("[name=annular_closure]");
  await follow(page, "main button:has-text('Find surgeons')");
  assert.match(page.url(), /annular_closure=offered/);
  assert.equal(await page.locator("#print").isVisible(), false);
  assert.equal(await page.locator(".card").count(), 6);
  await follow(page, ".pill.on:not(.chip)");
  assert.equal(await page.locator(".card").count(), 10);
  await follow(page, "a[rel=next]");
  assert.equal(await page.locator(".card").count(), 2);
  assert.equal(await page.locator(".card .number").first().textContent(), "11");
  await follow(page, ".card h3 a >> nth=0");
  assert.equal(await page.locator("h1").textContent(), "Alex P. Notional, MD");
});

test("the count in the heading is the count of cards over all pages", async (t) => {
  const { page } = await open(t, "/find?near=55401&radius=50");
  const said = Number.parseInt(await page.locator("#answer").textContent(), 10);
  let cards = 0;
  for (;;) {
    cards += await page.locator(".card:not(.beyond)").count();
    if (!(await page.locator("a[rel=next]").count())) break;
    await follow(page, "a[rel=next]");
  }
  assert.equal(cards, said);
});

describe("place suggestions", () => {
  const list = (page) => page.locator("#near-list");
  const active = (page) => page.evaluate(() => document.getElementById(document.getElementById("near").getAttribute("aria-activedescendant"))?.textContent);

  test("keys", async (t) => {
    const { page } = await open(t, "/");
    const near = page.locator("#near");
    await near.fill("portl");
    await list(page).locator("li").first().waitFor();
    assert.equal(await near.getAttribute("aria-expanded"), "true");
    const all = await list(page).locator("li").allTextContents();
    await until("the count is said", async () => (await page.locator("#quiet").textContent()).startsWith(`${all.length} place`));
    assert.equal(await active(page), undefined, "something is chosen before the person chose");
    await near.press("ArrowDown");
    assert.equal(await active(page), all[0]);
    assert.equal(await list(page).locator("[aria-selected=true]").count(), 1);
    await near.press("ArrowUp");
    assert.equal(await active(page), all.at(-1));
    await near.press("ArrowDown");
    assert.equal(await active(page), all[0]);
    await near.press("Escape");
    assert.equal(await list(page).isVisible(), false);
    assert.equal(await near.getAttribute("aria-expanded"), "false");
    assert.equal(await near.inputValue(), "portl");
    await near.press("Escape");
    assert.equal(await near.inputValue(), "");
  });

  test("mouse", async (t) => {
    const { page } = await open(t, "/");
    await page.locator("#near").fill("saint pa");
    await list(page).locator("li").first().click();
    assert.match(await page.inputValue("#near"), /, [A-Z]{2}$/);
    assert.equal(await focused(page), "near");
    assert.equal(await list(page).isVisible(), false);
  });

  test("nothing found", async (t) => {
    const { page } = await open(t, "/?lang=es");
    await page.locator("#near").fill("zzqq");
    await until("that is said", async () => /No hay lugares/.test(await page.locator("#quiet").textContent()));
    assert.equal(await list(page).isVisible(), false);
  });

  test("leaving the field closes the list", async (t) => {
    const { page } = await open(t, "/");
    await page.locator("#near").fill("minn");
    await list(page).locator("li").first().waitFor();
    await page.keyboard.press("Tab");
    assert.equal(await list(page).isVisible(), false);
    assert.equal(await page.inputValue("#near"), "minn", "leaving chooses nothing");
  });

  test("an answer that comes late is dropped", async (t) => {
    const { page } = await open(t, "/");
    const early = (request) => new URL(request.url()).searchParams.get("q") === "mi";
    const [asked, release, over] = [gate(), gate(), gate()];
    await page.route("**/v1/places?*q=mi&*", async (route) => {
      asked.open();
      await release.opened;
      await route.continue().catch(() => {}); // the page may have given it up
    });
    for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => early(request) && over.open());
    const near = page.locator("#near");
    await near.fill("mi");
    await asked.opened;
    await near.fill("milwauk"); // at once: no answer to a text between the two
    await list(page).locator("li").first().waitFor();
    release.open();
    await over.opened;
    await painted(page);
    const texts = await list(page).locator("li").allTextContents();
    assert.ok(texts.length > 0);
    for (const text of texts) assert.match(text, /Milwauk/);
  });

  test("who is choosing keeps the list", async (t) => {
    const { page } = await open(t, "/");
    const [asked, release] = [gate(), gate()];
    await page.route("**/v1/places?*q=milw&*", async (route) => {
      asked.open();
      await release.opened;
      await route.continue();
    });
    const near = page.locator("#near");
    await near.fill("mil");
    await list(page).locator("li").first().waitFor();
    await near.fill("milw");
    await asked.opened;
    await page.keyboard.press("ArrowDown");
    const chosen = await list(page).locator("[aria-selected=true]").textContent();
    const late = page.waitForResponse("**/v1/places?*q=milw&*");
    release.open();
    await (await late).finished();
    await painted(page);
    assert.equal(await list(page).locator("[aria-selected=true]").textContent(), chosen, "the mark is gone");
    await page.keyboard.press("Enter");
    assert.equal(await page.inputValue("#near"), chosen);
  });

  test("an error of the server leaves a plain field", async (t) => {
    const { page } = await open(t, "/");
    await page.route("**/v1/places*", (route) => route.fulfill({ status: 503, body: "" }));
    const refused = page.waitForResponse("**/v1/places*");
    await page.locator("#near").fill("55401");
    await refused;
    await painted(page);
    assert.equal(await list(page).isVisible(), false);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/find?**");
  });
});

describe("approximate location", () => {
  const here = { latitude: 44.97654321, longitude: -93.26543219 };

  test("only the rounded area leaves the browser", async (t) => {
    const { context, page, watching } = await open(t, "/", { geolocation: here, permissions: ["geolocation"] });
    assert.match(await page.locator("#locate-hint").textContent(), /ask you first/);
    await page.click("#locate");
    await page.waitForURL("**/find?**");
    assert.equal(new URL(page.url()).searchParams.get("near"), "45.0,-93.3");
    assert.match(await page.locator("#answer").textContent(), /your approximate area/);
    await follow(page, ".card h3 a >> nth=0");
    await page.goBack();
    await page.click("#fold > summary");
    assert.equal(await page.inputValue("#near"), "Your location");
    await page.selectOption("#radius", "100");
    await page.click("#search button.first");
    await page.waitForURL("**/find?**radius=100**");
    assert.equal(new URL(page.url()).searchParams.get("near"), "45.0,-93.3", "the words are sent in place of the position");
    await page.click("#fold > summary");
    await page.fill("#near", "60601");
    await page.click("#search button.first");
    await page.waitForURL("**/find?**near=60601**");
    assert.doesNotMatch(page.url() + (await page.content()), /45\.0|93\.3/, "another place keeps the position");
    for (const r of watching.requests) {
      const sent = r.url() + (r.postData() ?? "") + JSON.stringify(await r.allHeaders());
      assert.doesNotMatch(sent, /44[.,]97|93[.,]26/, "coordinates were sent");
      assert.ok(!(await r.allHeaders()).referer, "a referrer was sent");
    }
    assert.deepEqual(await kept(context, page), []);
    watching.quiet();
  });

  test("not asked for, never looked up", async (t) => {
    const { context, page } = await open(t, "/", { geolocation: here, permissions: ["geolocation"] });
    await context.addInitScript(() => {
      navigator.geolocation.getCurrentPosition = () => { document.documentElement.dataset.asked = "yes"; };
    });
    await page.clock.install();
    await page.goto(server.url + "/find?near=55401");
    await page.clock.runFor(60_000); // no timer of a minute asks either
    assert.equal(await page.evaluate(() => document.documentElement.dataset.asked), undefined);
  });

  const refusals = [
    ["denied", {}, undefined, /did not share/],
    ["outside the country", { geolocation: { latitude: 48.85, longitude: 2.35 }, permissions: ["geolocation"] }, undefined, /outside the United States.*844/],
    ["timed out", {}, 3, /too long/],
    ["not available", {}, 2, /could not tell/],
  ];
  for (const [name, options, code, text] of refusals) {
    test(`${name}: said in words, focus back in the field`, async (t) => {
      const { context, page } = await open(t, "/", options);
      if (code) {
        await context.addInitScript((code) => {
          navigator.geolocation.getCurrentPosition = (_, failed) =>
            failed({ code, PERMISSION_DENIED: 1, POSITION_UNAVAILABLE: 2, TIMEOUT: 3 });
        }, code);
        await page.reload();
      }
      await page.click("#locate");
      await until("the refusal is said", async () => text.test(await status(page).textContent()));
      const apart = await page.evaluate(() => document.getElementById("status").getBoundingClientRect().top - document.getElementById("near").getBoundingClientRect().bottom);
      assert.ok(apart > 0 && apart < 250, `the refusal stands ${apart} px from the field that has the focus`);
      assert.equal(await focused(page), "near");
      assert.ok(page.url().endsWith("/"));
    });
  }
});

test("slow: says so after a moment, keeps what is there", async (t) => {
  const { page } = await open(t, "/find?near=55401&q=fixture-slow");
  // Chromium answers no questions while a page is on its way, so it tells.
  const told = [];
  page.on("console", (m) => told.push(m.text()));
  await page.evaluate(() => {
    const main = document.getElementById("main"), status = document.getElementById("status");
    new MutationObserver(() => {
      console.info(`${status.textContent} busy ${main.ariaBusy} cards ${document.querySelectorAll(".card").length}`);
    }).observe(status, { childList: true });
    document.querySelector("#search button.first").click();
  });
  await page.waitForURL("**#answer");
  assert.deepEqual(told, ["Searching… busy true cards 10"]);
  assert.equal(await status(page).textContent(), "");
});

test("offline: the page stays and gives the phone number", async (t) => {
  const { context, page } = await open(t, "/find?near=55401");
  await context.setOffline(true);
  await page.click("#fold > summary");
  await page.click("main button:has-text('Find surgeons')");
  assert.match(await status(page).textContent(), /offline.*844/);
  assert.equal(await focused(page), "near");
  assert.equal(await page.locator(".card").count(), 10);
});

test("emergency words put the panel first", async (t) => {
  for (const path of ["/find?near=55401&q=saddle+numbness", "/find?near=55401&q=no+puedo+orinar&lang=es", "/find?near=no+puedo+orinar&lang=es"]) {
    const { page } = await open(t, path + "#answer");
    const first = await page.evaluate(() => document.querySelector("main section, main h1, main form").className);
    assert.match(first, /urgent now/, path);
    await until("it has the focus", async () => (await page.evaluate(() => document.activeElement?.id)) === "answer");
  }
});

test("urgent words put the notice of today first, and list surgeons", async (t) => {
  const { page } = await open(t, "/find?near=55401&q=foot+drop#answer");
  assert.equal(await page.evaluate(() => document.querySelector("main section, main h1, main form").className), "today");
  await until("it has the focus", async () => (await page.evaluate(() => document.activeElement?.id)) === "answer");
  assert.ok(await page.locator(".card").count() > 0);
});

test("a card and its pin light up together", async (t) => {
  const { page } = await open(t, "/find?near=55401", { viewport: { width: 1200, height: 900 } });
  await page.hover("#c3");
  assert.match(await page.locator("[data-pin~='3']").getAttribute("class"), /lit/);
  await page.locator("[data-pin~='2']").click();
  assert.match(await focused(page), /Quinn/);
});

test("print: the list, its date and address, no form", async (t) => {
  const { page } = await open(t, "/find?near=55401&radius=50");
  await page.emulateMedia({ media: "print" });
  for (const gone of ["#fold", ".pills", "#map", ".tools", ".pager", ".go"]) assert.equal(await page.locator(gone).first().isVisible(), false, gone);
  for (const there of [".card >> nth=9", ".strip", ".helpline"]) assert.equal(await page.locator(there).first().isVisible(), true, there);
  assert.match(await page.locator("main").innerText(), /55401 Minneapolis, MN · 50 miles[\s\S]*Phone: \(612\) 555-0100[\s\S]*Notes:[\s\S]*Updated November 16, 2026[\s\S]*What to say when you call[\s\S]*The newest list is at http:\/\/127\.0\.0\.1:\d+\/find\?near=55401/);
  const dates = (await page.locator("body").innerText()).match(/November \d+, 2026/g);
  assert.equal(dates.length, 1, "more than one date of the list");
  const boxes = await page.locator(".card :is(.button, .number)").evaluateAll((all) => all.map((e) => getComputedStyle(e).backgroundColor));
  assert.deepEqual([...new Set(boxes)], ["rgba(0, 0, 0, 0)"], "black on black where backgrounds are printed");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  assert.match(pdf, /MediaBox\s*\[0 0 612 792\]/, "not Letter");
  const pages = pdf.match(/\/Type\s*\/Page\b/g).length;
  assert.ok(pages <= 4, `${pages} sheets for ten surgeons`);
});

test("a link to the list is copied, and that is said where the button is", async (t) => {
  const { context, page } = await open(t, "/find?near=55401&radius=50#answer");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
  await page.click("#copy");
  await until("it is said", async () => /Link copied/.test(await page.locator("#told").textContent()));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), server.url + "/find?near=55401&radius=50");
  const apart = await page.evaluate(() => document.getElementById("told").getBoundingClientRect().top - document.getElementById("copy").getBoundingClientRect().bottom);
  assert.ok(apart >= 0 && apart < 60, `${apart} px apart`);
});
