// The widget on a partner's page: a second origin under the strictest policy,
// beside the interface and the pages that it must agree with.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { axe, kept, sideways, until, watch } from "./checks.mjs";
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

const element = (attributes = "", inside = '<a id="fallback" href="/elsewhere">Find a surgeon</a>') =>
  `<physician-finder partner="pk_good" ${attributes}>${inside}</physician-finder>`;
const phone = (page) => page.locator('physician-finder a[href="tel:+18442887474"]').first();
const heading = (page) => page.locator("physician-finder #answer").first();

async function open(t, body, { options = {}, ...page } = {}) {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  const watching = await watch(context, partner.origin, partner.url);
  const tab = await context.newPage();
  await tab.goto(partner.page(body, page));
  return { context, page: tab, watching };
}

test("one file, within its budget", () => {
  const versions = JSON.parse(readFileSync(`${root}web/widget/versions.json`, "utf8"));
  for (const version of Object.keys(versions)) {
    const packed = gzipSync(readFileSync(`${root}web/widget/${version}/physician-finder.js`), { level: 9 }).length;
    console.log(`widget ${version}: ${packed} bytes packed`);
    assert.ok(packed <= 26_000, `${version}: ${packed} bytes`);
  }
});

test("under the strictest policy: works, breaks nothing, asks nobody else, leaves nothing behind", async (t) => {
  const { context, page, watching } = await open(t, element('near="55401" autosearch'));
  await heading(page).waitFor();
  assert.equal(await heading(page).textContent(), "12 surgeons who may operate on the spine within 50 miles of 55401 Minneapolis, MN");
  assert.deepEqual(await page.locator("physician-finder .map .pin").evaluateAll((pins) => pins.flatMap((pin) => pin.dataset.pin.split(" ").map(Number)).sort((a, b) => a - b)), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await page.locator("physician-finder #near").fill("saint p");
  await page.locator("physician-finder [role=option]").first().click();
  await page.locator("physician-finder [part~=submit]").click();
  await page.waitForFunction(() => /Saint Paul/.test(document.querySelector("physician-finder").shadowRoot.querySelector("#answer")?.textContent ?? ""));
  assert.deepEqual(await kept(context, page), []);
  for (const r of watching.requests.filter((r) => r.url().startsWith(partner.url))) {
    const headers = await r.allHeaders();
    assert.doesNotMatch(r.url(), /55401|near=/, "the place is in a URL");
    assert.equal(headers.cookie, undefined);
    assert.ok(!headers.referer || headers.referer === partner.origin + "/", `the page is told: ${headers.referer}`);
    assert.notEqual(r.method(), "OPTIONS", "a preflight");
  }
  watching.quiet();
});

test("a page that pins the exact bytes", async (t) => {
  const script = `<script type="module" src="${partner.script}" integrity="${partner.integrity}" crossorigin="anonymous"></script>`;
  const { page, watching } = await open(t, element('near="55401" autosearch'), { head: script });
  await heading(page).waitFor();
  watching.quiet();
});

test("other bytes than pinned: the link stays", async (t) => {
  const wrong = "sha384-" + "A".repeat(64);
  const script = `<script type="module" src="${partner.script}" integrity="${wrong}" crossorigin="anonymous"></script>`;
  const { page } = await open(t, element(), { head: script });
  await page.addInitScript(() => addEventListener("error", (e) => { (window.refused ??= []).push(e.target.src); }, true));
  await page.reload();
  await page.waitForFunction((src) => window.refused?.includes(src), partner.script);
  assert.equal(await page.evaluate(() => customElements.get("physician-finder")), undefined);
  assert.ok(await page.locator("#fallback").isVisible());
});

describe("the same as the interface and the pages", () => {
  const searches = [
    ["a first page", { near: "55401" }],
    ["a second page", { near: "55401", page: "2" }],
    ["those who offer, closer", { near: "Minneapolis, MN", radius: "25", annular_closure: "offered" }],
    ["nobody inside, three beyond", { near: "55401", radius: "1" }],
    ["words", { near: "55401", q: "spinal surgeon spanish" }],
  ];
  for (const [name, search] of searches) {
    for (const lang of ["en", "es"]) {
      test(`${name}, ${lang}`, async (t) => {
        const query = new URLSearchParams({ specialty: "spine-surgery", unknown: "apart", ...search, lang });
        const answer = await (await fetch(`${partner.url}/v1/physicians?${query}`)).json();
        const { page } = await open(t, element(`lang="${lang}"`));
        await page.evaluate(async (s) => {
          await customElements.whenDefined("physician-finder");
          const { annular_closure: annularClosure, radius, page, ...rest } = s;
          await document.querySelector("physician-finder").search({
            ...rest, ...(annularClosure && { annularClosure }), ...(radius && { radius: Number(radius) }), ...(page && { page: Number(page) }),
          });
        }, search);
        const npis = (links) => links.map((a) => /\/physicians\/(\d{10})/.exec(a.getAttribute("href"))[1]);
        const shown = async (where) => ({
          heading: await page.locator(`${where} #answer`).textContent(),
          npis: await page.locator(`${where} .cards [part=name] a, ${where} .cards h3 a`).evaluateAll(npis),
          lists: (await Promise.all((await page.locator(`${where} ol.cards`).all()).map((list) => list.ariaSnapshot()))).map((s) => s.replaceAll(partner.url, "")),
          filters: (await page.locator(`${where} nav li .chip, ${where} nav.pills li .pill`).allTextContents()).map((text) => text.replace(/ ?\((remove|quitar)\)/, "").replace(/\s+/g, "")),
          map: await page.locator(`${where} .map svg`).first().evaluate((svg) => ({
            label: svg.getAttribute("aria-label"),
            drawn: [...svg.querySelectorAll("path:not([d=\"\"]), circle, rect, text")].map((node) => [node.localName, node.getAttribute("class") ?? "", ...["d", "x", "y", "cx", "cy", "r", "width", "height", "rx"].map((name) => node.getAttribute(name)), node.textContent].join(" ").trim().replace(/ +/g, " ")),
            pins: [...svg.querySelectorAll(".pin")].map((pin) => `${pin.getAttribute("class").trim()} ${pin.dataset.pin}`),
          })),
        });
        const widget = await shown("physician-finder");
        await page.goto(`${partner.url}/find?${query}`);
        const server = await shown("main");
        assert.deepEqual(widget.npis, [...answer.data, ...answer.unknown, ...answer.beyond].map((c) => c.npi));
        assert.deepEqual(widget, server);
        assert.ok(widget.npis.length > 0 && widget.lists[0].includes("listitem"));
      });
    }
  }
});

test("the number on a pin is the number on its card", async (t) => {
  const { page } = await open(t, element('near="55401" autosearch'));
  await heading(page).waitFor();
  const cards = page.locator("physician-finder .card");
  await cards.nth(2).hover();
  assert.match(await page.locator('physician-finder [data-pin~="3"]').getAttribute("class"), /lit/);
  await page.locator('physician-finder [data-pin~="2"]').click();
  assert.match(await page.evaluate(() => document.querySelector("physician-finder").shadowRoot.activeElement.textContent), /^2\. Quinn/);
});

test("a whole search by keyboard alone", async (t) => {
  const { page, watching } = await open(t, element());
  await page.locator("physician-finder #near").waitFor();
  const focused = () => page.evaluate(() => {
    const at = document.querySelector("physician-finder").shadowRoot?.activeElement;
    return at && { id: at.id, text: at.textContent.trim(), ring: getComputedStyle(at).outlineStyle };
  });
  for (let i = 0; i < 6 && (await focused())?.id !== "near"; i++) {
    await page.keyboard.press("Tab");
    assert.notEqual((await focused())?.ring, "none", "no focus ring");
  }
  await page.keyboard.type("minneap");
  await until("the whole text's places are there", async () => /^Minneapolis, MN/.test((await page.locator("physician-finder [role=option]").allTextContents())[0]?.trim() ?? ""));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await heading(page).waitFor();
  await page.waitForFunction(() => document.querySelector("physician-finder").shadowRoot.activeElement?.id === "answer");
  for (let i = 0; i < 8 && !/Call the office of/.test((await focused())?.text ?? ""); i++) await page.keyboard.press("Tab");
  assert.match((await focused()).text, /Call the office of/);
  watching.quiet();
});

const seen = [
  ["empty", "", ""],
  ["results", 'near="55401" autosearch', ""],
  ["nobody, three beyond", 'near="55401" radius="1" annular-closure="confirmed" autosearch', ""],
  ["which place", 'near="Springfield" autosearch', ""],
  ["unknown place", 'near="Nowhereville, ZZ" autosearch', ""],
  ["map folded away", 'near="55401" view="map-hidden" autosearch', ""],
];
for (const width of [320, 1200]) {
  describe(`${width} px`, () => {
    for (const [name, attributes] of seen) {
      for (const lang of ["en", "es"]) {
        test(`${name}, ${lang}: nothing for axe, nothing sideways`, async (t) => {
          const { page } = await open(t, element(`${attributes} lang="${lang}"`), { lang, options: { viewport: { width, height: 800 } } });
          await (attributes ? heading(page) : page.locator("physician-finder #near")).waitFor();
          assert.deepEqual(await axe(page), []);
          assert.equal(await sideways(page), 0);
          assert.ok(await phone(page).isVisible());
          assert.ok(await page.locator('physician-finder a[href="tel:911"]').isVisible());
        });
      }
    }
  });
}

test("only the rounded area leaves the browser, and the page around learns nothing of it", async (t) => {
  const { page, watching } = await open(t, element(), { options: { geolocation: { latitude: 44.97654321, longitude: -93.26543219 }, permissions: ["geolocation"] } });
  await page.evaluate(() => {
    const finder = document.querySelector("physician-finder");
    finder.addEventListener("pf-search", (e) => (window.asked = e.detail));
  });
  await page.locator("physician-finder [part~=locate]").click();
  await heading(page).waitFor();
  assert.match(await heading(page).textContent(), /of your approximate area/);
  const sent = watching.requests.find((r) => r.url().endsWith("/v1/search"));
  assert.equal(new URLSearchParams(sent.postData()).get("near"), "45.0,-93.3");
  const told = await page.evaluate(() => JSON.stringify([window.asked, document.querySelector("physician-finder").results]));
  assert.match(told, /"approximate":true/);
  const { meta, data } = (await page.evaluate(() => document.querySelector("physician-finder").results));
  assert.equal(meta.origin, null);
  assert.ok(data.every((card) => card.distance === null), "distances tell where someone is");
  assert.doesNotMatch(told, /\b45\.0\b|-93\.3\b|44\.976|"near"/);
  watching.quiet();
});

test("emergency words put the panel first and large", async (t) => {
  const { page } = await open(t, element('near="55401"'));
  await page.evaluate(() => document.querySelector("physician-finder").search?.({ q: "saddle numbness" }) ?? customElements.whenDefined("physician-finder").then(() => document.querySelector("physician-finder").search({ q: "saddle numbness" })));
  await page.locator("physician-finder .urgent.now").waitFor();
  assert.equal(await page.evaluate(() => document.querySelector("physician-finder").shadowRoot.querySelector(".all").firstElementChild.className.trim()), "urgent now");
});

test("urgent words bring the notice of today; an emergency without a sure place lists nobody", async (t) => {
  const { page } = await open(t, element('near="55401"'));
  const widget = page.locator("physician-finder");
  const search = (question) => page.evaluate(async (q) => {
    await customElements.whenDefined("physician-finder");
    await document.querySelector("physician-finder").search(q);
  }, question);
  await search({ q: "foot drop" });
  await widget.locator(".today").waitFor();
  assert.match(await widget.locator(".today").innerText(), /Call your surgeon or doctor today/);
  assert.equal(await widget.locator(".urgent.now").count(), 0);
  assert.ok(await widget.locator(".card").count() > 0);
  await search({ near: "", q: "saddle numbness near mineapolis mn" });
  await widget.locator(".urgent.now").waitFor();
  await widget.locator("#answer", { hasText: "Get help first" }).waitFor();
  assert.equal(await widget.locator(".card").count(), 0);
  assert.equal(await widget.locator(".today").count(), 0);
  await search({ near: "numb groin", q: "" });
  await widget.locator(".urgent.now").waitFor();
  assert.equal(await widget.locator(".card").count(), 0);
});
